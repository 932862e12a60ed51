"""The network's state as a small picture, for those who look on: pure, and the same for every sketch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIZE = 64  # numbers of a picture

Floats = NDArray[np.float32]


def pooled(values: Floats, size: int = SIZE) -> Floats:
    """(D,) numbers from -1 to 1 -> (size,): the mean of each run of neighbours, or a shorter row stretched.

    Means of many lie near zero; their root, with its sign, spreads them over the whole range.
    """
    if len(values) < size:
        stretched: Floats = values[np.arange(size) * len(values) // size]
        return stretched
    means = np.array([run.mean() for run in np.array_split(values, size)], np.float32)
    spread: Floats = np.sign(means) * np.sqrt(np.abs(means))
    return spread
