"""Ours: a causal network with kept state.

Axes: B sketches, T points, F features of a step, D width of a layer, C categories, S width of a packed state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from model import encode

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class StreamConfig:
    """The shape of a `Stream`; it travels with the weights."""

    features: int = encode.WIDTH  # width of a step
    categories: int = 345
    embed: int = 128  # width of the dense layers before the convolution
    conv: int = 192  # channels of the causal convolution
    kernel: int = 3  # steps that the convolution sees: this one and the ones before
    hidden: int = 512  # width of a recurrent layer
    layers: int = 2  # recurrent layers
    dropout: float = 0.1  # between layers and before the head, in training only


class State(NamedTuple):
    """What a `Stream` keeps of the past, one row per sketch."""

    tail: Tensor  # (B, kernel - 1, embed) the last inputs of the convolution
    hidden: Tensor  # (B, layers, D) the recurrent layers' hidden states
    total: Tensor  # (B, D) sum of the last layer's hidden states so far
    counted: Tensor  # (B, 1) how many steps that is

    def pack(self) -> Tensor:
        """All of it as (B, S), so that a sketch's state is one row."""
        return torch.cat([part.flatten(1) for part in self], 1)


class Trace(NamedTuple):
    """What one call of the network computed, from which logits and states at any of its steps can be read."""

    before: State
    seen: Tensor  # (B, kernel - 1 + T, embed)
    layers: list[Tensor]  # each (B, T, D): the recurrent layers' hidden states
    top: Tensor  # (B, T, D) what the head reads
    totals: Tensor  # (B, T, D) running sums of `top`


