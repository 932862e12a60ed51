"""`python -m model stats`: what a folder of shards holds."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from model.data.shards import Shards, read_manifest
from model.data.split import SPLITS

PARTS = (5, 25, 50, 75, 95)  # percentiles shown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `stats`."""
    parser.add_argument("data", type=Path, metavar="DIR", help="what `fetch` wrote to with --out")
    parser.add_argument("--verify", action="store_true", help="also read every file and compare its SHA-256")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print counts and lengths. ShardError if something is missing or changed."""
    manifest = read_manifest(args.data / "manifest.json")
    if args.verify:
        for kind in manifest["counts"]:
            Shards(args.data, "all", kind).verify()
    found = {kind: _of_kind(args.data, kind, manifest) for kind in manifest["counts"]}
    if args.json:
        print(json.dumps({"hash": manifest["hash"], "classes": len(manifest["classes"]), "kinds": found}))
        return 0
    print(f"{args.data}: from {manifest['source']}, {len(manifest['classes'])} classes, hash {manifest['hash'][:12]}")
    for kind, what in found.items():
        print(f"\n{kind}")
        for split, row in what["splits"].items():
            (least, few), (most, many) = row["least"], row["most"]
            print(f"  {split:<10} {row['drawings']:>9} drawings, {few} ({least}) to {many} ({most}) a class")
        for name in ("points", "strokes"):
            parts = ", ".join(f"{value:g} at {part} %" for part, value in what[name].items())
            print(f"  {name} a drawing: {parts}")
    return 0


def _of_kind(data: Path, kind: str, manifest: dict[str, Any]) -> dict[str, Any]:
    shards = Shards(data, "all", kind)
    strokes = shards.strokes
    splits = {}
    for split in SPLITS:
        counts = manifest["counts"][kind][split]
        ordered = sorted(counts, key=lambda name: (counts[name], name))
        least, most = ordered[0], ordered[-1]
        splits[split] = {
            "drawings": sum(counts.values()), "least": [least, counts[least]], "most": [most, counts[most]]
        }  # fmt: skip
    percentiles = {
        name: {str(part): float(value) for part, value in zip(PARTS, np.percentile(of, PARTS), strict=True)}
        for name, of in (("points", shards.lengths), ("strokes", strokes))
    }
    return {"splits": splits, **percentiles}
