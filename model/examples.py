"""A few drawings of each word, to show what others drew: from fetched data, where there is some.

A folder is either shards (`python -m model fetch` makes them), or holds files of drawings that are called like their
word: `apple.ndjson`, raw or simplified, or `apple.bin`.
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from pathlib import Path

import numpy as np

from model import ink
from model.data.shards import Shards, read_manifest
from model.data.split import SPLITS
from model.errors import BadInputError

COUNT = 6  # drawings of a word
KEPT = 400  # words whose drawings are kept in memory, once they were asked for
LOOKED_AT = 200  # drawings of a file that are read at most

Strokes = list[list[list[int]]]
"""A drawing: for each stroke [x, y], the columns in a square of 0 to 255, y down."""


class Examples:
    """The drawings in a folder."""

    def __init__(self, folder: Path | None) -> None:
        """None is no folder, and no drawings. BadInputError for a folder that is not there, or damaged shards."""
        if folder and not folder.is_dir():
            raise BadInputError(f"there is no folder {folder} to take drawings from")
        self._folder = folder
        self._shards = _shards(folder) if folder and (folder / "manifest.json").exists() else None
        self.of = lru_cache(KEPT)(self._of)
        """The first few drawings of a word, [] where there are none."""

    def _of(self, word: str) -> list[Strokes]:
        if self._shards:
            return _from_shards(self._shards, word)
        if not self._folder or Path(word).name != word:
            return []
        for ending in (".ndjson", ".bin"):
            path = self._folder / f"{word}{ending}"
            if path.is_file():
                return _from_file(path)
        return []


def _shards(folder: Path) -> Shards:
    """The first split there is, which is the smallest and lies in the order of the words."""
    manifest = read_manifest(folder / "manifest.json")
    held = {shard["split"] for shard in manifest["shards"] if shard["kind"] == "simplified"}
    return Shards(folder, next((split for split in SPLITS if split in held), SPLITS[0]))


def _from_shards(shards: Shards, word: str) -> list[Strokes]:
    if word not in shards.classes:
        return []
    rows = np.flatnonzero(np.asarray(shards.labels) == shards.classes.index(word))[:COUNT]
    batch = shards.take(rows)
    drawings = []
    for begin, end in itertools.pairwise(batch.offsets.tolist()):
        points, cuts = batch.points[begin:end, :2], np.flatnonzero(batch.pen[begin:end])[:-1] + 1
        drawings.append([stroke.T.tolist() for stroke in np.split(points, cuts)])
    return drawings


def _from_file(path: Path) -> list[Strokes]:
    """The first drawings of a file that were recognized when they were drawn; broken ones are passed over."""
    reading = itertools.islice(ink.read(path, on_error="skip"), LOOKED_AT)
    seen = (drawing for drawing in reading if drawing.recognized is not False)
    drawings = [ink.simplified(drawing) for drawing in itertools.islice(seen, COUNT)]
    return [[[np.rint(c).astype(int).tolist() for c in (s.x, s.y)] for s in drawing.strokes] for drawing in drawings]
