"""What may come in from a file: limits, and the row that a drawing becomes."""

from __future__ import annotations

import itertools
import json
import math
import re
from datetime import datetime
from typing import Any

from model import ink
from server.doodles import words
from server.doodles.imports.entries import Entry
from server.doodles.ink import Strokes, pack
from server.doodles.splits import SPLITS, split_of

MOST = 65_535  # points of a drawing: what a stroke of a .bin can hold
FAR = 100_000.0  # from the corner of whatever a raw drawing was drawn on, in its own units
SIZE = 255  # the side of a simplified drawing
LONG = 86_400_000  # milliseconds, a day
COUNTRY = re.compile(r"[A-Z0-9]{2}")
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})? UTC")
TEXT = 20_000_000  # characters of a drawing's guesses, and 100 of any other text


def row(entry: Entry, source: str, status: str) -> dict[str, Any]:
    """The columns of the table for this drawing. InkError says what keeps it out."""
    for word in {entry.word, entry.more.get("better", entry.word)}:
        if why := words.wrong(word):
            raise ink.InkError(f"word is {word[:80]!r}; {why}")
    timed = _strokes(entry.strokes)
    if not 0 <= entry.key < 1 << 64:
        raise ink.InkError(f"key_id is {entry.key}; it must be from 0 to 2**64 - 1")
    if entry.country is not None and not COUNTRY.fullmatch(entry.country):
        raise ink.InkError(f"countrycode is {entry.country[:20]!r}; it must be two capital letters")
    if entry.timestamp is not None:
        _moment(entry.timestamp)
    if entry.split not in (*SPLITS, None):
        raise ink.InkError(f"split is {entry.split!r}; it must be {', '.join(SPLITS)}")
    for name, value in entry.more.items():
        if isinstance(value, str) and len(value) > (TEXT if name == "guesses" else 100):
            raise ink.InkError(f"{name} has {len(value)} characters, which is too long")
    if "guesses" in entry.more:
        _guesses(entry.more["guesses"])
    key = str(entry.key)
    return {
        "key": key,
        "split": entry.split or split_of(key),
        "word": entry.word,
        "strokes": len(entry.strokes),
        "points": sum(len(stroke[0]) for stroke in entry.strokes),
        "timed": timed,
        "ink": pack(entry.strokes),
        "source": source,
        "recognized": entry.recognized,
        "country": entry.country,
        "timestamp": entry.timestamp,
        "status": status,
        "vouched": status != "waiting",
        **entry.more,
    }


def _strokes(strokes: Strokes) -> bool:
    """Whether they are timed. InkError for what is no drawing."""
    if not strokes or not all(stroke and stroke[0] for stroke in strokes):
        raise ink.InkError("a drawing or a stroke without points")
    shapes = {tuple(map(len, stroke)) for stroke in strokes}
    if any(len(shape) not in (2, 3) or len(set(shape)) > 1 for shape in shapes) or len(set(map(len, shapes))) > 1:
        raise ink.InkError("strokes whose columns x, y (and t, in all or none) are not equally long")
    points = sum(len(stroke[0]) for stroke in strokes)
    if points > MOST:
        raise ink.InkError(f"a drawing of {points} points; {MOST} are the most")
    timed = len(strokes[0]) == 3
    for value in itertools.chain.from_iterable(column for stroke in strokes for column in stroke[:2]):
        if timed and not abs(value) <= FAR:
            raise ink.InkError(f"a coordinate is {value}; it must be from {-FAR:.0f} to {FAR:.0f}")
        if not timed and not (0 <= value <= SIZE and value == int(value)):
            raise ink.InkError(f"a coordinate is {value}; without times it must be a whole number from 0 to {SIZE}")
    for stroke in strokes if timed else []:
        _times(stroke[2])
    return timed


def _times(times: list[float]) -> None:
    """Of one stroke: in some files each has its own clock."""
    for before, after in itertools.pairwise([0, *times]):
        if not (math.isfinite(after) and before <= after <= LONG):
            raise ink.InkError(f"a time is {after} ms after one of {before} ms; times begin at 0 or later, never run "
                               f"backwards in a stroke, and end within {LONG} ms")  # fmt: skip


def _guesses(text: Any) -> None:
    """What was guessed over time, as `server.doodles.given.course` writes it."""
    try:
        for ms, best in json.loads(text):
            if not (0 <= ms <= LONG and all(isinstance(word, str) and 0 <= p <= 1 for word, p in best)):
                raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise ink.InkError(
            f"guesses is {str(text)[:40]!r}; it must be JSON like [[ms, [[word, p], ..]], ..], each p from 0 to 1"
        ) from None


def _moment(timestamp: str) -> None:
    try:
        if not TIMESTAMP.fullmatch(timestamp) or datetime.fromisoformat(timestamp[:19]).year < 1970:
            raise ValueError
    except ValueError:
        raise ink.InkError(
            f"timestamp is {timestamp[:40]!r}; it must look like 2017-03-05 12:21:56.81707 UTC"
        ) from None
