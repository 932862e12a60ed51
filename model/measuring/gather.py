"""Drawings named on the command line: files of any format, lists of those to take or leave, and none that was seen."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data.shards import Shards, read_manifest
from model.errors import BadInputError
from model.formats.drawing import Drawing
from model.ink import read


def add_drawings(parser: argparse.ArgumentParser, text: str) -> None:
    """Options that `gather` understands."""
    parser.add_argument("--drawings", type=Path, nargs="+", default=[], metavar="FILE", help=text)
    parser.add_argument("--only", type=Path, metavar="FILE", help="take only drawings whose key_id is in FILE")
    parser.add_argument("--leave", type=Path, metavar="FILE", help="leave out those in FILE (.txt: a key_id a line)")
    parser.add_argument("--skip-broken", action="store_true", help="count broken lines instead of stopping at one")


def gather(args: argparse.Namespace) -> list[Drawing]:
    """All the drawings; InkError names a broken one with file and line, BadInputError says that there are none."""
    drawings: list[Drawing] = []
    skipped = 0
    for path in args.drawings:
        reading = read(path, "skip" if args.skip_broken else "raise")
        drawings.extend(reading)
        skipped += reading.skipped
    if args.only:
        keys = key_ids(args.only)
        drawings = [d for d in drawings if d.key_id in keys]
    if args.leave:
        keys = key_ids(args.leave)
        drawings = [d for d in drawings if d.key_id not in keys]
    if skipped:
        print(f"{skipped} broken drawings left out")
    if not drawings:
        raise BadInputError("no drawings: name files with --drawings, and look at --only and --leave")
    return drawings


def unseen(
    drawings: Sequence[Drawing], folder: Path, splits: Sequence[str], also: NDArray[np.uint64] | None = None
) -> list[Drawing]:
    """The drawings that are in none of these splits of the shards in `folder`, and whose key_ids are not in `also`.

    How many are left out is said on standard error. BadInputError when that leaves none.
    """
    shards = read_manifest(folder / "manifest.json")["shards"]
    held = {shard["split"] for shard in shards if shard["kind"] == "simplified"}
    asked = np.array([drawing.key_id for drawing in drawings], np.uint64)
    keys = [Shards(folder, split).keys for split in splits if split in held]
    seen = np.isin(asked, np.concatenate([*keys, np.zeros(0, np.uint64) if also is None else also]))
    where = f"the {' or the '.join(splits)} split"
    if seen.all():
        raise BadInputError(f"all {len(seen)} drawings are in {where}, and may not be used here: name others")
    if seen.any():
        print(f"{seen.sum()} of {len(seen)} drawings left out, as they are in {where}", file=sys.stderr)
    return [drawing for drawing, known in zip(drawings, seen.tolist(), strict=True) if not known]


def key_ids(path: Path) -> set[int]:
    """The key_ids in a .txt file, one a line, or of the drawings in a file of any format."""
    if path.suffix != ".txt":
        return {drawing.key_id for drawing in read(path)}
    lines = path.read_text(encoding="utf-8").split()
    if strange := [line for line in lines if not line.isdecimal()]:
        raise BadInputError(f"{path}: {strange[0]!r} is no key_id; it takes whole numbers, one a line")
    return {int(line) for line in lines}
