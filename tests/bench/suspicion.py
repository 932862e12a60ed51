"""`python -m tests.bench.suspicion`: whether what Quick, Draw! did not recognize looks more suspicious than the rest.

The area under the ROC curve (AUC), of our suspicion and of the network's score alone, on raw drawings; and how many
good drawings are above the limit beyond which players see none before a moderator has. The file's own `recognized` is
what is to be told, and no part of the rules.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterator

import numpy as np

from model import Recognizer
from model.formats import ndjson
from model.formats.drawing import Drawing
from server.doodles.judging import Unjudged, looking
from server.doodles.suspicion import Case, judge
from server.doodles.voting import LIMIT
from server.settings import Settings
from tests.made import QUICKDRAW

BAD, GOOD = 4, 6  # drawings of a class at most
READ = 60  # of a file's


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--every", type=int, default=6, help="every so many classes (%(default)s)")
    args = parser.parse_args(argv)
    files = sorted((QUICKDRAW / "full/raw").glob("*.ndjson"))[:: args.every]
    if not files:
        print(f"no raw drawings in {QUICKDRAW}: INKLING_QUICKDRAW names another folder", file=sys.stderr)
        return 2
    recognizer = Recognizer.load(Settings.model_fields["checkpoint"].default, threads=1)
    bad, good, scores = [], [], {True: [], False: []}
    for drawing in itertools.chain.from_iterable(map(chosen, files)):
        strokes = [[column.tolist() for column in (s.x, s.y, s.t)] for s in drawing.strokes]
        seen = at_once(looking([Unjudged(0, drawing.word, None, strokes, False, None)], recognizer))[0]
        (good if drawing.recognized else bad).append(judge(Case(drawing.word, strokes, seen))[0])
        scores[bool(drawing.recognized)].append(1 - (seen.target or 0.0))
    found = {
        "unrecognized": len(bad),
        "recognized": len(good),
        "auc": round(auc(bad, good), 3),
        "auc_of_the_score_alone": round(auc(scores[False], scores[True]), 3),
        "median": [round(float(np.median(x)), 3) for x in (bad, good)],
        "above_the_limit": [round(float(np.mean(np.array(x) > LIMIT)), 3) for x in (bad, good)],
    }
    print(json.dumps(found, indent=2))
    return 0


def chosen(file) -> Iterator[Drawing]:
    """A few drawings of a file that were not recognized, and a few that were."""
    found = list(itertools.islice(ndjson.read(file, "skip"), READ))
    yield from itertools.islice((d for d in found if d.recognized is False), BAD)
    yield from itertools.islice((d for d in found if d.recognized), GOOD)


def at_once(job):
    """What a job of the engine returns."""
    while True:
        try:
            next(job)
        except StopIteration as stop:
            return stop.value


def auc(bad: list[float], good: list[float]) -> float:
    """How often a bad one has more than a good one."""
    a, b = np.array(bad)[:, None], np.array(good)[None]
    return float(np.mean((a > b) + 0.5 * (a == b)))


if __name__ == "__main__":
    sys.exit(main())
