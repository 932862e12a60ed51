"""A run's log as a picture: loss, accuracy while training, and accuracy on validation at shares of the points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

Rows = Sequence[dict[str, float]]

_INK = "#444444"
_SHARES = (("top1@10", "#c6dbef"), ("top1@25", "#9ecae1"), ("top1@50", "#6baed6"), ("top1@75", "#3182bd"),
           ("top1@100", "#08519c"), ("top3@100", "#e6550d"))  # fmt: skip


def draw(rows: Rows, path: Path) -> None:
    """Draw the log's rows as PNG; the file appears whole or not at all."""
    figure = Figure(figsize=(12, 4), dpi=110, layout="constrained")
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    _plot(left, rows, "loss", "#e6550d", "training,\nall prefixes")
    _finish(left, "loss")
    left.set_ylim(bottom=0)
    _plot(right, rows, "top1", "#bbbbbb", "top-1 in training")
    for name, colour in _SHARES:
        metric, share = name.split("@")
        last = next((row[name] for row in reversed(rows) if name in row), None)
        text = "" if last is None else f": {last:.1%}"
        _plot(right, rows, name, colour, f"{metric[:-1]}-{metric[-1]} at {share} % of the points{text}")
    _finish(right, "accuracy")
    right.set_ylim(0, 1)
    partial = path.with_suffix(".partial")
    figure.savefig(partial, format="png")
    partial.replace(path)


def _plot(axes: Axes, rows: Rows, name: str, colour: str, label: str) -> None:
    points = [(row["step"], row[name]) for row in rows if name in row]
    if points:
        steps, values = zip(*points, strict=True)
        axes.plot(steps, values, color=colour, label=label, marker="." if len(points) < 30 else None, linewidth=1.4)


def _finish(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", color=_INK)
    axes.set_xlabel("steps", color=_INK)
    axes.grid(color="#eeeeee")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if axes.lines:  # beside the curves, which leave no corner free
        axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1.0, 1.0), reverse=True)
