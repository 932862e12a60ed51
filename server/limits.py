"""Flood limits: a token bucket, and three of them for each connection. `now` is an argument, in seconds."""

from __future__ import annotations

from dataclasses import dataclass

from server.errors import GameError


@dataclass
class Bucket:
    """Holds up to `burst` tokens and gains `rate` of them a second; full at first."""

    rate: float
    burst: float
    tokens: float
    at: float  # when the tokens were last counted

    @classmethod
    def full(cls, rate: float, burst: float, now: float) -> Bucket:
        """A bucket nobody has taken from yet."""
        return cls(rate, burst, burst, now)

    def take(self, cost: float, now: float) -> bool:
        """Take `cost` tokens if there are as many; otherwise take none and say so."""
        self.tokens = self._tokens(now)
        self.at = now
        enough = self.tokens >= cost
        self.tokens -= cost if enough else 0
        return enough

    def give(self, back: float) -> None:
        """Put back what was taken."""
        self.tokens = min(self.burst, self.tokens + back)

    def holds(self, cost: float, now: float) -> bool:
        """Whether by then as many could be taken."""
        return self._tokens(now) >= cost

    def full_at(self, now: float) -> bool:
        """Whether by then nothing is missing."""
        return self._tokens(now) >= self.burst

    def _tokens(self, now: float) -> float:
        return min(self.burst, self.tokens + self.rate * max(0.0, now - self.at))


@dataclass
class Flow:
    """What one connection may send. Generous: a page that sends its whole round again after a lost link passes."""

    messages: Bucket
    points: Bucket
    patience: Bucket  # a token for each refusal: who keeps flooding runs out of it

    def admit(self, messages: float, points: int, now: float) -> None:
        """Let so many messages and points in. GameError "slow_down" if they are too many."""
        if not self.messages.take(messages, now):
            raise _slow_down("messages", self.messages)
        if not self.points.take(points, now):
            raise _slow_down("points", self.points)

    def hopeless(self, now: float) -> bool:
        """After a refusal: whether there were too many of them."""
        return not self.patience.take(1, now)


def _slow_down(what: str, bucket: Bucket) -> GameError:
    return GameError(
        "slow_down", f"too many {what}: {bucket.rate:g} a second are taken; wait a second, then send it again"
    )
