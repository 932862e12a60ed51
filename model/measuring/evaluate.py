"""`python -m model evaluate`: how good a checkpoint is, on a split of shards and on drawings replayed as if live."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from model import checkpoint
from model.checkpoint import Checkpoint
from model.data.fitting import fitting
from model.data.shards import Shards
from model.errors import BadInputError
from model.measuring import lead, prefixes, report, score
from model.measuring.calibrate import watch_all
from model.measuring.gather import add_drawings, gather, unseen
from model.measuring.replay import SIZE, Trail
from model.measuring.wins import wins
from model.places import WEIGHTS
from model.recognizer import Recognizer
from model.threads import add_threads, set_threads
from model.training.loss import SHARES

NOT_FROM = ("train", "validation")  # splits whose drawings a network knows already
INK = (0, 250, 500, 1000, 1500, 2000, 3000)  # board units of path at which a bin of the calibration begins


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--checkpoint", type=Path, default=WEIGHTS, help="the checkpoint to score (the shipped one)")
    parser.add_argument("--data", type=Path, help="score a split of these shards, prefix by prefix")
    parser.add_argument("--split", default="test", choices=["train", "validation", "test"], help="of the shards (test)")
    add_drawings(parser, "score these files, raw or simplified, streamed point by point through the live path")
    parser.add_argument("--size", type=float, default=SIZE, help=f"board units drawings are laid out at ({SIZE:g})")
    parser.add_argument("--json", action="store_true", help="print the report as JSON instead of Markdown")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write report.json, report.md and pictures there, too")
    add_threads(parser)


def run(args: argparse.Namespace) -> int:
    """Score, print, and write the report's folder. BadInputError when there is nothing to score."""
    if not args.data and not args.drawings:
        raise BadInputError("nothing to score: give --data DIR, --drawings FILE ..., or both")
    set_threads(args)
    kept = checkpoint.load(args.checkpoint)
    recognizer = Recognizer(kept, args.checkpoint.stem)
    found: dict[str, Any] = {"checkpoint": recognizer.name, "version": recognizer.version}
    if args.data:
        found["prefixes"] = by_prefix(kept, fitting(kept, Shards(args.data, args.split), args.checkpoint))
    if args.drawings:
        given = gather(args)
        drawings = unseen(given, args.data, NOT_FROM) if args.data else given
        trails = watch_all(recognizer, drawings, args.size)
        found["streamed"] = streamed(recognizer, trails, args.size) | {"left_out": len(given) - len(drawings)}
    if args.out:
        report.write(found, args.out)
    print(json.dumps(found, indent=2, allow_nan=False) if args.json else report.markdown(found))
    return 0


def by_prefix(kept: Checkpoint, shards: Shards) -> dict[str, Any]:
    """Scores after each share of the points of a split's drawings, by class, and what is taken for what."""
    answers = prefixes.ask(checkpoint.restore(kept), shards, prefixes.TWENTIETHS)
    temperatures = prefixes.temperatures_of(kept)
    p = prefixes.calibrated(answers, temperatures)
    matrix = score.confusion(p[:, -1].argmax(-1), answers.labels, p.shape[-1])
    words = kept.categories.words
    precision, recall, f1 = score.per_class(matrix)
    return {
        "data": shards.manifest["hash"],
        "split": shards.split,
        "temperatures": [list(pair) for pair in temperatures],
        "drawings": len(answers.labels),
        "classes": len(np.unique(answers.labels)),
        "at": {_percent(s): _scores(p[:, prefixes.TWENTIETHS.index(s)], answers.labels) for s in SHARES},
        "by_points": prefixes.by_points(p, answers),
        "by_class": {
            word: {"drawings": int(n), "precision": float(a), "recall": float(b), "f1": float(c)}
            for word, n, a, b, c in zip(words, matrix.sum(1), precision, recall, f1, strict=True)
        },
        "confusions": [[words[a], words[b], n] for a, b, n in score.largest_confusions(matrix, 30)],
    }


def _scores(p: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> dict[str, Any]:
    diagram = score.calibration(p.max(1), p.argmax(1) == labels)
    return prefixes.scores(p, labels) | {"reliability": [list(row) for row in diagram]}


def streamed(recognizer: Recognizer, trails: Sequence[Trail], size: float) -> dict[str, Any]:
    """Scores of replayed drawings: accuracy by share of the points and by stroke, wins, false wins, steadiness."""
    labels = np.array([recognizer.categories.index(t.word) for t in trails])
    most = int(np.percentile([t.strokes[-1] for t in trails], 75))
    by_stroke = {}
    for k in range(1, most + 1):
        has = np.array([t.strokes[-1] >= k for t in trails])
        some = [t for t, h in zip(trails, has, strict=True) if h]
        by_stroke[str(k)] = _at(some, labels[has], [int(np.argmax(t.strokes >= k)) for t in some])
    return {
        "drawings": len(trails),
        "classes": len(set(labels.tolist())),
        "size": size,
        "at": {_percent(s): _at(trails, labels, [_last(t.share, s) for t in trails]) for s in SHARES},
        "after_stroke": by_stroke,
        "by_ink": _by_ink(trails, labels),
        "flips": float(np.mean([score.flips(t.best[:, 0]) for t in trails])),
        "flips_shown": float(np.mean([lead.flips(t.answers()) for t in trails])),
        "temperatures": [list(pair) for pair in recognizer.temperatures],
        "rule": asdict(recognizer.rule),
        "wins": asdict(wins(trails, recognizer.rule)),
    }


def _by_ink(trails: Sequence[Trail], labels: np.ndarray[Any, Any]) -> dict[str, Any]:
    """Calibration by the length of the path so far, board units: every answer of every trail is in one bin."""
    place = np.searchsorted(INK, np.concatenate([t.ink for t in trails]), "right") - 1
    confidence = np.concatenate([t.p[:, 0] for t in trails])
    right = np.concatenate([t.best[:, 0] == label for t, label in zip(trails, labels, strict=True)])
    drawing = np.repeat(np.arange(len(trails)), [len(t.ink) for t in trails])
    bins = {name: place == i for i, name in enumerate(score.ranges(INK)) if (place == i).any()}
    return {
        name: {
            "drawings": len(np.unique(drawing[inside])),
            "answers": int(inside.sum()),
            "top1": float(right[inside].mean()),
            "ece": score.calibration_error(confidence[inside], right[inside]),
            "ece_by_chance": score.chance_error(confidence[inside], right[inside], drawing[inside]),
        }
        for name, inside in bins.items()
    }


def _at(trails: Sequence[Trail], labels: np.ndarray[Any, Any], places: Sequence[int]) -> dict[str, Any]:
    """Scores of the answer at one place in each trail."""
    best = np.stack([t.best[i, :3] for t, i in zip(trails, places, strict=True)])
    confidence = np.array([t.p[i, 0] for t, i in zip(trails, places, strict=True)])
    right = best[:, 0] == labels
    return {
        "drawings": len(trails),
        "top1": score.accuracy(best[:, :1], labels),
        "top3": score.accuracy(best, labels),
        "map3": score.mean_average_precision(best, labels),
        "ece": score.calibration_error(confidence, right),
        "reliability": [list(row) for row in score.calibration(confidence, right)],
    }


def _last(share: np.ndarray[Any, Any], limit: float) -> int:
    """The answer after the first `limit` of the points (rounded up, so one point at least)."""
    return min(len(share) - 1, max(0, int(np.ceil(limit * len(share) - 1e-6)) - 1))


def _percent(share: float) -> str:
    return f"{share:.0%}"
