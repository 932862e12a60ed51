"""Whether two drawings are the same: an index to find those that look alike, and a comparison line for line. Pure.

The index is Zauner's perceptual hash ("Implementation and Benchmarking of Perceptual Image Hash Functions", 2010): the
64 lowest frequencies of the drawing as a small picture, each above or below their median. Copies differ in few bits;
in up to three, one of four quarters of 16 bits is still the same, and that is what a table can be asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIDE = 32  # cells of the picture
LOW = 8  # frequencies in each direction
QUARTERS = 4
BLUR = 1.5  # cells
PLACES = 64  # points along the ink that two drawings are compared at
NEAR = 0.015  # of the drawing's size: how far apart these may be on average for it to be the same ink
STRAIGHT = 0.96  # of a line's length: the distance of its ends, from which it is straight

Floats = NDArray[np.float64]


def quarters(paths: Sequence[Floats]) -> list[int]:
    """The fingerprint of paths (n, 2) in the unit square: each quarter's number, times 65,536, and its bits."""
    low = _DCT @ _picture(paths) @ _DCT.T
    bits = (low > np.median(low)).reshape(QUARTERS, -1)
    values = bits @ (1 << np.arange(bits.shape[1]))
    return [(number << 16) + int(value) for number, value in enumerate(values)]


def telling(paths: Sequence[Floats]) -> bool:
    """Whether two hands would not draw just this. A dot or one straight line is everybody's."""
    if len(paths) > 1:
        return True
    length = float(np.hypot(*np.diff(paths[0], axis=0).T).sum())
    return float(np.hypot(*(paths[0][-1] - paths[0][0]))) < STRAIGHT * length


def same(a: Sequence[Floats], b: Sequence[Floats]) -> bool:
    """Whether paths (n, 2) in the unit square are the same ink: as many strokes, along the same lines."""
    if len(a) != len(b):
        return False
    return float(np.mean(np.hypot(*(_along(a) - _along(b)).T))) < NEAR


def _along(paths: Sequence[Floats]) -> Floats:
    """(PLACES * strokes at most, 2) places along the ink: each stroke has its share of PLACES, at least both ends."""
    each = max(2, PLACES // len(paths))
    return np.concatenate([_places(path, each) for path in paths])


def _places(path: Floats, count: int) -> Floats:
    passed = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    at = np.linspace(0.0, passed[-1], count)
    return np.stack([np.interp(at, passed, path[:, i]) for i in (0, 1)], axis=1)


def _picture(paths: Sequence[Floats]) -> Floats:
    """(SIDE, SIDE): the ink's length in each cell, blurred."""
    cells = np.zeros((SIDE, SIDE))
    for path in paths:
        length = float(np.hypot(*np.diff(path, axis=0).T).sum())
        x, y = np.clip(_places(path, 2 + int(4 * SIDE * length)) * SIDE, 0, SIDE - 1).astype(int).T
        np.add.at(cells, (y, x), 1.0)
    return _SMOOTH @ np.minimum(cells, 8.0) @ _SMOOTH.T


def _cosines() -> Floats:
    """(LOW, SIDE): the lowest rows of the cosine transform, but for the constant one, which says nothing of a form."""
    frequency, place = np.arange(1, LOW + 1)[:, None], np.arange(SIDE)[None]
    return np.asarray(np.cos(np.pi * frequency * (place + 0.5) / SIDE))


def _blurring() -> Floats:
    """(SIDE, SIDE): each cell and its neighbours, the nearer the more."""
    apart = np.arange(SIDE)[:, None] - np.arange(SIDE)[None]
    near = np.exp(-0.5 * (apart / BLUR) ** 2)
    return np.asarray(near / near.sum(1, keepdims=True))


_DCT = _cosines()
_SMOOTH = _blurring()
