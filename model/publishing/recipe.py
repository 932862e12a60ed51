"""How a checkpoint was made, as the commands that make it again: train, calibrate, evaluate.

The commands are lists of arguments of `python -m model`. In them stand {data} for the folder of shards, {out} for a
folder to work in, {held_out} for the list of raw drawings kept for the test, and {raw} for all files of raw drawings.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.checkpoint import Checkpoint
from model.training.config import SET_BY_DATA, flag

STEPS = ("train", "calibrate", "evaluate")

Settings = Mapping[str, Any]


def training_of(kept: Checkpoint) -> Settings:
    """What the checkpoint records of its training; empty for one that `train` did not make."""
    recorded: Settings = kept.figures.get("training", {})
    return recorded


def missing(kept: Checkpoint, has_raw: bool, has_held_out: bool) -> list[str]:
    """What the commands can't be written without and is not here, each with what would bring it."""
    wanted = {
        "training settings: the checkpoint does not carry them; `train` writes them": training_of(kept).get("settings"),
        "limits of false wins: the checkpoint does not carry them; calibrate it": kept.figures.get("limits"),
        "raw drawings: there are none beside the shards; fetch --kind both brings them": has_raw,
        "which raw drawings are the test's: publish --held-out says it": has_held_out,
    }
    return [*_beside(training_of(kept)), *(text for text, there in wanted.items() if not there)]


def _beside(training: Settings) -> list[str]:
    """What a network learned from beside shards and settings: a publication has none of it."""
    lines = []
    if start := training.get("start"):
        lines.append(f"first weights: it began with those of version {start}; who has them can `train --init`")
    if teachers := training.get("teachers"):
        lines.append(f"teacher: it learned from the answers of {' and '.join(teachers)}; "
                     "who has these can `teach`, and `train --teacher`")  # fmt: skip
    if collected := training.get("collected"):
        lines.append(f"collected drawings: {training['share']:.0%} of what it learned from was the export "
                     f"{collected[:12]}; who has it can `tune`")  # fmt: skip
    return lines


def commands(kept: Checkpoint, streams: bool) -> dict[str, list[str]]:
    """The commands that can be written: `train` where shards and settings are all that it takes to make the network
    again, the others when raw drawings can be told apart.
    """
    found = {}
    training = training_of(kept)
    if (settings := training.get("settings")) and not _beside(training):
        shape = {name: value for name, value in kept.config.items() if name not in SET_BY_DATA}
        flags = as_flags({**shape, **settings})
        found["train"] = ["train", "--network", kept.network, "--data", "{data}", "--out", "{out}/run", *flags]
    if limits := kept.figures.get("limits") if streams else None:
        calibrated = "{out}/inkling.safetensors"
        found["calibrate"] = ["calibrate", "--checkpoint", "{out}/run/best.safetensors", "--data", "{data}"]
        found["calibrate"] += ["--out", calibrated, *as_flags(limits), "--drawings", "{raw}", "--leave", "{held_out}"]
        found["evaluate"] = ["evaluate", "--checkpoint", calibrated, "--data", "{data}", "--out", "{out}/report"]
        found["evaluate"] += ["--drawings", "{raw}", "--only", "{held_out}"]
    return found


def as_flags(values: Settings) -> list[str]:
    """Settings as they are written on the command line; what is no plain value has no flag."""
    flags = []
    for name, value in values.items():
        if isinstance(value, bool):
            flags.append(flag(name) if value else flag("no_" + name))
        elif isinstance(value, (int, float, str)):
            flags += [flag(name), str(value)]
    return flags


def filled(command: list[str], places: Mapping[str, str], raw: list[Path]) -> list[str]:
    """A command with its places filled in. KeyError for a place that nobody knows."""
    arguments: list[str] = []
    for part in command:
        arguments += [str(path) for path in raw] if part == "{raw}" else [part.format_map(places)]
    return arguments
