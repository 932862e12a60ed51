"""Reading shards for training: how fast, and in how much memory, whatever the number of drawings.

    python -m tests.bench.bench_shards [--drawings 3000000] [--json]

Writes generated drawings of 345 classes as shards into a temporary folder (some 130 bytes each), reads a whole epoch
of them in the order of training, and measures some steps of the default network to compare with.
"""

import argparse
import json
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from model.data.shards import Shards
from model.encode import RUNNING_BOX
from model.training.config import TrainConfig
from model.training.distributed import ALONE
from model.training.loop import Data, Plan, Run
from model.training.order import class_counts, epoch_size
from model.training.supply import Batches, chosen
from tests.doodles import shards_of

CLASSES = 345
CONFIG = TrainConfig(cap=0, steps=10_000_000, validate_every=10_000_000, save_every=1e9)


def peak():
    """The most memory this process has had so far, mapped files included, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def written(folder, drawings):
    words = [f"class {i:03}" for i in range(CLASSES)]
    return shards_of(folder, words, train=max(1, drawings // CLASSES), validation=1, per_shard=100_000)


def read(data):
    """Drawings a second of an epoch, taken out of the shards in the order of training."""
    steps = epoch_size(class_counts(data.labels, CLASSES), CONFIG.cap) // CONFIG.batch
    began = time.monotonic()
    for _, indices in islice(chosen(data, CLASSES, CONFIG), steps):
        data.take(indices)
    return steps * CONFIG.batch / (time.monotonic() - began)


def prepared(data, steps):
    """Drawings a second when they are also varied and encoded, by one process."""
    began = time.monotonic()
    for _ in islice(Batches(data, CLASSES, CONFIG, RUNNING_BOX), steps):
        pass
    return steps * CONFIG.batch / (time.monotonic() - began)


def trained(folder, data, validation, steps):
    """Drawings a second of a training, all in one process."""
    run = Run(folder, Plan(data.classes, config=CONFIG), Data(data, validation), ALONE)
    batches = list(islice(Batches(data, CLASSES, CONFIG, RUNNING_BOX), steps + 1))
    run._one(*batches[0])  # the first step allocates
    began = time.monotonic()
    for step, batch in batches[1:]:
        run._one(step, batch)
    return steps * CONFIG.batch / (time.monotonic() - began)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drawings", type=int, default=3_000_000)
    parser.add_argument("--steps", type=int, default=20, help="of training, to compare with")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        with ProcessPoolExecutor(1, get_context("spawn")) as other:  # whose memory is not counted
            shards = other.submit(written, Path(folder) / "data", args.drawings).result()
        found = {"drawings": args.drawings, "seconds_to_write": time.monotonic() - began}
        found["megabytes"] = sum(file.stat().st_size for file in shards.rglob("*.npy")) / 1e6
        found["peak_mb_before_reading"] = peak()
        data = Shards(shards, "train")
        found["read_per_second"] = read(data)
        found["peak_mb_after_an_epoch"] = peak()
        found["megabytes_gained"] = found["peak_mb_after_an_epoch"] - found["peak_mb_before_reading"]
        found["prepared_per_second"] = prepared(data, args.steps)
        found["trained_per_second"] = trained(Path(folder) / "run", data, Shards(shards, "validation"), args.steps)
        found["read_over_trained"] = found["read_per_second"] / found["trained_per_second"]
    if args.json:
        print(json.dumps({name: round(value, 1) for name, value in found.items()}))
        return
    for name, value in found.items():
        print(f"{name.replace('_', ' '):<26}{value:>14,.1f}")


if __name__ == "__main__":
    main()
