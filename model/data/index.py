"""index.csv, which an export (`python -m server doodles export`) has beside its drawings: key_id, split and word.

The split is that of whoever gave the drawing, so that all drawings of one person are on one side.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.errors import BadInputError

NAME = "index.csv"
SPLITS = ("train", "valid", "test")


@dataclass(frozen=True)
class Index:
    """The split of each drawing, 9 bytes for one."""

    keys: NDArray[np.uint64]  # (N,) in order
    splits: NDArray[np.int8]  # (N,) index into SPLITS

    def find(self, keys: Sequence[int] | NDArray[np.uint64]) -> NDArray[np.int8]:
        """(K,) the splits of these key_ids, as indices into SPLITS; -1 for one that is not there."""
        wanted = np.asarray(keys, np.uint64)
        if not len(self.keys):
            return np.full(len(wanted), -1, np.int8)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, self.splits[at], np.int8(-1))

    def moved(self, other: Index) -> int:
        """How many drawings that are in both are on another side there."""
        there = other.find(self.keys)
        return int(((there >= 0) & (there != self.splits)).sum())


def read_index(path: Path) -> Index:
    """The index in a file; BadInputError for one that does not give each drawing one of SPLITS."""
    keys, splits = array("Q"), array("b")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if (split := row["split"]) not in SPLITS:
                    raise BadInputError(f"{path}: split {split!r}; there are {', '.join(SPLITS)}")
                keys.append(int(row["key_id"]))
                splits.append(SPLITS.index(split))
    except (OSError, ValueError, KeyError, TypeError, OverflowError, csv.Error) as error:
        raise BadInputError(f"{path} does not tell which drawings are for the test ({error!s:.80})") from None
    unsorted = np.array(keys, np.uint64)
    order = np.argsort(unsorted, kind="stable")
    return Index(unsorted[order], np.array(splits, np.int8)[order])
