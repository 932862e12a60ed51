"""What can go wrong in words that are safe to show: the one error that becomes a `problem` on the wire."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "bad_message",  # not a message at all, or not at this moment
    "bad_field",  # a field that is missing or outside its limits
    "gap",  # ink or an edit that is not the next one; `expected` says which is
    "no_round",  # no such round
    "no_match",  # no such match
    "not_yours",  # somebody else's round or match
    "not_now",  # a question that has no answer yet, or not in this mode
    "over",  # the round has ended, or the match
    "slow_down",  # a flood; the connection is closed if it goes on
    "unknown_word",  # a word the network does not know
    "version",  # a page that is older or newer than the server
    "full",  # more ink than one round can hold
    "busy",  # as many rounds are open as there may be, here or from this address
    "no_room",  # no such room, or one that has been deleted
    "room_full",  # as many pupils as a room, or a device, may have; or as many rooms as there may be
    "room_locked",  # nobody new comes in
    "muted",  # the host wants quiet: nothing is typed
    "removed",  # the host has put this pupil out
    "not_host",  # only the host may do this
    "no_member",  # no such pupil in this room, or this page is not one
    "bad_name",  # a name that is taken or is not wanted
    "no_drawing",  # no such given drawing, or none that may be voted on; it may have been taken back
    "own",  # a vote on one's own drawing
    "voted",  # a second vote, or report, from one session
    "changed",  # something has happened to the drawing since it was shown
    "signed_out",  # a moderator's session has ended, or there is none
    "wrong_passphrase",  # or no moderator of that name: which one is not told
    "restarting",  # the server is about to end; it comes back
    "no_guess",  # the network failed on this drawing
    "away",  # the database cannot be reached just now
    "no_receipt",  # no drawings were given with such a receipt
    "not_agreed",  # drawings are kept of those only who said yes
    "no_collecting",  # this server collects no drawings, or not in this room
    "nothing_drawn",  # a round without ink, or without a word
    "bad_word",  # a new word that is no word, or is not wanted
    "known_word",  # a new word that is known already
    "too_many_words",  # a room has taught as many as it may
    "too_few",  # drawings to learn from
    "other_network",  # what was learned is another network's
    "cannot_learn",  # this network has no space for new words
    "internal",  # our fault; the log says more
]


class GameError(Exception):
    """A request that cannot be done. The message says what was wrong and what would be right; players may see it."""

    def __init__(self, code: Code, message: str, **extra: int) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extra = extra

    def problem(self) -> dict[str, object]:
        """The fields of the `problem` message."""
        return {"code": self.code, "message": self.message, **self.extra}


class SetupError(Exception):
    """The server cannot start as it is set up. One line for the person who starts it, naming what would fix it."""
