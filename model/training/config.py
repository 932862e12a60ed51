"""How a network is trained: the settings of a run, each of them a flag of `python -m model train`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from model.training.augment import AugmentConfig


@dataclass(frozen=True)
class TrainConfig:
    """How a network is trained."""

    steps: int = 8_000  # batches in the whole run
    batch: int = 192  # drawings in a batch, those of all processes together
    rate: float = 1.5e-3  # peak learning rate
    warmup: int = 500  # steps until the peak
    decay: int = 3_000  # steps at the end in which the rate falls to zero
    weight_decay: float = 0.02  # share of the rate by which weights shrink at each step
    clip: float = 1.0  # largest norm of the gradient
    smoothing: float = 0.03  # label smoothing
    prefixes: int = 4  # random prefixes of each drawing that are asked beside the whole
    shortest: float = 0.10  # share of the points in the shortest prefix
    whole: float = 1.5  # weight of the whole drawing's loss beside a prefix's
    average: float = 0.999  # decay per step of the moving average of the weights
    balance: float = 1.0  # how far classes with more drawings are kept from being guessed more often; 0 is not at all
    taught: float = 0.6  # share of the loss that a teacher's answers have, where there is a teacher
    cap: int = 1_000  # drawings of a class in an epoch at most, others in each epoch; 0 is no cap
    longest: int = 180  # points of a drawing beyond which it is cut
    seed: int = 1  # of the first weights, the order, the variations and the dropout
    validate_every: int = 1_000  # steps
    validate_on: int = 6_900  # validation drawings at most
    patience: int = 0  # validations without a better one after which the run ends; 0 is never
    save_every: float = 120.0  # seconds between two states to resume from
    mixed: bool = True  # bfloat16 where the hardware has it
    vary: bool = True  # augment the drawings, as set by the settings below
    variation: AugmentConfig = field(default_factory=AugmentConfig)


LENGTHENED = frozenset({"steps", "decay"})
"""What may be another when a run is resumed: neither changes what the steps before the decay have done."""

SET_BY_DATA = ("features", "categories")
"""Settings of networks that are no one's choice, and no flags."""

_INFINITE = float("inf")
_LIMITS = {
    **dict.fromkeys(("steps", "batch", "longest", "validate_every", "validate_on"), (1, _INFINITE)),
    **dict.fromkeys(("warmup", "decay", "weight_decay", "prefixes", "whole", "balance", "cap", "seed"), (0, _INFINITE)),
    **dict.fromkeys(("patience", "save_every", "rotate", "shear", "stretch", "jitter", "wave"), (0, _INFINITE)),
    **dict.fromkeys(("smoothing", "shortest", "taught", "average", "mirror", "drop_points", "add_points"), (0, 1)),
    **dict.fromkeys(("drop_stroke", "swap_strokes", "reverse", "straighten"), (0, 1)),
    **dict.fromkeys(("embed", "conv", "kernel", "hidden", "layers", "points"), (1, _INFINITE)),  # of networks
    "pooling": (0, _INFINITE),
}


def rate_at(step: int, config: TrainConfig) -> float:
    """Warm up, stay, fall in a straight line to zero: a run can be made longer without changing what it has done."""
    rise = min(1.0, (step + 1) / max(1, config.warmup))
    fall = min(1.0, max(0, config.steps - step) / max(1, config.decay))
    return config.rate * min(rise, fall)


def flattened(config: TrainConfig) -> dict[str, Any]:
    """All settings by name, those of the variation among the others."""
    values = asdict(config)
    variation = values.pop("variation")
    return {**values, **variation}


def from_flat(values: dict[str, Any]) -> TrainConfig:
    """The configuration with these settings, named as by `flattened`; what is missing has its default."""
    own = {name: value for name, value in values.items() if name not in AugmentConfig.__dataclass_fields__}
    moved = {name: value for name, value in values.items() if name in AugmentConfig.__dataclass_fields__}
    return TrainConfig(**own, variation=AugmentConfig(**moved))


def fault(config: TrainConfig, shape: Mapping[str, Any]) -> str:
    """What is wrong with these settings and those of a network, in one line; empty when they can be trained with."""
    values = {**flattened(config), **shape}
    for name, (low, high) in _LIMITS.items():
        if name in values and not low <= values[name] <= high:
            least = f"at least {low}" if high == _INFINITE else f"from {low} to {high}"
            return f"{flag(name)} {values[name]}: it must be {least}"
    for name in ("rate", "clip"):
        if not 0 < values[name] < _INFINITE:
            return f"{flag(name)} {values[name]}: it must be more than 0"
    if not 0 <= values.get("dropout", 0) < 1:
        return f"{flag('dropout')} {values['dropout']}: it must be at least 0 and below 1"
    return ""


def flag(name: str) -> str:
    """A setting as it is written on the command line."""
    return "--" + name.replace("_", "-")
