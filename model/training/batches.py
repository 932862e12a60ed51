"""Batches for training and evaluation: drawings out of the shards, varied, padded and encoded, all in NumPy."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from model.encode import RUNNING_BOX, Encoder
from model.training.augment import AugmentConfig, Flat, augment
from model.training.order import Column, Ints


class Gathered(Protocol):
    """Drawings one behind the other, as the shards give them."""

    @property
    def points(self) -> NDArray[np.generic]:
        """(P, 2 or 3) x, y and, in raw drawings, t."""
        ...

    @property
    def pen(self) -> NDArray[np.bool_]:
        """(P,) True at a stroke's last point."""
        ...

    @property
    def offsets(self) -> Ints:
        """(N + 1,) where each drawing begins, and the end of the last."""
        ...


class Drawings(Protocol):
    """What training needs of a split, whether it lies in memory or in shards."""

    @property
    def labels(self) -> Column:
        """The category of each drawing."""
        ...

    @property
    def lengths(self) -> Column:
        """The points of each drawing."""
        ...

    def take(self, indices: Ints) -> Gathered:
        """The drawings at `indices` (N,), in that order."""
        ...


class Batch(NamedTuple):
    """Encoded drawings, padded with zeros to the longest."""

    steps: NDArray[np.float32]  # (B, T, F)
    lengths: Ints  # (B,)
    labels: Ints  # (B,)


def flat(gathered: Gathered) -> Flat:
    """The drawings as augmentation takes them: float points, and for each its drawing and its stroke."""
    lengths = np.diff(gathered.offsets)
    stroke = np.zeros(len(gathered.pen), np.int64)
    stroke[1:] = np.cumsum(gathered.pen[:-1])
    points = np.asarray(gathered.points[:, :2], np.float32)
    return Flat(points, np.repeat(np.arange(len(lengths)), lengths), stroke)


def pad(batch: Flat, drawings: int, longest: int) -> tuple[NDArray[np.float32], NDArray[np.bool_], Ints]:
    """-> points (B, T, 2), first (B, T), lengths (B,); what lies beyond `longest` points of a drawing is left out."""
    lengths = np.bincount(batch.drawing, minlength=drawings)
    place = np.arange(len(batch.points)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    keep = place < longest
    t = min(int(lengths.max(initial=1)), longest)  # a step at least: networks have nothing to say about no steps
    points = np.zeros((drawings, t, 2), np.float32)
    points[batch.drawing[keep], place[keep]] = batch.points[keep]
    starts = np.ones(len(place), bool)
    starts[1:] = (batch.stroke[1:] != batch.stroke[:-1]) | (place[1:] == 0)
    first = np.zeros((drawings, t), bool)
    first[batch.drawing[keep], place[keep]] = starts[keep]
    return points, first, np.minimum(lengths, longest)


def make_batch(
    data: Drawings,
    indices: Ints,
    longest: int,
    variation: tuple[AugmentConfig, np.random.Generator] | None = None,
    encoder: Encoder = RUNNING_BOX,
) -> Batch:
    """The drawings at `indices`, varied when `variation` is given, at most `longest` points of each, as steps."""
    drawings = flat(data.take(indices))
    if variation:
        drawings = augment(drawings, *variation)
    points, first, lengths = pad(drawings, len(indices), longest)
    steps, _ = encoder.encode(points, first, lengths, None)
    return Batch(steps, lengths, data.labels[indices].astype(np.int64))
