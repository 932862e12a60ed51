"""How suspicious a drawing is, from 0 to 1, and why, in words. Pure rules over strokes and what the network says.

Each sign gives a weight: how likely a drawing that shows it is one that should not be shown as its word. Weights come
together as independent chances do: 1 less the product of what each leaves over.

Strokes are columns, [[x..], [y..], ..], in any unit; y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from server.doodles.lettering import lettering
from server.doodles.traits import unit

Strokes = Sequence[Sequence[Sequence[float]]]
Floats = NDArray[np.float64]

CELLS = 32  # of the raster that density is counted on, across and down
FULL = 0.4  # share of the cells that ink may cover before they look filled in; one drawing in 500 covers a third
OVER = 2.2  # times that ink may go over the same cells before it looks crossed out; one in 200 goes 1.9 times
SURE = 0.5  # the word's probability from which the network had recognized it
LOST = 0.2  # and below which it no longer does
LEAST_POINTS = 4  # points that say anything


@dataclass(frozen=True)
class Seen:
    """What the network makes of a whole drawing."""

    target: float | None  # probability of its word; None when the network does not know the word
    rank: int  # words that it finds likelier
    best: tuple[tuple[str, float], ...]  # a few likeliest words, best first


@dataclass(frozen=True)
class Reason:
    """One sign of something wrong."""

    kind: str
    weight: float  # 0 to 1
    words: str


@dataclass(frozen=True)
class Case:
    """All that is known of a drawing when it is judged."""

    word: str
    strokes: Strokes
    seen: Seen
    peak: float | None = None  # the word's highest probability while it was drawn
    own_copies: int = 0  # drawings by the same hand that are the same, line for line
    other_copies: int = 0  # and by others
    alike: tuple[str, ...] = field(default=())  # keys of a few of them


def judge(case: Case) -> tuple[float, list[Reason]]:
    """How suspicious it is, and why, the weightiest reason first."""
    found = [*_network(case), *_copies(case), *_shape(case)]
    reasons = sorted((reason for reason in found if reason.weight > 0), key=lambda reason: -reason.weight)
    return round(1 - math.prod(1 - reason.weight for reason in reasons), 4), reasons


def _network(case: Case) -> list[Reason]:
    seen, word = case.seen, case.word
    if seen.target is None:
        return [Reason("unknown", 0.3, f"the network does not know “{word}”")]
    best, p = seen.best[0]
    reasons = [Reason("low_score", 0.35 * (1 - seen.target), f"the network gives “{word}” {_percent(seen.target)}")]
    if best != word:
        far = min(1.0, math.log10(seen.rank + 1) / 2)  # a hundred likelier words are as far as it gets
        others = f" and {seen.rank - 1} others" if seen.rank > 1 else ""
        reasons.append(Reason("far", 0.5 * far, f"it looks more like “{best}” ({_percent(p)}){others}"))
    if case.peak is not None and case.peak >= SURE and seen.target < LOST:
        what = f"it was recognizable ({_percent(case.peak)}) before more was drawn"
        reasons.append(Reason("spoiled", 0.4 * (case.peak - seen.target), what))
    return reasons


def _copies(case: Case) -> list[Reason]:
    reasons = []
    if case.other_copies:
        reasons.append(Reason("copy", 0.6, f"the same lines as {_count(case.other_copies)} from others"))
    if case.own_copies:
        reasons.append(Reason("repeat", 0.4, f"the same lines as {_count(case.own_copies)} by the same hand"))
    return reasons


def _shape(case: Case) -> list[Reason]:
    points = sum(len(stroke[0]) for stroke in case.strokes)
    if points < LEAST_POINTS:
        return [Reason("empty", 0.7, f"{points} point{'s' * (points != 1)} of ink are hardly a drawing")]
    paths = unit([np.array(stroke[:2], dtype=np.float64).T for stroke in case.strokes if len(stroke[0])])
    doubt = 1 - (case.seen.target or 0.0)  # what the network recognizes may well be full, or have letters on it
    reasons = []
    full, over = density(paths)
    if full > FULL or over > OVER:
        much = max((full - FULL) / (1 - FULL), min(1.0, (over - OVER) / OVER))
        what = f"ink covers {_percent(full)} of its square, and goes over it {over:.1f} times"
        reasons.append(Reason("scribbled", (0.2 + 0.4 * much) * (0.4 + 0.6 * doubt), what))
    if text := lettering(paths):
        what = f"{text.letters} small shapes in a row, like letters"
        reasons.append(Reason("text", text.likeness * (0.1 + 0.5 * doubt), what))
    return reasons


def density(paths: Sequence[Floats]) -> tuple[float, float]:
    """Of paths (n, 2) in the unit square: the share of cells that have ink, and how often the pen went over those."""
    cells: set[tuple[int, int]] = set()
    length = 0.0
    for path in paths:
        steps = np.hypot(*np.diff(path, axis=0).T)
        passed = np.concatenate([[0.0], np.cumsum(steps)])
        length += float(passed[-1])
        at = np.linspace(0.0, passed[-1], 1 + int(2 * CELLS * passed[-1]))
        xy = np.stack([np.interp(at, passed, path[:, i]) for i in (0, 1)], axis=1)
        cells.update(map(tuple, np.minimum(xy * CELLS, CELLS - 1).astype(int).tolist()))
    return len(cells) / CELLS**2, length * CELLS / len(cells)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _count(drawings: int) -> str:
    return f"{drawings} drawing{'s' * (drawings != 1)}"
