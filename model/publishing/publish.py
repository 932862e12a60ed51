"""`python -m model publish`: a checkpoint, its card, its report, and a manifest by which another can make it again.

OUT/<name>.safetensors  the checkpoint
OUT/README.md           the model card (`card`)
OUT/report.*, *.png     the report, as `evaluate --out` wrote it
OUT/data.json           the manifest of the shards: classes, sums, and the boundaries of the split
OUT/held-out.txt        key_ids of the raw drawings that were kept for the test, when they were named
OUT/constraints.txt     the locked environment          OUT/LICENSE
OUT/manifest.json       all of that by SHA-256, with data, code, environment and the commands (`recipe`)
"""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from model import checkpoint
from model.checkpoint import Checkpoint
from model.data.fitting import refuse_other_words
from model.data.shards import read_manifest, sha256
from model.errors import BadInputError
from model.measuring.figures import REPORT
from model.measuring.gather import key_ids
from model.places import ROOT, WEIGHTS
from model.publishing import recipe
from model.publishing.card import card
from model.publishing.provenance import Facts, code_at, data_at, environment_at, verify

FORMAT = "inkling-publication-1"
HELD_OUT = "held-out.txt"
_OF_REPORT = ("report.json", "report.md", "accuracy.png", "reliability.png")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("--checkpoint", type=Path, default=WEIGHTS, help="the checkpoint to publish (the shipped one)")
    add("--data", type=Path, required=True, metavar="DIR", help="the shards it was trained and scored on")
    add("--report", type=Path, default=REPORT.parent, metavar="DIR", help="what `evaluate --out DIR` wrote of it, from "
        "shards and from drawings (the committed report)")  # fmt: skip
    add("--out", type=Path, required=True, metavar="OUT", help="folder to write; it must be new or empty")
    add("--held-out", type=Path, metavar="FILE", help="what calibrate got as --leave and evaluate as --only")


def run(args: argparse.Namespace) -> int:
    """Check that everything belongs together, then write the folder. BadInputError for what does not."""
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise BadInputError(f"--out {args.out} is not an empty folder: choose another, or empty it")
    kept = checkpoint.load(args.checkpoint)
    report = report_in(args.report)
    data = data_at(args.data)
    _refuse_unfit(kept, report, read_manifest(args.data / "manifest.json"), args)
    held_out = sorted(key_ids(args.held_out)) if args.held_out else []
    if args.held_out and len(held_out) < report["streamed"]["drawings"]:
        raise BadInputError(f"--held-out {args.held_out} names {len(held_out)} drawings, fewer than were streamed")
    verify(args.data, data["counts"])
    trained_on = recipe.training_of(kept).get("data")
    if trained_on not in (None, data["hash"]):
        raise BadInputError(f"it was trained on the shards {trained_on[:12]}, {args.data} has {data['hash'][:12]}")
    facts: Facts = {
        "format": FORMAT,
        "checkpoint": {"file": args.checkpoint.name, "version": kept.version, "network": kept.network},
        "data": data,
        "code": code_at(),
        "environment": environment_at(),
        "training": recipe.training_of(kept).get("settings"),
        "commands": recipe.commands(kept, bool(data["raw"] and held_out)),
        "missing": recipe.missing(kept, bool(data["raw"]), bool(held_out)),
        "figures": headline(report),
    }
    _write(args, facts, card(kept, report, facts, args.checkpoint.name), held_out)
    for text in facts["missing"]:
        print(f"not in the manifest: {text}")
    if facts["code"]["changed"]:
        print(f"the code differs from its commit in {', '.join(facts['code']['changed'])}: commit, and publish again")
    print(f"{args.out}: {kept.version}, {len(kept.categories)} classes")
    return 0


def report_in(folder: Path) -> dict[str, Any]:
    """The report in a folder that `evaluate --out` wrote. BadInputError when it is missing, damaged or not whole."""
    path = folder / "report.json"
    try:
        report = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BadInputError(f"{path} cannot be read ({error!s:.80}): evaluate --out {folder} writes it") from None
    for part, option in (("prefixes", "--data"), ("streamed", "--drawings")):
        if part not in report:
            raise BadInputError(f"{path} has no {part!r}: evaluate with {option}, too")
    return report


def headline(report: dict[str, Any]) -> dict[str, float]:
    """The figures that a repetition is compared by, by name."""
    found = {}
    for part in ("prefixes", "streamed"):
        for share, row in report[part]["at"].items():
            found[f"{part}, top-1 at {share}"] = row["top1"]
    wins = report["streamed"]["wins"]
    return found | {"streamed, win rate": wins["rate"], "streamed, random false wins": wins["false_random"]}


def _refuse_unfit(kept: Checkpoint, report: dict[str, Any], manifest: dict[str, Any], args: argparse.Namespace) -> None:
    again = f"evaluate --checkpoint {args.checkpoint} anew"
    prefixes, rule = report["prefixes"], asdict(kept.rule)
    if report.get("version") != kept.version:
        other = report.get("version")
        raise BadInputError(f"{args.report} is of version {other}, the checkpoint is {kept.version}: {again}")
    if report["streamed"]["rule"] != rule:
        raise BadInputError(f"{args.report} is of the pass rule {report['streamed']['rule']}, not {rule}: {again}")
    if prefixes["split"] != "test":
        raise BadInputError(f"{args.report} is of the {prefixes['split']} split, a card takes the test split: {again}")
    if prefixes.get("data") != manifest["hash"]:
        raise BadInputError(
            f"{args.report} is of the shards {prefixes.get('data', 'unknown')[:12]}, {args.data} has "
            f"{manifest['hash'][:12]}: {again}"
        )
    refuse_other_words(kept, manifest["classes"], args.checkpoint, args.data)


def _write(args: argparse.Namespace, facts: Facts, text: str, held_out: list[int]) -> None:
    """Fill the folder, the manifest last: where there is one, the folder is whole."""
    args.out.mkdir(parents=True, exist_ok=True)
    copies = {args.checkpoint: args.checkpoint.name, args.data / "manifest.json": "data.json"}
    copies |= {args.report / name: name for name in _OF_REPORT}
    copies |= {ROOT / name: name for name in ("constraints.txt", "LICENSE")}
    for source, name in copies.items():
        shutil.copyfile(source, args.out / name)
    (args.out / "README.md").write_text(text, encoding="utf-8")
    if held_out:
        (args.out / HELD_OUT).write_text("".join(f"{key}\n" for key in held_out), encoding="utf-8")
    files = {path.name: sha256(path) for path in sorted(args.out.iterdir())}
    (args.out / "manifest.json").write_text(json.dumps(facts | {"files": files}, indent=1) + "\n", encoding="utf-8")
