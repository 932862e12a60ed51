"""The live step: a network's answers from kept state, as cheaply as one core gives them.

One point of one sketch is bound by memory: all the weights are read for a few multiplications each. A checkpoint keeps
them in half precision, so `HalfStream` leaves them so (FBGEMM's kernels read half and compute in single precision):
half the memory, and the same answers, for these are the very weights. Where torch has no such kernels, and for networks
of other kinds, `Traced` runs the network as it is.

Axes: B sketches, T points, F features of a step, N answers asked for, C categories, S width of a packed state, P all
the steps of a call one after the other (time-major: the first step of every sketch, the second of those that have one).
"""

from __future__ import annotations

import itertools
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
        self._config = network.config
        self._dense = [_packed(layer.weight, layer.bias) for layer in network.dense if isinstance(layer, nn.Linear)]
        self._conv = _packed(network.conv.weight, network.conv.bias)
        self._recurrent = [_cell(layer) for layer in network.recurrent if isinstance(layer, nn.GRU)]
        self._head = _packed(network.head.weight, network.head.bias)

    @torch.inference_mode()
    def __call__(self, steps: Floats, lengths: Ints, packed: Floats, rows: Ints, counts: Ints) -> tuple[Floats, Floats]:
        """See `Step`."""
        alive = np.arange(steps.shape[1])[:, None] < lengths  # (T, B)
        sizes: list[int] = alive.sum(1).tolist()  # (T,) how many sketches have such a step
        tail, hidden, total, counted = self._unpack(torch.from_numpy(packed))

        x = torch.from_numpy(steps.swapaxes(0, 1)[alive])  # (P, F)
        for dense in self._dense:
            x = F.gelu(_linear(x, dense))
        windows = _windows(tail, x, sizes)  # (P, kernel * embed)
        x = F.gelu(_linear(windows, self._conv))  # (P, conv)
        layers: list[Tensor] = []
        for cell, h in zip(self._recurrent, hidden, strict=True):
            y = _run(cell, x, h, sizes)  # (P, D)
            x = x + y if layers else y
            layers.append(y)
        totals, seen = _sums(total, x, sizes), _sums(counted, x.new_ones(len(x), 1), sizes)  # (P, D), (P, 1)

        state = torch.cat([windows[:, self._config.embed :], *layers, totals, seen], 1)  # (P, S)
        top = torch.cat([x, totals / seen], 1)  # (P, 2 D)
        if len(rows) < len(x) or len(sizes) > 1:  # else all are asked for, in order
            begins = np.cumsum(sizes) - sizes
            places = torch.from_numpy(begins[counts - 1] + rows)
            state, top = state.index_select(0, places), top.index_select(0, places)
        return _linear(top, self._head).numpy(), state.numpy()

    def _unpack(self, packed: Tensor) -> tuple[Tensor, list[Tensor], Tensor, Tensor]:
        """What `network.State.pack` has put together, the recurrent layers apart."""
        c = self._config
        widths = [(c.kernel - 1) * c.embed, *[c.hidden] * (c.layers + 1), 1]
        tail, *hidden, total, counted = packed.split_with_sizes(widths, 1)
        return tail, hidden, total, counted


def _packed(weight: Tensor, bias: Tensor) -> Any:
    """A linear layer for FBGEMM, its weights as halves."""
    return torch.ops.quantized.linear_prepack_fp16(weight.detach(), bias.detach())


def _linear(x: Tensor, layer: Any) -> Tensor:
    y: Tensor = torch.ops.quantized.linear_dynamic_fp16(x, layer)
    return y


def _cell(layer: nn.GRU) -> Any:
    """A GRU's two linear layers, for `torch.quantized_gru`."""
    ahead, back = ("weight_ih_l0", "bias_ih_l0"), ("weight_hh_l0", "bias_hh_l0")
    parts = [_packed(*(layer.get_parameter(name) for name in names)) for names in (ahead, back)]
    return torch.ops.quantized.make_quantized_cell_params_fp16(*parts)


def _run(cell: Any, x: Tensor, hidden: Tensor, sizes: list[int]) -> Tensor:
    """Inputs (P, W) -> hidden states (P, D), from those before (B, D).

    One call for as many steps as go on with the same sketches: torch's own packed sequences cost four times as much at
    a single step.
    """
    done, begin = [], 0
    for n, run in itertools.groupby(sizes):
        t = len(list(run))
        part = x[begin : begin + t * n].view(t, n, -1)
        begin += t * n
        y, h = torch.quantized_gru(part, hidden[None, :n].contiguous(), [cell], True, 1, 0.0, False, False, False)
        done.append(y.view(t * n, -1))
        hidden = h[0]
    return torch.cat(done) if len(done) > 1 else done[0]


def _windows(tail: Tensor, x: Tensor, sizes: list[int]) -> Tensor:
    """(P, kernel * embed): each step of x (P, embed) behind the ones before it; tail (B, (kernel - 1) * embed)."""
    done = []
    for part in x.split_with_sizes(sizes):
        window = torch.cat([tail[: len(part)], part], 1)
        tail = window[:, x.shape[1] :]
        done.append(window)
    return torch.cat(done) if len(done) > 1 else done[0]


def _sums(total: Tensor, x: Tensor, sizes: list[int]) -> Tensor:
    """(P, D): the sums of each sketch's steps of x (P, D) so far, added to what there was before (B, D)."""
    done = []
    for part in x.split_with_sizes(sizes):
        total = total[: len(part)] + part
        done.append(total)
    return torch.cat(done) if len(done) > 1 else done[0]
