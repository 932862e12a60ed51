"""`python -m model fetch`: drawings from a URL or a folder into a folder of files and shards."""

import argparse
import difflib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from model.data.fetch import bring, bring_all
from model.data.index import NAME, read_index
from model.data.sharding import Plan, make_shards
from model.data.shards import read_manifest
from model.data.sources import Folder, MissingError, Source, source
from model.data.split import BY_INDEX, SPLITS, Boundaries
from model.errors import BadInputError
from model.places import WORDS

BUCKET = "https://storage.googleapis.com/quickdraw_dataset"
KINDS = {"simplified": ("simplified",), "raw": ("raw",), "both": ("simplified", "raw")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `fetch`."""
    add = parser.add_argument
    add("--from", dest="source", metavar="URL-or-folder", default=BUCKET, help="laid out as <it>/full/simplified/"
        "<class>.ndjson and <it>/full/raw/<class>.ndjson; an index.csv, as exports have, says the side of each "
        "drawing; DIR itself to make shards of what is there "
        "(default: the public bucket, %(default)s)")  # fmt: skip
    add("--out", type=Path, required=True, metavar="DIR", help="gets the same layout, the shards and manifest.json; "
        "files that are there are gone on with, shards are made anew")  # fmt: skip
    add("--classes", nargs="+", metavar="CLASS", help="only these (default: all of a folder, all 345 of a URL)")
    add("--per-class", type=_positive, metavar="N", help="only the first N drawings of each class, and no more bytes")
    add("--kind", choices=sorted(KINDS), default="simplified", help="which drawings (default: %(default)s)")
    add("--jobs", type=_positive, default=4, metavar="K", help="files at a time (default: %(default)s)")
    add("--seed", default="", help="another text draws another split (default: none)")
    add("--split-from", type=Path, metavar="MANIFEST", help="decide sides by the boundaries in this manifest.json "
        "(default: the one in DIR, if there is one)")  # fmt: skip
    add("--skip-broken", action="store_true", help="skip and count broken lines instead of stopping at the first")


def run(args: argparse.Namespace) -> int:
    """Fetch, make shards, and print what came of it. BadInputError for what cannot be done."""
    origin, kinds = source(args.source), KINDS[args.kind]
    classes = _classes(origin, args.classes, kinds)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(f"--out {args.out}: {error.strerror}") from None
    aside = args.out / ".index"
    try:
        index = _index(origin, args.out, aside)
        known = _known_boundaries(args, origin, index)
        plan = Plan(args.out, origin.name, classes, kinds, index, args.per_class, args.seed,
                    "skip" if args.skip_broken else "raise", args.jobs)  # fmt: skip
        if not _lies_in(origin, args.out):
            _bring(origin, plan)
        with tqdm(total=len(classes) * len(kinds), unit="file", desc="shards", disable=None) as bar:
            manifest, broken = make_shards(plan, known, bar.update)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _report(args.out, manifest, broken)
    return 0


def _lies_in(origin: Source, out: Path) -> bool:
    return isinstance(origin, Folder) and origin.root.resolve() == out.resolve()


def _index(origin: Source, out: Path, aside: Path) -> Path | None:
    """index.csv of the source, brought into the folder `aside` unless it lies in `out`; None where there is none."""
    if _lies_in(origin, out):
        return out / NAME if (out / NAME).exists() else None
    try:
        return bring(origin, NAME, aside)
    except MissingError:
        return None


def _bring(origin: Source, plan: Plan) -> None:
    paths = [f"full/{kind}/{name}.ndjson" for kind in plan.kinds for name in plan.classes]
    came = 0
    with tqdm(total=len(paths), unit="file", desc="fetch", disable=None) as bar:

        def progress(size: int) -> None:
            nonlocal came
            came += size
            bar.set_postfix_str(f"{came / 1e6:.1f} MB", refresh=False)

        try:
            bring_all(origin, paths, plan.out, plan.limit, plan.jobs, progress, bar.update)
        except MissingError as error:
            raise BadInputError(f"{error}{_hint(plan.classes)}") from None


def _classes(origin: Source, asked: list[str] | None, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The classes to fetch, by code point, which is the order of their labels."""
    if asked:
        for name in asked:
            if not name or "/" in name or "\\" in name or name.startswith("."):
                raise BadInputError(f"--classes {name!r}: a class is named like its file, without folder and .ndjson")
        return tuple(sorted(set(asked)))
    if not isinstance(origin, Folder):
        return tuple(WORDS.read_text(encoding="utf-8").splitlines())
    found = [{file.stem for file in (origin.root / "full" / kind).glob("*.ndjson")} for kind in kinds]
    for kind, names in zip(kinds, found, strict=True):
        if names != found[0] or not names:
            odd = min(names ^ found[0], default=None)
            what = "no .ndjson files" if not names else f"other classes than full/{kinds[0]} ({odd!r} is in one only)"
            raise BadInputError(f"{origin.root}/full/{kind} holds {what}; --classes or --kind can choose what is there")
    return tuple(sorted(found[0]))


def _known_boundaries(args: argparse.Namespace, origin: Source, index: Path | None) -> dict[str, Boundaries]:
    """The boundaries that decide already, from the manifest named or from the one that stands in --out.

    BadInputError where drawings would change sides: with another seed, another index, or one where there was none.
    """
    if index and args.seed:
        raise BadInputError(f"--seed {args.seed}: {origin.name} has an {NAME}, which says the side of each drawing")
    places = [args.split_from] if args.split_from else [args.out / "manifest.json.next", args.out / "manifest.json"]
    path = next((place for place in places if place.exists()), None)
    if path is None:
        if args.split_from:
            raise BadInputError(f"--split-from {args.split_from}: no such file; it takes the manifest.json of a fetch")
        return {}
    split = read_manifest(path)["split"]
    if (split["rule"] == BY_INDEX) != bool(index):
        how = f"without an {NAME}, {origin.name} has one" if index else f"by an {NAME}, {origin.name} has none"
        raise BadInputError(f"{path} was split {how}: drawings would change sides; choose another --out")
    if split["seed"] != args.seed:
        raise BadInputError(
            f"{path} was split with the seed {split['seed']!r}, not {args.seed!r}: drawings would change sides; "
            f"give --seed {json.dumps(split['seed'])}, or another --out"
        )
    if index and (args.out / NAME).exists() and (moved := read_index(args.out / NAME).moved(read_index(index))):
        raise BadInputError(
            f"{origin.name}/{NAME} has {moved} drawings on another side than {args.out}: choose another --out"
        )
    return {name: Boundaries(*pair) for name, pair in split["boundaries"].items()}


def _report(out: Path, manifest: dict[str, Any], broken: list[str]) -> None:
    for line in broken:
        print(f"skipped {line}", file=sys.stderr)
    if manifest["skipped"] > len(broken):
        print(f"... and {manifest['skipped'] - len(broken)} broken lines more", file=sys.stderr)
    for kind, counts in manifest["counts"].items():
        sides = ", ".join(f"{sum(counts[split].values())} {split}" for split in SPLITS)
        print(f"{kind}: {sides} drawings of {len(manifest['classes'])} classes in {out}")
        if empty := [n for n in manifest["classes"] if not any(counts[split][n] for split in SPLITS)]:
            print(f"{kind}: no drawing at all of {', '.join(empty)}", file=sys.stderr)


def _hint(classes: tuple[str, ...]) -> str:
    """Words that are near to a class nobody knows."""
    words = WORDS.read_text(encoding="utf-8").splitlines()
    strange = [name for name in classes if name not in words]
    near = [word for name in strange for word in difflib.get_close_matches(name, words, n=2)]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _positive(text: str) -> int:
    value = int(text) if text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least 1")
    return value
