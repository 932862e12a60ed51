"""Chance, as far as somebody needs it: each a part of `random.Random`, so that tests bring one that repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Chooser(Protocol):
    """Chooses."""

    def choice(self, texts: Sequence[str], /) -> str:
        """One of them."""


class Shuffler(Protocol):
    """Shuffles."""

    def sample(self, texts: Sequence[str], k: int, /) -> list[str]:
        """So many of them, in any order."""


class Bits(Protocol):
    """Makes keys and tokens."""

    def getrandbits(self, bits: int, /) -> int:
        """So many random bits."""


class Fractions(Protocol):
    """Draws lots."""

    def random(self) -> float:
        """A number from 0 to 1."""


class Random(Chooser, Shuffler, Bits, Protocol):
    """What the game and rooms need."""


def token(rng: Bits) -> str:
    """32 hexadecimal digits: a secret that nobody guesses, or an id that there is once."""
    return f"{rng.getrandbits(128):032x}"
