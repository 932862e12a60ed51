"""Quick, Draw!'s simplification of a whole drawing, as pure functions: arrays in, new arrays out.

The rule as its makers state it: align the drawing to the left and top, scale its longer side to 255, resample each
stroke at one pixel, thin it by Ramer-Douglas-Peucker with epsilon 2. What they do not state was found by comparing
with their own simplified drawings: measure resampling along the line from the stroke's first point and append its
last, measure distance to the chord's endless line, of points equally far take the first, round half to even at the
very end, and write a stroke without extent as two equal points.

Equally far is not rare: points between whole numbers lie on lines parallel to a chord. Which of them is the first
then hangs on the last bit of a float, and with it the rest of the stroke. So these formulas are theirs to the bit, as
far as that shows (`python -m tests.bench.simplify`; equal in mathematics, others miss 1 to 6 drawings of 100):
multiply by 255 before dividing by the side, lengths by a square root rather than by `hypot`, and a point between two
others as a (1 - t) + b t rather than a + (b - a) t.

A live pen knows neither the final size nor the rest of its stroke, so none of this may serve it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.formats.drawing import Drawing, Stroke

Floats = NDArray[np.float64]

SIZE = 255  # the longer side of a simplified drawing
EPSILON = 2.0  # of Ramer-Douglas-Peucker, in pixels of a simplified drawing
DECIMALS = 9  # that a difference of two coordinates is known to: 134.2 - 8.2 is 126, not 125.99999999999999


def simplified(drawing: Drawing) -> Drawing:
    """A raw drawing as its simplified one: no times, whole numbers from 0 to 255."""
    strokes = simplify([stroke.points for stroke in drawing.strokes])
    return drawing.with_strokes(tuple(Stroke(points[:, 0], points[:, 1]) for points in strokes))


def simplify(strokes: Sequence[Floats]) -> list[NDArray[np.int64]]:
    """Strokes (n, 2) in any unit, each of at least one point -> strokes (m, 2), m >= 2, from 0 to 255."""
    simple = []
    for points in align(strokes):
        points = resample(points)
        points = points[rdp(points, EPSILON)]
        simple.append(np.rint(points if len(points) > 1 else points.repeat(2, axis=0)).astype(np.int64))
    return simple


def align(strokes: Sequence[Floats], size: float = SIZE) -> list[Floats]:
    """Move the box of all strokes (n, 2) to (0, 0) and scale its longer side to `size`; a mere dot stays a dot."""
    low = np.min([points.min(axis=0) for points in strokes], axis=0)
    moved = [np.round(points - low, DECIMALS) for points in strokes]
    side = max(float(points.max()) for points in moved) or 1.0
    return [points * size / side for points in moved]


def resample(points: Floats, spacing: float = 1.0) -> Floats:
    """Points (n, 2) -> points (m, 2) that lie `spacing` apart along the line from the first one, and the last one."""
    lengths = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=1))
    moves = np.flatnonzero(lengths)  # a pen that rests makes points without length
    if not len(moves):
        return points[:1]
    starts, ends, lengths = points[moves], points[moves + 1], lengths[moves]
    passed = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.arange(int(passed[-1] / spacing) + 1) * spacing
    segment = np.minimum(np.searchsorted(passed, at, side="right") - 1, len(moves) - 1)
    share = ((at - passed[segment]) / lengths[segment])[:, None]
    even = starts[segment] * (1 - share) + ends[segment] * share
    return np.concatenate([even, points[-1:]]) if at[-1] < passed[-1] else even


def rdp(points: Floats, epsilon: float) -> NDArray[np.bool_]:
    """Which of the points (n, 2) Ramer-Douglas-Peucker keeps, (n,): each dropped one is within epsilon of a chord."""
    keep = np.zeros(len(points), np.bool_)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        distance = _distances(points[first + 1 : last] - points[first], points[last] - points[first])
        farthest = int(distance.argmax())
        if distance[farthest] > epsilon:
            middle = first + 1 + farthest
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    return keep


def _distances(points: Floats, chord: Floats) -> Floats:
    """From points (n, 2) to the endless line through (0, 0) and `chord`, or to (0, 0) where that is no line."""
    length = float(np.hypot(chord[0], chord[1]))
    if not length:
        return np.asarray(np.hypot(points[:, 0], points[:, 1]))
    return np.asarray(np.abs(chord[0] * points[:, 1] - chord[1] * points[:, 0]) / length)
