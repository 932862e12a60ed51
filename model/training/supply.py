"""What training reads: batches from any step on, made here or ahead in other processes.

Everything random in step i is drawn from generators seeded with (seed, i), and the order of an epoch from one seeded
with (seed, epoch), so that step i is the same batch whoever makes it and whenever.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from model.encode import Encoder
from model.errors import BadInputError
from model.training.batches import Drawings, make_batch
from model.training.config import TrainConfig
from model.training.distributed import ALONE, World
from model.training.order import Ints, buckets, class_counts, epoch_order, epoch_size
from model.training.teacher import Teacher

AHEAD = 4  # batches that each loader has ready


class Ready(NamedTuple):
    """A batch, or one process's part of it, as tensors."""

    steps: Tensor  # (B, T, F)
    lengths: Tensor  # (B,) int64
    labels: Tensor  # (B,) int64
    taught: Tensor | None = None  # (B, C) what a teacher answered to the whole drawings


def chosen(data: Drawings, classes: int, config: TrainConfig, start: int = 0) -> Iterator[tuple[int, Ints]]:
    """(step, the drawings of its batch) from step `start` on, without end. BadInputError if they don't fill one."""
    counts = class_counts(data.labels, classes)
    drawings = epoch_size(counts, config.cap)
    steps = drawings // config.batch
    if not steps:
        raise BadInputError(f"{drawings} training drawings do not fill one batch: choose --batch {drawings} or smaller")
    for epoch in count(start // steps):
        rng = np.random.default_rng([config.seed, epoch])
        order = epoch_order(data.labels, counts, config.cap, rng)
        for step, indices in enumerate(buckets(order, data.lengths, config.batch, rng), epoch * steps):
            if step >= start:
                yield step, indices


class Batches(IterableDataset[tuple[int, Ready]]):
    """Training batches from step `start` on. In loader w of n: every nth, from the wth on."""

    def __init__(
        self,
        data: Drawings,
        classes: int,
        config: TrainConfig,
        encoder: Encoder,
        start: int = 0,
        world: World = ALONE,
        teacher: Teacher | None = None,
    ) -> None:
        self.data, self.classes, self.config, self.encoder = data, classes, config, encoder
        self.start, self.world, self.teacher = start, world, teacher

    def __iter__(self) -> Iterator[tuple[int, Ready]]:
        loader = get_worker_info()
        first, every = (loader.id, loader.num_workers) if loader else (0, 1)
        for step, indices in chosen(self.data, self.classes, self.config, self.start):
            if (step - self.start) % every == first:
                yield step, self._made(step, self.world.part(indices))

    def _made(self, step: int, indices: Ints) -> Ready:
        seed = [self.config.seed, 1, step] + [self.world.rank] * (self.world.size > 1)
        variation = (self.config.variation, np.random.default_rng(seed)) if self.config.vary else None
        batch = make_batch(self.data, indices, self.config.longest, variation, self.encoder)
        taught = torch.from_numpy(self.teacher.answers(indices)) if self.teacher else None
        steps, lengths, labels = map(torch.from_numpy, batch)
        return Ready(steps, lengths, labels, taught)


def ahead(batches: Batches, loaders: int) -> Iterator[tuple[int, Ready]]:
    """The same batches in the same order, made by `loaders` other processes while this one computes; 0 makes them here.

    The processes are spawned: torch's threads don't survive a fork.
    """
    if not loaders:
        return iter(batches)
    return iter(
        DataLoader(
            batches,
            batch_size=None,
            num_workers=loaders,
            multiprocessing_context="spawn",
            prefetch_factor=AHEAD,
            pin_memory=batches.world.device.type == "cuda",
        )
    )
