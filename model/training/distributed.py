"""One training on several devices or machines: the processes that torchrun starts, and what each of them does.

Plain torchrun and DistributedDataParallel, not Lightning Fabric: they come with torch, so there is nothing more to pin,
and what is needed here is little: who am I, which device is mine, average the gradients. The loop stays one loop.

    torchrun --nproc-per-node 2 -m model train ...                             two devices of this machine
    torchrun --nnodes 2 --node-rank 0 --master-addr HOST --nproc-per-node 8 -m model train ...    and of another

Every process takes its part of each batch; gradients are averaged over all; files and validation are rank 0's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from model.errors import BadInputError
from model.training.order import Ints

T = TypeVar("T")

PATIENCE = timedelta(hours=2)  # for the others while rank 0 reads hashes or validates


@dataclass(frozen=True)
class World:
    """Which of how many processes this is, and the device it computes on."""

    rank: int = 0
    size: int = 1
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    local: int = 0  # which of this machine's

    @property
    def leads(self) -> bool:
        """Whether this process writes the files."""
        return self.rank == 0

    @property
    def reads(self) -> bool:
        """Whether this process reads the sums of files for those on its machine."""
        return self.local == 0

    def part(self, rows: Ints) -> Ints:
        """This process's rows of a batch: every `size`th, as a batch may be sorted by length."""
        return rows[self.rank :: self.size]

    def spread(self, module: nn.Module) -> nn.Module:
        """The module with gradients averaged over all processes, and the weights that rank 0 has."""
        return DistributedDataParallel(module) if self.size > 1 else module

    def shared(self, value: T) -> T:
        """Rank 0's value, in all processes; each of them has to ask."""
        if self.size == 1:
            return value
        values = [value]
        distributed.broadcast_object_list(values, src=0, device=self.device)
        return values[0]

    def alike(self, value: object) -> bool:
        """Whether it is the same value in all processes; each of them has to ask."""
        values = [value] * self.size
        if self.size > 1:
            distributed.all_gather_object(values, value)
        return all(other == value for other in values)


ALONE = World()


@contextmanager
def joined(wanted: str = "auto") -> Iterator[World]:
    """Join the processes that torchrun started, if it did. `wanted` is "auto", "cpu" or "cuda"; BadInputError."""
    if wanted == "cuda" and not torch.cuda.is_available():
        raise BadInputError("--device cuda: torch finds no CUDA device; choose cpu or auto")
    local, size = int(os.environ.get("LOCAL_RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    cuda = wanted != "cpu" and torch.cuda.is_available()
    if cuda and local >= torch.cuda.device_count():
        raise BadInputError(
            f"process {local + 1} on this machine has no device of its own: start torchrun with "
            f"--nproc-per-node {torch.cuda.device_count()} at most"
        )
    device = torch.device("cuda", local) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if size == 1:
        yield World(device=device)
        return
    distributed.init_process_group("nccl" if cuda else "gloo", timeout=PATIENCE)
    try:
        yield World(distributed.get_rank(), size, device, local)
    finally:
        distributed.destroy_process_group()
