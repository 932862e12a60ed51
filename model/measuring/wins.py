"""Wins and false wins of a pass rule on replayed drawings, and the choice of its threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.errors import BadInputError
from model.measuring.replay import Trail
from model.verdict import PassRule


@dataclass(frozen=True)
class Win:
    """The moment at which a drawing would have been recognized."""

    share: float  # of the points
    seconds: float  # NaN where the drawing has no times


def win(trail: Trail, word: str, rule: PassRule) -> Win | None:
    """When the rule would have called the drawing recognized as `word` (one of those watched); None if never."""
    held = 0
    for i, (p, ink) in enumerate(zip(trail.watched[word].tolist(), trail.ink.tolist(), strict=True)):
        for rest in range(1 + _rests(trail, i, rule)):
            held = rule.held(held, p, ink)
            if rule.passed(held):
                return Win(float(trail.share[i]), float(trail.seconds[i]) + rest * rule.rest)
    return None


def _rests(trail: Trail, i: int, rule: PassRule) -> int:
    """How often the answer to point `i` counts again before the next one. After the last, the player looks on."""
    if i + 1 == len(trail.seconds):
        return rule.updates
    pause = float(trail.seconds[i + 1] - trail.seconds[i])
    return int(pause / rule.rest) if pause > 0 else 0  # not where a drawing has no times


@dataclass(frozen=True)
class Wins:
    """What a rule does on a set of drawings, each watched for its own word, a random one and a confusable one."""

    threshold: float
    drawings: int
    rate: float  # share recognized as their own word
    false_random: float  # share recognized as a random wrong word
    false_confusable: float  # share recognized as the word that theirs is most often taken for
    median_share: float | None  # of the points at the win, over the drawings that won; None where none did
    median_seconds: float | None  # over those of them that have times


def wins(trails: Sequence[Trail], rule: PassRule) -> Wins:
    """Count. Each trail watches (own word, random wrong word, confusable wrong word), in this order."""
    own, random, confusable = [], [], []
    for trail in trails:
        a, b, c = list(trail.watched)
        own.append(win(trail, a, rule))
        random.append(win(trail, b, rule))
        confusable.append(win(trail, c, rule))
    won = [w for w in own if w]
    return Wins(
        rule.threshold,
        len(trails),
        len(won) / len(trails),
        sum(w is not None for w in random) / len(trails),
        sum(w is not None for w in confusable) / len(trails),
        _median([w.share for w in won]),
        _median([w.seconds for w in won if not math.isnan(w.seconds)]),
    )


def _median(values: list[float]) -> float | None:
    return float(np.median(values)) if values else None


def curve(trails: Sequence[Trail], rule: PassRule, thresholds: Sequence[float]) -> list[Wins]:
    """The rule at each of the thresholds."""
    return [wins(trails, replace(rule, threshold=t)) for t in thresholds]


def choose(curve: Sequence[Wins], most_random: float, most_confusable: float) -> Wins:
    """The most wins with false wins within both limits; BadInputError when no threshold keeps them."""
    fair = [w for w in curve if w.false_random <= most_random and w.false_confusable <= most_confusable]
    if not fair:
        raise BadInputError(
            f"no threshold keeps false wins to {most_random:.1%} with a random word and {most_confusable:.1%} with the "
            "most confusable: raise --most-random or --most-confusable"
        )
    return max(fair, key=lambda w: w.rate)


def describe(w: Wins) -> str:
    """One line for people."""
    share = "-" if w.median_share is None else f"{w.median_share:.2f}"
    seconds = "-" if w.median_seconds is None else f"{w.median_seconds:.1f}"
    return (
        f"threshold {w.threshold}: {w.rate:.1%} of {w.drawings} drawings win (median share of the points "
        f"{share}, {seconds} s); false wins {w.false_random:.1%} with a random word, "
        f"{w.false_confusable:.1%} with the most confusable"
    )
