"""Thinning a live pen: which of its dense points become steps.

Quick Draw's simplified drawings keep the points that Ramer-Douglas-Peucker keeps, a rule over the whole stroke. A live
pen has only what was drawn so far, so this is an opening window: the last point before the chord from the last kept
point leaves the pen's path is kept. The newest position is always a step too, but a tentative one: it is fed to the
network to answer now, and not kept.

Looking at all positions since the last kept point would cost the more the longer a line gets. So the directions in
which a chord surely passes them closely enough are known as a sector, which every position narrows (after Williams
1978). Inside it nothing needs to be looked at; the first position outside usually ends the window.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

Place = tuple[float, float]


@dataclass(frozen=True)
class Thinning:
    """How far the path may lie off the chord, as a share of the drawing's size so far."""

    tolerance: float = 2 / 255  # Quick Draw's epsilon over its box
    least_size: float = 300.0  # board units: a smaller drawing is thinned as if it were this large
    window: int = 128  # pen positions after which one is kept anyway, so that the work for a point is bounded


class Kept(NamedTuple):
    """A point that became a step."""

    x: float
    y: float
    first: bool  # of its stroke


class Sector(NamedTuple):
    """The chords from the last kept point that pass all positions since: `reach` or longer, between two directions."""

    low: Place
    high: Place  # from `low` clockwise by less than half a turn
    reach: float

    def holds(self, x: float, y: float) -> bool:
        """Whether the chord to (x, y), relative to the last kept point, is one of them."""
        (ax, ay), (bx, by) = self.low, self.high
        inside = ax * y >= ay * x and x * by >= y * bx and (ax + bx) * x + (ay + by) * y > 0
        return inside and math.hypot(x, y) >= self.reach

    def narrowed(self, other: Sector) -> Sector:
        """What both hold; they overlap."""
        low = other.low if self.low[0] * other.low[1] > self.low[1] * other.low[0] else self.low
        high = other.high if other.high[0] * self.high[1] > other.high[1] * self.high[0] else self.high
        return Sector(low, high, max(self.reach, other.reach))


NOWHERE = Sector((0.0, 0.0), (0.0, 0.0), math.inf)


@dataclass
class Thinner:
    """The thinning of one sketch. `add` says which points became certain, `tentative` which one is not yet."""

    rule: Thinning = field(default_factory=Thinning)
    low: Place = (math.inf, math.inf)
    high: Place = (-math.inf, -math.inf)
    limit: float = 0.0  # how far the path may lie off the chord, in board units; it never falls
    since: list[Place] = field(default_factory=list)  # the last kept point of this stroke and all pen positions since
    sector: Sector | None = None  # None: any chord

    def add(self, x: float, y: float) -> Kept | None:
        """Take the pen's next position (board units) -> the point that is kept now, if any."""
        (left, top), (right, bottom) = self.low, self.high
        if not (left <= x <= right and top <= y <= bottom):
            self._grow(x, y)
        since = self.since
        if not since:
            self.since = [(x, y)]
            return Kept(x, y, True)
        last = since[-1]
        if (x, y) == last:
            return None
        if len(since) > 1 and (len(since) > self.rule.window or self._leaves(x, y)):
            self.since, self.sector = [last], None
            self._follow(x, y)
            return Kept(*last, False)
        self._follow(x, y)
        return None

    def lift(self) -> Kept | None:
        """The pen leaves the board: its last position is kept, unless it is already."""
        last = self.tentative
        self.since, self.sector = [], None
        return Kept(*last, False) if last else None

    @property
    def tentative(self) -> Place | None:
        """The newest pen position, when it is not kept yet."""
        return self.since[-1] if len(self.since) > 1 else None

    def copy(self) -> Thinner:
        """A thinner in the same place."""
        return Thinner(self.rule, self.low, self.high, self.limit, self.since.copy(), self.sector)

    def _grow(self, x: float, y: float) -> None:
        left, top = self.low = min(self.low[0], x), min(self.low[1], y)
        right, bottom = self.high = max(self.high[0], x), max(self.high[1], y)
        self.limit = self.rule.tolerance * max(right - left, bottom - top, self.rule.least_size)

    def _follow(self, x: float, y: float) -> None:
        """The pen went to (x, y) and nothing was kept there: chords must pass it, too."""
        ax, ay = self.since[0]
        self.since.append((x, y))
        x, y, limit = x - ax, y - ay, self.limit
        far = math.hypot(x, y)
        if far <= limit:
            return  # every chord begins close enough
        sin = limit / far
        cos = math.sqrt(1 - sin * sin)
        ux, uy = x / far, y / far
        low, high = (ux * cos + uy * sin, uy * cos - ux * sin), (ux * cos - uy * sin, uy * cos + ux * sin)
        own = Sector(low, high, far)
        if not self.sector:
            self.sector = own
        else:
            self.sector = self.sector.narrowed(own) if self.sector.holds(x, y) else NOWHERE

    def _leaves(self, x: float, y: float) -> bool:
        """Whether a position since the last kept point is too far off the chord from there to (x, y)."""
        ax, ay = self.since[0]
        dx, dy = x - ax, y - ay
        if not self.sector or self.sector.holds(dx, dy):
            return False
        limit = self.limit
        square = dx * dx + dy * dy
        for px, py in self.since[1:]:
            along = ((px - ax) * dx + (py - ay) * dy) / square if square else 0.0
            along = min(1.0, max(0.0, along))
            if math.hypot(px - ax - along * dx, py - ay - along * dy) > limit:
                return True
        return False
