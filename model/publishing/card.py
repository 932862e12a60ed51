"""The model card: what a checkpoint is for, what it learned from, how good it is and where it is weak.

Every figure comes from the report of an evaluation, with its metric, split and number of drawings; none is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from model.checkpoint import Checkpoint
from model.data.sharding import QUICKDRAW
from model.measuring.figures import wins

WORST = 20  # classes named as weaknesses
CONFUSED = 15  # commonest mistakes named
_METRICS = (("top1", "top-1"), ("top3", "top-3"), ("map3", "MAP@3"), ("ece", "calibration error"))

Report = Mapping[str, Any]


def card(kept: Checkpoint, report: Report, facts: Mapping[str, Any], file: str) -> str:
    """The card as Markdown. `facts` are the manifest's data, code and training; `file` is the checkpoint's name."""
    parts = [_head(kept, file), _USE, _data(facts["data"]), _training(kept, facts)]
    parts += [_figures(report), _weaknesses(report), _REBUILD]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _head(kept: Checkpoint, file: str) -> str:
    weights = sum(tensor.numel() for tensor in kept.weights.values())
    return f"""# Inkling recognizer {kept.version}

Guesses which of {len(kept.categories)} words somebody is drawing, from the points of the pen, while the pen is moving.
Network `{kept.network}`, {weights:,} weights, in `{file}`.

```python
import numpy as np
from model import Points, Recognizer

recognizer = Recognizer.load("{file}")
sketch = recognizer.open()
x, y, t = np.array([[100, 900, 900], [500, 500, 200], [0, 400, 700]], np.float32)  # board units, board units, ms
guess = recognizer.feed({{sketch: [Points(x, y, t, up=True)]}})[sketch]
print(recognizer.best(guess, 5))
```"""


_USE = """## Intended use

The drawing game Inkling, and programs like it: guessing at doodles as they are drawn, labelling or sorting doodles,
teaching and research on recognition from ink. Probabilities are calibrated, so that a threshold means something.

