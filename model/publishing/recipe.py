"""How a checkpoint was made, as the commands that make it again: train, calibrate, evaluate.

The commands are lists of arguments of `python -m model`. In them stand {data} for the folder of shards, {out} for a
folder to work in, {held_out} for the list of raw drawings kept for the test, and {raw} for all files of raw drawings.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from model import checkpoint
from model.checkpoint import Checkpoint
from model.errors import BadInputError
from model.training.command import kept_settings
from model.training.config import flag

STEPS = ("train", "calibrate", "evaluate")
_FROM_DATA = ("features", "categories")  # of a network's configuration; they are no flags

Settings = Mapping[str, Any]


class Training(NamedTuple):
    """What is known of a checkpoint's training."""

    settings: Settings | None  # by name
    data: str | None  # hash of the shards


def training_of(kept: Checkpoint, run: Path | None) -> Training:
    """What the checkpoint itself records, or the run in folder `run`. BadInputError when that run is another one's."""
    if run is None:
        recorded = kept.figures.get("training", {})
        return Training(recorded.get("settings"), recorded.get("data"))
    best = checkpoint.load(run / "best.safetensors")
    if best.version != kept.version:
        raise BadInputError(f"--run {run}: it made version {best.version}, the checkpoint is {kept.version}")
    found = kept_settings(run)
    if found is None:
        raise BadInputError(f"--run {run}: no last.pt in it, which would hold the settings; leave --run out")
    return Training(found["config"], found.get("data"))


def missing(kept: Checkpoint, settings: Settings | None, has_raw: bool, has_held_out: bool) -> list[str]:
    """What the commands can't be written without and nobody recorded, each with what would bring it."""
    wanted = {
        "training settings: the checkpoint does not carry them; publish --run takes them from its run": settings,
        "limits of false wins: the checkpoint does not carry them; calibrate it": kept.figures.get("limits"),
        "raw drawings: there are none beside the shards; fetch --kind both brings them": has_raw,
        "which raw drawings are the test's: publish --held-out says it": has_held_out,
    }
    return [text for text, there in wanted.items() if not there]


def commands(kept: Checkpoint, settings: Settings | None, streams: bool) -> dict[str, list[str]]:
    """The commands that can be written: `train` with settings, the others when raw drawings can be told apart."""
    found = {}
    if settings:
        shape = {name: value for name, value in kept.config.items() if name not in _FROM_DATA}
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
