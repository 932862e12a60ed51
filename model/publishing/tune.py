"""`python -m model tune`: go on training with collected drawings, and publish what comes of it if it got no worse.

OUT gets `run/`, a training as `train` makes it, and goes on with it when it was stopped; `tune.json` and `tune.md`,
what changed, on the old test split and on that of the collected drawings; and `tuned.safetensors`, calibrated anew:
unless the old test split says that it may have got worse by more than the tolerance, in which case the exit code is 2.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from model import checkpoint
from model.checkpoint import Checkpoint
from model.data import collected
from model.data.collected import Collected
from model.data.fitting import fitting
from model.data.index import NAME as INDEX
from model.data.index import SPLITS, read_index
from model.data.shards import Shards
from model.errors import BadInputError
from model.formats.drawing import Drawing, OnError
from model.measuring import changes, prefixes
from model.measuring.calibrate import NOT_FROM, calibrated, eased, tempered
from model.measuring.gather import add_drawings, gather, unseen
from model.measuring.spaces import embedded
from model.places import WEIGHTS
from model.publishing import outcome
from model.threads import add_threads, set_threads
from model.training.batches import Drawings
from model.training.command import keep_freed_memory, kept_settings, refuse_another
from model.training.config import SET_BY_DATA, TrainConfig, fault, from_flat
from model.training.distributed import World, joined
from model.training.flags import add_flags, given
from model.training.loop import Data, Plan, Run
from model.training.mixing import Mixed

# Weights that are good need little, and little at once: at three times this rate the old test may lose more than the
# tolerance, for the same gain on collected drawings (docs/teaching.md).
GENTLY = {"steps": 200, "rate": 3e-5, "warmup": 50, "decay": 120, "validate_every": 50}
SHARES = (0.50, 0.75, 1.00)  # of the points, where old and new weights are compared
SHARE = 0.25  # of the drawings trained on that are collected ones
TOLERANCE = 0.01  # of top-1, the mean over SHARES


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options, and every setting of a training."""
    parser.allow_abbrev = False
    parser.epilog = "Settings that are not given are those of the run in OUT, or in a new run the ones in brackets."
    add = parser.add_argument
    add("--checkpoint", type=Path, default=WEIGHTS, help="what to go on from (the shipped one)")
    add("--doodles", type=Path, required=True, metavar="EXPORT", help="a folder that `doodles export` made")
    add("--data", type=Path, required=True, metavar="DIR", help="the old drawings: shards of the network's words")
    add("--out", type=Path, required=True, help="folder of the run and of what comes of it")
    add("--share", type=float, default=SHARE, help=f"of the drawings trained on that are collected ones ({SHARE})")
    add("--tolerance", type=float, default=TOLERANCE, help="how much worse the old test may certainly not have become, "
        f"in shares of 1: {TOLERANCE} is one drawing in a hundred")  # fmt: skip
    add("--skip-broken-doodles", action="store_true", help="count broken lines of the export instead of stopping")
    add_drawings(parser, "raw drawings to choose the threshold on (it stays as it was); none of training or test")
    add("--most-random", type=float, default=0.01, help="most false wins with a random word (0.01)")
    add("--most-confusable", type=float, default=0.28, help="most with the most confusable word (0.28)")
    add("--device", choices=["auto", "cpu", "cuda"], default="auto", help="auto is cuda where there is one")
    add_threads(parser)
    add_flags(parser.add_argument_group("training"), TrainConfig, instead=GENTLY)


def run(args: argparse.Namespace) -> int:
    """Train, compare, and publish or refuse. BadInputError for what cannot be trained on or with."""
    if not 0 < args.share < 1:
        raise BadInputError(f"--share {args.share}: it must be above 0 and below 1")
    if not 0 <= args.tolerance <= 1:
        raise BadInputError(f"--tolerance {args.tolerance}: it must be from 0 to 1")
    keep_freed_memory()
    set_threads(args)
    before = checkpoint.load(args.checkpoint)
    splits = ("train", "validation", "test")
    old = {split: fitting(before, Shards(args.data, split), args.checkpoint) for split in splits}
    doodles = _collected(args, before, old)
    raw = _raw(args) if args.drawings else []
    with joined(args.device) as world:
        tuned = _trained(args, before, old, doodles, world)
    print("trained; compared with what was there before ..", flush=True)
    found = compared(before, tuned, old["test"], doodles) | {"tolerance": args.tolerance, "share": args.share}
    found |= {"unknown": doodles.unknown, "broken": doodles.broken, "there": doodles.there}
    outcome.write(args.out, found)
    if found["old"]["at_least"] < -args.tolerance:
        raise BadInputError(outcome.refusal(found, args.out))
    print(f"{outcome.summary(found)}; calibrated anew ..", flush=True)
    mixed = _mixed(old["validation"], doodles, "valid", args.share)
    if raw:
        tuned, _ = calibrated(replace(tuned, space=None), mixed, raw, args.most_random, args.most_confusable)
    else:
        tuned = recalibrated(tuned, before, mixed)
    if before.space:
        tuned = embedded(tuned, _mixed(old["train"], doodles, "train", args.share))
    checkpoint.save(args.out / "tuned.safetensors", tuned)
    print(f"{args.out / 'tuned.safetensors'} is there to play with; {args.out / 'tune.md'} tells word by word")
    return 0


