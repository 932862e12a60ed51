"""`python -m server doodles export`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from server.commands import database
from server.doodles.export.choice import FORMATS, STATUSES, Choice
from server.doodles.export.export import export
from server.doodles.offers import older
from server.doodles.splits import SPLITS, Shares
from server.doodles.tables import today


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `export`."""
    add = parser.add_argument
    add("--format", nargs="+", choices=FORMATS, required=True, metavar="FORMAT", help=f"any of {', '.join(FORMATS)}")
    add("--out", type=Path, required=True, metavar="DIR", help="a folder, new or empty; appears when all is done")
    add("--split", type=_shares, metavar="A/B/C", help="per cent for train/valid/test, by the same hash of the "
        "contributor (default: the sides that were fixed before the first drawing, 70/15/15)")  # fmt: skip
    add("--status", nargs="+", choices=STATUSES, default=["validated"], metavar="STATUS", help="drawings that "
        f"reviewing left so: {', '.join(STATUSES)} (default: validated)")  # fmt: skip
    add("--reported", action="store_true", help="also those that were reported and not looked at since: "
        "never publish these")  # fmt: skip
    database.add_option(parser)
    parser.epilog = "Formats: " + "; ".join(f"{name} is {text}" for name, text in FORMATS.items())


def run(args: argparse.Namespace) -> int:
    """Export, and say what came of it."""
    choice = Choice(tuple(dict.fromkeys(args.format)), tuple(dict.fromkeys(args.status)), args.reported, args.split)
    with database.opened(args) as engine, tqdm(unit="drawing", desc="export", disable=None) as bar:
        manifest = export(engine, args.out, choice, today(), bar.reset, bar.update)
    for name, found in manifest["left_out"].items():
        print(f"{name} cannot hold {found['drawings']} drawings, such as {found['examples'][0]}", file=sys.stderr)
    counts = {split: sum(word[split] for word in manifest["words"].values()) for split in SPLITS}
    sides = ", ".join(f"{count} {split}" for split, count in counts.items())
    print(f"{manifest['drawings']} drawings of {len(manifest['words'])} words ({sides}) in {args.out}")
    if outdated := older(args.out):
        print(f"delete these, which have drawings that were taken back since: {', '.join(map(str, outdated))}")
    return 0


def _shares(text: str) -> Shares:
    parts = text.split("/")
    if len(parts) != len(SPLITS) or not all(part.isascii() and part.isdigit() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not three whole numbers like 70/15/15")
    train, valid, test = map(int, parts)
    if train + valid + test != 100:
        raise argparse.ArgumentTypeError(f"{text} makes {train + valid + test}; the three make 100 together")
    return train, valid, test
