"""Training on prefixes: one loop for every network, resumed exactly where it was killed.

Everything random in step i is drawn from generators seeded with (seed, i), so that a run which is killed and resumed
goes through the same batches, variations and dropout masks as one that never stopped.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model.augment import AugmentConfig
from model.batches import Batch, Drawings, Ints, buckets, epoch_order, make_batch

SHARES = (0.10, 0.25, 0.50, 0.75, 1.00)  # of a drawing's points, where accuracy is measured


@dataclass(frozen=True)
class TrainConfig:
    """How a network is trained."""

    steps: int = 20_000  # batches in the whole run
    batch: int = 128  # drawings in a batch
    rate: float = 1.2e-3  # peak learning rate
    warmup: int = 500  # steps until the peak
    decay: int = 5_000  # steps at the end in which the rate falls to zero
    weight_decay: float = 0.02
    clip: float = 1.0  # largest norm of the gradient
    smoothing: float = 0.05  # label smoothing
    prefixes: int = 4  # random prefixes of each drawing that are asked beside the whole
    shortest: float = 0.10  # share of the points in the shortest prefix
    whole: float = 1.5  # weight of the whole drawing's loss beside a prefix's
    average: float = 0.999  # decay per step of the moving average of the weights
    cap: int = 1_000  # drawings of a class in an epoch at most, others in each epoch; 0 is no cap
    longest: int = 180  # points of a drawing beyond which it is cut
    seed: int = 1
    validate_every: int = 1_000  # steps
    validate_on: int = 6_900  # validation drawings at most
    save_every: float = 120.0  # seconds
    variation: AugmentConfig = field(default_factory=AugmentConfig)


def rate_at(step: int, config: TrainConfig) -> float:
    """Warm up, stay, then fall in a straight line to zero: a run can be made longer without changing what it has done."""
    rise = min(1.0, (step + 1) / config.warmup)
    fall = min(1.0, max(0, config.steps - step) / config.decay)
    return config.rate * min(rise, fall)


class Average:
    """Exponential moving average of a network's parameters."""

    def __init__(self, net: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone().float() for k, v in net.state_dict().items()}

    @torch.no_grad()
    def update(self, net: nn.Module, step: int) -> None:
        """Take in the parameters after `step`; early on the average is shorter, so that it forgets the start."""
        decay = min(self.decay, (1 + step) / (10 + step))
        own, new = list(self.weights.values()), list(net.state_dict().values())
        torch._foreach_lerp_(own, new, 1 - decay)


def batches(data: Drawings, config: TrainConfig, start: int) -> Iterator[tuple[int, Batch]]:
    """Training batches from step `start` on: (step, batch)."""
    step, epoch = 0, 0
    while True:
        rng = np.random.default_rng([config.seed, epoch])
        order = epoch_order(data.labels, config.cap, rng)
        for indices in buckets(order, data.lengths, config.batch, rng):
            if step >= start:
                yield step, _varied(data, indices, config, step)
            step += 1
        epoch += 1
        if step == 0:
            raise ValueError(f"{len(order)} training drawings do not fill one batch of {config.batch}")


def _varied(data: Drawings, indices: Ints, config: TrainConfig, step: int) -> Batch:
    rng = np.random.default_rng([config.seed, 1, step])
    return make_batch(data, indices, config.longest, (config.variation, rng))


