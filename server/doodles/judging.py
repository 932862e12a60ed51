"""The pass over drawings that nobody has judged yet: the network looks at each, and it gets its suspicion and reasons.

It goes on beside the game: the network's part is a job of the engine, done in slices when nobody draws; the tables are
asked a page at a time, in short transactions.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from model import Points
from server.concurrency import Concurrency
from server.doodles import ink, suspicion
from server.doodles.desk import Desk
from server.doodles.fingerprint import quarters, same, telling
from server.doodles.suspicion import Case, Reason, Seen
from server.doodles.tables import Doodle, Look
from server.doodles.traits import unit
from server.engine import Guesser, Job
from server.errors import GameError

log = logging.getLogger(__name__)

PAGE = 8  # drawings taken at a time: a fraction of a second for the network
IDLE = 5.0  # seconds between two looks for new drawings
PIECE = 32  # points of one slice of the network's work
MOST_POINTS = 10_000  # points of a drawing that the network is asked about
SIZE, MIDDLE = 500.0, 500.0  # board units: where a drawing that was not drawn here is put, and how large
BEST = 5  # words of the network that are kept
CANDIDATES = 30  # drawings with a quarter of the fingerprint that are compared line for line
UNREADABLE = Reason("unreadable", 1.0, "its ink cannot be read")

Paths = list[np.ndarray[Any, np.dtype[np.float64]]]


@dataclass(frozen=True)
class Unjudged:
    """What is needed of a drawing to judge it. No strokes: its ink cannot be read."""

    id: int
    word: str
    contributor: int | None
    strokes: ink.Strokes
    here: bool  # drawn on our board, so that its coordinates are board units
    peak: float | None


class Judging:
    """Judges what is there, then whatever comes."""

    def __init__(
        self,
        desk: Desk,
        recognizer: Guesser,
        later: Callable[[Job, Callable[[Any], None]], None],
        concurrency: Concurrency,
    ) -> None:
        """`later`: the engine's, which does a job when there is time."""
        self._desk, self._recognizer, self._later = desk, recognizer, later
        self._sleep, self._event = concurrency.sleep, concurrency.event

    def run(self, running: Callable[[], bool]) -> None:
        """Go on as long as `running()`."""
        while running():
            try:
                more = self.step(running)
            except GameError:
                more = False  # the desk has said that the database is away
            except Exception:
                log.exception("drawings could not be judged")
                more = False
            if not more:
                self._sleep(IDLE)

    def step(self, running: Callable[[], bool] = lambda: True) -> bool:
        """Judge one page of drawings; False when there is none."""
        page = self._desk.run(unjudged, PAGE)
        if not page:
            return False
        found: list[Any] = []
        seen = self._event()

        def done(result: Any) -> None:
            found.append(result)
            seen.set()

        self._later(looking(page, self._recognizer), done)
        while not found and running():
            seen.wait(1.0)
        if not found or found[0] is None:
            return False
        for drawing, said in zip(page, found[0], strict=True):
            self._desk.run(judged, drawing, said)
        return True


def unjudged(session: Session, most: int) -> list[Unjudged]:
    """Some drawings that have no suspicion yet."""
    rows = session.scalars(select(Doodle).where(Doodle.suspicion.is_(None)).order_by(Doodle.id).limit(most))
    return [_of(row) for row in rows]


def _of(row: Doodle) -> Unjudged:
    try:
        strokes = [stroke for stroke in ink.unpack(row.ink) if len(stroke[0])]
    except ValueError:
        strokes = []
    return Unjudged(row.id, row.word, row.contributor, strokes, row.width is not None, _peak(row.guesses, row.word))


def _peak(guesses: str | None, word: str) -> float | None:
    """The word's highest probability while it was drawn."""
    said = [p for _, best in json.loads(guesses or "[]") for name, p in best if name == word]
    return max(said, default=None)


