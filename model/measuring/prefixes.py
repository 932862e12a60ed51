"""A network's answers to prefixes of sets of drawings, in padded batches: the quick way to score and calibrate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from model.checkpoint import Checkpoint
from model.measuring import score
from model.networks import Network
from model.temperature import Temperatures, probabilities
from model.training.batches import Drawings, make_batch
from model.training.loss import SHARES, prefix_ends

LONGEST = 1_000  # points of a drawing; what comes after is not looked at
TWENTIETHS = tuple(round(0.05 * k, 2) for k in range(1, 21))  # of a drawing's points: a fine comb of prefixes
EDGES = (1, 3, 5, 8, 12, 17, 24, 34, 50)  # points so far at which a new temperature, or a new bin of ink, begins
FEW = 200  # answers; a temperature fitted on fewer is a tenth off by chance alone

SIMPLIFIED = "temperatures_simplified"  # their name among a checkpoint's figures


class Answers(NamedTuple):
    """N drawings, K prefixes of each."""

    logits: NDArray[np.float32]  # (N, K, C)
    steps: NDArray[np.int64]  # (N, K) length of the prefix
    labels: NDArray[np.int64]  # (N,)


@torch.inference_mode()
def ask(network: Network, data: Drawings, shares: tuple[float, ...] = SHARES, batch: int = 256) -> Answers:
    """The logits after each share of the points of every drawing."""
    parts: list[Answers] = []
    order = np.argsort(data.lengths[:], kind="stable")
    for at in range(0, len(order), batch):
        drawn = make_batch(data, order[at : at + batch], LONGEST, encoder=network.encoder)
        ends = prefix_ends(drawn.lengths, np.array(shares))
        logits = network.logits_at(torch.from_numpy(drawn.steps), torch.from_numpy(ends))
        parts.append(Answers(logits.float().numpy(), ends + 1, drawn.labels))
    return Answers(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def fit_temperatures(answers: Answers, edges: tuple[int, ...]) -> Temperatures:
    """For prefixes of at least `edges[i]` steps (and fewer than the next) the temperature of least cross-entropy.

    Where there are fewer than `FEW` answers that of the steps before holds on, and at the first edge 1.
    """
    logits = answers.logits.reshape(-1, answers.logits.shape[-1])
    labels, place = np.repeat(answers.labels, answers.steps.shape[1]), _bins(answers, edges)
    found, last = [], 1.0
    for i, edge in enumerate(edges):
        inside = place == i
        last = _temperature(logits[inside], labels[inside]) if inside.sum() >= FEW else last
        found.append((edge, last))
    return tuple(found)


def sparse(answers: Answers, edges: tuple[int, ...]) -> list[str]:
    """Names of the bins that have too few answers to fit a temperature to."""
    place = _bins(answers, edges)
    return [name for i, name in enumerate(score.ranges(edges)) if (place == i).sum() < FEW]


def _bins(answers: Answers, edges: tuple[int, ...]) -> NDArray[np.int64]:
    """(N * K,) which of the bins that begin at `edges` each answer is in."""
    return np.searchsorted(edges, answers.steps.ravel(), "right") - 1


def _temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    tried = np.geomspace(0.5, 3.0, 73)
    losses = [cross_entropy(logits / np.float32(t), labels) for t in tried]
    return round(float(tried[int(np.argmin(losses))]), 4)


def cross_entropy(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Mean of -log softmax(logits (N, C))[label], in nats."""
    high = logits.max(1)
    total = np.log(np.exp(logits - high[:, None]).sum(1)) + high
    return float((total - logits[np.arange(len(labels)), labels]).mean())


def temperatures_of(kept: Checkpoint) -> Temperatures:
    """Those of a checkpoint for simplified drawings, where it has any beside the ones that play."""
    pairs = kept.figures.get(SIMPLIFIED)
    return tuple((int(steps), float(t)) for steps, t in pairs) if pairs else kept.temperatures


def calibrated(answers: Answers, temperatures: Temperatures) -> NDArray[np.float32]:
    """(N, K, C) probabilities."""
    return probabilities(answers.logits, answers.steps, temperatures)


def scores(p: NDArray[np.float32], labels: NDArray[np.int64]) -> dict[str, float]:
    """Of probabilities (N, C): top-1, top-3, MAP@3, expected calibration error."""
    best = score.top(p, min(3, p.shape[1]))
    return {
        "top1": score.accuracy(best[:, :1], labels),
        "top3": score.accuracy(best, labels),
        "map3": score.mean_average_precision(best, labels),
        "ece": score.calibration_error(p.max(1), best[:, 0] == labels),
    }


def by_points(p: NDArray[np.float32], answers: Answers) -> dict[str, dict[str, float]]:
    """Scores of probabilities (N, K, C) by how many points were drawn so far: what is known while somebody draws.

    The answers to each drawing that lie in a bin count together.
    """
    rows, labels, place = p.reshape(-1, p.shape[-1]), np.repeat(answers.labels, p.shape[1]), _bins(answers, EDGES)
    return {
        name: {"answers": int((place == i).sum()), **scores(rows[place == i], labels[place == i])}
        for i, name in enumerate(score.ranges(EDGES))
        if (place == i).any()
    }


def ease(
    p: NDArray[np.float32], labels: NDArray[np.int64], accepted: Sequence[Sequence[int]], threshold: float
) -> dict[int, float]:
    """How easily each category is seen, from probabilities (N, K, C) of prefixes that divide the drawings evenly.

    It is the share of its drawings' points, 0 to 1, at which the network is sure enough of it: what counts as category
    c, `accepted[c]`, has the threshold's probability or more. A drawing seen early counts more than one seen late.
    """
    sure = {int(c): p[labels == c][..., list(accepted[c])].sum(-1) >= threshold for c in np.unique(labels)}
    return {c: round(float(found.mean()), 4) for c, found in sure.items()}


def confusables(p: NDArray[np.float32], labels: NDArray[np.int64], related: dict[int, set[int]]) -> dict[int, int]:
    """For each category the one its finished drawings are most often taken for, those in `related` left out.

    Where none was taken for anything else, the one with the highest mean probability.
    """
    categories = p.shape[1]
    counts = score.confusion(p.argmax(1), labels, categories).astype(float)
    mean = np.zeros((categories, categories))
    np.add.at(mean, labels, p)
    counts += mean / (1 + mean.max())  # breaks ties
    for label in range(categories):
        counts[label, [label, *related.get(label, ())]] = -1
    return {label: int(counts[label].argmax()) for label in range(categories)}