def compared(before: Checkpoint, after: Checkpoint, test: Shards, doodles: Collected) -> dict[str, Any]:
    """What changed: `old` on the old test split, `doodles` on that of the collected drawings (None: it has none)."""
    words = before.categories.words
    found: dict[str, Any] = {"before": before.version, "shares": list(SHARES), "doodles": None}
    sets: dict[str, Drawings] = {"old": test}
    if len(doodles.splits["test"]):
        sets["doodles"] = doodles.splits["test"]
    for name, drawings in sets.items():
        answers = [prefixes.ask(checkpoint.restore(kept), drawings, SHARES) for kept in (before, after)]
        labels = answers[0].labels
        was, now = (a.logits.argmax(-1) == labels[:, None] for a in answers)
        found[name] = changes.described(was, now, labels, words)
    return found


def recalibrated(tuned: Checkpoint, before: Checkpoint, validation: Drawings) -> Checkpoint:
    """With temperatures for these drawings. Without raw ones to stream, the pass rule stays as it was.

    So does how much warmer than theirs a live pen's temperatures are.
    """
    answers = prefixes.ask(checkpoint.restore(tuned), validation, prefixes.TWENTIETHS)
    kept = {name: before.figures[name] for name in ("rule", "curve", "limits") if name in before.figures}
    tuned, p = tempered(replace(tuned, rule=before.rule, figures=tuned.figures | kept), answers)
    live, theirs = dict(before.temperatures), dict(prefixes.temperatures_of(before))
    warmer = {steps: live[steps] / theirs[steps] for steps in live.keys() & theirs.keys()}
    tuned = replace(tuned, temperatures=tuple((steps, t * warmer.get(steps, 1.0)) for steps, t in tuned.temperatures))
    return eased(tuned, p, answers.labels)


def _raw(args: argparse.Namespace) -> list[Drawing]:
    """The raw drawings that may choose a threshold: none that is trained on or kept for the test, old or collected."""
    sides = read_index(args.doodles / INDEX)
    return unseen(gather(args), args.data, NOT_FROM, sides.keys[sides.splits != SPLITS.index("valid")])


def _collected(args: argparse.Namespace, before: Checkpoint, old: Mapping[str, Shards]) -> Collected:
    """The export's drawings that are new; tells how many, and what was left out."""
    broken: OnError = "skip" if args.skip_broken_doodles else "raise"
    keys = np.concatenate([shards.keys for shards in old.values()])
    doodles = collected.collect(args.doodles, before.categories.words, broken, keys)
    if not len(doodles.splits["train"]):
        raise BadInputError(f"{args.doodles} has no new training drawings of the network's words: collect more first")
    for line in outcome.left_out(doodles):
        print(line)
    counts = ", ".join(f"{len(found):,} {split}" for split, found in doodles.splits.items())
    print(f"collected drawings: {counts}; old ones to train on: {len(old['train']):,}", flush=True)
    return doodles


def _mixed(old: Shards, doodles: Collected, split: str, share: float) -> Drawings:
    new = doodles.splits[split]
    return Mixed(old, new, share) if len(new) else old


def _trained(
    args: argparse.Namespace, before: Checkpoint, old: Mapping[str, Shards], doodles: Collected, world: World
) -> Checkpoint:
    """The best weights of a run that begins with those of `before`, or goes on where it was stopped."""
    folder = args.out / "run"
    asked = given(args, TrainConfig)
    kept = kept_settings(folder)
    config = from_flat({**GENTLY, **(kept["config"] if kept else {}), **asked})
    shape = {name: value for name, value in before.config.items() if name not in SET_BY_DATA}
    if wrong := fault(config, shape):
        raise BadInputError(wrong)
    made = {"data": old["train"].manifest["hash"], "collected": doodles.hash, "share": args.share}
    made |= {"start": before.version}
    if kept:
        refuse_another(folder, kept, {**made, **asked})
    plan = Plan(before.categories.words, before.network, shape, config, **made)
    train = _mixed(old["train"], doodles, "train", args.share)
    judges = _mixed(old["validation"], doodles, "valid", args.share)
    training = Run(folder, plan, Data(train, judges), world, 0, before.weights)
    with tqdm(total=config.steps, initial=training.step, unit="step", disable=None) as bar:

        def tell(step: int, now: Mapping[str, float]) -> None:
            bar.set_postfix_str(f"loss {now['loss']:.3f}", refresh=False)
            bar.update(step - bar.n)

        training.fit(tell=tell)
    return checkpoint.load(folder / "best.safetensors")
