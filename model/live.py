"""The live step: a network's answers from kept state, as cheaply as one core gives them.

One point of one sketch is bound by memory: all the weights are read for a few multiplications each. A checkpoint keeps
them in half precision, so `HalfStream` leaves them so (FBGEMM's kernels read half and compute in single precision):
half the memory, and the same answers, for these are the very weights. Where torch has no such kernels, and for networks
of other kinds, `Traced` runs the network as it is.

A step is some forty operations of torch, and after each of them Python's interpreter has to be won back from threads
that serve the players. So a `HalfStream` is one program for torch's own interpreter, TorchScript: won back once.

Axes: B sketches, T points, F features of a step, N answers asked for, C categories, S width of a packed state, P all
the steps of a call one after the other (time-major: the first step of every sketch, the second of those that have one).
"""

from __future__ import annotations

import warnings
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from model.encode import Encoder
from model.network import Stream
from model.networks import Network

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Step(Protocol):
    """How play asks a network."""

    encoder: Encoder
    state_size: int  # S

    def __call__(self, steps: Floats, lengths: Ints, packed: Floats, rows: Ints, counts: Ints) -> tuple[Floats, Floats]:
        """Logits (N, C) and packed states (N, S) of sketches `rows` (N,) after `counts` (N,) of their steps.

        steps    (B, T, F), of which each sketch has its first `lengths` (B,), at least 1, in falling order
        packed   (B, S) the states to go on from; zeros are a blank sketch
        rows, counts  rising, by row and then by count, no pair twice; a count is 1 to its row's length
        """
        ...


def live(network: Network) -> Step:
    """The cheapest way there is here to ask this network."""
    halves = torch.backends.quantized.engine in ("x86", "fbgemm")
    return HalfStream(network) if halves and isinstance(network, Stream) else Traced(network)


class Traced:
    """Any network, as it is."""

    def __init__(self, network: Network) -> None:
        self.encoder, self.state_size = network.encoder, network.state_size
        self._network = network

    @torch.inference_mode()
    def __call__(self, steps: Floats, lengths: Ints, packed: Floats, rows: Ints, counts: Ints) -> tuple[Floats, Floats]:
        """See `Step`."""
        network = self._network
        trace = network.trace(torch.from_numpy(steps), network.unpack(torch.from_numpy(packed)))
        row, count = torch.from_numpy(rows), torch.from_numpy(counts)
        return network.logits(trace, row, count - 1).numpy(), network.state(trace, row, count).pack().numpy()


class HalfStream:
    """A `Stream` whose weights are halves, as a checkpoint has them."""

    def __init__(self, network: Stream) -> None:
        self.encoder, self.state_size = network.encoder, network.state_size
        with warnings.catch_warnings():
            # Its successors need a C++ compiler where the game is played.
            warnings.filterwarnings("ignore", "`torch.jit.script` is deprecated", DeprecationWarning)
            self._program = torch.jit.script(_Halves(network))

    @torch.inference_mode()
    def __call__(self, steps: Floats, lengths: Ints, packed: Floats, rows: Ints, counts: Ints) -> tuple[Floats, Floats]:
        """See `Step`."""
        alive = np.arange(steps.shape[1])[:, None] < lengths  # (T, B)
        sizes: list[int] = alive.sum(1).tolist()  # (T,) how many sketches have such a step
        x = steps.swapaxes(0, 1)[alive]  # (P, F)
        places: list[int] = []
        if len(rows) < len(x) or len(sizes) > 1:  # else all are asked for, in order
            places = ((np.cumsum(sizes) - sizes)[counts - 1] + rows).tolist()
        with torch.jit.optimized_execution(False):  # type: ignore[attr-defined]  # as fast, and no long first calls
            logits, state = self._program(torch.from_numpy(x), torch.from_numpy(packed), sizes, places)
        return logits.numpy(), state.numpy()


