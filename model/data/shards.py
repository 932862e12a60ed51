"""Shards: drawings as flat arrays on disk, memory-mapped on reading. `model/data/sharding.py` writes them.

    DIR/manifest.json               what is here: classes in label order, counts, the split's boundaries, SHA-256 sums
    DIR/<kind>/<split>/<00000>/     one shard, at most 200,000 drawings, one behind the other:
        points.npy   (P, 2) int16   x, y from 0 to 255               kind "simplified"
                     (P, 3) float32 x, y in the device's units, t in ms   kind "raw"
        pen.npy      (P,) bool      True at the last point of a stroke
        offsets.npy  (D + 1,) int64 where each drawing begins in points, and the end of the last one
        labels.npy   (D,) int16     index into the manifest's classes
        keys.npy     (D,) uint64    key_id

The train side is shuffled through and through, the other two lie in the order of class and hash.
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from model.data.split import SPLITS
from model.errors import BadInputError

FORMAT = "inkling-shards-1"
LET_GO = 16 << 20  # bytes of drawings taken after which mapped pages are let go
LONG = 65_536  # numbers of a column taken at once after which its pages are
ARRAYS = ("points", "pen", "offsets", "labels", "keys")

Ints = NDArray[np.int64]


class ShardError(BadInputError):
    """A folder of shards that is missing, damaged or of another format; the text names the file."""


@dataclass(frozen=True)
class Batch:
    """Drawings one behind the other."""

    points: NDArray[np.int16] | NDArray[np.float32]  # (P, 2) or (P, 3)
    pen: NDArray[np.bool_]  # (P,)
    offsets: Ints  # (N + 1,)


class Column(NDArrayOperatorsMixin):
    """A number for each drawing of all shards, read where it lies; used like an array, by a slice or some at a time."""

    def __init__(self, parts: list[NDArray[Any]]) -> None:
        self.parts = parts
        self._begins = np.cumsum([0] + [self._size(part) for part in parts])

    def __len__(self) -> int:
        return int(self._begins[-1])

    def __getitem__(self, index: Any) -> NDArray[Any]:
        if isinstance(index, slice):
            index = np.arange(*index.indices(len(self)))
        index = np.asarray(index, np.int64)
        index = np.where(index < 0, index + len(self), index)
        part_of = np.searchsorted(self._begins, index, side="right") - 1
        found = np.empty(index.shape, self.parts[0].dtype)
        for part in np.unique(part_of):
            here = part_of == part
            found[here] = self._read(self.parts[part], index[here] - self._begins[part])
            if index.size > LONG:  # as when all are looked through to count the classes
                let_go((self.parts[part],))
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self[:].astype(dtype or self.parts[0].dtype, copy=False)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """What arithmetic and comparisons do: they need all of it."""
        return getattr(ufunc, method)(*(np.asarray(i) if isinstance(i, Column) else i for i in inputs), **options)

    def _size(self, part: NDArray[Any]) -> int:
        return len(part)

    def _read(self, part: NDArray[Any], at: Ints) -> NDArray[Any]:
        read: NDArray[Any] = part[at]
        return read


class Lengths(Column):
    """The lengths of drawings whose offsets the shards hold."""

    def _size(self, part: NDArray[Any]) -> int:
        return len(part) - 1

    def _read(self, part: NDArray[Any], at: Ints) -> NDArray[Any]:
        read: NDArray[Any] = part[at + 1] - part[at]
        return read


class Shards:
    """The drawings of one split and kind. Split "all" is the three of them, in the order of SPLITS."""

    def __init__(self, directory: Path | str, split: str, kind: str = "simplified") -> None:
        self.directory, self.split, self.kind = Path(directory), split, kind
        self.manifest = read_manifest(self.directory / "manifest.json")
        self.classes: tuple[str, ...] = tuple(self.manifest["classes"])
        splits = SPLITS if split == "all" else (split,)
        self._entries = [s for s in self.manifest["shards"] if s["kind"] == kind and s["split"] in splits]
        if not self._entries:
            held = sorted({f"{s['kind']} {s['split']}" for s in self.manifest["shards"]})
            raise ShardError(f"{self.directory} holds no {kind} {split} shards; it holds {', '.join(held) or 'none'}")
        self._points = [self._array(entry, "points") for entry in self._entries]
        self._pens = [self._array(entry, "pen") for entry in self._entries]
        self._offsets = [self._array(entry, "offsets") for entry in self._entries]
        self._begins = np.cumsum([0] + [entry["drawings"] for entry in self._entries])  # of each shard, in drawings
        self.labels = Column([self._array(entry, "labels") for entry in self._entries])  # int16
        self.lengths = Lengths(self._offsets)  # int64, points of each drawing
        self._keys = [self._array(entry, "keys") for entry in self._entries]
        self._read = 0  # bytes since pages were let go

    def __len__(self) -> int:
        return int(self._begins[-1])

    def __reduce__(self) -> tuple[type[Shards], tuple[Path, str, str]]:
        return Shards, (self.directory, self.split, self.kind)  # to another process the files go by name

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """The key_id of each drawing."""
        return np.concatenate(self._keys)

    def take(self, indices: NDArray[np.integer[Any]]) -> Batch:
        """The drawings at `indices` (N,), in that order; IndexError for one outside 0 .. len - 1."""
        indices = np.asarray(indices, np.int64)
        if len(indices) and (indices.min() < 0 or indices.max() >= len(self)):
            raise IndexError(f"drawings {indices.min()} to {indices.max()} of {len(self)}")
        lengths = self.lengths[indices]
        ends = np.concatenate([[0], np.cumsum(lengths)])
        points = np.empty((ends[-1], self._points[0].shape[1]), self._points[0].dtype)
        pen = np.empty(ends[-1], np.bool_)
        shard_of = np.searchsorted(self._begins, indices, side="right") - 1
        for shard in np.unique(shard_of):
            here = np.flatnonzero(shard_of == shard)
            begins = self._offsets[shard][indices[here] - self._begins[shard]]
            source = spans(begins, lengths[here])
            target = spans(ends[here], lengths[here])
            points[target], pen[target] = self._points[shard][source], self._pens[shard][source]
        self._read += points.nbytes + pen.nbytes
        if self._read > LET_GO:
            let_go((*self._points, *self._pens, *self._offsets, *self.labels.parts))
            self._read = 0
        return Batch(points, pen, ends)

    @property
    def strokes(self) -> Ints:
        """How many strokes each drawing has, (D,)."""
        pairs = zip(self._pens, self._offsets, strict=True)
        return np.concatenate([np.add.reduceat(pen, offsets[:-1], dtype=np.int64) for pen, offsets in pairs])

    def verify(self) -> None:
        """Read every file of this split and compare its SHA-256 with the manifest's. ShardError names a changed one."""
        for entry in self._entries:
            for name, expected in entry["sha256"].items():
                path = self.directory / entry["path"] / name
                found = sha256(path)
                if found != expected:
                    raise ShardError(f"{path}: SHA-256 {found[:12]}, manifest.json has {expected[:12]}; fetch again")

    def _array(self, entry: dict[str, Any], name: str) -> NDArray[Any]:
        path = self.directory / entry["path"] / f"{name}.npy"
        try:
            array = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise ShardError(f"{path} cannot be read ({error}); fetch again") from None
        drawings = int(entry["drawings"])
        points = int(entry["points"])
        rows = {"points": points, "pen": points, "offsets": drawings + 1}.get(name, drawings)
        if len(array) != rows:
            raise ShardError(f"{path} has {len(array)} rows, manifest.json says {rows}; fetch again")
        return cast(NDArray[Any], array)


