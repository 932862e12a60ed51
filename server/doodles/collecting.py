"""Players say yes or no, and give the drawings of rounds that are over. Nothing here waits for the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from server import codes, rules, wire
from server.chance import Random
from server.doodles import receipts
from server.doodles.consent import Consent
from server.doodles.given import Given, check
from server.doodles.giving import Agreed, Answer, Asked, Item
from server.errors import GameError
from server.game import Ack, Game
from server.players import Player

AGREE_COST = 20  # messages
RATE, BURST = 1 / 30, 60  # new receipts from one address, a second and at once: a class says yes in the same minute


class Classroom(Protocol):
    """What a room has to say of a drawing."""

    def gives(self, sid: str, round: str) -> bool:
        """Whether the host wants drawings kept, and this page's pupil has the device for themselves."""


class Collecting:
    """Its methods may be called from any green or native thread of the server's own."""

    def __init__(
        self,
        game: Game,
        classroom: Classroom,
        put: Callable[[Item], bool],
        model: str,
        on: bool,
        send: Callable[[str, str, dict[str, object]], None],
        clock: Callable[[], float],
        rng: Random,
    ) -> None:
        """`put`: has something written, unless too much waits already (False).

        `model`: version of the network that guesses. `on`: whether this server collects at all.
        """
        self._game, self._classroom, self._model, self._on = game, classroom, model, on
        self._put_item, self._send, self._clock, self._rng = put, send, clock, rng
        self._made = codes.Tries(RATE, BURST, "many have said yes from here; wait a minute, then try again")
        self._waiting: dict[str, Player] = {}  # who waits to hear that a round is kept

    def agree(self, sid: str, message: wire.Agree) -> Ack:
        """Yes, or no. GameError "no_collecting", "no_receipt", "slow_down" or "away"."""
        self._game.admit(sid, AGREE_COST)
        receipt = None if message.receipt is None else receipts.read(message.receipt)
        with self._game.lock:
            player = self._game.players.of(sid)
            if message.agreed:
                return self._yes(player, message, receipt)
            consent = Consent(codes.hashed(receipt)) if receipt else player.consent
            player.consent = None
            if consent:
                self._put(Agreed(consent, agreed=False))
            return {"agreed": False, "receipt": receipt}

    def keep(self, sid: str, message: wire.Keep) -> Ack:
        """A drawing is given. `kept` follows.

        GameError "no_collecting", "not_agreed", "not_now", "nothing_drawn", or "away": too much waits for the database.
        """
        with self._game.lock:
            player = self._game.players.of(sid)
            if not self._on:
                raise _off()
            if player.consent is None:
                raise GameError("not_agreed", "you have not said that your drawings may be kept; send agree first")
            round = self._game.round_of(player, message.round)
            item: Item = Asked(player.consent, message.round)
            if round is not None:
                check(round)
                item = Given(round, message, player.consent, self._model, self._source(sid, round))
            self._waiting[message.round] = player  # first: it may be settled at once
            try:
                self._put(item)
            except GameError:
                del self._waiting[message.round]
                raise
            return {}

    def settled(self, item: Item, answer: Answer) -> None:
        """The database has it, or will never have it."""
        if isinstance(item, Agreed):
            return
        round = item.round.id if isinstance(item, Given) else item.round
        with self._game.lock:
            player = self._waiting.pop(round, None)
            if player is None or player.sid is None:
                return  # whoever is away asks again
            if answer is None:
                answer = GameError("internal", "this drawing could not be written; it was not your fault")
            problem = answer.problem() if isinstance(answer, GameError) else None
            kept = wire.Kept(round, None if isinstance(answer, GameError) else answer, problem)
            self._send(player.sid, "kept", vars(kept))

    def _yes(self, player: Player, message: wire.Agree, receipt: str | None) -> Ack:
        if not self._on:
            raise _off()
        if receipt is None:
            self._made.check(player.address, self._clock())
            self._made.count(player.address, self._clock())
        words = receipt or receipts.make(self._rng)
        consent = Consent(codes.hashed(words), message.language, message.country)
        self._put(Agreed(consent, agreed=True, new=receipt is None))
        player.consent = consent
        return {"agreed": True, "receipt": words}

    def _source(self, sid: str, round: rules.Round) -> Literal["play", "room"]:
        if round.mode != "room":
            return "play"
        if not self._classroom.gives(sid, round.id):
            raise GameError("no_collecting", "drawings of this room are not kept, or not of a device that pupils share")
        return "room"

    def _put(self, item: Item) -> None:
        if not self._put_item(item):
            raise GameError("away", "too many drawings wait for the database; this one is not kept yet, send it again")


def _off() -> GameError:
    return GameError("no_collecting", "this server collects no drawings")
