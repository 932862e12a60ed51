"""Every network by name, behind one signature.

A network names its encoder, which makes its steps from points. It answers for any step of what it is given
(`forward`, or `trace` and then `logits` at the steps that are asked for) and keeps of the past a state of fixed width,
so that the sketches of a batch may be anywhere in their drawings. Whether a state is a memory to step on from, as in
`Stream`, or the points themselves to run anew over, as in `Tutorial`, is the network's own affair.

Axes: B sketches, T points, F features of a step, K steps asked for, C categories, S width of a packed state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from model.encode import Encoder
from model.network import Stream, StreamConfig
from model.tutorial import Tutorial, TutorialConfig


class State(Protocol):
    """What a network keeps of the past, one row per sketch."""

    def pack(self) -> Tensor:
        """All of it as (B, S) float32, so that a sketch's state is one row."""
        ...


class Network(Protocol):
    """What training, evaluation and play ask of a network."""

    encoder: Encoder

    @property
    def state_size(self) -> int:
        """S."""
        ...

    @property
    def top(self) -> slice | None:
        """Where in a packed state the last layer's hidden state lies, from -1 to 1; None where there is none."""
        ...

    def reader(self) -> Callable[[NDArray[np.float32]], NDArray[np.float32]] | None:
        """What reads from packed states (N, S) what the head reads, (N, E); None where states hold nothing of it."""
        ...

    def unpack(self, packed: Tensor) -> State:
        """(B, S) as `State.pack` makes it -> the state; zeros are a sketch with nothing drawn yet."""
        ...

    def forward(self, steps: Tensor, state: Any = None) -> tuple[Tensor, State]:
        """Steps (B, T, F) -> logits (B, T, C) after each of them, and the state after the last."""
        ...

    def trace(self, steps: Tensor, state: Any = None) -> Any:
        """Run (B, T, F) from a state, for `logits` and `state`. Padding at the ends changes nothing before it."""
        ...

    def logits(self, trace: Any, rows: Tensor, places: Tensor) -> Tensor:
        """Logits (..., C) of sketches `rows` after the steps `places`, two index tensors of like shape."""
        ...

    def state(self, trace: Any, rows: Tensor, counts: Tensor) -> State:
        """The states of sketches `rows` (N,) after `counts` (N,) steps of the trace, 0 to T."""
        ...

    def logits_at(self, steps: Tensor, places: Tensor) -> Tensor:
        """Logits (B, K, C) after the steps `places` (B, K) of sketches that begin blank; the way to train."""
        ...

    # And what every torch module can, as far as it is needed by those who see networks through this page.
    def eval(self) -> Any: ...  # noqa: D102
    def load_state_dict(self, state_dict: Mapping[str, Any]) -> Any: ...  # noqa: D102


@dataclass(frozen=True)
class Kind:
    """A network as it is made, and the training settings it is usually given where they are not everyone's."""

    network: type[Any]  # a torch module that is a Network
    config: type[Any]
    training: Mapping[str, Any]

    @property
    def encoder(self) -> Encoder:
        """What makes the steps for this network."""
        return cast(Encoder, self.network.encoder)


NETWORKS = {
    "stream": Kind(Stream, StreamConfig, {}),
    # Trained on whole drawings, by Adam, as its authors did. Asking it for prefixes costs a run for each.
    "tutorial": Kind(Tutorial, TutorialConfig, {"prefixes": 0, "weight_decay": 0.0, "clip": 9.0, "smoothing": 0.0}),
}


def kind_of(name: str) -> Kind:
    """The kind of network called `name`; ValueError lists those that there are."""
    if name not in NETWORKS:
        raise ValueError(f"network {name!r} is not known: choose one of {', '.join(NETWORKS)}")
    return NETWORKS[name]


def build(name: str, config: Mapping[str, Any]) -> Network:
    """The network `name` with fresh weights; ValueError for an unknown name or setting."""
    kind = kind_of(name)
    try:
        return cast(Network, kind.network(kind.config(**config)))
    except TypeError as error:
        raise ValueError(f"network {name!r}: {error}") from error
