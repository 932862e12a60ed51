"""`python -m model embed`: the space in which a network can be taught new words, fitted and put into its checkpoint."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from model import checkpoint
from model.checkpoint import Checkpoint
from model.data.fitting import fitting
from model.data.shards import Shards
from model.errors import BadInputError
from model.networks import Network
from model.prototypes import SHARES, Space
from model.threads import add_threads, set_threads
from model.training.batches import Drawings, make_batch
from model.training.loss import prefix_ends

PER_CLASS = 60  # drawings of a word that a space is fitted on
WIDTH = 128  # dimensions of a space, at most
BATCH = 256
LONGEST = 400  # points; what comes after is not looked at


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--checkpoint", type=Path, required=True, help="whose space it is to be")
    parser.add_argument("--data", type=Path, required=True, help="shards, whose training drawings the space is made of")
    parser.add_argument("--out", type=Path, required=True, help="where to write the checkpoint; it may be the same")
    add_threads(parser)


def run(args: argparse.Namespace) -> int:
    """Fit and write."""
    set_threads(args)
    kept = checkpoint.load(args.checkpoint)
    made = embedded(kept, fitting(kept, Shards(args.data, "train"), args.checkpoint))
    checkpoint.save(args.out, made)
    assert made.space
    print(f"{len(kept.categories)} words in {made.space.project.shape[1]} dimensions, in {args.out}")
    return 0


def embedded(kept: Checkpoint, drawings: Drawings) -> Checkpoint:
    """The checkpoint with a space made of these drawings, of every word some. BadInputError for a network without."""
    chosen = some_of_each(drawings.labels[:], PER_CLASS, np.random.default_rng(0))
    read = look(checkpoint.restore(kept), drawings, np.concatenate(chosen))
    classes = len(kept.categories)
    if len(chosen) < classes:
        raise BadInputError("there are words without training drawings: a space needs some of each")
    return replace(kept, space=Space.fitted(read.features, read.labels, min(WIDTH, len(chosen) * len(SHARES) - 1)))


def some_of_each(labels: NDArray[np.integer], count: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """For each class that has drawings the indices of at most `count` of them, drawn by chance."""
    order = np.argsort(labels, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    return [np.sort(rng.permutation(part)[:count]) for part in parts]


class Read(NamedTuple):
    """What a network has read of N drawings, after K shares of their points."""

    features: NDArray[np.float32]  # (N, K, E)
    logits: NDArray[np.float32]  # (N, K, C)
    steps: NDArray[np.int64]  # (N, K) length of the prefix
    labels: NDArray[np.int64]  # (N,)


@torch.inference_mode()
def look(network: Network, drawings: Drawings, indices: NDArray[np.int64], shares: Sequence[float] = SHARES) -> Read:
    """What the network's head reads, and what it says, of the drawings at `indices`, in an order of their own.

    BadInputError for a network that keeps nothing of it.
    """
    reader = network.reader()
    if reader is None:
        raise BadInputError("this kind of network keeps no state that new words could be learned from: choose stream")
    indices = indices[np.argsort(drawings.lengths[indices], kind="stable")]
    parts: list[Read] = []
    for start in range(0, len(indices), BATCH):
        batch = make_batch(drawings, indices[start : start + BATCH], LONGEST, encoder=network.encoder)
        ends = prefix_ends(batch.lengths, np.array(shares))  # (B, K)
        trace = network.trace(torch.from_numpy(batch.steps))
        rows = np.repeat(np.arange(len(ends)), ends.shape[1])
        row, place = torch.from_numpy(rows), torch.from_numpy(ends.ravel())
        features = reader(network.state(trace, row, place + 1).pack().numpy())
        logits = network.logits(trace, row, place).numpy()
        shape = (*ends.shape, -1)
        parts.append(Read(features.reshape(shape), logits.reshape(shape), ends + 1, batch.labels))
    return Read(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
