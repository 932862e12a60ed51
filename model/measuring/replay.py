"""Replaying drawings point by point through the live path, as if somebody drew them now.

A drawing comes in its own units and the board's are unknown, so it is laid on the board with its longer side `SIZE`
long: about what the median player draws. The recognizer sees board units, one point at a time, the pen lifted with a
stroke's last point, and answers after each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.formats.drawing import Drawing
from model.measuring.lead import GUESSES, Answer
from model.measuring.prefixes import Answers
from model.measuring.score import top
from model.recognizer import Recognizer
from model.sketch import Guess, Points

SIZE = 500.0  # board units
TOGETHER = 128  # sketches fed in one batch
TINY = 1e-12  # a probability below it counts as if it were this, where logarithms are taken


@dataclass(frozen=True)
class Trail:
    """The answers to one drawing, one for each of its points (n of them)."""

    word: str
    key_id: int
    share: NDArray[np.float32]  # (n,) of the points drawn
    seconds: NDArray[np.float32]  # (n,) since the first point; NaN where the drawing has no times
    ink: NDArray[np.float32]  # (n,) length of the path, board units
    strokes: NDArray[np.int64]  # (n,) strokes ended
    best: NDArray[np.int64]  # (n, GUESSES) categories, best first
    p: NDArray[np.float32]  # (n, GUESSES) their probabilities
    watched: dict[str, NDArray[np.float32]]  # probability (n,) of each watched word, synonyms and kinds counted in

    def answers(self) -> list[Answer]:
        """(milliseconds, guesses) as the page would get them."""
        rows = zip(self.best.tolist(), self.p.tolist(), strict=True)
        return [(1000 * s, list(zip(*row, strict=True))) for s, row in zip(self.seconds.tolist(), rows, strict=True)]


@dataclass
class _Pen:
    """A drawing laid on the board, ready to be drawn."""

    points: NDArray[np.float32]  # (n, 3) x, y, t
    up: NDArray[np.bool_]  # (n,)
    timed: bool

    @classmethod
    def of(cls, drawing: Drawing, size: float) -> _Pen:
        xy = np.concatenate([s.points for s in drawing.strokes])
        low, high = xy.min(0), xy.max(0)
        scale = size / max(float((high - low).max()), 1e-9)
        place = (1000 - (high - low) * scale) / 2 if (high > low).any() else np.full(2, 500.0)
        t = np.concatenate([np.zeros(len(s)) if s.t is None else s.t for s in drawing.strokes])
        up = np.zeros(len(xy), bool)
        up[np.cumsum([len(s) for s in drawing.strokes]) - 1] = True
        board = (xy - low) * (scale if (high > low).any() else 0) + place
        return cls(np.column_stack([board, t - t[0]]).astype(np.float32), up, drawing.timed)

    def lengths(self) -> NDArray[np.float32]:
        """(n,) length of the path up to each point."""
        moves = np.hypot(*np.diff(self.points[:, :2], axis=0, prepend=self.points[:1, :2]).T)
        moves[1:][self.up[:-1]] = 0
        total: NDArray[np.float32] = np.cumsum(moves, dtype=np.float32)
        return total


def replay(
    recognizer: Recognizer,
    drawings: Iterable[Drawing],
    watch: Mapping[int, tuple[str, ...]] | None = None,
    size: float = SIZE,
) -> Iterator[Trail]:
    """Draw each drawing anew -> its trail, in another order than they came.

    `watch` names, by key_id, words whose probability to follow beside the drawing's own.
    KeyError for a word that the recognizer does not know.
    """
    waiting = sorted(drawings, key=len)
    for start in range(0, len(waiting), TOGETHER):
        group = waiting[start : start + TOGETHER]
        words = [(d.word, *(watch or {}).get(d.key_id, ())) for d in group]
        yield from _together(recognizer, group, words, size)


def sampled(recognizer: Recognizer, drawings: Iterable[Drawing], every: int, size: float = SIZE) -> Answers:
    """The recognizer's answers, as logits, to every `every`-th point of each drawing, and to its last: (N, 1, C).

    Logits but for a constant: what its temperatures did is undone by one that has none.
    """
    rows: list[tuple[NDArray[np.float32], int, int]] = []
    waiting = sorted(drawings, key=len)
    for start in range(0, len(waiting), TOGETHER):
        group = waiting[start : start + TOGETHER]
        labels = [recognizer.categories.index(drawing.word) for drawing in group]
        for k, i, guess in _walk(recognizer, [_Pen.of(drawing, size) for drawing in group]):
            if (i + k) % every == 0 or i + 1 == len(group[k]):
                rows.append((np.log(np.maximum(guess.probabilities, TINY)), guess.steps, labels[k]))
    logits, steps, owners = zip(*rows, strict=True)
    return Answers(np.stack(logits)[:, None], np.array(steps)[:, None], np.array(owners))


def _walk(recognizer: Recognizer, pens: list[_Pen]) -> Iterator[tuple[int, int, Guess]]:
    """All pens draw at once, a point at a time -> (which pen, which of its points, the answer)."""
    sketches = [recognizer.open() for _ in pens]
    for i in range(max(len(pen.points) for pen in pens)):
        live = [k for k, pen in enumerate(pens) if i < len(pen.points)]
        guesses = recognizer.feed({sketches[k]: [_point(pens[k], i)] for k in live})
        yield from ((k, i, guesses[sketches[k]]) for k in live)


def _together(
    recognizer: Recognizer, group: list[Drawing], words: list[tuple[str, ...]], size: float
) -> Iterator[Trail]:
    pens = [_Pen.of(drawing, size) for drawing in group]
    answers: list[list[tuple[NDArray[np.int64], NDArray[np.float32], list[float]]]] = [[] for _ in group]
    accepted = [[list(recognizer.categories.accepted(word)) for word in row] for row in words]
    for k, _, guess in _walk(recognizer, pens):
        p = guess.probabilities
        best = top(p[None], min(GUESSES, len(p)))[0]
        answers[k].append((best, p[best], [float(p[a].sum()) for a in accepted[k]]))
    for drawing, pen, row, answer in zip(group, pens, words, answers, strict=True):
        best, likely, watched = zip(*answer, strict=True)
        n = len(pen.points)
        yield Trail(
            drawing.word,
            drawing.key_id,
            (np.arange(1, n + 1) / n).astype(np.float32),
            (pen.points[:, 2] / 1000 if pen.timed else np.full(n, np.nan)).astype(np.float32),
            pen.lengths(),
            np.cumsum(pen.up),
            np.stack(best),
            np.stack(likely),
            dict(zip(row, np.array(watched, np.float32).T, strict=True)),
        )


def _point(pen: _Pen, i: int) -> Points:
    x, y, t = pen.points[i : i + 1].T
    return Points(x, y, t, bool(pen.up[i]))