def looking(page: Sequence[Unjudged], recognizer: Guesser) -> Generator[None, None, list[Seen]]:
    """A job for the engine: what the network makes of each drawing."""
    found = []
    for drawing in page:
        sketch = recognizer.open()
        guess = recognizer.feed({sketch: []})[sketch]
        for piece in pieces(drawing):
            guess = recognizer.feed({sketch: [piece]})[sketch]
            yield
        found.append(_seen(guess.probabilities, drawing.word, recognizer.categories.words))
    return found


def pieces(drawing: Unjudged) -> list[Points]:
    """The drawing as the board would have sent it, PIECE points at most at a time; nothing for far too much ink."""
    if not drawing.strokes or sum(len(stroke[0]) for stroke in drawing.strokes) > MOST_POINTS:
        return []
    every = np.concatenate([np.array(stroke[:2], np.float64) for stroke in drawing.strokes], axis=1)
    low, high = every.min(1), every.max(1)
    scale, middle = SIZE / max(float((high - low).max()), 1e-9), (low + high) / 2
    found = []
    for stroke in drawing.strokes:
        x, y = np.array(stroke[:2], np.float64)
        if not drawing.here:
            x, y = (x - middle[0]) * scale + MIDDLE, (y - middle[1]) * scale + MIDDLE
        t = np.array(stroke[2], np.float32) if len(stroke) > 2 else np.zeros(len(x), np.float32)
        for begin in range(0, len(x), PIECE):
            part = slice(begin, begin + PIECE)
            up = begin + PIECE >= len(x)
            found.append(Points(x[part].astype(np.float32), y[part].astype(np.float32), t[part], up))
    return found


def _seen(p: np.ndarray[Any, np.dtype[np.float32]], word: str, words: Sequence[str]) -> Seen:
    best = tuple((words[i], round(float(p[i]), 4)) for i in np.argsort(-p, kind="stable")[:BEST])
    if word not in words:
        return Seen(None, 0, best)
    target = p[words.index(word)]
    return Seen(float(target), int((p > target).sum()), best)


def judged(session: Session, drawing: Unjudged, seen: Seen) -> None:
    """Write down what is found. A drawing that was withdrawn meanwhile, or judged by another process, stays so."""
    row = session.get(Doodle, drawing.id, with_for_update=True)
    if row is None or row.suspicion is not None:
        return
    if drawing.strokes:
        own, others, alike = _copies(session, drawing)
        case = Case(drawing.word, drawing.strokes, seen, drawing.peak, own, others, alike)
        row.suspicion, reasons = suspicion.judge(case)
    else:
        row.suspicion, reasons, alike = 1.0, [UNREADABLE], ()
    told = {"guesses": seen.best, "alike": alike, "reasons": [asdict(reason) for reason in reasons]}
    row.reasons = json.dumps(told, ensure_ascii=False)


def _copies(session: Session, drawing: Unjudged) -> tuple[int, int, tuple[str, ...]]:
    """How many drawings that are there already are the same, by the same hand and by others, and the keys of some."""
    paths = _paths(drawing.strokes)
    if not telling(paths):
        return 0, 0, ()
    bits = quarters(paths)
    near = select(Look.doodle).where(Look.bits.in_(bits), Look.doodle != drawing.id).distinct().limit(CANDIDATES)
    found = [row for row in session.scalars(select(Doodle).where(Doodle.id.in_(near))) if same(paths, _read(row))]
    session.add_all(Look(bits=value, doodle=drawing.id) for value in bits)
    own = [row for row in found if row.contributor is not None and row.contributor == drawing.contributor]
    return len(own), len(found) - len(own), tuple(row.key for row in found[:BEST])


def _read(row: Doodle) -> Paths:
    return _paths(_of(row).strokes)


def _paths(strokes: ink.Strokes) -> Paths:
    return unit([np.array(stroke[:2], np.float64).T for stroke in strokes]) if strokes else []
