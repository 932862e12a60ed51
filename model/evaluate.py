"""`python -m model evaluate`: how good a checkpoint is, on a split of shards and on drawings replayed through the live path."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from model import checkpoint, prefixes, score
from model.calibrate import describe, watch_all
from model.gather import add_drawings, gather
from model.networks import build
from model.prefixes import SHARES
from model.recognizer import Recognizer
from model.replay import SIZE, Trail
from model.shards import Shards
from model.wins import Wins, wins

DEFAULT = Path(__file__).parent / "weights" / "inkling.safetensors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--checkpoint", type=Path, default=DEFAULT, help="the checkpoint to score (the shipped one)")
    parser.add_argument("--data", type=Path, help="score a split of these shards, prefix by prefix")
    parser.add_argument("--split", default="test", choices=["train", "validation", "test"], help="of the shards (test)")
    add_drawings(parser, "score these files, raw or simplified, streamed point by point through the live path")
    parser.add_argument("--size", type=float, default=SIZE, help=f"board units drawings are laid out at ({SIZE:g})")
    parser.add_argument("--json", action="store_true", help="print the report as JSON instead of Markdown")
    parser.add_argument("--threads", type=int, default=None, help="torch threads")


def run(args: argparse.Namespace) -> int:
    """Score and print. ValueError when there is nothing to score."""
    if not args.data and not args.drawings:
        raise ValueError("nothing to score: give --data DIR, --drawings FILE ..., or both")
    if args.threads:
        torch.set_num_threads(args.threads)
    recognizer = Recognizer.load(args.checkpoint)
    report: dict[str, Any] = {"checkpoint": recognizer.name, "version": recognizer.version}
    if args.data:
        report["prefixes"] = by_prefix(args.checkpoint, args.data, args.split)
    if args.drawings:
        report["streamed"] = streamed(recognizer, watch_all(recognizer, gather(args), args.size), args.size)
    print(json.dumps(report, indent=2) if args.json else markdown(report))
    return 0


def by_prefix(path: Path, data: Path, split: str) -> dict[str, Any]:
    """Scores after each share of the points of a split's drawings."""
    kept = checkpoint.load(path)
    network = build(kept.network, kept.config)
    network.load_state_dict(kept.weights)
    network.eval()
    answers = prefixes.ask(network, Shards(data, split))
    p = prefixes.calibrated(answers, kept.temperatures)
    return {
        "split": split,
        "drawings": len(answers.labels),
        "classes": len(np.unique(answers.labels)),
        "at": {_percent(s): prefixes.scores(p[:, k], answers.labels) for k, s in enumerate(SHARES)},
    }


def streamed(recognizer: Recognizer, trails: Sequence[Trail], size: float) -> dict[str, Any]:
    """Scores of replayed drawings: accuracy by share of the points and by stroke, wins, false wins, steadiness."""
    labels = np.array([recognizer.categories.index(t.word) for t in trails])
    by_share = {_percent(s): _at(trails, labels, [_last(t.share, s) for t in trails]) for s in SHARES}
    most = int(np.percentile([t.strokes[-1] for t in trails], 75))
    by_stroke = {
        str(k): _at(
            [t for t in trails if t.strokes[-1] >= k],
            labels[[t.strokes[-1] >= k for t in trails]],
            [int(np.argmax(t.strokes >= k)) for t in trails if t.strokes[-1] >= k],
        )
        for k in range(1, most + 1)
    }
    return {
        "drawings": len(trails),
        "classes": len(set(labels.tolist())),
        "size": size,
        "at": by_share,
        "after_stroke": by_stroke,
        "flips": float(np.mean([score.flips(t.best[:, 0]) for t in trails])),
        "rule": asdict(recognizer.rule),
        "wins": asdict(wins(trails, recognizer.rule)),
    }


def _at(trails: Sequence[Trail], labels: np.ndarray[Any, Any], places: Sequence[int]) -> dict[str, float]:
    best = np.stack([t.best[i] for t, i in zip(trails, places, strict=True)])
    confidence = np.array([t.confidence[i] for t, i in zip(trails, places, strict=True)])
    return {
        "drawings": len(trails),
        "top1": score.accuracy(best[:, :1], labels),
        "top3": score.accuracy(best, labels),
        "map3": score.mean_average_precision(best, labels),
        "ece": score.calibration_error(confidence, best[:, 0] == labels),
    }


def _last(share: np.ndarray[Any, Any], limit: float) -> int:
    """The answer after the first `limit` of the points (rounded up, so one point at least)."""
    return min(len(share) - 1, max(0, int(np.ceil(limit * len(share) - 1e-6)) - 1))


def _percent(share: float) -> str:
    return f"{share:.0%}"


def markdown(report: dict[str, Any]) -> str:
    """The report as Markdown tables."""
    lines = [f"# {report['checkpoint']} {report['version']}"]
    if found := report.get("prefixes"):
        lines += ["", f"Prefixes of the {found['split']} split: {found['drawings']} drawings, {found['classes']} classes.", ""]
        lines += _table("points", found["at"])
    if found := report.get("streamed"):
        lines += ["", f"Streamed point by point: {found['drawings']} drawings, {found['classes']} classes.", ""]
        lines += _table("points", found["at"]) + [""] + _table("strokes", found["after_stroke"])
        lines += ["", f"Best guess changes {found['flips']:.1f} times a drawing."]
        lines += ["", describe(Wins(**found["wins"]))]
    return "\n".join(lines)


def _table(name: str, rows: dict[str, dict[str, float]]) -> list[str]:
    head = [f"| {name} | top-1 | top-3 | MAP@3 | calibration error |", "|---|---|---|---|---|"]
    return head + [
        f"| {key} | {row['top1']:.1%} | {row['top3']:.1%} | {row['map3']:.3f} | {row['ece']:.1%} |"
        for key, row in rows.items()
    ]
