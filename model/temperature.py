"""Temperatures: how logits become calibrated probabilities, in play as in measurement (Guo et al. 2017)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Temperatures = tuple[tuple[int, float], ...]
"""(from this many steps on, divide the logits by this), in rising order of steps."""


def probabilities(
    logits: NDArray[np.float32], steps: NDArray[np.int64], temperatures: Temperatures
) -> NDArray[np.float32]:
    """Logits (..., C) after so many steps (...) -> calibrated probabilities (..., C), each row summing to 1."""
    since = np.array([edge for edge, _ in temperatures])
    values = np.array([t for _, t in temperatures], np.float32)
    own = values[np.maximum(np.searchsorted(since, steps, "right") - 1, 0)]
    scaled = logits / own[..., None]
    p = np.exp(scaled - scaled.max(-1, keepdims=True))
    result: NDArray[np.float32] = p / p.sum(-1, keepdims=True)
    return result
