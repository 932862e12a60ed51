"""The order in which drawings are trained on: shuffled epochs, cut into batches of like length, in bounded memory.

A permutation of fifty million drawings is 400 MB and sends every read to another page. So blocks of drawings that lie
together on disk are shuffled, and then the drawings of some blocks at a time: a window. That is enough, as the shards
of the training split are shuffled through and through already. Up to one window (262,144 drawings) it is a plain one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

BLOCK = 16_384  # drawings: some 2 MB of points, as much as a kernel may map at a touch
WINDOW = 16  # blocks
SPREAD = 64  # batches that are sorted by length together


class Column(Protocol):
    """One number for each drawing, in an array or wherever it lies."""

    def __len__(self) -> int: ...
    def __getitem__(self, indices: Any, /) -> NDArray[np.integer[Any]]: ...


def class_counts(labels: Column, classes: int) -> Ints:
    """(classes,) drawings of each class."""
    counts = np.zeros(classes, np.int64)
    for start in range(0, len(labels), BLOCK * WINDOW):
        counts += np.bincount(labels[start : start + BLOCK * WINDOW], minlength=classes)
    return counts


def epoch_size(counts: Ints, cap: int) -> int:
    """Drawings in an epoch in which no class has more than `cap`; 0 is no cap."""
    return int((np.minimum(counts, cap) if cap else counts).sum())


def epoch_order(
    labels: Column, counts: Ints, cap: int, rng: np.random.Generator, block: int = BLOCK, window: int = WINDOW
) -> Iterator[Ints]:
    """A shuffled epoch of `epoch_size` drawings, window by window.

    Of a class with more than `cap` drawings (0 is no cap) exactly that many are in it, drawn by chance, others in each
    epoch. `counts` are the `class_counts` of these labels.
    """
    blocks = rng.permutation(-(-len(labels) // block))
    left, wanted = counts.copy(), np.minimum(counts, cap) if cap else counts.copy()
    for start in range(0, len(blocks), window):
        near = (blocks[start : start + window, None] * block + np.arange(block)).ravel()
        near = rng.permutation(near[near < len(labels)])
        if cap:
            own = labels[near]
            here = np.bincount(own, minlength=len(counts))
            # As many as fall into this window when `wanted` of those that are left are drawn without looking.
            taken = rng.hypergeometric(wanted, left - wanted, here)
            left, wanted = left - here, wanted - taken
            near = near[_rank(own, here) < taken[own]]
        yield near


def _rank(labels: NDArray[np.integer[Any]], counts: Ints) -> Ints:
    """(N,) how many of the same label stand before each."""
    rank = np.empty(len(labels), np.int64)
    rank[np.argsort(labels, kind="stable")] = np.arange(len(labels)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rank


def buckets(
    windows: Iterable[Ints], lengths: Column, size: int, rng: np.random.Generator, spread: int = SPREAD
) -> Iterator[Ints]:
    """Batches of `size` drawings of like length: each run of `spread` batches is sorted by length, then shuffled.

    From N drawings come N // size batches; those left over at the end of an epoch are in none.
    """
    for run in _runs(windows, size * spread):
        run = run[: len(run) // size * size]  # before sorting, or it would be the longest that are left over
        parts = run[np.argsort(lengths[run], kind="stable")].reshape(-1, size)
        yield from parts[rng.permutation(len(parts))]


def _runs(windows: Iterable[Ints], size: int) -> Iterator[Ints]:
    """The same drawings in runs of `size`, the last of fewer."""
    rest = np.zeros(0, np.int64)
    for window in windows:
        rest = np.concatenate([rest, window])
        whole = len(rest) // size * size
        yield from rest[:whole].reshape(-1, size)
        rest = rest[whole:]
    yield rest
