"""What a room is, and what can follow from an input to it. Times are seconds on the server's clock."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from server import roomwire
from server.errors import GameError

NEVER = 2.0  # a threshold that no probability reaches, for the modes in which nobody wins


@dataclass(frozen=True)
class Member:
    """A pupil."""

    id: str  # as others see it
    key: str  # the hash of the seat's token
    tag: str  # the beginning of the token, by which a page knows which of its seats is meant
    name: str
    device: int  # members with the same one share it
    team: int
    here: bool = True
    left: float | None = None  # since when it is not here
    removed: bool = False
    out: bool = False  # removed by the host
    hidden: bool = False
    factor: float | None = 1.0  # of the clock; None: no clock
    score: float = 0.0
    drew: int = 0  # words, for taking turns
    kept: str = ""  # the key under which the game keeps the drawing that runs, to be deleted with the room


@dataclass(frozen=True)
class Try:
    """A drawing of one member, of one word."""

    member: str
    name: str  # the member's, when it was drawn
    round: str | None = None  # None: the turn has not come, on a shared device
    started: float = 0.0
    seconds: float | None = None
    shown: bool = False
    over: bool = False
    won: bool = False
    ms: int | None = None  # when it ended
    recognized: int | None = None  # milliseconds until it was won, or until the network was sure where nobody wins
    p: float | None = None  # of the word, in the end
    top: tuple[tuple[str, float], ...] = ()  # the last guesses
    yes: tuple[str, ...] = ()  # members who saw the word in it
    no: tuple[str, ...] = ()

    @property
    def running(self) -> bool:
        """Whether it is being drawn."""
        return self.round is not None and not self.over


@dataclass(frozen=True)
class Bout:
    """One word, drawn by all whose turn it is."""

    number: int
    mode: roomwire.Mode
    word: str
    threshold: float  # that wins; NEVER where nobody does
    sure: float  # from which on the network counts as sure
    started: float
    tries: tuple[Try, ...]
    seconds: float | None = None  # that were set when it began; None: no clock
    extra: float = 0.0  # seconds the host has added
    said: tuple[tuple[str, str, bool], ...] = ()  # (member, text, right) in the order they came

    def later(self, seconds: float) -> Bout:
        """As if it had begun so much later."""
        tries = tuple(replace(t, started=t.started + seconds) for t in self.tries)
        return replace(self, started=self.started + seconds, tries=tries)


@dataclass(frozen=True)
class Taught:
    """A word that a room has learned."""

    word: str
    examples: int
    network: str  # version of the one that learned it: no other can read the next
    learned: str


@dataclass(frozen=True)
class Room:
    """Everything there is to know of a room, but the ink."""

    code: str
    host: str  # hash of the host's token
    wall: str  # the wall's token, which the host may ask for again
    used: float  # when it was last used
    settings: roomwire.Settings = field(default_factory=roomwire.Settings)
    phase: roomwire.Phase = "lobby"
    members: tuple[Member, ...] = ()
    deck: tuple[str, ...] = ()
    bout: Bout | None = None
    past: tuple[Bout, ...] = ()  # judged
    paused: float | None = None  # since when
    waiting: bool = False  # paused because the host is gone
    locked: bool = False
    muted: bool = False
    podium: bool = False
    factor: float | None = 1.0  # of everybody's clock
    count: int = 0  # members there ever were
    devices: int = 0  # and devices
    teaching: str | None = None  # the new word that is drawn
    taught: tuple[Taught, ...] = ()  # words that the network knows in this room alone
    opened_in: str = "en"  # the language of the page that opened it

    @property
    def language(self) -> str:
        """Of the names that are made up here."""
        return self.settings.language or self.opened_in

    @property
    def mode(self) -> roomwire.Mode:
        """How the next word is played."""
        return "museum" if self.teaching else self.settings.mode

    @property
    def own(self) -> set[str]:
        """Words that may be drawn here, and nowhere else."""
        return {taught.word for taught in self.taught} | ({self.teaching} if self.teaching else set())

    @property
    def present(self) -> tuple[Member, ...]:
        """Those who have not been put out, the absent included."""
        return tuple(member for member in self.members if not member.removed)

    @property
    def tries(self) -> tuple[Try, ...]:
        """Of the word that is drawn, or was drawn last."""
        return self.bout.tries if self.bout else ()

    @property
    def hidden(self) -> set[str]:
        """Members whose drawings are nowhere to be seen but on the host's page."""
        return {member.id for member in self.members if member.hidden or member.removed}

    @property
    def ahead(self) -> tuple[str, ...]:
        """The words of this game that are still to be drawn, the one that is being drawn included."""
        if self.phase == "done":
            return ()
        begun = self.bout.number if self.bout else 0
        return self.deck[begun - (self.phase == "drawing") :]

    def attempt(self, id: str) -> Try | None:
        """This member's drawing of the word."""
        return next((t for t in self.tries if t.member == id), None)

    def running(self, id: str) -> Try | None:
        """What this member draws at the moment."""
        attempt = self.attempt(id)
        return attempt if attempt and attempt.running else None

    def drawer(self, round: str) -> Member | None:
        """Who drew this, of the last words that are remembered."""
        bouts = (*self.past, *((self.bout,) if self.bout else ()))
        found = next((t.member for bout in bouts for t in bout.tries if t.round == round), None)
        return next((member for member in self.present if member.id == found), None)

    def has_guessed(self, id: str) -> bool:
        """Whether this member has found the word, in guess mode."""
        return self.bout is not None and any(who == id and right for who, _, right in self.bout.said)

    def member(self, id: str) -> Member:
        """GameError "no_member" when there is none of that id."""
        for member in self.present:
            if member.id == id:
                return member
        raise GameError("no_member", f'there is no "{id}" in this room')

    def seated(self, key: str) -> Member:
        """Who has the seat whose hash this is. GameError "no_member" or "removed"."""
        for member in self.members:
            if member.key == key:
                if member.removed:
                    raise GameError("removed", "the host has taken you out of this room")
                return member
        raise GameError("no_member", "this room has no such seat; join it with its code")

    def changed(self, member: Member) -> Room:
        """With this member as it is now."""
        return replace(self, members=tuple(member if m.id == member.id else m for m in self.members))

    def tried(self, new: Try) -> Room:
        """With this member's try as it is now."""
        assert self.bout
        tries = tuple(new if old.member == new.member else old for old in self.bout.tries)
        return replace(self, bout=replace(self.bout, tries=tries))

    def shifted(self, seconds: float) -> Room:
        """On a clock that shows so much more."""
        bout = self.bout and self.bout.later(seconds)
        paused = None if self.paused is None else self.paused + seconds
        members = tuple(m if m.left is None else replace(m, left=m.left + seconds) for m in self.members)
        return replace(self, used=self.used + seconds, members=members, paused=paused, bout=bout)


@dataclass(frozen=True)
class Begin:
    """This try is to be drawn from now on."""

    attempt: Try


@dataclass(frozen=True)
class Retime:
    """The clock of this try is another one; `stopped`: none at all, while the room is paused."""

    attempt: Try
    stopped: bool


@dataclass(frozen=True)
class Stop:
    """This try is over, whatever was drawn."""

    attempt: Try


@dataclass(frozen=True)
class Out:
    """This member's page is no longer one of the room."""

    member: Member
    reason: roomwire.GoneReason


Event = Begin | Retime | Stop | Out
Outcome = tuple[Room, list[Event]]
