"""The pass over drawings that nobody has judged yet: the network looks at each, and it gets its suspicion and reasons.

Then those that another network has judged and nobody has reviewed are judged anew: once after the start, from the
oldest to the newest. What is done is written in each row, so that the next start goes on where this one ends.

It goes on beside the game: the network's part is a job of the engine, done in slices when nobody draws; the tables are
asked a page at a time, in short transactions.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from model import Points
from server.concurrency import Concurrency
from server.doodles import ink, suspicion
from server.doodles.desk import Desk
from server.doodles.fingerprint import quarters, same, telling
from server.doodles.suspicion import Case, Reason, Seen
from server.doodles.tables import ARRIVED, Doodle, Look, Review
from server.doodles.traits import unit
from server.engine import Guesser, Job
from server.errors import GameError

log = logging.getLogger(__name__)

SPAN = 2_000  # rows that are looked through for old judgements in one transaction
PAGE = 8  # drawings taken at a time: a fraction of a second for the network
IDLE = 5.0  # seconds between two looks for new drawings
PIECE = 32  # points of one slice of the network's work
MOST_POINTS = 10_000  # points of a drawing that the network is asked about
SIZE, MIDDLE = 500.0, 500.0  # board units: where a drawing that was not drawn here is put, and how large
BEST = 5  # words of the network that are kept
CANDIDATES = 30  # drawings with a quarter of the fingerprint that are compared line for line
UNREADABLE = Reason("unreadable", 1.0, "it cannot be read")

Paths = list[np.ndarray[Any, np.dtype[np.float64]]]


@dataclass(frozen=True)
class Unjudged:
    """What is needed of a drawing to judge it. No strokes: it cannot be read."""

    id: int
    word: str
    contributor: int | None
    strokes: ink.Strokes
    here: bool  # drawn on our board, so that its coordinates are board units
    peak: float | None
    judged: str | None = None  # by which network, as it was when this was read
    again: bool = False  # there is a judgement already, by whatever network


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
        self._after: int | None = 0  # the id up to which nothing old is left; None: nowhere

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
        """Judge one page of drawings, or look for one; False when there is none.

        Of a page that fails each drawing is taken alone, so that one that cannot be judged costs itself only.
        """
        page, after = self._desk.read(unjudged, PAGE), self._after
        if not page and after is not None:
            page, after = self._desk.read(outdated, self._recognizer.version, after, PAGE)
        if not page:
            goes_on, self._after = self._after is not None, after
            return goes_on
        if not self._judge(page, running) and not all(self._alone(drawing, running) for drawing in page):
            return False
        self._after = after
        return True

    def _alone(self, drawing: Unjudged, running: Callable[[], bool]) -> bool:
        """Whether it is done with: judged, or set aside for moderators."""
        done = self._judge([drawing], running)
        if not done and running():
            log.error("a drawing cannot be judged: a moderator has to look at it")
            self._desk.run(judged, replace(drawing, strokes=[]), Seen(None, 0, ()), self._recognizer.version)
            done = True
        return done

    def _judge(self, page: Sequence[Unjudged], running: Callable[[], bool]) -> bool:
        """Whether all of it could be. GameError "away" when the database is."""
        try:
            found = self._look(page, running)
            if found is None:
                return False
            for drawing, said in zip(page, found, strict=True):
                self._desk.run(judged, drawing, said, self._recognizer.version)
        except GameError:
            raise
        except Exception:
            log.exception("drawings could not be judged")
            return False
        return True

    def _look(self, page: Sequence[Unjudged], running: Callable[[], bool]) -> list[Seen] | None:
        """What the network makes of them; None when it failed, which is in the log, or nothing runs any more."""
        found: list[list[Seen] | None] = []
        seen = self._event()

        def done(result: list[Seen] | None) -> None:
            found.append(result)
            seen.set()

        self._later(looking(page, self._recognizer), done)
        while not found and running():
            seen.wait(1.0)
        return found[0] if found else None


def unjudged(session: Session, most: int) -> list[Unjudged]:
    """Some drawings that have no suspicion yet."""
    rows = session.scalars(select(Doodle).where(Doodle.suspicion.is_(None), ARRIVED).order_by(Doodle.id).limit(most))
    return [_of(row) for row in rows]


def outdated(session: Session, version: str, after: int, most: int) -> tuple[list[Unjudged], int | None]:
    """Some drawings that still wait for a review, and whose suspicion is by another network than this version.

    They are sought beyond the id `after`, and not far. Returns where to go on, None at the end.
    """
    reviewed = exists().where(Review.doodle == Doodle.id, Review.undone.is_(False))
    queued = or_(Doodle.status.in_(("waiting", "other")), Doodle.reported)
    other = or_(Doodle.judged.is_(None), Doodle.judged != version)
    within = (Doodle.id > after, Doodle.id <= after + SPAN)
    asked = select(Doodle).where(*within, Doodle.suspicion.is_not(None), other, queued, ~reviewed)
    found = session.scalars(asked.order_by(Doodle.id).limit(most)).all()
    if len(found) == most:
        return [_of(row) for row in found], found[-1].id
    more = after + SPAN < (session.scalar(select(func.max(Doodle.id))) or 0)
    return [_of(row) for row in found], after + SPAN if more else None


def _of(row: Doodle) -> Unjudged:
    try:
        strokes = [stroke for stroke in ink.unpack(row.ink) if len(stroke[0])]
    except (ValueError, TypeError, LookupError):
        strokes = []
    peak, here, again = _peak(row.guesses, row.word), row.width is not None, row.suspicion is not None
    return Unjudged(row.id, row.word, row.contributor, strokes, here, peak, row.judged, again)


def _peak(guesses: str | None, word: str) -> float | None:
    """The word's highest probability while it was drawn; None where that is not known, or cannot be read."""
    try:
        said = [float(p) for _, best in json.loads(guesses or "[]") for name, p in best if name == word]
        return max(said, default=None)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        return None


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


def judged(session: Session, drawing: Unjudged, seen: Seen, version: str) -> None:
    """Write down what this network finds. What was withdrawn meanwhile, or judged by another process, stays so."""
    row = session.get(Doodle, drawing.id, with_for_update=True)
    if row is None or (row.judged, row.suspicion is not None) != (drawing.judged, drawing.again):
        return
    row.judged = version
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
    # When it is judged again, those that came later are there, too.
    there = Look.doodle < drawing.id if drawing.again else Look.doodle != drawing.id
    near = select(Look.doodle).where(Look.bits.in_(bits), there).distinct().limit(CANDIDATES)
    found = [row for row in session.scalars(select(Doodle).where(Doodle.id.in_(near))) if same(paths, _read(row))]
    known = set(session.scalars(select(Look.bits).where(Look.doodle == drawing.id)))
    session.add_all(Look(bits=value, doodle=drawing.id) for value in bits if value not in known)
    own = [row for row in found if row.contributor is not None and row.contributor == drawing.contributor]
    return len(own), len(found) - len(own), tuple(row.key for row in found[:BEST])


def _read(row: Doodle) -> Paths:
    return _paths(_of(row).strokes)


def _paths(strokes: ink.Strokes) -> Paths:
    return unit([np.array(stroke[:2], np.float64).T for stroke in strokes]) if strokes else []
