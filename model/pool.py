"""The network's state as a small picture, for those who look on: pure, and the same for every sketch."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIZE = 64  # numbers of a picture

Floats = NDArray[np.float32]


def strongest(values: Floats, size: int = SIZE) -> Floats:
    """(D,) -> (size,): of each run of neighbours the number that is farthest from zero; a shorter row is stretched."""
    if len(values) < size:
        stretched: Floats = values[np.arange(size) * len(values) // size]
        return stretched
    runs = np.array_split(values, size)
    return np.array([run[np.abs(run).argmax()] for run in runs], np.float32)
