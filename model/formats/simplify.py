"""Quick, Draw!'s simplification of a whole drawing, as pure functions: arrays in, new arrays out.

The rule as its makers state it: align the drawing to the left and top, scale its longer side to 255, resample each
stroke at one pixel, thin it by Ramer-Douglas-Peucker with epsilon 2. What they do not state was found by comparing
with their own simplified drawings: multiply before dividing, measure resampling along the line from the stroke's
first point and append its last, measure distance to the chord's endless line, round half to even at the very end,
and write a stroke without extent as two equal points.

A live pen knows neither the final size nor the rest of its stroke, so none of this may serve it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.formats.drawing import Drawing, Stroke

Floats = NDArray[np.float64]

SIZE = 255  # the longer side of a simplified drawing
EPSILON = 2.0  # of Ramer-Douglas-Peucker, in pixels of a simplified drawing


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
    high = np.max([points.max(axis=0) for points in strokes], axis=0)
    side = float(np.max(high - low)) or 1.0
    return [(points - low) * size / side for points in strokes]


def resample(points: Floats, spacing: float = 1.0) -> Floats:
    """Points (n, 2) -> points (m, 2) that lie `spacing` apart along the line from the first one, and the last one."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    moves = np.flatnonzero(lengths)  # a pen that rests makes points without length
    if not len(moves):
        return points[:1]
    starts, steps, lengths = points[moves], points[moves + 1] - points[moves], lengths[moves]
    passed = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.arange(int(passed[-1] / spacing) + 1) * spacing
    segment = np.minimum(np.searchsorted(passed, at, side="right") - 1, len(moves) - 1)
    even = starts[segment] + steps[segment] * ((at - passed[segment]) / lengths[segment])[:, None]
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
