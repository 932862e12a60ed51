"""New words beside those a network was trained for: nearest class means on what its head reads. Pure.

A *space* is what the network's head reads (E numbers), moved and projected to d dimensions in which drawings of one
word lie around their mean as evenly as they can: linear discriminants, with one covariance for all words, shrunk. There
a word is the means of its drawings after each of `SHARES` of their points, so that it can be guessed before it is
drawn to the end (Snell et al. 2017: prototypes; Mensink et al. 2013: nearest class means at no cost in training).

How likely a new word is, against all old ones together, is said by the distances to all means; how the old ones share
the rest among themselves is left to the network, which knows them better. So with no new word near, nothing changes.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.errors import BadInputError
from model.sketch import Guess

Floats = NDArray[np.float32]

SHARES = (0.25, 0.50, 0.75, 1.00)  # of a drawing's points, after which a word has a mean
HEAT = 0.4  # by which distances are multiplied: drawings spread wider than a Gaussian of that covariance
BIAS = 1.0  # in favour of a new word: who teaches one is going to draw it
SHRINK = 0.05  # share of the mean variance that is added to each dimension's


@dataclass(frozen=True)
class Space:
    """Where drawings lie, and where the words do that the network was trained for."""

    middle: Floats  # (E,)
    project: Floats  # (E, d)
    centres: Floats  # (C, K, d) means of each word's drawings after each of K shares of their points

    @classmethod
    def fitted(cls, features: Floats, labels: NDArray[np.int64], width: int) -> Space:
        """From features (N, K, E) of drawings with these labels (N,), every class of which has some; d <= `width`."""
        classes = int(labels.max()) + 1
        means = np.stack([features[labels == c].mean(0) for c in range(classes)])  # (C, K, E)
        size = features.shape[-1]
        inside = (features - means[labels]).reshape(-1, size)
        spread: NDArray[np.float64] = (inside.T @ inside / len(inside)).astype(np.float64)
        spread += np.eye(size) * (SHRINK * np.trace(spread) / size + 1e-6)
        values, vectors = np.linalg.eigh(spread)
        white = vectors / np.sqrt(values)
        middle = means.reshape(-1, size).mean(0)
        _, _, directions = np.linalg.svd((means.reshape(-1, size) - middle) @ white, full_matrices=False)
        project = (white @ directions[:width].T).astype(np.float32)
        return cls(middle.astype(np.float32), project, ((means - middle) @ project).astype(np.float32))

    def places(self, features: Floats) -> Floats:
        """(..., E) -> (..., d)."""
        return np.asarray((features - self.middle) @ self.project, np.float32)


@dataclass(frozen=True)
class Prototype:
    """A new word."""

    word: str
    examples: int  # drawings it was learned from
    centres: Floats  # (K, d)

    @classmethod
    def of(cls, word: str, places: Floats) -> Prototype:
        """From the places (N, K, d) of N drawings of it after each of `SHARES`."""
        return cls(word, len(places), places.mean(0))

    @staticmethod
    def cuts(points: int) -> list[tuple[int, int]]:
        """Spans of a drawing's points, at whose ends its `SHARES` are reached."""
        return list(pairwise([0, *(max(1, int(np.ceil(share * points - 1e-9))) for share in SHARES)]))

    def packed(self) -> str:
        """The means as text: half-precision numbers, little-endian, in base64."""
        return base64.b64encode(self.centres.astype("<f2").tobytes()).decode()

    @classmethod
    def unpacked(cls, word: str, examples: int, text: str, space: Space) -> Prototype:
        """What `packed` made, for this space. BadInputError when it is of another one, or damaged."""
        shape = space.centres.shape[1:]
        try:
            numbers = np.frombuffer(base64.b64decode(text, validate=True), "<f2").astype(np.float32)
        except (binascii.Error, ValueError):
            raise BadInputError(f"what was learned of {word!r} is damaged: teach it anew") from None
        if numbers.size != np.prod(shape) or not np.isfinite(numbers).all():
            raise BadInputError(f"what was learned of {word!r} is damaged or of another network: teach it anew")
        return cls(word, examples, numbers.reshape(shape))


class Prototypes:
    """New words beside the old ones of a space."""

    def __init__(self, space: Space, words: Sequence[Prototype], heat: float = HEAT, bias: float = BIAS) -> None:
        self.words = tuple(word.word for word in words)
        self._heat, self.bias = heat, bias
        self._old = space.centres.reshape(-1, space.centres.shape[-1])
        self._new = np.concatenate([word.centres for word in words])
        self._shares = space.centres.shape[1]
        # A mean of few drawings is itself uncertain, by so much of a drawing's variance.
        self._wider = np.array([1 + 1 / word.examples for word in words], np.float32)

    def likelihoods(self, places: Floats) -> tuple[Floats, Floats]:
        """Places (N, d) -> log-likelihoods of the old words together (N,), and of each new one (N, W), unscaled."""
        old = _log_sum(-0.5 * self._heat * _squares(places, self._old))
        distances = _squares(places, self._new).reshape(len(places), -1, self._shares) / self._wider[:, None]
        return old, _log_sum(-0.5 * self._heat * distances)

    def mixed(self, probabilities: Floats, places: Floats) -> Floats:
        """Calibrated probabilities (N, C) of drawings at places (N, d) -> (N, C + W), the new words last."""
        old, new = self.likelihoods(places)
        together = _log_sum(np.concatenate([old[:, None], new + self.bias], 1))
        rest = np.exp(old - together)[:, None]
        mixed: Floats = np.concatenate([probabilities * rest, np.exp(new + self.bias - together[:, None])], 1)
        return mixed

    def guess(self, guess: Guess, place: Floats | None) -> Guess:
        """A guess that knows the new words, too; `place` (d,) is None for a sketch with nothing on it."""
        if place is None:
            none = np.zeros(len(self.words), np.float32)
            return Guess(np.concatenate([guess.probabilities, none]), guess.steps)
        return Guess(self.mixed(guess.probabilities[None], place[None])[0].astype(np.float32), guess.steps)


def tensors(space: Space) -> dict[str, Floats]:
    """A space as arrays by name."""
    return {"middle": space.middle, "project": space.project, "centres": space.centres}


def space_of(arrays: Mapping[str, Any]) -> Space:
    """What `tensors` made. KeyError or ValueError when it is none."""
    middle, project, centres = (np.asarray(arrays[name], np.float32) for name in ("middle", "project", "centres"))
    if centres.ndim != 3 or project.shape != (len(middle), centres.shape[-1]):
        raise ValueError("its space of drawings has arrays that do not fit each other")
    return Space(middle, project, centres)


def _squares(a: Floats, b: Floats) -> Floats:
    """Squared distances (N, M) between (N, d) and (M, d)."""
    squares: Floats = (a * a).sum(1)[:, None] - 2 * a @ b.T + (b * b).sum(1)
    return squares


def _log_sum(x: Floats) -> Floats:
    """Logarithm of the sum of exponentials over the last axis."""
    high = x.max(-1)
    total: Floats = high + np.log(np.exp(x - high[..., None]).sum(-1))
    return total
