"""Drawings of the tests' own making: lists of strokes, each a list of (x, y) between 0 and 1."""

from itertools import pairwise
from math import cos, pi, sin

Stroke = list[tuple[float, float]]


def between(a: tuple[float, float], b: tuple[float, float], count: int = 8) -> Stroke:
    """A straight stroke from a to b."""
    return [(a[0] + (b[0] - a[0]) * i / count, a[1] + (b[1] - a[1]) * i / count) for i in range(count + 1)]


def ladder(rungs: int = 3) -> list[Stroke]:
    """Two rails and some rungs."""
    rails = [between((0.36, 0.08), (0.34, 0.94)), between((0.62, 0.07), (0.64, 0.93))]
    heights = [0.2 + 0.62 * i / max(1, rungs - 1) for i in range(rungs)]
    return rails + [between((0.355, y), (0.63, y + 0.01), 5) for y in heights]


def star(points: int = 5) -> list[Stroke]:
    """One stroke from point to point, the way a star is drawn without lifting the pen."""
    corners = [(0.5 + 0.4 * sin(i * 4 * pi / points), 0.52 - 0.4 * cos(i * 4 * pi / points)) for i in range(points + 1)]
    return [[p for a, b in pairwise(corners) for p in between(a, b, 5)]]


def spiral(turns: float = 3) -> list[Stroke]:
    """One stroke from the middle outwards."""
    steps = [i / 40 for i in range(41)]
    return [[(0.5 + 0.42 * s * cos(2 * pi * turns * s), 0.5 + 0.42 * s * sin(2 * pi * turns * s)) for s in steps]]


def scribble(points: int, strokes: int) -> list[Stroke]:
    """So many points in so many strokes, in waves all over the square; neighbours are far enough apart to be kept."""
    lengths = [points // strokes + (i < points % strokes) for i in range(strokes)]
    rows = [0.04 + 0.92 * (i + 0.5) / strokes for i in range(strokes)]
    return [
        [(0.05 + 0.9 * abs((j / 150) % 2 - 1), y + 0.03 * sin(j / 7)) for j in range(length)]
        for y, length in zip(rows, lengths, strict=True)
    ]
