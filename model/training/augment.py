"""Augmentation of training drawings: whole batches of flat arrays at once, no loop over drawings.

A batch is flat: points (P, 2) of all drawings one behind the other, `drawing` (P,) the index of each point's drawing
and `stroke` (P,) the index of its stroke, both counted from 0 through the batch and never decreasing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


class Flat(NamedTuple):
    """Drawings one behind the other."""

    points: Floats  # (P, 2)
    drawing: Ints  # (P,)
    stroke: Ints  # (P,)


@dataclass(frozen=True)
class AugmentConfig:
    """How far training drawings are varied. Lengths are shares of a drawing's longer side."""

    rotate: float = 0.12  # standard deviation of the turn, radians
    shear: float = 0.10  # standard deviation
    stretch: float = 0.12  # standard deviation of the logarithm of the ratio of the axes
    mirror: float = 0.15  # share of drawings mirrored left to right
    jitter: float = 0.008  # standard deviation of each point's shift
    wave: float = 0.02  # height of a slow wave that bends the whole drawing
    straighten: float = 0.20  # share of drawings whose strokes are made of fewer, straighter pulls
    drop_points: float = 0.12  # each drawing loses up to this share of its inner points
    add_points: float = 0.12  # each drawing's segments are split with up to this probability
    drop_stroke: float = 0.05  # share of drawings that lose one stroke
    swap_strokes: float = 0.08  # share of drawings with two neighbouring strokes in the other order
    reverse: float = 0.03  # share of strokes drawn from the other end


def augment(batch: Flat, config: AugmentConfig, rng: np.random.Generator) -> Flat:
    """A new variation of every drawing; each keeps at least one stroke, and each stroke its ends."""
    if not len(batch.points):
        return batch
    batch = _reorder(batch, config, rng)
    batch = _drop(_straighten(batch, config, rng), config, rng)
    batch = _split(batch, config, rng)
    return batch._replace(points=_move(batch, config, rng))


def _reorder(batch: Flat, config: AugmentConfig, rng: np.random.Generator) -> Flat:
    """Some strokes drawn from the other end, some neighbours in the other order."""
    strokes = int(batch.stroke[-1]) + 1
    owner = np.zeros(strokes, np.int64)
    owner[batch.stroke] = batch.drawing
    order = np.arange(strokes, dtype=np.float64)
    chosen = rng.random(int(batch.drawing[-1]) + 1) < config.swap_strokes  # per drawing
    candidates = np.flatnonzero(chosen[owner[:-1]] & (owner[:-1] == owner[1:]) & (rng.random(strokes - 1) < 0.5))
    order[candidates] += 1.5
    backwards = rng.random(strokes) < config.reverse
    along = np.arange(len(batch.points))
    along = np.where(backwards[batch.stroke], -along, along)
    index = np.lexsort((along, order[batch.stroke], batch.drawing))
    return _renumber(batch, index)


def _drop(batch: Flat, config: AugmentConfig, rng: np.random.Generator) -> Flat:
    """Inner points left out at a rate of each drawing's own, and in some drawings a whole stroke."""
    drawings, strokes = int(batch.drawing[-1]) + 1, int(batch.stroke[-1]) + 1
    edge = np.ones(len(batch.points) + 1, bool)
    edge[1:-1] = batch.stroke[1:] != batch.stroke[:-1]
    inner = ~(edge[:-1] | edge[1:])
    rate = config.drop_points * rng.random(drawings)
    keep = ~(inner & (rng.random(len(inner)) < rate[batch.drawing]))
    first = np.searchsorted(batch.drawing, np.arange(drawings))
    last = np.searchsorted(batch.drawing, np.arange(drawings), "right") - 1
    count = batch.stroke[last] - batch.stroke[first] + 1  # strokes per drawing
    victim = batch.stroke[first] + (rng.random(drawings) * count).astype(np.int64)
    victim = victim[(count > 1) & (rng.random(drawings) < config.drop_stroke)]
    gone = np.zeros(strokes, bool)
    gone[victim] = True
    return _renumber(batch, np.flatnonzero(keep & ~gone[batch.stroke]))


def _straighten(batch: Flat, config: AugmentConfig, rng: np.random.Generator) -> Flat:
    """In some drawings inner points near the chord of their neighbours go, as if drawn with a ruler or the arrow keys.

    People's lines wobble, so that no square of the data set has five points; a mouse and a keyboard draw it.
    """
    drawings = int(batch.drawing[-1]) + 1
    chosen = rng.random(drawings) < config.straighten
    tolerance = np.where(chosen, rng.uniform(0.01, 0.05, drawings) * _sizes(batch, drawings), 0)
    for turn in range(6):
        edge = np.ones(len(batch.points) + 1, bool)
        edge[1:-1] = batch.stroke[1:] != batch.stroke[:-1]
        place = np.arange(len(batch.points))
        place = place - np.maximum.accumulate(np.where(edge[:-1], place, 0))  # in the stroke
        # Every other one at a time, so that the neighbours of a point that goes stay.
        inner = ~(edge[:-1] | edge[1:]) & (place % 2 == turn % 2) & chosen[batch.drawing]
        at = np.flatnonzero(inner)
        off = _off_chord(batch.points[at], batch.points[at - 1], batch.points[at + 1])
        keep = np.ones(len(batch.points), bool)
        keep[at[off < tolerance[batch.drawing[at]]]] = False
        batch = Flat(batch.points[keep], batch.drawing[keep], batch.stroke[keep])
    return batch


