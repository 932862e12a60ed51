"""A teacher's answers to whole training drawings, kept beside the shards, for a student to learn from (distillation).

Hinton, Vinyals and Dean 2015. A folder holds, in the order of the training drawings:

    about.json         what it is of: the hash of the shards, the number of drawings, who answered
    categories.npy     (N, KEPT) int16, the likeliest categories, best first
    probabilities.npy  (N, KEPT) float16; what is missing to 1 is spread evenly over the other categories
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BadInputError
from model.training.order import Ints

KEPT = 16


class Teacher:
    """The answers in a folder, memory-mapped."""

    def __init__(self, folder: Path, data: str, drawings: int, categories: int) -> None:
        """BadInputError when they are not there, or answers to other drawings than the shards with the hash `data`."""
        self.folder, self._size = folder, categories
        try:
            about = json.loads((folder / "about.json").read_text())
            self._categories = np.load(folder / "categories.npy", mmap_mode="r")
            self._probabilities = np.load(folder / "probabilities.npy", mmap_mode="r")
        except (OSError, ValueError) as error:
            raise BadInputError(f"{folder} holds no answers of a teacher: {error!s:.80}") from None
        if about.get("data") != data or len(self._categories) != drawings:
            raise BadInputError(f"{folder} answers for other drawings than --data has: make it anew")
        self.about: dict[str, Any] = about

    def answers(self, indices: Ints) -> NDArray[np.float32]:
        """(N, C) probabilities for the training drawings at `indices` (N,)."""
        p = self._probabilities[indices].astype(np.float32)
        full = np.repeat((1 - p.sum(1, keepdims=True)).clip(0) / max(1, self._size - p.shape[1]), self._size, 1)
        np.put_along_axis(full, self._categories[indices].astype(np.int64), p, 1)
        answers: NDArray[np.float32] = full / full.sum(1, keepdims=True)
        return answers


def likeliest(p: NDArray[np.float32]) -> tuple[NDArray[np.int16], NDArray[np.float16]]:
    """Probabilities (N, C) -> what is kept of them."""
    kept = min(KEPT, p.shape[1])
    best = np.argsort(-p, 1, kind="stable")[:, :kept]
    return best.astype(np.int16), np.take_along_axis(p, best, 1).astype(np.float16)
