"""What can be seen of how one drawing was made. Pure: strokes in, numbers out.

Strokes are columns, [[x..], [y..], ..], in any unit; y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SECTORS = ("right", "down_right", "down", "down_left", "left", "up_left", "up", "up_right")  # clockwise on the screen
FIRST = 4  # strokes that are looked at one by one
SIDE = 48  # cells of a raster, across and down
EARLY = 0.1  # of the drawing's size: how far a pen has gone when it has a direction
CLOSED = 0.25  # of a stroke's size: how near its ends are when it is a loop

Floats = NDArray[np.float64]
Raster = NDArray[np.bool_]


@dataclass(frozen=True)
class Traits:
    """One drawing."""

    sector: int | None  # of SECTORS: where the pen went first; None for a dot
    turn: int  # 1: the first stroke is a loop drawn clockwise; -1: the other way round; 0: no loop
    strokes: int
    first: tuple[Raster, ...]  # of each of the first strokes, FIRST at most: where in the whole drawing it lies
    raster: Raster  # (SIDE, SIDE), rows from the top: where there is ink


def traits(strokes: Sequence[Sequence[Sequence[float]]]) -> Traits:
    """Of a drawing with at least one point. ValueError when there is none."""
    paths = [np.array(stroke[:2], dtype=np.float64).T for stroke in strokes if len(stroke[0])]
    if not paths:
        raise ValueError("there is nothing to be seen of a drawing without points")
    paths = unit(paths)
    first = tuple(raster([path]) for path in paths[:FIRST])
    return Traits(_sector(paths[0]), _turn(paths[0]), len(paths), first, raster(paths))


def unit(paths: Sequence[Floats]) -> list[Floats]:
    """The paths, (n, 2) each, as large as fits into the unit square, in its middle. Proportions stay."""
    points = np.concatenate(paths)
    low, high = points.min(0), points.max(0)
    size = max(float((high - low).max()), 1e-9)
    return [(path - (low + high) / 2) / size + 0.5 for path in paths]


def raster(paths: Sequence[Floats]) -> Raster:
    """Where paths in the unit square have ink, with a margin of two cells; the pen is three cells wide."""
    cells = np.zeros((SIDE + 2, SIDE + 2), dtype=bool)
    for path in paths:
        x, y = np.rint(2 + _dense(path) * (SIDE - 5)).astype(int).T
        cells[y + 1, x + 1] = True
    wide = np.zeros_like(cells)
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            wide |= np.roll(cells, (dy, dx), (0, 1))
    return wide[1:-1, 1:-1]


def _dense(path: Floats) -> Floats:
    """Points along a path, less than half a cell apart."""
    steps = np.hypot(*np.diff(path, axis=0).T)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    at = np.linspace(0.0, length[-1], 2 + int(2 * SIDE * length[-1]))
    return np.stack([np.interp(at, length, path[:, 0]), np.interp(at, length, path[:, 1])], axis=1)


def _sector(path: Floats) -> int | None:
    away = path - path[0]
    far = np.flatnonzero(np.hypot(away[:, 0], away[:, 1]) >= EARLY)
    if not len(far):
        return None
    x, y = away[far[0]]
    return round(math.atan2(y, x) / (math.tau / len(SECTORS))) % len(SECTORS)


def _turn(path: Floats) -> int:
    size = float(np.ptp(path, axis=0).max())
    if size < EARLY or math.dist(path[0], path[-1]) > CLOSED * size:
        return 0
    x, y = path.T
    area = float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))  # positive: clockwise, as y grows downwards
    return int(np.sign(area))
