"""A drawing's strokes made ready to be shown: as large as its square, whatever unit they came in. Pure."""

from __future__ import annotations

from collections.abc import Sequence

Strokes = Sequence[Sequence[Sequence[float]]]
Shown = list[list[list[int]]]

BOARD, MARGIN = 1000, 90  # board units: the side of the square, and what stays free on each side of it
SMALL = 255  # the side of the square that examples lie in
STEP = 16  # ms between two points of a drawing without times
MOST_POINTS = 5_000  # points that are shown at most; of more, every so many


def sheet(strokes: Strokes) -> Shown:
    """Columns x, y and t, whole numbers: in the middle of the board, t in ms since the first point."""
    strokes = _thinned([stroke for stroke in strokes if len(stroke[0])])
    scale, x0, y0 = _fit(strokes, BOARD - 2 * MARGIN)
    shown, start = [], strokes[0][2][0] if strokes and len(strokes[0]) > 2 else 0.0
    at = 0
    for stroke in strokes:
        xs = [round((x - x0) * scale + BOARD / 2) for x in stroke[0]]
        ys = [round((y - y0) * scale + BOARD / 2) for y in stroke[1]]
        if len(stroke) > 2:
            ts = [max(0, round(t - start)) for t in stroke[2]]
        else:
            ts = [at + STEP * i for i in range(len(xs))]
        at = ts[-1] + 10 * STEP
        shown.append([xs, ys, ts])
    return shown


def small(strokes: Strokes) -> Shown:
    """Columns x and y, whole numbers from 0 to 255; a point that lies where the one before it lies is left out."""
    strokes = _thinned([stroke for stroke in strokes if len(stroke[0])])
    scale, x0, y0 = _fit(strokes, SMALL)
    shown = []
    for stroke in strokes:
        places = [
            (round((x - x0) * scale + SMALL / 2), round((y - y0) * scale + SMALL / 2))
            for x, y in zip(stroke[0], stroke[1], strict=True)
        ]
        kept = [place for i, place in enumerate(places) if i == 0 or place != places[i - 1]]
        shown.append([[x for x, _ in kept], [y for _, y in kept]])
    return shown


def _fit(strokes: Strokes, side: float) -> tuple[float, float, float]:
    """The scale with which the longer side becomes `side`, and the middle of the drawing."""
    xs = [x for stroke in strokes for x in stroke[0]] or [0.0]
    ys = [y for stroke in strokes for y in stroke[1]] or [0.0]
    size = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    return side / size, (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2


def _thinned(strokes: Strokes) -> Strokes:
    """The same, with every n-th point of each stroke and its last one, so that there are about MOST_POINTS at most."""
    step = -(-sum(len(stroke[0]) for stroke in strokes) // MOST_POINTS)
    if step <= 1:
        return strokes
    return [[[*column[:-1:step], column[-1]] for column in stroke] for stroke in strokes]
