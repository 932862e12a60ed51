"""The reference: the network of TensorFlow's tutorial "Recurrent Neural Networks for Drawing Classification".

A drawing is normalised by its own box, each side by itself, and becomes the deltas between its points with a flag for
the end of a stroke. Three 1-D convolutions, three bidirectional LSTM layers, the sum of their outputs over the valid
steps, and a dense layer. The box and the backward direction know the end of the drawing, so this network is not causal:
a longer prefix is another drawing, run anew. That is what it does here, in training, in evaluation and in play alike:
its steps are the points as they are, its state is the points so far, and every answer is a run over a whole prefix.

Axes: B sketches, T points, M prefixes, N the most points looked at, C categories, S width of a packed state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from model.encode import Encoder, Floats, Ints

CONVOLUTIONS = ((48, 5), (64, 5), (96, 3))  # filters, and the steps that each sees
_X_Y_FLAG = 3


@dataclass(frozen=True)
class TutorialConfig:
    """The shape of a `Tutorial`; it travels with the weights."""

    categories: int = 345
    activation: Literal["linear", "relu"] = "linear"  # after each convolution
    pooling: int = 0  # steps merged into one, by their maximum, after the convolutions; 0 merges none
    hidden: int = 128  # width of a recurrent layer, in each direction
    layers: int = 3  # bidirectional LSTM layers
    dropout: float = 0.3  # between convolutions and between layers, in training only
    points: int = 400  # points of a drawing that are looked at; those drawn later change nothing


class Outline(NamedTuple):
    """What a `Tutorial` keeps of the past: the points themselves."""

    points: Tensor  # (B, N, 3) x, y, begins a stroke; zero beyond the count
    counted: Tensor  # (B, 1) how many they are; at most N

    def pack(self) -> Tensor:
        """All of it as (B, S)."""
        return torch.cat([self.points.flatten(1), self.counted], 1)


class Traced(NamedTuple):
    """The points that a call brought, behind those kept: what any of its prefixes can be taken from."""

    before: Outline
    points: Tensor  # (B, N + T, 3)


def place(
    points: Floats, first: NDArray[np.bool_], lengths: Ints, carry: Floats | None = None
) -> tuple[Floats, Floats]:
    """The encoder, with the signature of `encode.encode`: a step is x, y and `first`, and nothing need be carried."""
    steps = np.concatenate([points, first[..., None]], -1, dtype=np.float32)
    b, t, _ = steps.shape
    steps[np.arange(t) >= lengths[:, None]] = 0
    return steps, np.zeros((b, t + 1, 0), np.float32)


class Tutorial(nn.Module):
    """The network above, behind the signature of every network."""

    encoder = Encoder(version=1, width=_X_Y_FLAG, carry=0, encode=place)
    top = None  # it keeps points, no hidden state

    def __init__(self, config: TutorialConfig) -> None:
        super().__init__()
        c = self.config = config
        channels = [_X_Y_FLAG] + [filters for filters, _ in CONVOLUTIONS]
        self.convolutions = nn.ModuleList(
            nn.Conv1d(before, filters, kernel, padding="same")
            for before, (filters, kernel) in zip(channels, CONVOLUTIONS, strict=False)
        )
        widths = [channels[-1]] + [2 * c.hidden] * (c.layers - 1)
        self.forwards = nn.ModuleList(_lstm(width, c.hidden) for width in widths)
        self.backwards = nn.ModuleList(_lstm(width, c.hidden) for width in widths)
        self.drop = nn.Dropout(c.dropout)
        self.head = nn.Linear(2 * c.hidden, c.categories)

    @property
    def state_size(self) -> int:
        """S: float32 numbers kept for a sketch."""
        return self.config.points * _X_Y_FLAG + 1

    def reader(self) -> None:
        """There is no state to read what the head reads from."""

    def unpack(self, packed: Tensor) -> Outline:
        """(B, S) as `Outline.pack` makes it -> the state."""
        points = packed[:, :-1].reshape(len(packed), self.config.points, _X_Y_FLAG)
        return Outline(points, packed[:, -1:])

    def forward(self, steps: Tensor, state: Outline | None = None) -> tuple[Tensor, Outline]:
        """Steps (B, T, 3) -> logits (B, T, C), and the state after the last step. It runs B * T prefixes."""
        traced = self.trace(steps, state)
        b, t = steps.shape[:2]
        rows = torch.arange(b, device=steps.device)
        logits = self.logits(traced, rows.repeat_interleave(t), torch.arange(t, device=steps.device).repeat(b))
        return logits.view(b, t, -1), self.state(traced, rows, torch.full_like(rows, t))

    def trace(self, steps: Tensor, state: Outline | None = None) -> Traced:
        """Lay steps (B, T, 3) behind the points of the state."""
        b, t = steps.shape[:2]
        state = state or self.unpack(steps.new_zeros(b, self.state_size))
        places = state.counted.long() + torch.arange(t, device=steps.device)  # (B, T)
        points = F.pad(state.points, (0, 0, 0, t))
        return Traced(state, points.scatter(1, places[..., None].expand(-1, -1, _X_Y_FLAG), steps))

    def logits(self, trace: Traced, rows: Tensor, places: Tensor) -> Tensor:
        """Logits (..., C) of sketches `rows` after the steps `places`, two index tensors of like shape."""
        lengths = trace.before.counted[rows, 0].long() + places + 1
        longest = min(int(lengths.max()), self.config.points)
        logits = self.answer(trace.points[rows.flatten(), :longest], lengths.flatten())
        return logits.view(*rows.shape, -1)

    def state(self, trace: Traced, rows: Tensor, counts: Tensor) -> Outline:
        """The states of sketches `rows` (M,) after `counts` (M,) steps of the trace, 0 to T."""
        counted = (trace.before.counted[rows] + counts[:, None]).clamp(max=self.config.points)
        inside = torch.arange(self.config.points, device=rows.device) < counted
        return Outline(trace.points[rows, : self.config.points] * inside[..., None], counted)

    def logits_at(self, steps: Tensor, places: Tensor) -> Tensor:
        """For training: logits (B, K, C) after the steps `places` (B, K) of sketches that begin blank."""
        # One k after the other: the prefixes of one share are of like length, and K at once need K times the memory.
        return torch.stack([self.answer(steps[:, : int(end.max()) + 1], end + 1) for end in places.unbind(1)], 1)

    def answer(self, points: Tensor, lengths: Tensor) -> Tensor:
        """Logits (M, C) for drawings (M, T, 3) of which the first `lengths` (M,) points count, and no others."""
        x, lengths = deltas(points[:, : self.config.points], lengths.clamp(max=self.config.points))
        inside = _inside(x, lengths)
        for i, convolution in enumerate(self.convolutions):
            x = convolution((self.drop(x) if i else x).mT).mT
            x = (F.relu(x) if self.config.activation == "relu" else x) * inside  # else the next one sees the bias there
        if self.config.pooling:
            x, lengths = _pool(x, inside, lengths, self.config.pooling)
            inside = _inside(x, lengths)
        backwards = _reversal(x, lengths)
        for i, (ahead, back) in enumerate(zip(self.forwards, self.backwards, strict=True)):
            x = self.drop(x) if i else x
            # Reversed inside its own length, the padding is at the end for both directions and reaches neither.
            x = torch.cat([ahead(x)[0], _taken(back(_taken(x, backwards))[0], backwards)], -1)
        logits: Tensor = self.head((x * inside).sum(1))
        return logits


def deltas(points: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Drawings (M, T, 3) of `lengths` (M,) points -> steps (M, T - 1, 3) of `lengths - 1`, zero beyond.

    A step is the move to the next point, its sides over those of the box of the drawing's points, and 1 where that
    point ends a stroke. A drawing of one point has no step.
    """
    inside = _inside(points, lengths)
    at, first = points[..., :2], points[..., 2:]
    low = at.masked_fill(~inside, torch.inf).amin(1, keepdim=True)
    high = at.masked_fill(~inside, -torch.inf).amax(1, keepdim=True)
    sides = high - low
    placed = (at - low) / sides.masked_fill(sides == 0, 1)
    ends = F.pad(first[:, 1:], (0, 0, 0, 1)).scatter(1, (lengths - 1)[:, None, None], 1.0)  # the last one has ended
    steps = torch.cat([placed.diff(dim=1), ends[:, 1:]], -1) * inside[:, 1:]
    if not steps.shape[1]:  # nothing but dots: convolutions want a step to look at
        steps = F.pad(steps, (0, 0, 0, 1))
    return steps, lengths - 1


