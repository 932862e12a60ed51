"""How a player is written down: a head of JSON, and the ink as bytes. No clock, no I/O.

The head holds what the ink does not say. Times in it are spans, for clocks differ between processes: `age` is how long
the round had been going on when it was written. The ink is the entries of the round's log, one after the other, all
numbers little-endian:

    tag (1 byte)    0: points, the pen stays down; 1: points, the pen leaves the board; 2: undo; 3: redo; 4: clear
    after 0 and 1   n (uint16), then n x, n y and n t (float32)

Strokes, lengths and numbers are made again from the entries, the network's state too. Nothing here says who plays.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from pydantic import TypeAdapter, ValidationError

from model import Categories, Edit, PassRule, Points
from server import rules, wire
from server.keeping.shelf import Found
from server.match import Match
from server.rules import Round

Entry = Points | Edit

EDITS = (Edit.UNDO, Edit.REDO, Edit.CLEAR)  # tags 2, 3, 4
COUNT = struct.Struct("<H")
NUMBERS = np.dtype("<f4")


@dataclass(frozen=True)
class _Round:
    id: str
    mode: wire.RoundMode
    word: str | None
    seconds: float | None
    threshold: float
    edit: int  # the numbered edit wanted next
    age: float  # seconds since it began
    other: str | None
    watch: wire.Watch | None
    over: wire.Over | None


@dataclass(frozen=True)
class _Head:
    version: Literal[1]
    player: str
    round: _Round | None
    match: Match | None


_HEAD = TypeAdapter(_Head)


class UnreadableError(ValueError):
    """What was kept is not of this format, or of a game with other words."""


@dataclass(frozen=True)
class Saved:
    """A player as it was kept."""

    player: str
    round: Round | None
    match: Match | None


def head(player: str, round: Round | None, match: Match | None, now: float) -> bytes:
    """The head. `now`: seconds on the clock that the round is on."""
    kept = None
    if round:
        kept = _Round(
            round.id, round.mode, round.word, round.seconds, round.rule.threshold, round.edit, now - round.started,
            round.other, round.watch, round.over,
        )  # fmt: skip
    return _HEAD.dump_json(_Head(1, player, kept, match))


def ink(entries: Sequence[Entry]) -> bytes:
    """Entries of a log."""
    return b"".join(_packed(entry) for entry in entries)


def read(found: Found, categories: Categories, rule: PassRule, now: float) -> Saved:
    """The player as it goes on: the time since the last write has passed for the round as well.

    UnreadableError says what is wrong.
    """
    try:
        kept = _HEAD.validate_json(found.head)
    except ValidationError as error:
        raise UnreadableError(f"the head is not of version 1: {error.errors()[0]['msg']}") from None
    if kept.round is None:
        return Saved(kept.player, None, kept.match)
    word = kept.round.word
    if word is not None and word not in categories and kept.round.mode != "room":  # which may have words of its own
        raise UnreadableError("its word is not one of this network's")
    begun = Round(
        id=kept.round.id,
        mode=kept.round.mode,
        word=word,
        accepted=rules.accepted(word, categories),
        rule=replace(rule, threshold=kept.round.threshold),
        started=now - kept.round.age - max(0.0, found.age),  # a clock that was set back gives nobody more time
        seconds=kept.round.seconds,
        other=kept.round.other,
        watch=kept.round.watch,
        over=kept.round.over,
    )
    return Saved(kept.player, rules.rebuilt(begun, _log(found.ink), kept.round.edit), kept.match)


def _packed(entry: Entry) -> bytes:
    if isinstance(entry, Edit):
        return bytes((2 + EDITS.index(entry),))
    columns = (np.asarray(column, NUMBERS).tobytes() for column in (entry.x, entry.y, entry.t))
    return b"".join((bytes((entry.up,)), COUNT.pack(len(entry.x)), *columns))


def _log(pieces: Sequence[tuple[int, bytes]]) -> list[Entry]:
    log: list[Entry] = []
    for start, data in pieces:
        if start != len(log):
            raise UnreadableError(f"entry {len(log)} of the ink is missing; the next one is {start}")
        log += entries(data)
    return log


def entries(data: bytes) -> list[Entry]:
    """The entries that `ink` wrote. UnreadableError when it did not."""
    found: list[Entry] = []
    place = 0
    try:
        while place < len(data):
            tag, place = data[place], place + 1
            if tag > 1:
                found.append(EDITS[tag - 2])
                continue
            (count,), place = COUNT.unpack_from(data, place), place + COUNT.size
            x, y, t = np.frombuffer(data, NUMBERS, 3 * count, place).reshape(3, count)
            place += 3 * count * NUMBERS.itemsize
            found.append(Points(x, y, t, bool(tag)))
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableError(f"the ink cannot be read at byte {place}: {error}") from None
    return found