def prefix_loss(net: nn.Module, batch: Batch, config: TrainConfig, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """-> the mean loss over random prefixes and the whole of each drawing, and how many wholes were recognized."""
    n = len(batch.labels)
    share = rng.uniform(config.shortest, 1, (n, config.prefixes))
    share = np.concatenate([share, np.ones((n, 1))], 1)
    positions = torch.from_numpy(prefix_ends(batch.lengths, share))
    labels = torch.from_numpy(batch.labels)
    logits = net.logits_at(torch.from_numpy(batch.steps), positions)  # type: ignore[operator]
    logits = logits.float()  # (B, K, C)
    each = F.cross_entropy(
        logits.flatten(0, 1), labels.repeat_interleave(logits.shape[1]), reduction="none", label_smoothing=config.smoothing
    ).view(n, -1)
    weight = torch.ones(each.shape[1])
    weight[-1] = config.whole
    return (each * weight).sum(1).mean() / weight.sum(), (logits[:, -1].argmax(-1) == labels).sum()


def prefix_ends(lengths: Ints, share: np.ndarray[Any, np.dtype[np.float64]]) -> Ints:
    """Index (B, K) of the last step in the first `share` (B, K) or (K,) of each drawing's points: one step at least."""
    ends: Ints = np.maximum(np.ceil(lengths[:, None] * share - 1e-9), 1).astype(np.int64) - 1
    return ends


def mixed() -> AbstractContextManager[Any]:
    """bfloat16 where the processor has it in hardware, nothing elsewhere."""
    if torch.cpu._is_avx512_bf16_supported():  # type: ignore[attr-defined]
        return torch.autocast("cpu", torch.bfloat16)
    return nullcontext()


@torch.no_grad()
def validate(net: nn.Module, data: Drawings, config: TrainConfig) -> dict[str, float]:
    """Top-1 at each share of the points and top-3 with all, on the first `validate_on` drawings of `data`."""
    net.eval()
    order = np.arange(min(len(data.labels), config.validate_on))
    order = order[np.argsort(data.lengths[order], kind="stable")]
    top1, top3 = np.zeros(len(SHARES)), 0.0
    for at in range(0, len(order), 512):
        batch = make_batch(data, order[at : at + 512], longest=400)
        positions = torch.from_numpy(prefix_ends(batch.lengths, np.array(SHARES)))
        with mixed():
            logits = net.logits_at(torch.from_numpy(batch.steps), positions).float()  # type: ignore[operator]
        best = logits.topk(3, -1).indices == torch.from_numpy(batch.labels)[:, None, None]  # (B, K, 3)
        top1 += best[..., 0].sum(0).numpy()
        top3 += float(best[:, -1].any(-1).sum())
    net.train()
    scores = {f"top1@{round(100 * s)}": float(v) / len(order) for s, v in zip(SHARES, top1, strict=True)}
    return scores | {"top3@100": top3 / len(order)}


class Run:
    """A training run in a folder: `last.pt` to resume from, `best.pt`, and `log.jsonl`."""

    def __init__(self, folder: Path, net: nn.Module, config: TrainConfig, train: Drawings, validation: Drawings) -> None:
        self.folder, self.net, self.config = folder, net, config
        self.train_data, self.validation_data = train, validation
        self.optimizer = torch.optim.AdamW(
            net.parameters(), lr=config.rate, weight_decay=config.weight_decay, betas=(0.9, 0.98), fused=True
        )
        self.average = Average(net, config.average)
        self.step, self.best = 0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "last.pt").exists():
            self._resume()

    def _resume(self) -> None:
        kept = torch.load(self.folder / "last.pt", weights_only=True)
        self.net.load_state_dict(kept["net"])
        self.average.weights = kept["average"]
        self.optimizer.load_state_dict(kept["optimizer"])
        self.step, self.best = kept["step"], kept["best"]

    def save(self) -> None:
        """Write `last.pt`; a kill in the middle leaves the one before."""
        kept = {
            "net": self.net.state_dict(),
            "average": self.average.weights,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "best": self.best,
            "config": json.dumps(asdict(self.config)),
        }
        _write(kept, self.folder / "last.pt")

    def fit(self, until: int | None = None) -> None:
        """Train to the end of the run, or to step `until`."""
        config, stop = self.config, min(self.config.steps, until or self.config.steps)
        if self.step >= stop:
            return
        self.net.train()
        saved, seen, recognized, total, began = time.monotonic(), 0, 0.0, 0.0, time.monotonic()
        for step, batch in batches(self.train_data, config, self.step):
            loss, hits = self._one(step, batch)
            self.step = step + 1
            seen, recognized, total = seen + len(batch.labels), recognized + hits, total + loss * len(batch.labels)
            if self.step % 100 == 0:
                now = time.monotonic()
                self._log(loss=total / seen, top1=recognized / seen, rate=rate_at(step, config), speed=seen / (now - began))
                seen, recognized, total, began = 0, 0.0, 0.0, now
            if self.step % config.validate_every == 0 or self.step == stop:
                self._validate()
            if time.monotonic() - saved > config.save_every or self.step == stop:
                self.save()
                saved = time.monotonic()
            if self.step >= stop:
                return

    def _one(self, step: int, batch: Batch) -> tuple[float, float]:
        """One optimizer step -> loss and number recognized."""
        torch.manual_seed(self.config.seed * 1_000_003 + step)
        for group in self.optimizer.param_groups:
            group["lr"] = rate_at(step, self.config)
        with mixed():
            loss, hits = prefix_loss(self.net, batch, self.config, np.random.default_rng([self.config.seed, 2, step]))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), self.config.clip)
        self.optimizer.step()
        self.average.update(self.net, step)
        value = loss.item()
        if not math.isfinite(value):
            raise FloatingPointError(f"the loss is {value} at step {step}: lower the learning rate")
        return value, hits.item()

    def _validate(self) -> None:
        own = {k: v.clone() for k, v in self.net.state_dict().items()}
        self.net.load_state_dict(self.average.weights)
        scores = validate(self.net, self.validation_data, self.config)
        score = (scores["top1@50"] + scores["top1@75"] + scores["top1@100"]) / 3
        if score > self.best:
            self.best = score
            _write({k: v.clone() for k, v in self.average.weights.items()}, self.folder / "best.pt")
        self.net.load_state_dict(own)
        self._log(**scores)

    def _log(self, **values: float) -> None:
        line = {"step": self.step} | {k: round(v, 6) for k, v in values.items()}
        with (self.folder / "log.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")


def _write(kept: dict[str, Any], path: Path) -> None:
    partial = path.with_suffix(".partial")
    torch.save(kept, partial)
    partial.replace(path)
