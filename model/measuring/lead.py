"""How steady the guess is that players see: the display rule of the page (static/js/lead.js), for measuring.

Nothing leads until a first guess is as probable as `faint`. Another first guess takes over at once where it is more
probable than the leader by `margin`, or after it has been the first guess of every answer for `patience`. A test runs
both on the same streams.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GUESSES = 5  # in an answer, as the page gets them
Answer = tuple[float, Sequence[tuple[int, float]]]
"""Milliseconds, and the guesses (word, probability), best first, at least one."""


@dataclass(frozen=True)
class Display:
    """The rule's constants."""

    faint: float = 0.1
    margin: float = 0.15
    patience: float = 500.0  # milliseconds


def leaders(stream: Iterable[Answer], rule: Display | None = None) -> list[int | None]:
    """The words that are shown as the best guess one after another, the same never twice running."""
    rule = rule or Display()
    shown: list[int | None] = [None]
    rival, since = None, 0.0
    for now, guesses in stream:
        if rival is not None and now - since >= rule.patience:
            shown.append(rival)
            rival = None
        word, p = guesses[0]
        if word == shown[-1]:
            rival = None
        elif shown[-1] is None:
            if p >= rule.faint:
                shown.append(word)
        elif p - dict(guesses).get(shown[-1], 0.0) >= rule.margin:
            shown.append(word)
            rival = None
        elif word != rival:
            rival, since = word, now
    return shown[1:]


def flips(stream: Iterable[Answer], rule: Display | None = None) -> int:
    """How often the guess shown as the best one changes, the first one not counted."""
    return max(0, len(leaders(stream, rule)) - 1)