def _inside(x: Tensor, lengths: Tensor) -> Tensor:
    """(M, T, 1) True at the first `lengths` (M,) of the T steps of x (M, T, ...)."""
    return (torch.arange(x.shape[1], device=x.device) < lengths[:, None])[..., None]


def _pool(x: Tensor, inside: Tensor, lengths: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """The maximum of every `size` steps, the valid ones only; the last of a drawing may be of fewer."""
    lowest = torch.finfo(x.dtype).min
    pooled = F.max_pool1d(x.masked_fill(~inside, lowest).mT, size, size, ceil_mode=True).mT
    lengths = (lengths + size - 1) // size
    return pooled.masked_fill(~_inside(pooled, lengths), 0), lengths


def _reversal(x: Tensor, lengths: Tensor) -> Tensor:
    """(M, T) for each step the one in its place when each drawing is reversed inside its own length."""
    places = torch.arange(x.shape[1], device=x.device)
    return torch.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)


def _taken(x: Tensor, places: Tensor) -> Tensor:
    """x (M, T, D) with the steps of each row in the order of `places` (M, T)."""
    return x.gather(1, places[..., None].expand(x.shape))


def _lstm(width: int, hidden: int) -> nn.LSTM:
    """A layer that begins by remembering: the forget gate's bias is 1, as in the tutorial's cells."""
    layer = nn.LSTM(width, hidden, batch_first=True)
    forget = slice(hidden, 2 * hidden)  # torch's order of gates: input, forget, cell, output
    with torch.no_grad():
        layer.get_parameter("bias_ih_l0")[forget] = 1.0
        layer.get_parameter("bias_hh_l0")[forget] = 0.0
    return layer
