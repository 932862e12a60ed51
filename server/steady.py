"""A clock that never goes back, made from one that may."""

from __future__ import annotations

from collections.abc import Callable


class Steady:
    """Seconds that only pass. A step backwards costs the moment since the last look, and time goes on from there."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen = self._now = clock()

    def __call__(self) -> float:
        """Now."""
        seen = self._clock()
        self._now += max(0.0, seen - self._seen)
        self._seen = seen
        return self._now
