"""`python -m model fetch`: drawings from a URL or a folder into a folder of files and shards."""

import argparse
import difflib
import json
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from model.data.fetch import bring_all
from model.data.sharding import Plan, make_shards
from model.data.shards import read_manifest
from model.data.sources import Folder, MissingError, Source, source
from model.data.split import SPLITS, Boundaries
from model.errors import BadInputError
from model.places import WORDS

BUCKET = "https://storage.googleapis.com/quickdraw_dataset"
KINDS = {"simplified": ("simplified",), "raw": ("raw",), "both": ("simplified", "raw")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `fetch`."""
    add = parser.add_argument
    add("--from", dest="source", metavar="URL-or-folder", default=BUCKET, help="laid out as <it>/full/simplified/"
        "<class>.ndjson and <it>/full/raw/<class>.ndjson; DIR itself to make shards of what is there "
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
    known = _known_boundaries(args.out, args.split_from, args.seed)
    try:
        args.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(f"--out {args.out}: {error.strerror}") from None
    plan = Plan(args.out, origin.name, classes, kinds, args.per_class, args.seed,
                "skip" if args.skip_broken else "raise", args.jobs)  # fmt: skip
    if not (isinstance(origin, Folder) and origin.root.resolve() == args.out.resolve()):
        _bring(origin, plan)
    with tqdm(total=len(classes) * len(kinds), unit="file", desc="shards", disable=None) as bar:
        manifest, broken = make_shards(plan, known, bar.update)
    _report(args.out, manifest, broken)
    return 0


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


def _known_boundaries(out: Path, split_from: Path | None, seed: str) -> dict[str, Boundaries]:
    """The boundaries that decide already, from the manifest named or from the one that stands in `out`."""
    places = [split_from] if split_from else [out / "manifest.json.next", out / "manifest.json"]
    path = next((place for place in places if place.exists()), None)
    if path is None:
        if split_from:
            raise BadInputError(f"--split-from {split_from}: no such file; it takes the manifest.json of a fetch")
        return {}
    split = read_manifest(path)["split"]
    if split["seed"] != seed:
        raise BadInputError(
            f"{path} was split with the seed {split['seed']!r}, not {seed!r}: drawings would change sides; "
            f"give --seed {json.dumps(split['seed'])}, or another --out"
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
