"""A teacher's answers to whole training drawings, kept beside the shards, for a student to learn from (distillation).

Hinton, Vinyals and Dean 2015. A folder holds, in the order of the training drawings:

    about.json         what it is of: the hash of the shards, the number of drawings, who answered, SHA-256 sums;
                       written last, so that where it is the answers are whole
    categories.npy     (N, KEPT) int16, the likeliest categories, best first
    probabilities.npy  (N, KEPT) float16; what is missing to 1 is spread evenly over the other categories
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.shards import sha256
from model.errors import BadInputError
from model.training.order import Ints

KEPT = 16
ABOUT = "about.json"
ARRAYS = ("categories.npy", "probabilities.npy")


class Teacher:
    """The answers in a folder, memory-mapped. `hash` stands for all of them, as about.json has the arrays' sums."""

    def __init__(self, folder: Path, data: str, drawings: int, categories: int) -> None:
        """BadInputError when they are not there, or answers to other drawings than the shards with the hash `data`."""
        self.folder, self._of, self._size = folder, (data, drawings, categories), categories
        try:
            self.about: dict[str, Any] = dict(json.loads((folder / ABOUT).read_text(encoding="utf-8")))
            self._categories, self._probabilities = (np.load(folder / name, mmap_mode="r") for name in ARRAYS)
        except (OSError, ValueError, TypeError) as error:
            raise BadInputError(f"{folder} holds no answers of a teacher: {error!s:.80}") from None
        if self.about.get("data") != data or len(self._categories) != drawings:
            raise BadInputError(f"{folder} answers for other drawings than --data has: make it anew")
        self.hash = sha256(folder / ABOUT)

    def __reduce__(self) -> tuple[type[Teacher], tuple[Path, str, int, int]]:
        return Teacher, (self.folder, *self._of)  # to another process the files go by name

    def verify(self) -> None:
        """Read all answers and compare their SHA-256 with those in about.json. BadInputError names a changed file."""
        for name in ARRAYS:
            if sha256(self.folder / name) != self.about.get("sha256", {}).get(name):
                raise BadInputError(f"{self.folder / name} is not as `teach` wrote it: make the answers anew")

    def answers(self, indices: Ints) -> NDArray[np.float32]:
        """(N, C) probabilities for the training drawings at `indices` (N,)."""
        p = self._probabilities[indices].astype(np.float32)
        full = np.repeat((1 - p.sum(1, keepdims=True)).clip(0) / max(1, self._size - p.shape[1]), self._size, 1)
        np.put_along_axis(full, self._categories[indices].astype(np.int64), p, 1)
        answers: NDArray[np.float32] = full / full.sum(1, keepdims=True)
        return answers


def sign(folder: Path, about: dict[str, Any]) -> None:
    """Write about.json beside the finished answers, with their sums."""
    sums = {name: sha256(folder / name) for name in ARRAYS}
    (folder / ABOUT).write_text(json.dumps(about | {"sha256": sums}, indent=1) + "\n", encoding="utf-8")


def likeliest(p: NDArray[np.float32]) -> tuple[NDArray[np.int16], NDArray[np.float16]]:
    """Probabilities (N, C) -> what is kept of them."""
    kept = min(KEPT, p.shape[1])
    best = np.argsort(-p, 1, kind="stable")[:, :kept]
    return best.astype(np.int16), np.take_along_axis(p, best, 1).astype(np.float16)
