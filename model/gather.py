"""Drawings named on the command line: files of any format, the classes in them, and lists of those to take or leave."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.drawing import Drawing
from model.errors import BadInputError
from model.ink import read


def add_drawings(parser: argparse.ArgumentParser, text: str) -> None:
    """Options that `gather` understands."""
    parser.add_argument("--drawings", type=Path, nargs="+", default=[], metavar="FILE", help=text)
    parser.add_argument("--only", type=Path, metavar="FILE", help="take only drawings whose key_id is in this file")
    parser.add_argument("--leave", type=Path, metavar="FILE", help="leave out drawings whose key_id is in this file")
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
        keys = {d.key_id for d in read(args.only)}
        drawings = [d for d in drawings if d.key_id in keys]
    if args.leave:
        keys = {d.key_id for d in read(args.leave)}
        drawings = [d for d in drawings if d.key_id not in keys]
    if skipped:
        print(f"{skipped} broken drawings left out")
    if not drawings:
        raise BadInputError("no drawings: name files with --drawings, and look at --only and --leave")
    return drawings
