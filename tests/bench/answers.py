"""Does the cheap step answer as the network itself does? Raw drawings, point by point, through both.

    python -m tests.bench.answers [--checkpoint FILE] [--drawings FILE ...] [--each N] [--json FILE]

Prints top-1 at shares of the points by either way, how often the best guess differs, and by how much a probability does
at most. Without --drawings it takes those of Quick, Draw! where they are at hand.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch

from model import Guess, Recognizer, Sketch, checkpoint
from model.formats.drawing import Drawing
from model.ink import read
from model.live import Traced
from model.measuring.replay import replay
from model.places import WEIGHTS
from tests.made import QUICKDRAW

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(eq=False)
class Twins:
    """A sketch in both recognizers, and the best guesses of either after each point."""

    live: Sketch
    plain: Sketch
    best: list[tuple[int, int]] = field(default_factory=list)


class Pair:
    """The live step and the network as it is, fed the same; what it answers is the live step's."""

    def __init__(self, kept: checkpoint.Checkpoint) -> None:
        self.live, self.plain = Recognizer(kept), Recognizer(kept, step=Traced)
        self.categories = self.live.categories
        self.opened: list[Twins] = []
        self.largest = 0.0

    def open(self) -> Twins:
        self.opened.append(Twins(self.live.open(), self.plain.open()))
        return self.opened[-1]

    def feed(self, batch: dict[Twins, Any]) -> dict[Twins, Guess]:
        live = self.live.feed({twins.live: inputs for twins, inputs in batch.items()})
        plain = self.plain.feed({twins.plain: inputs for twins, inputs in batch.items()})
        for twins in batch:
            a, b = live[twins.live].probabilities, plain[twins.plain].probabilities
            twins.best.append((int(a.argmax()), int(b.argmax())))
            self.largest = max(self.largest, float(np.abs(a - b).max()))
        return {twins: live[twins.live] for twins in batch}


def compare(kept: checkpoint.Checkpoint, drawings: Iterable[Drawing]) -> dict[str, Any]:
    """Both ways on the same drawings."""
    pair: Any = Pair(kept)
    labels = np.array([pair.categories.index(trail.word) for trail in replay(pair, drawings)])
    best = [np.array(twins.best) for twins in pair.opened]  # (n, 2) each, in the order of the trails
    at = {}
    for share in SHARES:
        found = np.stack([answers[int(np.ceil(share * len(answers) - 1e-6)) - 1] for answers in best])  # (N, 2)
        live, plain = (found == labels[:, None]).mean(0).tolist()
        at[f"{share:.0%}"] = {"live": live, "as it is": plain}
    every = np.concatenate(best)
    return {
        "drawings": len(labels),
        "answers": len(every),
        "other_best": int((every[:, 0] != every[:, 1]).sum()),
        "largest_difference": pair.largest,
        "top1": at,
    }


def main() -> None:
    """Compare, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=WEIGHTS, help="the network (the shipped one)")
    parser.add_argument("--drawings", type=Path, nargs="+", metavar="FILE", help="raw drawings")
    parser.add_argument("--each", type=int, default=1, help="drawings of each file (1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was found there, too")
    args = parser.parse_args()
    files = args.drawings or sorted((QUICKDRAW / "full" / "raw").glob("*.ndjson"))
    if not files:
        parser.error(f"no drawings at {QUICKDRAW}: set INKLING_QUICKDRAW, or name files with --drawings")
    torch.set_num_threads(1)
    found = compare(checkpoint.load(args.checkpoint), [d for path in files for d in islice(read(path), args.each)])
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")
    print(f"{found['drawings']} drawings, {found['answers']} answers: the best guess differs in {found['other_best']}, "
          f"a probability by {found['largest_difference']:.1e} at most")  # fmt: skip
    for share, row in found["top1"].items():
        print(f"top-1 at {share:>4} of the points: {row['live']:.2%} live, {row['as it is']:.2%} as it is")


if __name__ == "__main__":
    main()
