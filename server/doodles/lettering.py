"""Whether a drawing is writing: small shapes of one height, side by side on a line, drawn from left to right.

No alphabet is known here, so any script that is written in a row is found, and so are rows of other small things; rows
of mere straight lines (grass, rain, a fence) are not. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST = 4  # letters of a text
SURELY = 7  # and of one that nobody takes for anything else
LARGEST = 0.45  # height of a letter, as a share of the drawing's size
TOUCHING = 0.1  # of a letter's height: how far its strokes may lie apart, sideways
STRAIGHT = 0.96  # of a stroke's length: the distance of its ends, from which it counts as a straight line
CURVED = 0.4  # share of a row's letters that are more than a straight line


@dataclass(frozen=True)
class Lettering:
    """A row of letters."""

    letters: int
    likeness: float  # 0 to 1: how much it looks like writing


@dataclass(frozen=True)
class _Letter:
    left: float
    right: float
    top: float
    bottom: float
    plain: bool  # one straight line

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def joined(self, other: _Letter) -> _Letter:
        return _Letter(
            min(self.left, other.left), max(self.right, other.right), min(self.top, other.top),
            max(self.bottom, other.bottom), False,
        )  # fmt: skip


def lettering(paths: Sequence[Floats]) -> Lettering | None:
    """The best row of letters among strokes (n, 2) in the unit square, in the order they were drawn; None without."""
    found = [row for row in map(_weigh, _rows(_letters(paths))) if row]
    return max(found, key=lambda row: row.likeness, default=None)


def _letters(paths: Sequence[Floats]) -> list[_Letter]:
    """Strokes that lie above each other and follow each other are one letter."""
    letters: list[_Letter] = []
    for path in paths:
        (left, top), (right, bottom) = path.min(0), path.max(0)
        length = float(np.hypot(*np.diff(path, axis=0).T).sum())
        plain = float(np.hypot(*(path[-1] - path[0]))) >= STRAIGHT * length
        one = _Letter(float(left), float(right), float(top), float(bottom), plain)
        if letters and _above(letters[-1], one):
            letters[-1] = letters[-1].joined(one)
        else:
            letters.append(one)
    return letters


def _above(a: _Letter, b: _Letter) -> bool:
    """Whether the stroke b touches the letter a, or lies above or below it, so near that both are one letter."""
    tall = max(a.height, b.height)
    apart = max(a.left, b.left) - min(a.right, b.right)
    near = max(a.top, b.top) - min(a.bottom, b.bottom) < 0.5 * tall
    return near and apart < TOUCHING * tall and a.joined(b).height <= LARGEST


def _rows(letters: Sequence[_Letter]) -> list[list[_Letter]]:
    """Runs of letters each of which is right of the one before, at about its height."""
    rows: list[list[_Letter]] = []
    for letter in letters:
        before = rows[-1][-1] if rows else None
        if before and _next(before, letter):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    return rows


def _next(a: _Letter, b: _Letter) -> bool:
    tall = max(a.height, b.height)
    gap = b.left - a.right
    return (
        0 < tall <= LARGEST
        and -0.4 * tall < gap < 2 * tall
        and (a.left + a.right) < (b.left + b.right)
        and min(a.bottom, b.bottom) - max(a.top, b.top) > 0.4 * min(a.height, b.height)
    )


def _weigh(row: Sequence[_Letter]) -> Lettering | None:
    if len(row) < LEAST:
        return None
    heights = np.array([letter.height for letter in row])
    if np.mean([not letter.plain for letter in row]) < CURVED:
        return None
    tall = float(np.median(heights))
    even = 1 - min(1.0, float(np.std(heights)) / tall)
    level = 1 - min(1.0, float(np.std([letter.bottom for letter in row])) / tall)
    wide = float(np.mean([letter.right - letter.left <= 2.2 * tall for letter in row]))
    many = min(1.0, (len(row) - LEAST + 2) / (SURELY - LEAST + 2))
    return Lettering(len(row), round(even * level * wide * many, 4))
