"""What a shelf is: a place outside of this process where players are kept, each under a key and by one owner.

The owner is the process that plays with the player. Whoever claims a player owns it from then on, and what the owner
before still wants to write is refused: two processes never write into one round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

KEPT_FOR = 3600.0  # seconds after the last write


@dataclass(frozen=True)
class Record:
    """What is to be kept of one player. The head replaces the one before; the ink is added to the ink before."""

    key: str
    head: bytes
    start: int  # entries of the round's log that come before `ink`
    ink: bytes  # further entries, perhaps none
    whole: bool  # the ink begins anew: nothing of what was kept before counts


class Answer(Enum):
    """What became of a record."""

    KEPT = "kept"
    MISSING = "missing"  # nothing is kept that it could be added to: it must come whole
    TAKEN = "taken"  # another process owns the player now


@dataclass(frozen=True)
class Found:
    """What was kept of one player."""

    owner: str  # until now
    age: float  # seconds since the last write, on the shelf's clock
    head: bytes
    ink: tuple[tuple[int, bytes], ...]  # (start, ink) of each record, in order


class Shelf(Protocol):
    """Waits, and raises whatever its library raises when it cannot be reached. May be used by two threads at once."""

    shared: bool  # whether other processes may use it at the same time

    def put(self, owner: str, records: Sequence[Record]) -> list[Answer]:
        """Keep these, all of them or (when it raises) perhaps none. An answer for each."""

    def claim(self, owner: str, key: str) -> Found | None:
        """Become the owner of a player, and get what is kept. None when nothing is."""

    def drop(self, owner: str, keys: Sequence[str]) -> None:
        """Forget those of these players who belong to this owner."""

    def erase(self, keys: Sequence[str]) -> None:
        """Forget these players, whoever owns them."""

    def tend(self) -> None:
        """Clear away what has not been written for KEPT_FOR seconds; raises when the shelf cannot be reached."""

    def close(self) -> None:
        """Let go of it."""
