"""One class's file of drawings -> flat arrays in a folder, each drawing with its side: the first half of sharding."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from model.data.index import NAME, Index
from model.data.split import SPLITS, Boundaries, digest, settle, side
from model.formats import ndjson
from model.formats.drawing import REPORTED, Drawing, InkError, OnError
from model.formats.simplify import SIZE

CHUNK = 4_096  # drawings held as objects at once
COLUMNS = {"simplified": 2, "raw": 3}
_SIDES = np.array([SPLITS.index(name) for name in ("train", "validation", "test")], np.uint8)  # of an index's splits
DTYPES: dict[str, type[np.int16] | type[np.float32]] = {"simplified": np.int16, "raw": np.float32}


@dataclass(frozen=True)
class Task:
    """What to flatten and where to put it."""

    file: Path
    word: str
    kind: str  # "simplified" or "raw"
    folder: Path
    known: Boundaries
    index: Index | None = None  # what says the side of each, instead of boundaries
    limit: int | None = None  # the first drawings of the file; None for all
    seed: str = ""
    on_error: OnError = "raise"


@dataclass(frozen=True)
class Flattened:
    """What came of it."""

    boundaries: Boundaries
    counts: tuple[int, ...]  # drawings of each of SPLITS
    skipped: int
    broken: tuple[str, ...]  # the first of the skipped lines: file, line and reason


def flatten(task: Task) -> Flattened:
    """Read the file, settle its boundaries, save points, pen, offsets, keys, side and bucket. InkError if broken.

    `bucket` (D,) uint64 is the far end of each drawing's hash: even, and independent of its side.
    """
    skipped: list[InkError] = []
    checked = _checked(task, skipped)
    points, pens = [np.zeros((0, COLUMNS[task.kind]), DTYPES[task.kind])], [np.zeros(0, np.bool_)]
    lengths: list[int] = []
    keys: list[int] = []
    while some := list(islice(checked, CHUNK)):
        points.append(points_of(some, task.kind))
        pens.append(pen_ends(some))
        lengths += [len(drawing) for drawing in some]
        keys += [drawing.key_id for drawing in some]
    digests = [digest(key, task.seed) for key in keys]
    if task.index:
        boundaries, sides = task.known, _SIDES[task.index.find(keys)]
    else:
        boundaries = settle(digests, task.known)
        sides = np.array([side(d, boundaries) for d in digests], np.uint8)
    arrays = {
        "points": np.concatenate(points),
        "pen": np.concatenate(pens),
        "offsets": np.cumsum([0, *lengths], dtype=np.int64),
        "keys": np.array(keys, np.uint64),
        "side": sides,
        "bucket": np.array([int(d[-16:], 16) for d in digests], np.uint64),
        "order": np.argsort(np.array(digests, "S40"), kind="stable"),
    }
    if keys:  # a class without drawings gets no folder
        task.folder.mkdir(parents=True)
        for name, array in arrays.items():
            np.save(task.folder / f"{name}.npy", array)
    counts = tuple(int(n) for n in np.bincount(sides, minlength=len(SPLITS)))
    return Flattened(boundaries, counts, len(skipped), tuple(str(error) for error in skipped[:REPORTED]))


def _checked(task: Task, skipped: list[InkError]) -> Iterator[Drawing]:
    """The task's drawings that belong in its file; the others raise, or are noted in `skipped`."""
    for line, item in enumerate(islice(ndjson.read(task.file).items, task.limit), 1):
        error = item if isinstance(item, InkError) else _misplaced(item, task, line)
        if error is None:
            yield cast(Drawing, item)
        elif task.on_error == "raise":
            raise error
        else:
            skipped.append(error)


def _misplaced(drawing: Drawing, task: Task, line: int) -> InkError | None:
    """What keeps a drawing that can be read out of this file's shards."""
    if drawing.word != task.word:
        return InkError(f"a drawing of {drawing.word!r} in the file of {task.word!r}", task.file, line)
    if drawing.timed != (task.kind == "raw"):
        found = "raw drawing (with times)" if drawing.timed else "simplified drawing (without times)"
        return InkError(f"a {found} in a file of {task.kind} ones", task.file, line)
    if task.index and task.index.find([drawing.key_id])[0] < 0:
        return InkError(f"key_id {drawing.key_id} has no split in {NAME}: export anew", task.file, line)
    if task.kind == "simplified":
        for stroke in drawing.strokes:
            for column in (stroke.x, stroke.y):
                if column.dtype != np.int64 or column.min() < 0 or column.max() > SIZE:
                    span = f"from {column.min()} to {column.max()}"
                    return InkError(f"numbers {span}; simplified ones are whole, from 0 to {SIZE}", task.file, line)
    return None


def points_of(drawings: list[Drawing], kind: str) -> NDArray[Any]:
    """The points of all the drawings, (P, 2) or (P, 3)."""
    strokes = [stroke for drawing in drawings for stroke in drawing.strokes]
    columns = [np.concatenate([s.x for s in strokes]), np.concatenate([s.y for s in strokes])]
    if kind == "raw":
        columns.append(np.concatenate([s.t for s in strokes if s.t is not None]))
    return np.stack(columns, axis=1).astype(DTYPES[kind])


def pen_ends(drawings: list[Drawing]) -> NDArray[np.bool_]:
    """Whether a point is the last of its stroke, (P,)."""
    ends = np.cumsum([len(stroke) for drawing in drawings for stroke in drawing.strokes])
    pen = np.zeros(ends[-1], np.bool_)
    pen[ends - 1] = True
    return pen
