"""`python -m server doodles import`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from model import ink
from server.commands import database
from server.doodles.imports.entries import ENDINGS
from server.doodles.imports.imports import Imported, take
from server.doodles.tables import today
from server.errors import SetupError
from server.settings import ROOT

WORDS = ROOT / "model/words.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `import`."""
    add = parser.add_argument
    add("files", nargs="+", type=Path, metavar="FILE", help=f"ends in {', '.join(ENDINGS)}: raw or simplified ndjson, "
        ".bin, sketch-rnn's .npz, or Parquet or a .zip of SVG of our own")  # fmt: skip
    add("--reviewed", action="store_true", help="somebody has looked at all of them: they are validated at once")
    add("--source", metavar="TEXT", help="where they are from, for the datasheet (default: the file's name)")
    add("--word", help="what the drawings of a .bin or .npz are of (default: the file's name)")
    add("--skip-broken", action="store_true", help="leave out and count broken drawings, instead of refusing the file")
    database.add_option(parser)
    parser.epilog = "Each file comes in as a whole or not at all. What is there already, or was withdrawn, stays so."


def run(args: argparse.Namespace) -> int:
    """Import file by file, and say what came of each."""
    known = set(WORDS.read_text(encoding="utf-8").splitlines())
    status = "validated" if args.reviewed else "waiting"
    with database.opened(args) as engine, tqdm(unit="drawing", desc="import", disable=None) as bar:
        for number, path in enumerate(args.files, 1):
            try:
                found = take(engine, path, today(), status, args.source, args.word, args.skip_broken, bar.update)
            except ink.InkError as error:
                raise SetupError(f"{error}{_advice(error, len(args.files) - number)}") from None
            for broken in found.broken:
                tqdm.write(f"skipped {broken}", sys.stderr)
            tqdm.write(_told(path, found, known))
    return 0


def _advice(error: ink.InkError, left: int) -> str:
    """What may help with a broken drawing, and how many files there are still."""
    parts = [] if error.line is None else ["nothing of the file was taken; --skip-broken leaves such drawings out"]
    parts += [f"{left} more files were not looked at"] if left else []
    return "".join(f"; {part}" for part in parts)


def _told(path: Path, found: Imported, known: set[str]) -> str:
    strange = {word: count for word, count in found.words.items() if word not in known}
    parts = [f"{found.taken} drawings taken"]
    parts += [f"{found.there} were there"] if found.there else []
    parts += [f"{found.withdrawn} had been withdrawn"] if found.withdrawn else []
    parts += [f"{found.skipped} broken ones skipped"] if found.skipped else []
    if strange:
        example = max(strange, key=lambda word: strange[word])
        parts += [f"{sum(strange.values())} are of {len(strange)} words that the network does not know ({example!r})"]
    return f"{path}: {', '.join(parts)}"
