"""Thinning a live pen: which of its dense points become steps.

Quick Draw's simplified drawings keep the points that Ramer-Douglas-Peucker keeps, a rule over the whole stroke. A live
pen has only what was drawn so far, so this is an opening window: the last point before the chord from the last kept
point leaves the pen's path is kept. The newest position is always a step too, but a tentative one: it is fed to the
network to answer now, and not kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Thinning:
    """How far the path may lie off the chord, as a share of the drawing's size so far."""

    tolerance: float = 2 / 255  # Quick Draw's epsilon over its box
    least_size: float = 300.0  # board units: a smaller drawing is thinned as if it were this large
    window: int = 128  # pen positions after which one is kept anyway, so that the work for a point is bounded


@dataclass
class Thinner:
    """The thinning of one sketch. `add` says which points became certain, `tentative` which one is not yet."""

    rule: Thinning = field(default_factory=Thinning)
    low: tuple[float, float] = (math.inf, math.inf)
    high: tuple[float, float] = (-math.inf, -math.inf)
    since: tuple[tuple[float, float], ...] = ()  # the last kept point of this stroke and all pen positions since

    def add(self, x: float, y: float) -> list[tuple[float, float, bool]]:
        """Take the pen's next position (board units) -> points now kept: (x, y, begins a stroke), none or one."""
        self.low = (min(self.low[0], x), min(self.low[1], y))
        self.high = (max(self.high[0], x), max(self.high[1], y))
        if not self.since:
            self.since = ((x, y),)
            return [(x, y, True)]
        if (x, y) == self.since[-1]:
            return []
        if len(self.since) > 1 and (len(self.since) > self.rule.window or self._leaves(x, y)):
            kept = self.since[-1]
            self.since = (kept, (x, y))
            return [(*kept, False)]
        self.since = (*self.since, (x, y))
        return []

    def lift(self) -> list[tuple[float, float, bool]]:
        """The pen leaves the board: its last position is kept, unless it is already."""
        last = self.since[1:][-1:]
        self.since = ()
        return [(*p, False) for p in last]

    @property
    def tentative(self) -> tuple[float, float] | None:
        """The newest pen position, when it is not kept yet."""
        return self.since[-1] if len(self.since) > 1 else None

    def copy(self) -> Thinner:
        """A thinner in the same place."""
        return Thinner(self.rule, self.low, self.high, self.since)

    def _leaves(self, x: float, y: float) -> bool:
        """Whether a position since the last kept point is too far off the chord from there to (x, y)."""
        size = max(self.high[0] - self.low[0], self.high[1] - self.low[1], self.rule.least_size)
        limit = self.rule.tolerance * size
        (ax, ay), *between = self.since
        dx, dy = x - ax, y - ay
        square = dx * dx + dy * dy
        for px, py in between:
            along = ((px - ax) * dx + (py - ay) * dy) / square if square else 0.0
            along = min(1.0, max(0.0, along))
            if math.hypot(px - ax - along * dx, py - ay - along * dy) > limit:
                return True
        return False