def let_go(arrays: Iterable[NDArray[Any]]) -> None:
    """Unmap the pages read so far, or in an epoch all the data becomes resident; the kernel may still cache them."""
    for array in arrays:
        mapped: object = array.base
        if isinstance(mapped, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on every system
            mapped.madvise(mmap.MADV_DONTNEED)


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest in this file. ShardError if there is none, or not one of this format."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ShardError(f"{path} cannot be read ({error}); `python -m model fetch` makes it") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
        raise ShardError(f"{path}: format {found!r}, expected {FORMAT!r}; fetch again")
    if manifest.get("hash") != hash_of(manifest):
        raise ShardError(f"{path} was changed after it was written: its hash is another; fetch again")
    return manifest


def hash_of(manifest: dict[str, Any]) -> str:
    """SHA-256 of the manifest without its own `hash`; as it holds the shards' sums, it stands for all the data."""
    rest = {key: value for key, value in manifest.items() if key != "hash"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex; of a file that cannot be read, the reason instead."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return error.strerror or "unreadable"


def spans(begins: NDArray[np.integer[Any]], lengths: NDArray[np.integer[Any]]) -> Ints:
    """All indices begins[i] .. begins[i] + lengths[i] - 1, one span behind the other: (N,), (N,) -> (sum,)."""
    ends = np.cumsum(lengths)
    return np.repeat(begins - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)
