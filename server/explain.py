"""How a drawing came to its end: each stroke is left out, and the rest is run again.

The variants, one for each stroke or group of neighbouring strokes, grow together: a slice of work feeds one more piece
of the drawing to all of them in one batch. So the work is bounded (GROUPS + 1 sketches, MAX_POINTS points) and comes in
slices that nobody's guesses have to wait long for.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model import Points
from server import rules, wire
from server.board import Stroke, strokes
from server.engine import Guesser
from server.errors import GameError

GROUPS = 40  # variants; more strokes than that are taken together with their neighbours
PIECE = 32  # points of one slice
MAX_POINTS = 10_000  # points, and also messages and edits, of a round that is explained at all, undone ones included
CLOSEST = 5  # other words that are named
LEAST = 1e-6  # a probability below this, or above 1 less this, counts as if it were this

Floats = NDArray[np.float32]


def groups(count: int, most: int) -> list[list[int]]:
    """Strokes 0 to `count` - 1 in at most `most` runs of neighbours of like length."""
    edges = [round(i * count / min(count, most)) for i in range(min(count, most) + 1)] if count else []
    return [list(range(a, b)) for a, b in pairwise(edges)]


def explain(round: rules.Round, recognizer: Guesser) -> Generator[None, None, wire.Explained]:
    """A job for the engine: the explanation of a round that is over.

    GameError "not_now" while it runs, "full" when too much was drawn, which is known before anything is done.
    """
    if not round.over:
        raise GameError("not_now", f"round {round.id} is not over; ask when it is")
    if max(round.points, len(round.log)) > MAX_POINTS:
        raise GameError("full", f"a drawing of more than {MAX_POINTS} points, undone ones included, is not explained")
    return _explain(round, strokes(round.log), recognizer)


def _explain(round: rules.Round, drawn: list[Stroke], recognizer: Guesser) -> Generator[None, None, wire.Explained]:
    categories, parts = recognizer.categories, groups(len(drawn), GROUPS)
    whole, without = recognizer.open(), [recognizer.open() for _ in parts]
    answer = recognizer.feed({whole: []})[whole].probabilities
    after: list[Floats] = []
    for number, part in enumerate(parts):
        others = [sketch for i, sketch in enumerate(without) if i != number]
        for piece in _pieces([drawn[stroke] for stroke in part]):
            answer = recognizer.feed({sketch: [piece] for sketch in (whole, *others)})[whole].probabilities
            yield
        after.append(answer)
    accepted = list(round.accepted) or [int(answer.argmax())]
    rest = [recognizer.feed({sketch: []})[sketch].probabilities for sketch in without]
    found = [
        wire.Group(
            strokes=tuple(part),
            without=_rounded(p[accepted].sum()),
            weight=_rounded(_odds(answer[accepted].sum()) - _odds(p[accepted].sum())),
            guesses=rules.best(then, categories),
            toward=_toward(answer, p, accepted, categories.words),
        )
        for part, then, p in zip(parts, after, rest, strict=True)
    ]
    against = sorted((i for i, group in enumerate(found) if group.weight < 0), key=lambda i: found[i].weight)
    near = [i for i in np.argsort(-answer, kind="stable") if i not in accepted][:CLOSEST] if drawn else []
    return wire.Explained(
        round.id,
        round.word or (categories.words[accepted[0]] if drawn else None),
        _rounded(answer[accepted].sum()),
        tuple(found),
        tuple((categories.words[i], _rounded(answer[i])) for i in near),
        tuple(against),
    )


def _pieces(drawn: list[Stroke]) -> list[Points]:
    """Strokes in pieces of at most PIECE points; each stroke's last piece lifts the pen."""
    pieces = []
    for stroke in drawn:
        x, y, t = (np.concatenate([getattr(points, axis) for points in stroke]) for axis in "xyt")
        for start in range(0, len(x), PIECE):
            end = start + PIECE
            pieces.append(Points(x[start:end], y[start:end], t[start:end], up=end >= len(x)))
    return pieces


def _toward(answer: Floats, without: Floats, accepted: list[int], words: Sequence[str]) -> tuple[str, float] | None:
    """The other word whose probability a group raised most, with the rise of its log-odds; None if it raised none."""
    gains = answer - without
    gains[accepted] = 0
    best = int(gains.argmax())
    return (words[best], _rounded(_odds(answer[best]) - _odds(without[best]))) if gains[best] > 0 else None


def _odds(p: float | np.floating) -> float:
    """Log-odds of a probability."""
    p = min(max(float(p), LEAST), 1 - LEAST)
    return float(np.log(p / (1 - p)))


def _rounded(number: float | np.floating) -> float:
    return round(float(number), 5)