class _Halves(nn.Module):
    """The arithmetic of a `HalfStream`."""

    def __init__(self, network: Stream) -> None:
        super().__init__()
        c = network.config
        self.embed = c.embed
        self.widths = [(c.kernel - 1) * c.embed, *[c.hidden] * (c.layers + 1), 1]  # of what `network.State` packs
        self.dense = nn.ModuleList(_Linear(layer) for layer in network.dense if isinstance(layer, nn.Linear))
        self.conv = _Linear(network.conv)
        self.recurrent = nn.ModuleList(_Recurrent(layer) for layer in network.recurrent if isinstance(layer, nn.GRU))
        self.head = _Linear(network.head)

    def forward(self, x: Tensor, packed: Tensor, sizes: list[int], places: list[int]) -> tuple[Tensor, Tensor]:
        """Logits and states at `places` among the P steps x (P, F), or at all; `sizes` (T,) sketches have each step."""
        before = packed.split_with_sizes(self.widths, 1)
        for dense in self.dense:
            x = F.gelu(dense(x))
        windows = _windows(before[0], x, sizes)  # (P, kernel * embed)
        x = F.gelu(self.conv(windows))  # (P, conv)
        after = [windows[:, self.embed :]]
        for i, layer in enumerate(self.recurrent):
            y = layer(x, before[i + 1], sizes)
            x = x + y if i > 0 else y
            after.append(y)
        totals = _sums(before[-2], x, sizes)  # (P, D)
        seen = _sums(before[-1], torch.ones_like(x[:, :1]), sizes)  # (P, 1)
        state = torch.cat(after + [totals, seen], 1)  # (P, S)  # noqa: RUF005 (TorchScript knows no other way)
        top = torch.cat([x, totals / seen], 1)  # (P, 2 D)
        if len(places) > 0:
            where = torch.tensor(places)
            state, top = state.index_select(0, where), top.index_select(0, where)
        return self.head(top), state


class _Linear(nn.Module):
    """A linear layer for FBGEMM, its weights as halves."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.packed = _packed(layer.weight, layer.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(P, in) -> (P, out)."""
        return torch.ops.quantized.linear_dynamic_fp16(x, self.packed)  # type: ignore[no-any-return]


class _Recurrent(nn.Module):
    """A GRU layer, its weights as halves."""

    def __init__(self, layer: nn.GRU) -> None:
        super().__init__()
        ahead, back = ("weight_ih_l0", "bias_ih_l0"), ("weight_hh_l0", "bias_hh_l0")
        parts = [_packed(*(layer.get_parameter(name) for name in names)) for names in (ahead, back)]
        self.cell = torch.ops.quantized.make_quantized_cell_params_fp16(*parts)

    def forward(self, x: Tensor, hidden: Tensor, sizes: list[int]) -> Tensor:
        """Inputs (P, W) -> hidden states (P, D), from those before (B, D).

        One call for as many steps as go on with the same sketches: torch's own packed sequences cost four times as much
        at a single step.
        """
        done: list[Tensor] = []
        begin, step = 0, 0
        while step < len(sizes):
            n, first = sizes[step], step
            while step < len(sizes) and sizes[step] == n:
                step += 1
            end = begin + (step - first) * n
            part = x[begin:end].view(step - first, n, -1)
            start = hidden[:n].unsqueeze(0).contiguous()
            y, last = torch.quantized_gru(part, start, [self.cell], True, 1, 0.0, False, False, False)
            done.append(y.view(end - begin, -1))
            begin, hidden = end, last[0]
        return torch.cat(done) if len(done) > 1 else done[0]


def _packed(weight: Tensor, bias: Tensor) -> Any:
    return torch.ops.quantized.linear_prepack_fp16(weight.detach(), bias.detach())


def _windows(tail: Tensor, x: Tensor, sizes: list[int]) -> Tensor:
    """(P, kernel * embed): each step of x (P, embed) behind the ones before it; tail (B, (kernel - 1) * embed)."""
    done: list[Tensor] = []
    for part in x.split_with_sizes(sizes):
        window = torch.cat([tail[: len(part)], part], 1)
        tail = window[:, x.shape[1] :]
        done.append(window)
    return torch.cat(done) if len(done) > 1 else done[0]


def _sums(total: Tensor, x: Tensor, sizes: list[int]) -> Tensor:
    """(P, D): the sums of each sketch's steps of x (P, D) so far, added to what there was before (B, D)."""
    done: list[Tensor] = []
    for part in x.split_with_sizes(sizes):
        total = total[: len(part)] + part
        done.append(total)
    return torch.cat(done) if len(done) > 1 else done[0]
