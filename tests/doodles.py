"""Drawings made by chance but of classes that can be told apart, any number of them, in memory or as shards."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.data.shards import ARRAYS, FORMAT, hash_of, sha256, spans

SHORTEST, LONGEST = 8, 32  # points


@dataclass(frozen=True)
class Doodles:
    """Drawings one behind the other; what training wants of a split."""

    points: np.ndarray  # (P, 2) int16, 0 to 255
    pen: np.ndarray  # (P,) bool
    offsets: np.ndarray  # (D + 1,)
    labels: np.ndarray  # (D,) int16

    @property
    def lengths(self):
        return np.diff(self.offsets)

    def take(self, indices):
        lengths = self.lengths[indices]
        where = spans(self.offsets[:-1][indices], lengths)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        return Doodles(self.points[where], self.pen[where], ends, self.labels[indices])


def doodles(labels, seed=0, noise=12.0):
    """A drawing for each of `labels`: its class's walk over the board, shaken, its strokes and points as many."""
    labels = np.asarray(labels, np.int16)
    walks = [_walk(k) for k in range(int(labels.max()) + 1)]
    sizes = np.array([len(points) for points, _ in walks])
    begins = np.cumsum(sizes) - sizes
    where = spans(begins[labels], sizes[labels])
    points = np.concatenate([points for points, _ in walks])[where]
    points = points + np.random.default_rng(seed).normal(0, noise, points.shape)
    return Doodles(
        np.clip(points, 0, 255).astype(np.int16),
        np.concatenate([pen for _, pen in walks])[where],
        np.concatenate([[0], np.cumsum(sizes[labels])]),
        labels,
    )


def _walk(k):
    """(n, 2) points and (n,) ends of strokes of class k, the same whenever it is asked for."""
    rng = np.random.default_rng([7, k])
    n = int(rng.integers(SHORTEST, LONGEST))
    pen = rng.random(n) < 0.15
    pen[-1] = True
    return rng.uniform(20, 235, (n, 2)), pen


def shards_of(folder: Path, words, train, validation, per_shard=10_000):
    """Write shards of so many drawings of each word, in bounded memory, in the format of `model/data/shards.py`."""
    entries = [
        _shard(folder, f"simplified/{split}/{part:05}", split, np.arange(begin, min(begin + per_shard, total)), words)
        for split, total in (("train", train * len(words)), ("validation", validation * len(words)))
        for part, begin in enumerate(range(0, total, per_shard))
    ]
    manifest = {"format": FORMAT, "source": "made here", "kind": "simplified", "classes": list(words)}
    manifest["shards"] = entries
    manifest["hash"] = hash_of(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _shard(folder, path, split, keys, words):
    labels = np.random.default_rng(int(keys[0])).permutation(keys % len(words))
    made = doodles(np.concatenate([labels, [len(words) - 1]]), seed=int(keys[0])).take(np.arange(len(labels)))
    arrays = {"points": made.points, "pen": made.pen, "offsets": made.offsets, "labels": made.labels}
    arrays["keys"] = keys.astype(np.uint64)
    (folder / path).mkdir(parents=True)
    for name in ARRAYS:
        np.save(folder / path / f"{name}.npy", arrays[name])
    sums = {f"{name}.npy": sha256(folder / path / f"{name}.npy") for name in ARRAYS}
    entry = {"path": path, "kind": "simplified", "split": split, "drawings": len(keys)}
    return entry | {"points": len(made.points), "sha256": sums}
