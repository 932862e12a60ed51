"""The report of an evaluation for people: Markdown tables and pictures of what `evaluate` measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model.measuring.wins import Wins, describe


def write(found: dict[str, Any], folder: Path) -> None:
    """Put report.json, report.md and the pictures into `folder`, which is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(found, indent=1, allow_nan=False) + "\n")
    pictures = draw(found, folder)
    text = markdown(found) + "\n\n" + "\n".join(f"![{name}]({name}.png)" for name in pictures)
    (folder / "report.md").write_text(text.rstrip() + "\n")


def markdown(found: dict[str, Any]) -> str:
    """The report as Markdown."""
    lines = [f"# {found['checkpoint']} {found['version']}"]
    if part := found.get("prefixes"):
        lines += ["", f"Prefixes of the {part['split']} split: {_count(part)}.", "", *_table("points", part["at"])]
        lines += ["", *_calibration("points so far", part["by_points"])]
        rows = sorted(part["by_class"].items(), key=lambda row: row[1]["f1"])
        lines += ["", "Hardest classes with all points (F1): " + _classes(rows[:10]) + "."]
        lines += ["Easiest: " + _classes(rows[:-11:-1]) + "."]
        lines += ["Commonest mistakes: " + ", ".join(f"{a} for {b} ({n})" for b, a, n in part["confusions"][:10]) + "."]
    if part := found.get("streamed"):
        lines += ["", f"Streamed point by point: {_count(part)}.", "", *_table("points", part["at"])]
        lines += ["", *_table("strokes", part["after_stroke"])]
        lines += ["", *_calibration("ink so far, board units", part["by_ink"])]
        lines += [
            "",
            f"The best guess changes {part['flips']:.1f} times a drawing; the one that is shown as the best, "
            f"{part['flips_shown']:.1f} times.",
        ]
        lines += ["", describe(Wins(**part["wins"])) + "."]
        if part["left_out"]:
            lines += ["", f"Left out, as they are in the training or validation split: {part['left_out']} drawings."]
    return "\n".join(lines)


def _count(part: dict[str, Any]) -> str:
    return f"{part['drawings']} drawings, {part['classes']} classes"


def _classes(rows: list[tuple[str, dict[str, float]]]) -> str:
    return ", ".join(f"{word} {row['f1']:.2f}" for word, row in rows)


def _table(name: str, rows: dict[str, dict[str, float]]) -> list[str]:
    head = [f"| {name} | top-1 | top-3 | MAP@3 | calibration error |", "|---|---|---|---|---|"]
    return head + [
        f"| {key} | {row['top1']:.1%} | {row['top3']:.1%} | {row['map3']:.3f} | {row['ece']:.1%} |"
        for key, row in rows.items()
    ]


def _calibration(name: str, rows: dict[str, dict[str, float]]) -> list[str]:
    head = [f"| {name} | answers | top-1 | calibration error |", "|---|---|---|---|"]
    return head + [f"| {key} | {row['answers']} | {row['top1']:.1%} | {row['ece']:.1%} |" for key, row in rows.items()]


def draw(found: dict[str, Any], folder: Path) -> list[str]:
    """Accuracy against ink, and reliability -> the names of the PNG files written, without their ending."""
    parts = [(title, found[key]) for key, title in _PARTS if key in found]
    _accuracy(parts, folder / "accuracy.png")
    _reliability(parts, folder / "reliability.png")
    return ["accuracy", "reliability"]


_PARTS = (("prefixes", "prefixes of simplified drawings"), ("streamed", "streamed point by point"))


def _accuracy(parts: list[tuple[str, dict[str, Any]]], path: Path) -> None:
    figure, axes = _figure(1)
    for title, part in parts:
        shares = [float(key.rstrip("%")) for key in part["at"]]
        for metric, style in (("top1", "o-"), ("top3", "o--")):
            name = f"{metric.replace('top', 'top-')}, {title} ({part['drawings']})"
            axes[0].plot(shares, [100 * row[metric] for row in part["at"].values()], style, label=name)
    axes[0].set(xlabel="share of the points, %", ylabel="recognized, %", xlim=(0, 102), ylim=(0, 100))
    axes[0].legend()
    axes[0].grid(alpha=0.3)
    figure.savefig(path, dpi=100)


def _reliability(parts: list[tuple[str, dict[str, Any]]], path: Path) -> None:
    figure, axes = _figure(len(parts))
    for axis, (title, part) in zip(axes, parts, strict=True):
        axis.plot([0, 1], [0, 1], color="grey", linewidth=1)
        for share, row in part["at"].items():
            confidence, right, _ = zip(*row["reliability"], strict=True)
            axis.plot(confidence, right, "o-", markersize=3, label=f"{share} of the points, ECE {row['ece']:.1%}")
        axis.set(title=title, xlabel="probability of the best guess", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
        axis.legend(fontsize=8)
    figure.savefig(path, dpi=100)


def _figure(columns: int) -> tuple[Any, Any]:
    """A figure with a row of axes that needs no screen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6 * columns + 1, 5), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(1, columns, squeeze=False)[0]
