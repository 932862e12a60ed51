"""`python -m tests.bench.simplify`: how many raw drawings our simplification makes exactly what Quick, Draw!'s made.

Told apart by their coordinates: whole numbers; whole numbers but for one fraction all along an axis (the board's place
on the page, which moving to the corner takes away); and other fractions. These are rounded to one decimal in the copy
we have, and were not when Quick, Draw! simplified them. It shows in thirds (.0, .3 and .7): as written they give other
answers, made thirds again they give theirs. What the rounding costs the rest is measured as well: our answers to them
against our answers to the same drawings, moved by up to half a decimal more at random.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict

import numpy as np

from model.formats import ndjson
from model.formats.drawing import Drawing
from model.formats.simplify import Floats, simplify
from tests.made import QUICKDRAW

HALF = 0.05  # of the last decimal there is
SEED = 3

Strokes = list[Floats]
Answer = list[list[list[int]]]


def main(argv: list[str] | None = None) -> int:
    argparse.ArgumentParser(description=__doc__.split("\n")[0]).parse_args(argv)
    if not (QUICKDRAW / "simplified_of_raw.ndjson").is_file():
        print(f"no simplified_of_raw.ndjson in {QUICKDRAW}: INKLING_QUICKDRAW names another folder", file=sys.stderr)
        return 2
    theirs = {d.key_id: d for d in ndjson.read(QUICKDRAW / "simplified_of_raw.ndjson")}
    right: dict[str, list[bool]] = defaultdict(list)
    steady: list[bool] = []
    thirds: list[bool] = []
    rng = np.random.default_rng(SEED)
    for file in sorted((QUICKDRAW / "full/raw").glob("*.ndjson")):
        for drawing in ndjson.read(file):
            if drawing.key_id in theirs:
                strokes = places(drawing)
                ours, kind = answer(strokes), coordinates(strokes)
                wanted = [points.tolist() for points in places(theirs[drawing.key_id])]
                right[kind].append(ours == wanted)
                if kind == "thirds":
                    thirds.append(answer([np.round(3 * points) / 3 for points in strokes]) == wanted)
                if kind == "other fractions":
                    steady.append(ours == answer([p + rng.uniform(-HALF, HALF, p.shape) for p in strokes]))
    found = {kind: share(right[kind]) for kind in sorted(right)}
    found["thirds, made thirds again"] = share(thirds)
    found["all"] = share([exact for kind in right.values() for exact in kind])
    found["other fractions, ours against ours half a decimal away"] = share(steady)
    print(json.dumps(found, indent=2))
    return 0


def places(drawing: Drawing) -> Strokes:
    """The strokes as points (n, 2)."""
    return [stroke.points for stroke in drawing.strokes]


def answer(strokes: Strokes) -> Answer:
    """Our simplified drawing."""
    return [points.tolist() for points in simplify(strokes)]


def coordinates(strokes: Strokes) -> str:
    """Which kind of coordinates a drawing has."""
    points = np.concatenate(strokes)
    if (points % 1 == 0).all():
        return "whole"
    away = np.abs((points - points[0] + 0.5) % 1 - 0.5)
    if away.max() < 1e-9:
        return "one fraction an axis"
    return "thirds" if np.isin(np.round(10 * points) % 10, (0, 3, 7)).all() else "other fractions"


def share(found: list[bool]) -> str:
    """How many, of how many."""
    return f"{sum(found)} of {len(found)}, {100 * np.mean(found):.1f} %"


if __name__ == "__main__":
    sys.exit(main())
