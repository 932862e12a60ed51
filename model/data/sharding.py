"""Files of drawings -> shards (their layout stands in `shards.py`), with bounded memory, however many there are.

First each class's file is made flat arrays in a working folder (`flatten.py`); then each shard is gathered from
all the classes. Which shard of its side a drawing falls into is decided by its hash, so no list of all is needed.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data.flatten import COLUMNS, DTYPES, Flattened, Task, flatten
from model.data.index import NAME, read_index
from model.data.shards import ARRAYS, FORMAT, hash_of, sha256, spans
from model.data.split import BY_INDEX, RULE, SPLITS, Boundaries
from model.formats.drawing import OnError

QUICKDRAW = "The Quick, Draw! Dataset, made available by Google, Inc. under CC BY 4.0"
COLLECTED = "CC BY 4.0; datasheet.md of the export says who gave the drawings"
PER_SHARD = 180_000  # drawings aimed at; hashing spreads them evenly enough to stay below the format's 200,000
WORTH_A_PROCESS = 32 << 20  # bytes of files; a process takes some two seconds to start

Each = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]  # like `map`


@dataclass(frozen=True)
class Plan:
    """What to make shards of."""

    out: Path  # holds full/<kind>/<class>.ndjson, and gets <kind>/ and manifest.json
    source: str  # as it is to be named in the manifest
    classes: tuple[str, ...]  # in label order
    kinds: tuple[str, ...]
    index: Path | None = None  # index.csv of an export, which says the side of each drawing; it is moved into `out`
    limit: int | None = None  # the first drawings of each file; None for all
    seed: str = ""
    on_error: OnError = "raise"
    jobs: int = 1  # processes at most

    def file(self, kind: str, name: str) -> Path:
        """Where the drawings of a class lie."""
        return self.out / "full" / kind / f"{name}.ndjson"


@dataclass(frozen=True)
class Cut:
    """One shard to gather: part `part` of the `parts` of a side."""

    work: Path  # the flat arrays of each class
    kind: str
    side: int
    part: int
    parts: int
    classes: tuple[str, ...]
    folder: Path
    seed: str


def make_shards(
    plan: Plan, known: dict[str, Boundaries], progress: Callable[[], object]
) -> tuple[dict[str, Any], list[str]]:
    """Write shards and manifest; return the manifest and the first skipped lines. `progress` is told of every file.

    InkError for a broken line unless the plan skips them. What stood there before stays until all is done.
    """
    work = plan.out / ".work"
    shutil.rmtree(work, ignore_errors=True)
    boundaries, counts, shards, broken, skipped = dict(known), {}, [], [], 0
    try:
        with _workers(plan) as each:
            for kind in plan.kinds:  # the first one that has a class draws its boundaries, and they hold for the next
                done = _flatten_all(plan, kind, work, boundaries, each, progress)
                boundaries |= {name: one.boundaries for name, one in done.items()}
                counts[kind] = {s: {name: one.counts[i] for name, one in done.items()} for i, s in enumerate(SPLITS)}
                shards += _gather_all(plan, kind, work, counts[kind], each)
                skipped += sum(one.skipped for one in done.values())
                broken += [line for one in done.values() for line in one.broken]
        manifest = {
            "format": FORMAT,
            "source": plan.source,
            "licence": COLLECTED if plan.index else QUICKDRAW,
            "kind": plan.kinds[0] if len(plan.kinds) == 1 else "both",
            "classes": list(plan.classes),
            "per_class": plan.limit,
            "counts": counts,  # kind -> split -> class -> drawings
            "skipped": skipped,
            "split": {
                "rule": BY_INDEX if plan.index else RULE,
                "seed": plan.seed,
                "boundaries": {name: list(pair) for name, pair in boundaries.items() if not plan.index},
            },
            "shards": shards,
        }
        manifest["hash"] = hash_of(manifest)
        _put_in_place(plan, work, manifest)
        return manifest, broken
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _flatten_all(
    plan: Plan, kind: str, work: Path, known: dict[str, Boundaries], each: Each, progress: Callable[[], object]
) -> dict[str, Flattened]:
    index = read_index(plan.index) if plan.index else None
    tasks = [
        Task(plan.file(kind, name), name, kind, work / "flat" / kind / name, known.get(name, Boundaries()),
             index, plan.limit, plan.seed, plan.on_error)
        for name in plan.classes
    ]  # fmt: skip
    done = {}
    for name, one in zip(plan.classes, each(flatten, tasks), strict=True):
        done[name] = one
        progress()
    return done


def _gather_all(
    plan: Plan, kind: str, work: Path, counts: dict[str, dict[str, int]], each: Each
) -> list[dict[str, Any]]:
    cuts = []
    for side, split in enumerate(SPLITS):
        parts = -(-sum(counts[split].values()) // PER_SHARD)
        for part in range(parts):
            folder = work / "new" / kind / split / f"{part:05}"
            cuts.append(Cut(work / "flat" / kind, kind, side, part, parts, plan.classes, folder, plan.seed))
    return [entry for entry in each(_gather, cuts) if entry is not None]


def _gather(cut: Cut) -> dict[str, Any] | None:
    """Write one shard and return its entry in the manifest; None if no drawing falls into it."""
    points, pens = [np.zeros((0, COLUMNS[cut.kind]), DTYPES[cut.kind])], [np.zeros(0, np.bool_)]
    lengths, labels, keys = [np.zeros(0, np.int64)], [np.zeros(0, np.int16)], [np.zeros(0, np.uint64)]
    for label, name in enumerate(cut.classes):
        if not (cut.work / name).is_dir():
            continue  # a class without drawings
        flat = {path.stem: np.load(path, mmap_mode="r") for path in (cut.work / name).iterdir()}
        mine = (flat["side"] == cut.side) & (flat["bucket"] % np.uint64(cut.parts) == cut.part)
        chosen = flat["order"][mine[flat["order"]]]  # in the order of their hashes
        sizes = np.diff(flat["offsets"])[chosen]
        where = spans(flat["offsets"][:-1][chosen], sizes)
        points.append(flat["points"][where])
        pens.append(flat["pen"][where])
        lengths.append(sizes)
        labels.append(np.full(len(chosen), label, np.int16))
        keys.append(flat["keys"][chosen])
    arrays = {"points": np.concatenate(points), "pen": np.concatenate(pens), "labels": np.concatenate(labels)}
    return _save(cut, arrays | {"keys": np.concatenate(keys)}, np.concatenate(lengths))


def _save(cut: Cut, arrays: dict[str, NDArray[Any]], lengths: NDArray[np.int64]) -> dict[str, Any] | None:
    """Save a shard's arrays, those of the train side shuffled, and say what the manifest needs to know of it."""
    drawings = len(lengths)
    if not drawings:
        return None
    if SPLITS[cut.side] == "train":
        order = np.random.default_rng([cut.part, *cut.seed.encode()]).permutation(drawings)
        where = spans((np.cumsum(lengths) - lengths)[order], lengths[order])
        lengths = lengths[order]
        arrays = {name: array[where if name in ("points", "pen") else order] for name, array in arrays.items()}
    arrays["offsets"] = np.concatenate([[0], np.cumsum(lengths)])
    cut.folder.mkdir(parents=True)
    for name in ARRAYS:
        np.save(cut.folder / f"{name}.npy", arrays[name])
    return {
        "path": "/".join(cut.folder.parts[-3:]),
        "kind": cut.kind,
        "split": SPLITS[cut.side],
        "drawings": drawings,
        "points": int(lengths.sum()),
        "sha256": {f"{name}.npy": sha256(cut.folder / f"{name}.npy") for name in ARRAYS},
    }


def _put_in_place(plan: Plan, work: Path, manifest: dict[str, Any]) -> None:
    """Exchange old shards for new ones. Boundaries must not be lost even here: the new manifest is written first."""
    out = plan.out
    upcoming = out / "manifest.json.next"
    upcoming.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for kind in COLUMNS:
        shutil.rmtree(out / kind, ignore_errors=True)
        if (work / "new" / kind).is_dir():
            os.replace(work / "new" / kind, out / kind)
    if plan.index:
        os.replace(plan.index, out / NAME)
    os.replace(upcoming, out / "manifest.json")


@contextmanager
def _workers(plan: Plan) -> Iterator[Each]:
    """Something that works like `map`; in processes of their own where the files are large enough."""
    weight = sum(plan.file(kind, name).stat().st_size for kind in plan.kinds for name in plan.classes)
    processes = min(plan.jobs, os.cpu_count() or 1, 1 + weight // WORTH_A_PROCESS)
    if processes == 1:
        yield map
        return
    pool = ProcessPoolExecutor(processes, get_context("spawn"))  # never fork: there are threads by now
    try:
        yield pool.map
    finally:
        pool.shutdown(cancel_futures=True)
