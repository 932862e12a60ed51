"""A checkpoint: one safetensors file that carries weights and everything needed to use them.

The tensors are the network's parameters by name, and those of the space in which it can be taught new words, if it has
one, under "space." and their names (`model/prototypes.py`). The file's metadata holds one key, "inkling", with JSON:
format, network (its name), config, categories, encoder (version), thinning, rule, temperatures, version and figures.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from model import prototypes
from model.categories import Categories
from model.errors import BadInputError
from model.networks import Network, build, kind_of
from model.thin import Thinning
from model.verdict import PassRule

FORMAT = "inkling-checkpoint-1"
_SPACE = "space."
_NOT_WRITTEN = ("weights", "space", "version", "file")  # into the metadata
_TRAIN = "make one with `python -m model train`"


class CheckpointError(BadInputError):
    """A checkpoint that is missing, damaged, or made for something else; the text is one line and names the remedy."""


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint file holds."""

    network: str  # name in `networks.NETWORKS`
    config: dict[str, Any]
    weights: dict[str, Tensor]
    categories: Categories
    rule: PassRule = field(default_factory=PassRule)
    temperatures: tuple[tuple[int, float], ...] = ((1, 1.0),)  # (from this many steps on, divide the logits by this)
    thinning: dict[str, float] = field(default_factory=dict)  # settings of `thin.Thinning`
    figures: dict[str, Any] = field(default_factory=dict)  # how it was measured: metric, split, count, value
    encoder: int = 0  # version of the network's encoder; filled in by `save`
    version: str = ""  # first 12 hex digits of the sha256 over the weights; filled in by `load`
    file: Path | None = None  # where it was read from; filled in by `load`
    space: prototypes.Space | None = None  # in which new words are taught; `python -m model embed` makes it


def save(path: Path, checkpoint: Checkpoint, half: bool = True) -> None:
    """Write the checkpoint, weights in half precision unless told otherwise; the file appears whole or not at all."""
    about = asdict(replace(checkpoint, weights={}, space=None))
    for name in _NOT_WRITTEN:
        del about[name]
    about |= {"format": FORMAT, "categories": list(checkpoint.categories.words)}
    about["encoder"] = checkpoint.encoder or kind_of(checkpoint.network).encoder.version
    kind = torch.float16 if half else torch.float32
    tensors = {k: v.detach().to(kind).contiguous() for k, v in checkpoint.weights.items()}
    for name, array in prototypes.tensors(checkpoint.space).items() if checkpoint.space else ():
        tensors[_SPACE + name] = torch.from_numpy(array).half().contiguous()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    save_file(tensors, partial, metadata={"inkling": json.dumps(about)})
    partial.chmod(0o644)  # safetensors makes a file for its owner alone
    partial.replace(path)


def load(path: Path) -> Checkpoint:
    """Read a checkpoint; CheckpointError in one line when that can't be done."""
    if not path.is_file():
        raise CheckpointError(f"checkpoint {path} does not exist: set INKLING_CHECKPOINT to one that does, or {_TRAIN}")
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
        about = json.loads(metadata["inkling"])
        if about.pop("format") != FORMAT:
            raise ValueError(f"it is not of the format {FORMAT}")
        _refuse_unfit(path, about)
        about["categories"] = Categories(about["categories"])
        about["rule"] = PassRule(**about["rule"])
        Thinning(**about.get("thinning", {}))  # TypeError for a setting that it has not
        about["temperatures"] = tuple((int(steps), float(t)) for steps, t in about["temperatures"])
        found = {name.removeprefix(_SPACE): weights.pop(name) for name in list(weights) if name.startswith(_SPACE)}
        space = prototypes.space_of(found) if found else None
        return Checkpoint(weights=weights, version=_version(weights), file=path, space=space, **about)
    except (SafetensorError, OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise CheckpointError(f"{path} is no checkpoint of this game ({error!s:.80}): {_TRAIN}") from error


def restore(kept: Checkpoint) -> Network:
    """The checkpoint's network with its weights, ready to answer; CheckpointError when they do not fit."""
    try:
        network = build(kept.network, kept.config)
        network.load_state_dict(kept.weights)
    except (ValueError, RuntimeError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise CheckpointError(
            f"{kept.file or 'the checkpoint'} does not fit this version ({reason:.120}): "
            "train anew with `python -m model train`"
        ) from error
    network.eval()
    return network


def _refuse_unfit(path: Path, about: dict[str, Any]) -> None:
    """CheckpointError for a whole checkpoint that this version, or its own list of words, can't go with."""
    expected = kind_of(about["network"]).encoder.version
    if about["encoder"] != expected:
        raise CheckpointError(
            f"{path} was trained with encoder version {about['encoder']}, this is version {expected}: {_TRAIN}"
        )
    outputs, words = about["config"]["categories"], len(about["categories"])
    if outputs != words:
        raise CheckpointError(f"{path} has a network of {outputs} categories and a list of {words} words: {_TRAIN}")


def _version(weights: dict[str, Tensor]) -> str:
    digest = hashlib.sha256()
    for name in sorted(weights):
        digest.update(name.encode() + weights[name].numpy().tobytes())
    return digest.hexdigest()[:12]
