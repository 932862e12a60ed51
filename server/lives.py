"""A room as it is played: the pure room, its pages, its drawings, and how it is written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from server import rules, wire
from server.feeds import Canvas, Feed
from server.keeping import saved
from server.keeping.rooms import Kept
from server.players import Player
from server.rooms import people, report, views
from server.rooms.report import Entries
from server.rooms.room import Room, Try

CURVE = 200  # looks of the network that are kept of one drawing

Look = tuple[int, float | None, str, float]  # milliseconds, p of the word, best guess, its p

_ROOM = TypeAdapter(Room)


@dataclass(eq=False)
class Live:
    """One room. Who speaks for a member is its player."""

    room: Room
    host: str | None = None  # connection
    host_left: float = 0.0
    walls: set[str] = field(default_factory=set)  # connections
    players: dict[str, Player] = field(default_factory=dict)  # by member
    ink: dict[str, Entries] = field(default_factory=dict)  # of rounds that are over
    curves: dict[str, list[Look]] = field(default_factory=dict)  # by round
    feeds: tuple[Feed, Feed] = field(default_factory=lambda: (Feed(), Feed()))  # the host's, the walls'
    shown: Room | None = None  # as all pages have been told of it
    told: dict[str, views.Fields] = field(default_factory=dict)  # by connection, what it has seen last
    kept: bool = False  # something of it is written
    dirty: bool = True  # not written as it is
    fresh: dict[str, bytes] = field(default_factory=dict)  # pieces that are not written yet

    def log(self, t: Try) -> Entries:
        """What was drawn."""
        round = self.running(t)
        return round.log if round else self.ink.get(t.round or "", ())

    def logs(self) -> report.Ink:
        """What was drawn, by the round's id."""
        tries = {t.round: self.log(t) for t in self.room.tries if t.round}
        return lambda round: tries.get(round) or self.ink.get(round, ())

    def running(self, t: Try) -> rules.Round | None:
        """The round that this try is, while its player has it."""
        player = self.players.get(t.member)
        return player.round if player and player.round and player.round.id == t.round else None

    def canvases(self, to_wall: bool) -> list[Canvas]:
        """What a host, or a wall, sees now."""
        return [self._canvas(t, to_wall) for t in views.visible(self.room, to_wall)]

    def looked(self, round: rules.Round, said: wire.Guess, ms: int) -> None:
        """The network has looked at a drawing. When there are too many looks, every other one is forgotten."""
        curve = self.curves.setdefault(round.id, [])
        if len(curve) >= CURVE:
            del curve[1::2]
        best, p = said.guesses[0]
        curve.append((ms, said.target_p, best, round_p(p)))

    def finished(self, round: rules.Round) -> None:
        """A drawing is over: it is the room's from now on."""
        self.ink[round.id] = round.log
        self.fresh[f"ink:{round.id}"] = saved.ink(round.log)
        self.fresh[f"curve:{round.id}"] = json.dumps(self.curves.get(round.id, [])).encode()

    def forget_drawings(self) -> None:
        """Of a game that is begun anew."""
        for round in self.ink:
            self.fresh |= {f"ink:{round}": b"", f"curve:{round}": b"[]"}
        self.ink.clear()
        self.curves.clear()

    def written(self, now: float) -> Kept:
        """The room as it is, with the pieces that are new. ValueError when it cannot be written down."""
        head = _ROOM.dump_json(self.room)  # first: what cannot be written is still to be written
        pieces, self.fresh, self.dirty = self.fresh, {}, False
        return Kept(self.room.code, now - self.room.used, head, pieces, first=not self.kept)

    def _canvas(self, t: Try, to_wall: bool) -> Canvas:
        assert t.round and self.room.bout
        player = self.players.get(t.member)
        said = player.said if player and self.running(t) else None
        guess, p = (said.guesses[0], said.target_p) if said else (t.top[0] if t.top else None, t.p)
        if to_wall and guess and guess[0] == self.room.bout.word and views.is_secret(self.room):
            guess = ("", guess[1])  # that it knows the word, and not which one
        return Canvas(t.round, t.member, self.log(t), guess, p, (t.won, t.ms or 0) if t.over else None)


def round_p(p: float) -> float:
    """A probability as it is kept."""
    return round(p, 4)


def read(kept: Kept, now: float) -> Live:
    """The room as it goes on. saved.UnreadableError when it is not of this format."""
    try:
        room = _ROOM.validate_json(kept.head)
    except ValidationError as error:
        raise saved.UnreadableError(f"a room is not of this version: {error.errors()[0]['msg']}") from None
    room = room.shifted(now - kept.age - room.used)
    live = Live(people.presence(room, set(), now), host_left=now, kept=True, dirty=False)
    live.ink = {name[4:]: saved.entries(data) for name, data in _of("ink:", kept.pieces) if data}
    live.curves = {name[6:]: [tuple(look) for look in json.loads(data)] for name, data in _of("curve:", kept.pieces)}
    return live


def _of(kind: str, pieces: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    return [(name, data) for name, data in pieces.items() if name.startswith(kind)]