class SteadyDropout(nn.Module):
    """Dropout with one mask for all steps of a sketch (Gal and Ghahramani 2016): (B, T, D) -> the same."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """Leave out the same `share` of the D features at every step; nothing in evaluation."""
        if not self.training or not self.share:
            return x
        keep = torch.rand(len(x), 1, x.shape[-1], device=x.device) >= self.share
        return x * (keep / (1 - self.share)).to(x.dtype)


class Stream(nn.Module):
    """Dense layers, a causal convolution, GRU layers, and a head that answers at every step.

    The head sees the hidden state beside its running mean: what is drawn now, and what was drawn on the way.
    """

    encoder = encode.RUNNING_BOX

    def __init__(self, config: StreamConfig) -> None:
        super().__init__()
        c = self.config = config
        self.dense = nn.Sequential(nn.Linear(c.features, c.embed), nn.GELU(), nn.Linear(c.embed, c.embed), nn.GELU())
        self.conv = nn.Linear(c.kernel * c.embed, c.conv)  # a convolution over time, as a product of shifted steps
        widths = [c.conv] + [c.hidden] * (c.layers - 1)
        self.recurrent = nn.ModuleList(nn.GRU(w, c.hidden, batch_first=True) for w in widths)
        self.drop = SteadyDropout(c.dropout)
        self.head = nn.Linear(2 * c.hidden, c.categories)

    def start(self, batch: int) -> State:
        """The state of sketches with nothing drawn yet."""
        packed = self.head.weight.new_zeros(batch, self.state_size)
        return self.unpack(packed)

    @property
    def state_size(self) -> int:
        """S: float32 numbers kept for a sketch."""
        c = self.config
        return (c.kernel - 1) * c.embed + (c.layers + 1) * c.hidden + 1

    @property
    def top(self) -> slice:
        """Where in a packed state the last recurrent layer's hidden state lies."""
        c = self.config
        begin = (c.kernel - 1) * c.embed + (c.layers - 1) * c.hidden
        return slice(begin, begin + c.hidden)

    def reader(self) -> Callable[[Floats], Floats]:
        """What reads from packed states (N, S) what the head reads, (N, 2 D); it holds none of the weights."""
        c = self.config
        begin, end = (c.kernel - 1) * c.embed, self.state_size - 1 - c.hidden

        def read(packed: Floats) -> Floats:
            top = packed[:, begin:end].reshape(len(packed), c.layers, c.hidden).sum(1)
            return np.concatenate([top, packed[:, end:-1] / np.maximum(packed[:, -1:], 1)], 1)

        return read

    def unpack(self, packed: Tensor) -> State:
        """(B, S) as `State.pack` makes it -> the state."""
        c = self.config
        sizes = [(c.kernel - 1) * c.embed, c.layers * c.hidden, c.hidden, 1]
        tail, hidden, total, counted = torch.split(packed, sizes, 1)
        b = len(packed)
        return State(tail.view(b, c.kernel - 1, c.embed), hidden.view(b, c.layers, c.hidden), total, counted)

    def forward(self, steps: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Steps (B, T, F) -> logits (B, T, C), and the state after the last step."""
        trace = self.trace(steps, state)
        b, t = steps.shape[:2]
        rows = torch.arange(b, device=steps.device)
        places = torch.arange(t, device=steps.device)
        return self.logits(trace, rows[:, None], places[None]), self.state(trace, rows, torch.full_like(rows, t))

    def trace(self, steps: Tensor, state: State | None = None) -> Trace:
        """Run (B, T, F) from a state. Sketches may be padded at their ends: a step knows nothing of those after it."""
        state = state or self.start(len(steps))
        top, seen, layers = self._run(steps, state)
        return Trace(state, seen, layers, top, state.total[:, None] + top.float().cumsum(1))

    def logits(self, trace: Trace, rows: Tensor, places: Tensor) -> Tensor:
        """Logits (..., C) of sketches `rows` after the steps `places`, two index tensors of like shape."""
        counts = trace.before.counted[rows] + places[..., None] + 1
        mean = (trace.totals[rows, places] / counts).to(trace.top.dtype)
        logits: Tensor = self.head(torch.cat([trace.top[rows, places], mean], -1))
        return logits

    def state(self, trace: Trace, rows: Tensor, counts: Tensor) -> State:
        """The states of sketches `rows` (N,) after `counts` (N,) steps of the trace, 0 to T."""
        before, last = trace.before, (counts - 1).clamp(min=0)
        none = (counts == 0)[:, None]
        window = counts[:, None] + torch.arange(self.config.kernel - 1, device=counts.device)
        hidden = torch.stack([y[rows, last] for y in trace.layers], 1).float()  # (N, layers, D)
        return State(
            trace.seen[rows[:, None], window].float(),
            torch.where(none[..., None], before.hidden[rows], hidden),
            torch.where(none, before.total[rows], trace.totals[rows, last]),
            before.counted[rows] + counts[:, None],
        )

    def logits_at(self, steps: Tensor, places: Tensor) -> Tensor:
        """For training: logits (B, K, C) after the steps `places` (B, K) of sketches that begin blank."""
        top, _, _ = self._run(steps, self.start(len(steps)))
        rows = torch.arange(len(steps), device=steps.device)[:, None]
        until = torch.arange(steps.shape[1], device=steps.device) <= places[..., None]  # (B, K, T)
        mean = (until / (places[..., None] + 1)).to(top.dtype) @ top  # (B, K, D), cheaper than running sums
        logits: Tensor = self.head(self.drop(torch.cat([top[rows, places], mean], -1)))
        return logits

    def _run(self, steps: Tensor, state: State) -> tuple[Tensor, Tensor, list[Tensor]]:
        """-> what the head reads (B, T, D), the convolution's inputs, each recurrent layer's hidden states."""
        inner = self.dense(steps)  # (B, T, embed)
        seen = torch.cat([state.tail.to(inner.dtype), inner], 1)  # (B, kernel - 1 + T, embed)
        shifted = [seen[:, i : i + steps.shape[1]] for i in range(self.config.kernel)]
        x = F.gelu(self.conv(torch.cat(shifted, -1)))  # (B, T, conv)
        layers: list[Tensor] = []
        for i, layer in enumerate(self.recurrent):
            y, _ = layer(self.drop(x), state.hidden[:, i].to(x.dtype)[None].contiguous())  # (B, T, D)
            x = y if i == 0 else x + y
            layers.append(y)
        return x, seen, layers
