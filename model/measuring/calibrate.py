"""`python -m model calibrate`: temperatures and pass rule, chosen on validation drawings, put into a checkpoint.

What plays is a live pen, so the temperatures that play are fitted on raw drawings, streamed. Simplified drawings are
thinned with the whole stroke in view, and what the network says of many steps is truer of them; theirs are fitted on
the shards, and kept beside for whatever measures such drawings.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import checkpoint
from model.categories import Categories
from model.checkpoint import Checkpoint
from model.data.fitting import fitting
from model.data.shards import Shards
from model.errors import BadInputError
from model.formats.drawing import Drawing
from model.measuring import prefixes
from model.measuring.gather import add_drawings, gather, unseen
from model.measuring.prefixes import Answers
from model.measuring.replay import Trail, replay, sampled
from model.measuring.wins import Wins, choose, curve, describe
from model.recognizer import Recognizer
from model.temperature import Temperatures
from model.threads import add_threads, set_threads
from model.training.batches import Drawings
from model.verdict import PassRule

NONE = ((1, 1.0),)  # temperatures that change nothing
NOT_FROM = ("train", "test")  # splits whose drawings may choose nothing
EVERY = 4  # points of a streamed drawing between two answers that temperatures are fitted on
THRESHOLDS = tuple(np.round(np.geomspace(0.04, 0.9, 40), 4).tolist())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--checkpoint", type=Path, required=True, help="the checkpoint to calibrate")
    parser.add_argument("--data", type=Path, required=True, help="shards, for their validation split")
    parser.add_argument("--out", type=Path, required=True, help="where to write the calibrated checkpoint")
    parser.add_argument("--most-random", type=float, default=0.01, help="most false wins with a random word (0.01)")
    parser.add_argument("--most-confusable", type=float, default=0.28, help="most with the most confusable word (0.28)")
    add_threads(parser)
    add_drawings(parser, "raw drawings for temperatures and threshold; any in training or test are left out")


def run(args: argparse.Namespace) -> int:
    """Fit, choose, write."""
    set_threads(args)
    kept = checkpoint.load(args.checkpoint)
    shards = fitting(kept, Shards(args.data, "validation"), args.checkpoint)
    drawings = unseen(gather(args), args.data, NOT_FROM)
    kept, best = calibrated(kept, shards, drawings, args.most_random, args.most_confusable)
    checkpoint.save(args.out, kept)
    print(f"temperatures {kept.temperatures}")
    print(describe(best))
    return 0


def calibrated(
    kept: Checkpoint, validation: Drawings, drawings: Sequence[Drawing], most_random: float, most_confusable: float
) -> tuple[Checkpoint, Wins]:
    """The checkpoint with temperatures and a pass rule for raw drawings that none was trained on.

    BadInputError when no threshold keeps false wins within the limits.
    """
    answers = prefixes.ask(checkpoint.restore(kept), validation, prefixes.TWENTIETHS)
    kept, p = tempered(kept, answers)
    live = sampled(Recognizer(replace(kept, temperatures=NONE)), known(kept.categories, drawings), EVERY)
    kept = replace(kept, temperatures=_fitted(live, "streamed drawings"))
    line = curve(watch_all(Recognizer(kept), drawings), PassRule(), THRESHOLDS)
    best = choose(line, most_random, most_confusable)
    limits = {"most_random": most_random, "most_confusable": most_confusable}
    chosen: dict[str, Any] = {"rule": asdict(best), "curve": [asdict(w) for w in line], "limits": limits}
    kept = replace(kept, rule=replace(PassRule(), threshold=best.threshold), figures=kept.figures | chosen)
    return eased(kept, p, answers.labels), best


def tempered(kept: Checkpoint, answers: Answers) -> tuple[Checkpoint, NDArray[np.float32]]:
    """With the temperatures that fit these answers, and what each word is taken for -> also their probabilities.

    They play, too, until there are others for a live pen.
    """
    temperatures = _fitted(answers, "the validation split")
    p = prefixes.calibrated(answers, temperatures)
    words = kept.categories.words
    confused = prefixes.confusables(p[:, -1], answers.labels, related(kept.categories))
    figures: dict[str, Any] = {
        "confusable": {words[a]: words[b] for a, b in confused.items()},
        prefixes.SIMPLIFIED: [list(pair) for pair in temperatures],
    }
    return replace(kept, temperatures=temperatures, figures=kept.figures | figures), p


def _fitted(answers: Answers, of: str) -> Temperatures:
    """Temperatures for these answers; where there are too few, that is said on standard error."""
    if few := prefixes.sparse(answers, prefixes.EDGES):
        what = f"fewer than {prefixes.FEW} answers at {', '.join(few)} steps"
        print(f"{of}: {what}; the temperature of fewer steps holds there, too", file=sys.stderr)
    return prefixes.fit_temperatures(answers, prefixes.EDGES)


def eased(kept: Checkpoint, p: NDArray[np.float32], labels: NDArray[np.int64]) -> Checkpoint:
    """With how easily each word is seen at the checkpoint's threshold, from probabilities (N, K, C)."""
    words = kept.categories.words
    accepted = [kept.categories.accepted(word) for word in words]
    ease = prefixes.ease(p, labels, accepted, kept.rule.threshold)
    return replace(kept, figures=kept.figures | {"ease": {words[c]: share for c, share in ease.items()}})


def related(categories: Categories) -> dict[int, set[int]]:
    """For each category those that count as it or as which it counts: neither is a wrong word for the other."""
    pairs: dict[int, set[int]] = {i: set() for i in range(len(categories))}
    for i, word in enumerate(categories.words):
        for j in categories.accepted(word):
            pairs[i].add(j)
            pairs[j].add(i)
    return pairs


def known(categories: Categories, drawings: Iterable[Drawing]) -> list[Drawing]:
    """The drawings. BadInputError for a word that the network does not know."""
    drawings = list(drawings)
    if unknown := {d.word for d in drawings if d.word not in categories}:
        raise BadInputError(f"{sorted(unknown)[0]!r} is not among the {len(categories)} words that the network knows")
    return drawings


def watch_all(recognizer: Recognizer, drawings: Iterable[Drawing], size: float | None = None) -> list[Trail]:
    """Replay drawings, each watched for its own word, a random wrong one (by its key_id), and a confusable one.

    BadInputError for a word that the network does not know, or that has no such wrong words.
    """
    drawings = known(recognizer.categories, drawings)
    pairs = related(recognizer.categories)
    watch = {drawing.key_id: _wrong(recognizer, pairs, drawing) for drawing in drawings}
    return list(replay(recognizer, drawings, watch, **({"size": size} if size else {})))


def _wrong(recognizer: Recognizer, pairs: dict[int, set[int]], drawing: Drawing) -> tuple[str, str]:
    """A random wrong word for a drawing, and the one that its own word is most often taken for."""
    categories, word = recognizer.categories, drawing.word
    confused = recognizer.confusable.get(word)
    if confused is None:
        raise BadInputError(f"{recognizer.name} does not say what {word!r} is taken for: `calibrate` it first")
    own = categories.index(word)
    near = pairs[own] | {own, categories.index(confused)}
    wrong = [i for i in range(len(categories)) if i not in near]
    if not wrong:
        raise BadInputError(
            f"false wins can't be counted: of {len(categories)} words none is wrong for {word!r} beside {confused!r}"
        )
    return categories.words[int(np.random.default_rng(drawing.key_id).choice(wrong))], confused
