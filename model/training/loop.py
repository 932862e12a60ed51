"""Training on prefixes: one loop for every network, resumed exactly where it was killed.

A run lives in a folder:

    last.pt            everything to go on from: weights, their average, the optimizer, the step, and all settings
    best.safetensors   the checkpoint of the best validation so far, of the averaged weights; this is what plays
    log.jsonl          a line for every 100 steps (loss, top-1 in training, rate, drawings a second) and each validation
    curves.png         the same as a picture

Step i is the same whenever it is done: see `supply`. So a run that is killed and resumed goes through the same
batches, variations and dropout masks as one that never stopped, and ends with the same weights.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn

from model import checkpoint
from model.categories import Categories
from model.errors import BadInputError
from model.networks import Network, build
from model.training.batches import Drawings
from model.training.config import TrainConfig, flattened, rate_at
from model.training.curves import draw
from model.training.distributed import ALONE, World
from model.training.log import Log, Meter
from model.training.loss import WEIGHED, Asked, mixed, prefix_loss, prior, shares_asked, validate
from model.training.order import class_counts
from model.training.supply import Batches, Ready, ahead
from model.training.teacher import Teacher

EVERY = 100  # steps between two lines of the log
LOOK = 10  # steps between two looks at the loss, and at the clock for saving


@dataclass(frozen=True)
class Plan:
    """What a run is of: with the same plan and the same data it is the same run."""

    words: tuple[str, ...]  # the categories, in label order
    network: str = "stream"  # name in `networks.NETWORKS`
    shape: dict[str, Any] = field(default_factory=dict)  # settings of the network, its categories not among them
    config: TrainConfig = field(default_factory=TrainConfig)
    data: str = ""  # hash of the shards
    collected: str = ""  # hash of the collected drawings that are mixed among them; empty for none
    share: float = 0.0  # of the drawings trained on that are collected ones
    start: str = ""  # version of the checkpoint whose weights it began with; empty for random ones
    teacher: str = ""  # folder of a teacher's answers; empty where nobody teaches
    answers: str = ""  # hash of them


class Data(NamedTuple):
    """The two splits that training may look at."""

    train: Drawings
    validation: Drawings
    teacher: Teacher | None = None


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


class Run:
    """A training run in a folder, begun or gone on with.

    `first` are the weights that a new run begins with; without them they are random.
    """

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        data: Data,
        world: World = ALONE,
        loaders: int = 0,
        first: dict[str, Tensor] | None = None,
    ) -> None:
        self.folder, self.plan, self.config, self.data = folder, plan, plan.config, data
        self.world, self.loaders = world, loaders
        self.log = Log(folder / "log.jsonl")
        torch.manual_seed(self.config.seed)
        net = build(plan.network, plan.shape | {"categories": len(plan.words)})
        if first:
            net.load_state_dict(first)
        self.net = cast(nn.Module, net).to(world.device)
        self.optimizer = torch.optim.AdamW(
            self.net.parameters(),
            lr=self.config.rate,
            weight_decay=self.config.weight_decay,
            betas=(0.9, 0.98),
            fused=True,
        )
        self.average = Average(self.net, self.config.average)
        self.step, self.best = 0, -1.0  # below any score: even a run that recognizes nothing leaves a checkpoint
        self.worse = 0  # validations since the best one
        if world.leads:
            folder.mkdir(parents=True, exist_ok=True)
        self._resume()
        self._asked = world.spread(Asked(self.net))
        self._prior = prior(class_counts(data.train.labels, len(plan.words)), self.config).to(world.device)

    @property
    def done(self) -> str:
        """Why there is nothing more to train; empty while there is."""
        if self.step >= self.config.steps:
            return f"{self.step} steps are done"
        if self.config.patience and self.worse >= self.config.patience:
            return f"{self.worse} validations in a row were no better"
        return ""

    def fit(self, until: int | None = None, tell: Callable[[int, dict[str, float]], None] | None = None) -> str:
        """Train to the end of the run, or to step `until`; `tell` hears of it now and then. -> why it ended."""
        stop = min(self.config.steps, until or self.config.steps)
        if self.step >= stop or self.done:
            return self.done
        encoder = cast(Network, self.net).encoder
        words, teacher = len(self.plan.words), self.data.teacher
        batches = Batches(self.data.train, words, self.config, encoder, self.step, self.world, teacher)
        self.net.train()
        meter, saved = Meter(), time.monotonic()
        for step, batch in ahead(batches, self.loaders):
            meter.add(*self._one(step, batch), self.config.batch)
            self.step = step + 1
            validates = self.step % self.config.validate_every == 0 or self.step == stop
            if not validates and self.step % LOOK:
                continue
            now = meter.read() | {"rate": rate_at(step, self.config)}
            if tell:
                tell(self.step, now)
            if self.step % EVERY == 0:
                self._log(**now)
                meter = Meter()
            if validates:
                self._validate()
            ends = self.step >= stop or bool(self.done)
            if ends or time.monotonic() - saved > self.config.save_every:
                self._save()
                saved = time.monotonic()
            if ends:
                break
        return self.done

    def _one(self, step: int, batch: Ready) -> tuple[Tensor, Tensor, int]:
        """One optimizer step -> loss, number recognized and number of drawings, of this process's part."""
        config = self.config
        # Without the rank, every process would leave out the same features.
        torch.manual_seed(config.seed * 1_000_003 + step + (self.world.rank << 40))
        for group in self.optimizer.param_groups:
            group["lr"] = rate_at(step, config)
        share = shares_asked(config, step)[self.world.rank :: self.world.size]
        with mixed(self.world.device, config.mixed):
            loss, hits = prefix_loss(self._asked, batch, share, config, self._prior)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.net.parameters(), config.clip)
        self.optimizer.step()
        self.average.update(self.net, step)
        return loss.detach(), hits, len(batch.labels)

    def _validate(self) -> None:
        """Score the averaged weights, export them if they are the best, and agree on it with the other processes."""
        if self.world.leads:
            own = {k: v.clone() for k, v in self.net.state_dict().items()}
            self.net.load_state_dict(self.average.weights)
            scores = validate(self.net, self.data.validation, self.config)
            self.net.load_state_dict(own)
            score = sum(scores[name] for name in WEIGHED) / len(WEIGHED)
            self.worse = 0 if score > self.best else self.worse + 1
            if score > self.best:
                self.best = score
                self._export(self.average.weights, {"step": self.step, **scores})
            self._log(**scores)
            draw(self.log.rows(), self.folder / "curves.png")
        self.best, self.worse = self.world.shared((self.best, self.worse))

    def _export(self, weights: dict[str, Tensor], figures: dict[str, float]) -> None:
        drawings = min(len(self.data.validation.labels), self.config.validate_on)
        measured: dict[str, Any] = {"split": "validation", "drawings": drawings, "start": self.plan.start, **figures}
        if self.data.teacher:
            measured |= {"teachers": self.data.teacher.about["teachers"], "answers": self.plan.answers}
        if self.plan.collected:
            measured |= {"collected": self.plan.collected, "share": self.plan.share}
        kept = checkpoint.Checkpoint(
            network=self.plan.network,
            config=asdict(cast(Any, self.net).config),
            weights={k: v.cpu() for k, v in weights.items()},
            categories=Categories(self.plan.words),
            figures={"training": {**measured, "settings": flattened(self.config), "data": self.plan.data}},
            encoder=cast(Network, self.net).encoder.version,
        )
        checkpoint.save(self.folder / "best.safetensors", kept)

    def _save(self) -> None:
        """Write `last.pt`; a kill in the middle leaves the one before."""
        if not self.world.leads:
            return
        kept = {
            "net": self.net.state_dict(),
            "average": self.average.weights,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "best": self.best,
            "worse": self.worse,
            "config": json.dumps(asdict(self.config)),
            "plan": json.dumps({name: value for name, value in vars(self.plan).items() if name != "config"}),
        }
        partial = self.folder / "last.partial"
        torch.save(kept, partial)
        partial.replace(self.folder / "last.pt")

    def _resume(self) -> None:
        """Go on from `last.pt`, if there is one. Rank 0 reads it for all: other machines need not share the folder."""
        last = self.folder / "last.pt"
        kept = torch.load(last, "cpu", weights_only=True) if self.world.leads and last.exists() else None
        kept = self.world.shared(kept)
        if kept is None:
            return
        try:
            self.net.load_state_dict(kept["net"])
        except RuntimeError as error:
            raise BadInputError(f"{last} holds another network ({' '.join(str(error).split()):.120})") from None
        for name, weight in kept["average"].items():
            self.average.weights[name].copy_(weight)
        self.optimizer.load_state_dict(kept["optimizer"])
        self.step, self.best, self.worse = kept["step"], kept["best"], kept["worse"]
        if self.world.leads:
            self.log.cut(self.step)

    def _log(self, **values: float) -> None:
        if self.world.leads:
            self.log.add(self.step, values)
