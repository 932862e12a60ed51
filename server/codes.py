"""Codes that pupils type, tokens that nobody guesses, and a limit for those who try.

Letters and digits that look like others are left out: there are 21 ** 6 codes, 86 million. Who may try one every two
seconds, as long as a room lasts, finds it once in ten thousand times.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from server.chance import Chooser
from server.errors import GameError
from server.limits import Bucket

LETTERS = "ACDEFHJKMNPRTWXY34679"  # without B and 8, G, I, 1 and L, O, 0 and Q, S and 5, U and V, Z and 2
LENGTH = 6
SWEEP = 1000  # addresses remembered before those who have stopped trying are forgotten


def code(rng: Chooser, taken: Callable[[str], bool]) -> str:
    """A code that is not taken."""
    while taken(made := "".join(rng.choice(LETTERS) for _ in range(LENGTH))):
        pass
    return made


def tidy(typed: str) -> str:
    """A code as it was meant: small letters, blanks and hyphens do not matter."""
    return "".join(typed.split()).replace("-", "").upper()


def possible(code: str) -> bool:
    """Whether there may be such a code."""
    return len(code) == LENGTH and set(code) <= set(LETTERS)


def hashed(token: str) -> str:
    """What is kept of a token: whoever reads it cannot come in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


class Tries:
    """Counts by address, in memory only, what nobody should do often."""

    def __init__(self, rate: float, burst: float, complaint: str) -> None:
        """So many a second, and so many at once; the `complaint` is what who does more is told."""
        self._rate, self._burst, self._complaint = rate, burst, complaint
        self._tries: dict[str, Bucket] = {}

    def check(self, address: str, now: float) -> None:
        """Before it is done. GameError "slow_down" when it was done too often."""
        bucket = self._tries.get(address)
        if bucket and not bucket.holds(1, now):
            raise GameError("slow_down", self._complaint)

    def count(self, address: str, now: float) -> None:
        """It was done once more."""
        if len(self._tries) >= SWEEP:
            self._tries = {name: b for name, b in self._tries.items() if not b.full_at(now)}
        self._tries.setdefault(address, Bucket.full(self._rate, self._burst, now)).take(1, now)

    def forgive(self, address: str) -> None:
        """What was counted was no such thing."""
        if bucket := self._tries.get(address):
            bucket.give(1)
