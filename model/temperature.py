"""Temperatures: how logits become calibrated probabilities, in play as in measurement (Guo et al. 2017)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Temperatures = tuple[tuple[int, float], ...]
"""(from this many steps on, divide the logits by this), in rising order of steps."""


def probabilities(
    logits: NDArray[np.float32], steps: NDArray[np.int64], temperatures: Temperatures
) -> NDArray[np.float32]:
    """Logits (..., C) after so many steps (...) -> calibrated probabilities (..., C), each row summing to 1."""
    since, values = _table(temperatures)
    p = logits / values[np.maximum(since.searchsorted(steps, "right") - 1, 0)][..., None]
    p -= p.max(-1, keepdims=True)
    np.exp(p, out=p)
    p /= p.sum(-1, keepdims=True)
    return p


@lru_cache
def _table(temperatures: Temperatures) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    since, values = zip(*temperatures, strict=True)
    return np.array(since), np.array(values, np.float32)