def _off_chord(points: Floats, a: Floats, b: Floats) -> Floats:
    """Distance (n,) of points from the segments between a and b, (n, 2) each."""
    chord = b - a
    square = np.maximum((chord * chord).sum(-1), 1e-9)
    along = np.clip(((points - a) * chord).sum(-1) / square, 0, 1)
    distance: Floats = np.hypot(*(points - a - along[:, None] * chord).T)
    return distance


def _sizes(batch: Flat, n: int) -> Floats:
    """(n,) the longer side of each drawing's box, about."""
    size: Floats = np.full(n, 1e-3, np.float32)
    np.maximum.at(size, batch.drawing, 2 * np.abs(batch.points - _centres(batch, n)[batch.drawing]).max(-1))
    return size


def _split(batch: Flat, config: AugmentConfig, rng: np.random.Generator) -> Flat:
    """Some segments get a point in between, as a live pen is thinned by a rule that knows less."""
    rate = config.add_points * rng.random(int(batch.drawing[-1]) + 1)
    same = np.zeros(len(batch.points), bool)
    same[1:] = batch.stroke[1:] == batch.stroke[:-1]
    split = same & (rng.random(len(same)) < rate[batch.drawing])  # a point comes in before these
    index = np.repeat(np.arange(len(same)), 1 + split)
    extra = np.zeros(len(index), bool)
    extra[1:] = index[1:] == index[:-1]
    extra = np.roll(extra, -1)  # the earlier one of each pair is the new one
    points = batch.points[index]
    share = rng.uniform(0.2, 0.8, (int(extra.sum()), 1)).astype(np.float32)
    at = index[extra]
    points[extra] = batch.points[at - 1] * (1 - share) + batch.points[at] * share
    return Flat(points, batch.drawing[index], batch.stroke[index])


def _move(batch: Flat, config: AugmentConfig, rng: np.random.Generator) -> Floats:
    """Rotation, shear, stretch and mirroring of each drawing, a slow wave through it, jitter of each point."""
    n = int(batch.drawing[-1]) + 1
    widths = [[config.rotate], [config.shear], [config.stretch]]
    turn, shear, stretch = (rng.standard_normal((3, n)) * widths).astype(np.float32)
    mirror = np.where(rng.random(n) < config.mirror, -1, 1)
    cos, sin, wide = np.cos(turn), np.sin(turn), np.exp(stretch / 2)
    matrix = np.stack(
        [mirror * cos * wide, mirror * (cos * shear - sin) * wide, sin / wide, (sin * shear + cos) / wide], -1
    )
    m = matrix.astype(np.float32)[batch.drawing]  # (P, 4)
    size = _sizes(batch, n)
    x, y = batch.points.T
    moved = np.stack([m[:, 0] * x + m[:, 1] * y, m[:, 2] * x + m[:, 3] * y], -1)
    phase = rng.uniform(0, 2 * np.pi, (2, n)).astype(np.float32)
    height = (config.wave * size * rng.standard_normal((2, n))).astype(np.float32)
    frequency = (rng.uniform(0.5, 1.5, (2, n)) * 2 * np.pi / size).astype(np.float32)
    d = batch.drawing
    moved[:, 0] += height[0, d] * np.sin(frequency[0, d] * y + phase[0, d])
    moved[:, 1] += height[1, d] * np.sin(frequency[1, d] * x + phase[1, d])
    shift = rng.standard_normal(moved.shape, dtype=np.float32)
    moved += shift * (config.jitter * size * rng.random(n, dtype=np.float32) * 2)[d][:, None]
    result: Floats = moved.astype(np.float32)
    return result


def _centres(batch: Flat, n: int) -> Floats:
    """(n, 2) the middle of each drawing's box."""
    low = np.full((n, 2), np.inf, np.float32)
    high = np.full((n, 2), -np.inf, np.float32)
    np.minimum.at(low, batch.drawing, batch.points)
    np.maximum.at(high, batch.drawing, batch.points)
    centres: Floats = (low + high) / np.float32(2)
    return centres


def _renumber(batch: Flat, index: Ints) -> Flat:
    """The points at `index`, with strokes counted anew from 0; `index` keeps drawings in order and strokes together."""
    drawing, stroke = batch.drawing[index], batch.stroke[index]
    starts = np.zeros(len(index), np.int64)
    starts[1:] = (stroke[1:] != stroke[:-1]) | (drawing[1:] != drawing[:-1])
    return Flat(batch.points[index], drawing, np.cumsum(starts))
