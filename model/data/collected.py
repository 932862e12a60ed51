"""Collected drawings: an export of a game's own (`python -m server doodles export`), as training takes drawings.

An export holds `full/simplified/<word>.ndjson` or `full/raw/<word>.ndjson`; `index.csv`, which says for each key_id in
which split its drawing is, "train", "valid" or "test" (all that one contributor gave are in the same); and
`manifest.json` with the checksums of all files. Raw drawings become simplified ones as Quick, Draw!'s do. Words that a
network does not know are left out, and so are drawings that are there already: of the old drawings those for the test
may not be trained on because somebody has imported them, and exported them again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data.flatten import CHUNK, pen_ends, points_of
from model.data.index import NAME, SPLITS, Index, read_index
from model.data.shards import Batch, sha256, spans
from model.errors import BadInputError
from model.formats import ndjson
from model.formats.drawing import Drawing, InkError, OnError
from model.formats.simplify import simplified

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Doodles:
    """Drawings of one split, in memory: 5 bytes a point."""

    points: NDArray[np.int16]  # (P, 2)
    pen: NDArray[np.bool_]  # (P,)
    offsets: Ints  # (D + 1,)
    labels: NDArray[np.int16]  # (D,)

    @property
    def lengths(self) -> Ints:
        """(D,) points of each drawing."""
        return np.diff(self.offsets)

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: NDArray[np.integer]) -> Batch:
        """The drawings at `indices` (N,), in that order."""
        lengths = self.lengths[indices]
        where = spans(self.offsets[:-1][indices], lengths)
        return Batch(self.points[where], self.pen[where], np.concatenate([[0], np.cumsum(lengths)]))


@dataclass
class _Growing:
    """A split while it is read."""

    points: list[NDArray[np.int16]] = field(default_factory=lambda: [np.zeros((0, 2), np.int16)])
    pens: list[NDArray[np.bool_]] = field(default_factory=lambda: [np.zeros(0, np.bool_)])
    lengths: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)

    def add(self, drawings: list[Drawing], label: int) -> None:
        if drawings:
            self.points.append(points_of(drawings, "simplified"))
            self.pens.append(pen_ends(drawings))
            self.lengths += [len(drawing) for drawing in drawings]
            self.labels += [label] * len(drawings)

    def whole(self) -> Doodles:
        offsets = np.concatenate([[0], np.cumsum(self.lengths, dtype=np.int64)])
        points, pens = np.concatenate(self.points), np.concatenate(self.pens)
        return Doodles(points, pens, offsets, np.array(self.labels, np.int16))


@dataclass(frozen=True)
class Collected:
    """An export, read."""

    splits: dict[str, Doodles]
    unknown: dict[str, int]  # words left out, with their numbers of drawings
    broken: int  # lines left out
    there: int  # drawings left out, as they are among the old ones
    hash: str  # SHA-256 over all of the files


def collect(
    folder: Path, words: Sequence[str], on_error: OnError = "raise", old: NDArray[np.uint64] | None = None
) -> Collected:
    """The drawings of an export, labelled as the `words` are numbered. `old`: the key_ids that there are already.

    BadInputError for a folder that is none, has no drawings of these words, or does not say the split of each; InkError
    for a broken line, unless broken ones are to be skipped.
    """
    files, sums = _files(folder), _checksums(folder)
    index = read_index(folder / NAME)
    number = {word: i for i, word in enumerate(words)}
    old = np.zeros(0, np.uint64) if old is None else np.sort(old)
    growing = {split: _Growing() for split in SPLITS}
    unknown: Counter[str] = Counter()
    broken, there, digest = 0, 0, hashlib.sha256()
    for file in (folder / NAME, *files):
        found = sha256(file)
        if found != sums.get(file.relative_to(folder).as_posix()):
            raise BadInputError(f"{file} is not as it was exported: its SHA-256 is not the one in manifest.json")
        digest.update(found.encode())
    for file in files:
        reading = ndjson.read(file, on_error)
        while some := list(islice(reading, CHUNK)):
            unknown.update(drawing.word for drawing in some if drawing.word not in number)
            known = [drawing for drawing in some if drawing.word in number]
            fresh = _fresh(known, old)
            there += len(known) - len(fresh)
            for label, split, drawings in _sorted(file, fresh, number, index):
                growing[split].add(drawings, label)
        broken += reading.skipped
    whole = {split: grown.whole() for split, grown in growing.items()}
    if not any(len(doodles) for doodles in whole.values()):
        but = f" but for {there} that are among the old ones" if there else ""
        raise BadInputError(f"{folder} holds no drawing of the {len(words)} words that the network knows{but}")
    return Collected(whole, dict(unknown.most_common()), broken, there, digest.hexdigest())


def _files(folder: Path) -> list[Path]:
    """Simplified ones where there are both, as they need not be simplified again."""
    for kind in ("simplified", "raw"):
        if found := sorted((folder / "full" / kind).glob("*.ndjson")):
            return found
    raise BadInputError(
        f"{folder} is no export with drawings: it has no full/simplified/*.ndjson and no full/raw/*.ndjson; "
        "make it with `python -m server doodles export --format simplified`"
    )


def _checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file, by its path in the folder."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInputError(f"{folder / 'manifest.json'} is no manifest of an export ({error!s:.80})") from None


def _fresh(drawings: list[Drawing], old: NDArray[np.uint64]) -> list[Drawing]:
    """Those whose key_id is not among the `old` ones, which are sorted."""
    if not len(old):
        return drawings
    keys = np.array([drawing.key_id for drawing in drawings], np.uint64)
    there = old[np.minimum(np.searchsorted(old, keys), len(old) - 1)] == keys
    return [drawing for drawing, known in zip(drawings, there, strict=True) if not known]


def _sorted(
    file: Path, drawings: list[Drawing], number: dict[str, int], index: Index
) -> Iterator[tuple[int, str, list[Drawing]]]:
    """(label, split, drawings), simplified."""
    groups: dict[tuple[int, str], list[Drawing]] = {}
    found = index.find([drawing.key_id for drawing in drawings])
    for drawing, split in zip(drawings, found, strict=True):
        if split < 0:
            raise InkError(f"key_id {drawing.key_id} has no split in {NAME}: export anew", file)
        small = simplified(drawing) if drawing.timed else drawing
        groups.setdefault((number[drawing.word], SPLITS[split]), []).append(small)
    return ((label, split, group) for (label, split), group in groups.items())
