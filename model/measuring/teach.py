"""`python -m model teach`: what one or several networks answer to the training drawings, for `train --teacher`.

Networks that fail in different ways teach more together than each alone: their probabilities are averaged in the
logarithm (a product of experts), each with its own temperature.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from model import checkpoint
from model.data.fitting import refuse_other_words
from model.data.shards import Shards
from model.errors import BadInputError
from model.measuring import picture
from model.measuring.prefixes import temperatures_of
from model.networks import Network
from model.threads import add_threads, set_threads
from model.training.batches import make_batch
from model.training.teacher import ABOUT, KEPT, likeliest, sign

AT_ONCE = 4_096  # drawings that are in memory, sorted by length among themselves
BATCH = 256
LONGEST = 400  # points; what comes after is not looked at

Answers = Callable[[NDArray[np.int64]], NDArray[np.float32]]
"""Indices (N,) of training drawings -> logits (N, C)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("--data", type=Path, required=True, help="shards, whose training drawings are answered for")
    add("--checkpoint", type=Path, nargs="*", default=[], metavar="FILE", help="networks that teach")
    add("--picture", type=Path, nargs="*", default=[], metavar="NPZ", help="picture networks in DoodleNet's layout")
    add("--out", type=Path, required=True, metavar="DIR", help="where the answers go")
    add_threads(parser)


def run(args: argparse.Namespace) -> int:
    """Ask all of them about every drawing, write their common answer. BadInputError when there is nobody to ask."""
    if not args.checkpoint and not args.picture:
        raise BadInputError("nobody teaches: give --checkpoint, --picture, or both")
    set_threads(args)
    shards = Shards(args.data, "train")
    shards.verify()
    teachers = [_recurrent(path, shards) for path in args.checkpoint]
    teachers += [_pictures(path, shards) for path in args.picture]
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / ABOUT).unlink(missing_ok=True)  # it vouches for answers that are about to be overwritten
    shape = (len(shards), min(KEPT, len(shards.classes)))
    categories = np.lib.format.open_memmap(args.out / "categories.npy", "w+", np.int16, shape)
    probabilities = np.lib.format.open_memmap(args.out / "probabilities.npy", "w+", np.float16, shape)
    right = 0
    with tqdm(total=len(shards), unit="drawing", disable=None) as bar:
        for start in range(0, len(shards), AT_ONCE):
            indices = np.arange(start, min(start + AT_ONCE, len(shards)))
            p = _common([ask(indices) for ask in teachers])
            categories[indices], probabilities[indices] = likeliest(p)
            right += int((p.argmax(1) == shards.labels[indices]).sum())
            bar.update(len(indices))
    for array in (categories, probabilities):
        array.flush()
    names = [path.stem for path in (*args.checkpoint, *args.picture)]
    about = {"data": shards.manifest["hash"], "drawings": len(shards), "teachers": names, "top1": right / len(shards)}
    sign(args.out, about)
    print(f"{' and '.join(names)}: {about['top1']:.1%} of {len(shards):,} training drawings")
    return 0


def _common(logits: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The mean of log-probabilities (N, C), as probabilities."""
    mean = np.mean([x - np.logaddexp.reduce(x, 1)[:, None] for x in logits], 0)
    p = np.exp(mean - mean.max(1, keepdims=True))
    result: NDArray[np.float32] = p / p.sum(1, keepdims=True)
    return result


def _recurrent(path: Path, shards: Shards) -> Answers:
    kept = checkpoint.load(path)
    refuse_other_words(kept, shards.classes, path, shards.directory)
    network = checkpoint.restore(kept)
    return lambda indices: _whole(network, shards, indices) / np.float32(temperatures_of(kept)[-1][1])


@torch.inference_mode()
def _whole(network: Network, shards: Shards, indices: NDArray[np.int64]) -> NDArray[np.float32]:
    """(N, C) logits after the last point of each drawing."""
    order = np.argsort(shards.lengths[indices], kind="stable")
    answers = []
    for start in range(0, len(order), BATCH):
        batch = make_batch(shards, indices[order[start : start + BATCH]], LONGEST, encoder=network.encoder)
        ends = torch.from_numpy(batch.lengths - 1)[:, None]
        with torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_avx512_bf16_supported()):
            answers.append(network.logits_at(torch.from_numpy(batch.steps), ends)[:, 0].float().numpy())
    logits = np.concatenate(answers)
    logits[order] = logits.copy()
    return logits


def _pictures(path: Path, shards: Shards) -> Answers:
    network = picture.Picture(path, shards.classes)

    def ask(indices: NDArray[np.int64]) -> NDArray[np.float32]:
        drawn = shards.take(indices)
        spans = zip(drawn.offsets[:-1], drawn.offsets[1:], strict=True)
        images = [picture.raster(np.asarray(drawn.points[a:b, :2], float), drawn.pen[a:b]) for a, b in spans]
        return network.logits(np.stack(images))

    return ask
