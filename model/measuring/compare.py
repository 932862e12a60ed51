"""`python -m model compare`: networks side by side, on the same prefixes of the same drawings."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from model import checkpoint
from model.data.fitting import refuse_other_words
from model.data.shards import Shards
from model.measuring import picture, prefixes
from model.measuring.prefixes import Answers
from model.places import WEIGHTS
from model.threads import add_threads, set_threads
from model.training.loss import SHARES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("--data", type=Path, required=True, help="shards")
    add("--split", default="test", choices=["train", "validation", "test"], help="of the shards (test)")
    add("--checkpoint", type=Path, nargs="+", default=[WEIGHTS], metavar="FILE", help="ours first, then others")
    add("--picture", type=Path, metavar="NPZ", help="a picture network in DoodleNet's layout")
    add("--out", type=Path, metavar="JSON", help="write the scores there, too")
    add_threads(parser)


def run(args: argparse.Namespace) -> int:
    """Ask each, print a table, write JSON. BadInputError for a network of other words than the drawings'."""
    set_threads(args)
    shards = Shards(args.data, args.split)
    shards.verify()
    rivals = [picture.Picture(args.picture, shards.classes)] if args.picture else []
    found: dict[str, Any] = {
        "split": args.split,
        "data": shards.manifest["hash"],
        "drawings": len(shards),
        "networks": [_recurrent(path, shards) for path in args.checkpoint],
    }
    for rival in rivals:
        scores = _scores(picture.ask(rival, shards, SHARES))
        found["networks"].append({"name": args.picture.stem, "network": "picture", "at": scores})
    print(table(found))
    if args.out:
        args.out.write_text(json.dumps(found, indent=1) + "\n")
    return 0


def table(found: dict[str, Any]) -> str:
    """Top-1 and top-3 by share of the points, a row for each network, as Markdown."""
    shares = list(found["networks"][0]["at"])
    lines = [f"| top-1 / top-3 | {' | '.join(shares)} |", "|---|" + "---|" * len(shares)]
    for network in found["networks"]:
        row = (f"{at['top1']:.1%} / {at['top3']:.1%}" for at in network["at"].values())
        lines.append(f"| {network['name']} | {' | '.join(row)} |")
    return "\n".join(lines)


def _recurrent(path: Path, shards: Shards) -> dict[str, Any]:
    kept = checkpoint.load(path)
    refuse_other_words(kept, shards.classes, path, shards.directory)
    answers = prefixes.ask(checkpoint.restore(kept), shards)
    size = sum(weights.numel() for weights in kept.weights.values())
    return {
        "name": path.stem,
        "network": kept.network,
        "version": kept.version,
        "weights": size,
        "at": _scores(answers),
    }


def _scores(answers: Answers) -> dict[str, dict[str, float]]:
    p = prefixes.calibrated(answers, ((1, 1.0),))
    return {f"{share:.0%}": prefixes.scores(p[:, k], answers.labels) for k, share in enumerate(SHARES)}