Not for handwriting, plans or pictures; not for telling people apart, judging or examining them, though it will answer
whatever it is shown: it knows its words and no others, and has no answer for "none of these"."""


def _data(data: Mapping[str, Any]) -> str:
    rows = [
        f"| {kind} | " + " | ".join(f"{counts[split]:,}" for split in ("train", "validation", "test")) + " |"
        for kind, counts in data["counts"].items()
    ]
    licence = _QUICKDRAW if data["licence"] == QUICKDRAW else f"Drawings under {data['licence']}."
    return "\n".join(
        [
            f"## Data and licence\n\n{licence}\n{_OURS}\n",
            f"{data['classes']} classes. The split: {data['rule']}.",
            "",
            *_SIDES,
            *rows,
        ]
    )


_SIDES = ("| drawings | train | validation | test |", "|---|---|---|---|")

_QUICKDRAW = """Drawings of the [Quick, Draw! Dataset](https://github.com/googlecreativelab/quickdraw-dataset), made
available by Google, Inc. under the [Creative Commons Attribution 4.0 International
licence](https://creativecommons.org/licenses/by/4.0/): name it wherever you pass this on."""

_OURS = """None of them is in this folder. The code and the weights are under the MIT licence (`LICENSE`)."""


def _training(kept: Checkpoint, facts: Mapping[str, Any]) -> str:
    lines = ["## How it was trained", ""]
    found = kept.figures.get("training", {})
    scores = [f"{name} {value:.1%}" for name, value in found.items() if "@" in name]
    if scores:
        lines += [
            f"These are the weights of step {found['step']:,}, the best on {found['drawings']:,} drawings of the "
            f"{found['split']} split, by share of their points: {', '.join(scores)}.",
            "",
        ]
    shape = ", ".join(f"{name} {value}" for name, value in kept.config.items())
    lines += [f"Network `{kept.network}`: {shape}.", ""]
    if start := found.get("start"):
        lines += [f"It began with the weights of version {start}.", ""]
    if teachers := found.get("teachers"):
        lines += [f"Beside the labels it learned from the answers of {' and '.join(teachers)}.", ""]
    if collected := found.get("collected"):
        share = f"{found['share']:.0%}"
        lines += [f"Of the drawings it learned from {share} were collected ones, the export {collected[:12]}.", ""]
    if settings := facts["training"]:
        lines.append("Settings: " + ", ".join(f"{name} {value}" for name, value in settings.items()) + ".")
    else:
        lines.append("The checkpoint does not carry the settings of its training.")
    code = facts["code"]
    state = " with changes of its own" if code["changed"] else ""
    lines += ["", f"Published with the code of commit `{code['commit'] or 'unknown'}`{state}."]
    return "\n".join(lines)


def _figures(report: Report) -> str:
    simplified, raw = report["prefixes"], report["streamed"]
    live = f"{raw['drawings']:,} raw drawings, streamed point by point as if live, {raw['classes']} classes"
    flips = (
        f"The best guess changes {raw['flips']:.1f} times a drawing, the one shown {raw['flips_shown']:.1f} times, "
        f"over the {raw['drawings']:,} raw drawings."
    )
    parts = [
        "## How good it is",
        f"{_test(simplified)}, {simplified['classes']} classes, after the first part of their points:",
        _table("points drawn", simplified["at"], simplified["drawings"]),
        f"{live}:",
        _table("points drawn", raw["at"], raw["drawings"]),
        "The same after each stroke:",
        _table("strokes", raw["after_stroke"], raw["drawings"]),
        "Calibration error is the expected one (15 bins) of the best guess.",
        wins(dict(report)),
        flips,
    ]
    return "\n\n".join(parts)


def _test(simplified: Mapping[str, Any]) -> str:
    return f"{simplified['drawings']:,} simplified drawings of the {simplified['split']} split"


def _table(name: str, rows: Mapping[str, Mapping[str, float]], drawings: int) -> str:
    """Scores by place; a row may be of fewer drawings than the whole set."""
    texts = [text for _, text in _METRICS]
    lines = [f"| {name} | drawings | {' | '.join(texts)} |", "|---" * (2 + len(texts)) + "|"]
    for place, row in rows.items():
        values = " | ".join(_value(row, key) for key, _ in _METRICS)
        lines.append(f"| {place} | {row.get('drawings', drawings):,} | {values} |")
    return "\n".join(lines)


def _value(row: Mapping[str, float], key: str) -> str:
    return f"{row[key]:.3f}" if key == "map3" else f"{row[key]:.1%}"


def _weaknesses(report: Report) -> str:
    simplified, raw = report["prefixes"], report["streamed"]
    early, whole, live = simplified["at"]["10%"], simplified["at"]["100%"], raw["at"]["100%"]
    worst = sorted(simplified["by_class"].items(), key=lambda item: item[1]["f1"])[:WORST]
    count = _test(simplified)
    mistakes = "; ".join(f"{b} for {a} ({n})" for a, b, n in simplified["confusions"][:CONFUSED])
    points = (
        f"*Early it mostly guesses wrong*: after a tenth of the points {_value(early, 'top1')} are right "
        f"(top-1, {count}).",
        f"*A live pen is not the simplified drawings it learned from*: with all points top-1 is {_value(live, 'top1')} "
        f"on {raw['drawings']:,} raw drawings, {_value(whole, 'top1')} on the {count}.",
        f"*Words that look alike are taken for each other*, with all points, {count}: {mistakes}.",
        f"*A wrong word can win a round*: of {raw['wins']['drawings']:,} raw drawings "
        f"{raw['wins']['false_confusable']:.1%} would win for the word that theirs is most often taken for.",
        "*The players of one web game are not everybody.* They drew for twenty seconds at most, or until that game's "
        "own network recognized the drawing; some countries drew much more than others. How well it does for each was "
        "not measured.",
    )
    head = f"The {len(worst)} worst classes by F1, with all points, {count}:"
    return "\n".join(["## Known weaknesses", "", *(f"- {p}" for p in points), "", head, "", *_classes(worst)])


def _classes(rows: Iterable[tuple[str, Mapping[str, float]]]) -> list[str]:
    return ["| class | drawings | precision | recall | F1 |", "|---|---|---|---|---|"] + [
        f"| {word} | {row['drawings']} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} |"
        for word, row in rows
    ]


_REBUILD = """Every class is in `report.json`, and pictures are in `report.md`.

## Make it again

`manifest.json` ties data, code and environment together and has the commands. In a checkout of the project:

```sh
python -m model reproduce manifest.json --data DIR --dry-run    # says what differs; without --dry-run it trains
```

`data.json` is the manifest of the shards: `python -m model fetch --kind both --split-from data.json --out DIR` splits
drawings as they were split here. Another processor or another number of threads rounds differently, so expect figures
close to these, not the same bits."""
