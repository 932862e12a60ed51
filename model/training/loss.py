"""What training makes smaller, and what it is judged by: the loss at prefixes, and accuracy at shares of the points."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from model.networks import Network
from model.training.batches import Drawings, make_batch
from model.training.config import TrainConfig
from model.training.order import Ints
from model.training.supply import Ready

SHARES = (0.10, 0.25, 0.50, 0.75, 1.00)  # of a drawing's points, where accuracy is measured
WEIGHED = ("top1@50", "top1@75", "top1@100")  # the mean of these decides which weights are the best
_LONGEST = 400  # points of a validation drawing beyond which it is cut
_STEPS_AT_ONCE = 32_768  # of validation drawings, padding included, so that long ones don't need more memory


class Asked(nn.Module):
    """A network as training calls it; DistributedDataParallel wants that to be `forward`."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, steps: Tensor, places: Tensor) -> Tensor:
        """Logits (B, K, C) after the steps `places` (B, K) of steps (B, T, F)."""
        return cast(Network, self.net).logits_at(steps, places)


def shares_asked(config: TrainConfig, step: int) -> NDArray[np.float64]:
    """(batch, K) the prefixes of each drawing of a step that are asked for, the whole last, as shares of its points."""
    rng = np.random.default_rng([config.seed, 2, step])
    drawn = rng.uniform(config.shortest, 1, (config.batch, config.prefixes))
    return np.concatenate([drawn, np.ones((config.batch, 1))], 1)


def prefix_ends(lengths: Ints, share: NDArray[np.float64]) -> Ints:
    """Index (B, K) of the last step in the first `share` (B, K) or (K,) of each drawing's points: one step at least."""
    ends: Ints = np.maximum(np.ceil(lengths[:, None] * share - 1e-9), 1).astype(np.int64) - 1
    return ends


def prior(counts: Ints, config: TrainConfig) -> Tensor:
    """(C,) what the logits are raised by in the loss, so that they need not learn which classes are the common ones.

    Logit adjustment (Menon et al. 2021): the logarithm of each class's share in an epoch, times `balance`. In play,
    where every word is asked for as often as any other, the logits go without.
    """
    drawn = np.maximum(np.minimum(counts, config.cap) if config.cap else counts, 1)
    return torch.from_numpy(config.balance * np.log(drawn / drawn.sum())).float()


def prefix_loss(
    asked: nn.Module, batch: Ready, share: NDArray[np.float64], config: TrainConfig, prior: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Loss at the shares (B, K) of a batch's drawings -> its weighted mean, and how many wholes were recognized.

    `prior` (C,) is added to the logits in the loss, as `prior` makes it. Where the batch has a teacher's answers, they
    count for the share `taught` at every prefix, and the labels for the rest. They go with the logits as they are, as
    a teacher's answers know no prior.
    """
    places = torch.from_numpy(prefix_ends(batch.lengths.numpy(), share))
    device = next(asked.parameters()).device
    labels = batch.labels.to(device, non_blocking=True)
    logits = asked(batch.steps.to(device, non_blocking=True), places.to(device, non_blocking=True)).float()  # (B, K, C)
    wanted = labels[:, None].expand(logits.shape[:2])
    raised = logits if prior is None else logits + prior.to(device)
    each = F.cross_entropy(raised.mT, wanted, reduction="none", label_smoothing=config.smoothing)  # (B, K)
    if batch.taught is not None:
        taught = batch.taught.to(device, non_blocking=True)
        soft = -(F.log_softmax(logits, -1) @ taught[..., None])[..., 0]  # (B, K)
        each = (1 - config.taught) * each + config.taught * soft
    weight = torch.ones(each.shape[1], device=device)
    weight[-1] = config.whole
    return (each * weight).sum(1).mean() / weight.sum(), (logits[:, -1].argmax(-1) == labels).sum()


def mixed(device: torch.device, wanted: bool = True) -> AbstractContextManager[Any]:
    """bfloat16 where it is wanted and the device has it in hardware, nothing elsewhere."""
    if device.type == "cuda":
        has = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        has = torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device.type, torch.bfloat16) if wanted and has else nullcontext()


@torch.no_grad()
def validate(net: nn.Module, data: Drawings, config: TrainConfig) -> dict[str, float]:
    """Top-1 at each share of the points and top-3 with all, on `validate_on` of the drawings, always the same."""
    device = next(net.parameters()).device
    # Drawn by chance, as validation drawings lie class after class: the first few would be of the first few classes.
    order = np.random.default_rng(0).permutation(len(data.labels))[: config.validate_on]
    order = order[np.argsort(data.lengths[order], kind="stable")]
    top1, top3 = np.zeros(len(SHARES)), 0.0
    net.eval()
    for indices in _portions(order, np.minimum(data.lengths[order], _LONGEST)):
        batch = make_batch(data, indices, _LONGEST, encoder=cast(Network, net).encoder)
        places = torch.from_numpy(prefix_ends(batch.lengths, np.array(SHARES)))
        with mixed(device, config.mixed):
            logits = cast(Network, net).logits_at(torch.from_numpy(batch.steps).to(device), places.to(device)).float()
        best = logits.topk(min(3, logits.shape[-1]), -1).indices.cpu() == torch.from_numpy(batch.labels)[:, None, None]
        top1 += best[..., 0].sum(0).numpy()  # best is (B, K, 3)
        top3 += float(best[:, -1].any(-1).sum())
    net.train()
    scores = {f"top1@{round(100 * s)}": float(v) / len(order) for s, v in zip(SHARES, top1, strict=True)}
    return scores | {"top3@100": top3 / len(order)}


def _portions(order: Ints, lengths: Ints) -> list[Ints]:
    """Drawings that are sorted by their lengths, in portions of some steps each."""
    portion = np.cumsum(lengths) // _STEPS_AT_ONCE
    return np.split(order, np.flatnonzero(np.diff(portion)) + 1)
