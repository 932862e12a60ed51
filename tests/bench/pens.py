"""What the drawers of a benchmark draw: ink messages with the moments at which a page would send them.

Raw drawings of Quick, Draw! with their true timing where they are at hand; else scribbles that are made up: strokes of
minimum jerk, a point every 16 ms or so, with pauses between them, about as long and as dense as the real ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.formats import ndjson
from model.formats.drawing import Drawing
from model.places import WORDS
from server import wire
from tests.made import QUICKDRAW

SIZE = 500.0  # board units: the longer side of a drawing, about what the median player draws
FILES = 40  # classes that drawings are taken from, and
EACH = 6  # drawings of each at most: enough that no two neighbours draw the same

Stroke = NDArray[np.float64]  # (n, 3): x, y, ms since the drawing began


@dataclass(frozen=True)
class Message:
    """One `ink` message. `fields` is its JSON but for the round and the number: the same for everybody who draws it."""

    at: float  # seconds since the round began
    fields: str


@dataclass(frozen=True)
class Sketching:
    """One drawing as a page sends it."""

    word: str
    messages: tuple[Message, ...]


def sketchings(seed: int, raw: Path = QUICKDRAW / "full" / "raw") -> list[Sketching]:
    """Some two hundred drawings in an order of this seed; the made up ones when `raw` holds none."""
    rng = random.Random(seed)
    files = sorted(raw.glob("*.ndjson"))
    if files:
        chosen = rng.sample(files, min(FILES, len(files)))
        found = [sketching(d.word, _placed(d)) for file in chosen for d in islice(ndjson.read(file, "skip"), EACH)]
    else:
        words = WORDS.read_text(encoding="utf-8").splitlines()
        numbers = np.random.default_rng(seed)
        found = [sketching(rng.choice(words), scribble(numbers)) for _ in range(FILES * EACH)]
    rng.shuffle(found)
    return found


def sketching(word: str, strokes: list[Stroke]) -> Sketching:
    """The messages that static/js/stream.js would make of these strokes."""
    return Sketching(word, tuple(message for stroke in strokes for message in _gathered(stroke)))


def scribble(rng: np.random.Generator) -> list[Stroke]:
    """A drawing that somebody might have made, of one to eight strokes."""
    strokes, ms = [], 0.0
    for _ in range(rng.integers(1, 9)):
        n = int(rng.integers(4, 60))
        t = ms + np.cumsum(rng.uniform(8, 30, n))
        strokes.append(np.column_stack([_curve(rng, n), t]).round(1))
        ms = float(t[-1]) + float(rng.lognormal(5.7, 0.6))  # the pen is in the air for 300 ms or so
    return strokes


def _curve(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """(n, 2) points between four places: slow at both ends and fast between, as a hand moves."""
    places = rng.uniform(250, 750, (4, 2))
    s = np.linspace(0, 1, n)
    s = (10 * s**3 - 15 * s**4 + 6 * s**5)[:, None]  # (n, 1)
    a, b, c, d = places  # a cubic Bézier curve
    points: NDArray[np.float64] = (1 - s) ** 3 * a + 3 * s * (1 - s) ** 2 * b + 3 * s**2 * (1 - s) * c + s**3 * d
    return points


def _placed(drawing: Drawing) -> list[Stroke]:
    """A raw drawing in the middle of the board; its time begins with its first point."""
    columns = np.concatenate([np.column_stack([s.points, np.asarray(s.t, np.float64)]) for s in drawing.strokes])
    low, high = columns[:, :2].min(0), columns[:, :2].max(0)
    scale = SIZE / max(float((high - low).max()), 1.0)
    columns[:, :2] = ((columns[:, :2] - (low + high) / 2) * scale + wire.BOARD / 2).round(1)
    columns[:, 2] = np.maximum.accumulate(columns[:, 2]) - columns[0, 2]  # a few clocks went backwards
    return np.split(columns, np.cumsum([len(s) for s in drawing.strokes])[:-1])


def _gathered(stroke: Stroke) -> Iterator[Message]:
    """The first point that is not in a message starts a timer of FLUSH_MS; lifting the pen sends at once."""
    start, n = 0, len(stroke)
    while start < n:
        flush = stroke[start, 2] + wire.FLUSH_MS
        end = start + int(np.searchsorted(stroke[start:, 2], flush))
        up = end == n
        for begin in range(start, end, wire.MAX_POINTS):
            part = stroke[begin : min(begin + wire.MAX_POINTS, end)]
            lifted = up and begin + wire.MAX_POINTS >= end
            yield Message(float(part[-1, 2] if up else flush) / 1000, _fields(part, lifted))
        start = end


def _fields(part: Stroke, up: bool) -> str:
    x, y, t = (",".join(f"{value:g}" for value in column) for column in part.T)
    return f'"x":[{x}],"y":[{y}],"t":[{t}],"up":{"true" if up else "false"}'
