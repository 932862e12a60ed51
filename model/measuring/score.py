"""Scores, pure: every one takes arrays and names its metric. Axes: N answers, C categories, K nearest guesses."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.integer]
RESAMPLED = 400  # times
BINS = 15


def top(probabilities: Floats, count: int) -> Ints:
    """(N, C) -> (N, count) the likeliest categories, best first."""
    part = np.argpartition(-probabilities, range(count), -1)[..., :count]
    return part


def accuracy(best: Ints, labels: Ints) -> float:
    """Share of answers (N, K) that have the label (N,) among them: top-K accuracy."""
    return float((best == labels[:, None]).any(-1).mean())


def mean_average_precision(best: Ints, labels: Ints) -> float:
    """MAP@K of (N, K) guesses, best first, with one right label each: the mean of 1 / rank, 0 when it is not there."""
    hit = best == labels[:, None]
    return float((hit / np.arange(1, best.shape[1] + 1)).sum(-1).mean())


def calibration(confidence: Floats, right: NDArray[np.bool_], bins: int = BINS) -> list[tuple[float, float, int]]:
    """A reliability diagram: (mean confidence, share right, count) for each bin of equal width that has answers."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    rows = [(confidence[place == i], right[place == i]) for i in range(bins)]
    return [(float(c.mean()), float(r.mean()), len(c)) for c, r in rows if len(c)]


def calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = BINS) -> float:
    """Expected calibration error of the best guess (Guo et al. 2017): mean gap of the diagram, weighted by count."""
    diagram = calibration(confidence, right, bins)
    return sum(abs(c - r) * n for c, r, n in diagram) / max(1, sum(n for _, _, n in diagram))


def chance_error(confidence: Floats, right: NDArray[np.bool_], drawings: Ints, bins: int = BINS) -> float:
    """What `calibration_error` would be on average by chance alone, for so few drawings, were there none.

    `drawings` (N,) says which drawing each answer belongs to: the answers to one are right or wrong together. Whole
    drawings are drawn again with replacement (Efron 1979), `RESAMPLED` times, and each bin is compared with its own
    accuracy over all of them.
    """
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    _, owner = np.unique(drawings, return_inverse=True)
    of = owner * bins + place
    shape = (owner.max() + 1, bins)
    counts = np.bincount(of, minlength=shape[0] * bins).reshape(shape)  # (D, bins) answers of each drawing
    hits = np.bincount(of, right, minlength=shape[0] * bins).reshape(shape)
    expected = hits.sum(0) / np.maximum(counts.sum(0), 1)  # (bins,)
    drawn = np.random.default_rng(0).multinomial(shape[0], np.full(shape[0], 1 / shape[0]), RESAMPLED)
    gaps = np.abs(drawn @ (hits - counts * expected)).sum(1) / np.maximum((drawn @ counts).sum(1), 1)
    return float(gaps.mean())


def ranges(edges: Sequence[int]) -> list[str]:
    """Names of the bins that begin at `edges`: "1-2", "3-4", .., "50-"."""
    return [f"{a}-{b - 1}" for a, b in pairwise(edges)] + [f"{edges[-1]}-"]


def confusion(guesses: Ints, labels: Ints, categories: int) -> NDArray[np.int64]:
    """(C, C) counts: row the label, column the guess."""
    return np.bincount(labels.astype(np.int64) * categories + guesses, minlength=categories**2).reshape(categories, -1)


def per_class(matrix: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Confusion counts -> precision, recall and F1 (C,) each; 0 where nothing was guessed or shown."""
    hits = np.diag(matrix).astype(float)
    precision = hits / np.maximum(matrix.sum(0), 1)
    recall = hits / np.maximum(matrix.sum(1), 1)
    return precision, recall, 2 * precision * recall / np.maximum(precision + recall, 1e-12)


def largest_confusions(matrix: NDArray[np.int64], count: int) -> list[tuple[int, int, int]]:
    """(label, guess, how often) of the commonest mistakes, most first."""
    wrong = matrix * ~np.eye(len(matrix), dtype=bool)
    order = np.argsort(-wrong, axis=None, kind="stable")[:count]
    return [(int(i // len(matrix)), int(i % len(matrix)), int(wrong.flat[i])) for i in order if wrong.flat[i]]


def flips(best: Ints) -> int:
    """How often the best guess (N,) changed from one answer to the next."""
    return int((best[1:] != best[:-1]).sum())
