"""What can be seen from outside: figures for Prometheus. Numbers only: never a name, an address, a word or any ink.

docs/operations.md explains each figure. One process counts for itself; Prometheus adds up.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from model import Edit, Guess, Points
from server.concurrency import Concurrency
from server.engine import Guesser

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)  # bounds of the histograms of times
SKETCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
BEAT = 0.1  # seconds between two looks at how late the hub is
WAITING = 1000  # ink messages of one player whose guesses are waited for, at most


class Metrics:
    """The figures of one app, in a registry of their own. Counting takes a microsecond or two and never waits."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        """`now`: seconds, on any clock that runs evenly."""
        self.now = now
        self.registry = r = CollectorRegistry()
        self.points = Counter("inkling_points", "Points taken in", registry=r)
        self.batch = Histogram(
            "inkling_batch_sketches", "Drawings in one call of the network", buckets=SKETCHES, registry=r
        )
        self.step = Histogram("inkling_step_seconds", "Time of one call of the network", buckets=SECONDS, registry=r)
        self.pen_to_guess = Histogram(
            "inkling_pen_to_guess_seconds", "From ink parsed to the first guess sent that has counted it in",
            buckets=SECONDS, registry=r,
        )  # fmt: skip
        self.lag = Histogram(
            "inkling_hub_lag_seconds", "How late a thread wakes that slept", buckets=SECONDS, registry=r
        )
        self.dropped = Counter(
            "inkling_guesses_dropped", "Guesses left out for newer ones: not made, or not sent", ["why"], registry=r
        )
        self.problems = Counter("inkling_problems", "Messages refused", ["code"], registry=r)
        self.rounds = Counter("inkling_rounds", "Rounds ended", ["mode", "outcome"], registry=r)
        self.refused = Counter("inkling_connections_refused", "Connections refused", ["why"], registry=r)
        self.closed = Counter("inkling_connections_closed", "Connections closed by the server", ["why"], registry=r)
        self._inked: dict[str, deque[tuple[int, float]]] = {}  # by connection: (seq, when it was parsed), oldest first

    def show(self, name: str, help: str, figure: Callable[[], float]) -> None:
        """One more figure, asked for whenever somebody looks."""
        Gauge(name, help, registry=self.registry).set_function(figure)

    def page(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self.registry)

    # -- from pen to guess ---------------------------------------------------------------------------------------------

    def inked(self, sid: str, seq: int, points: int, parsed: float) -> None:
        """Ink was taken in that had been parsed at `parsed`."""
        self.points.inc(points)
        self._inked.setdefault(sid, deque(maxlen=WAITING)).append((seq, parsed))

    def sent(self, sid: str, name: str, fields: Mapping[str, Any]) -> None:
        """A message went out."""
        if name == "guess":
            self._guessed(sid, fields["seq"])
        elif name == "over":
            self._inked.pop(sid, None)  # what was not guessed at by then never is
        elif name == "problem":
            self.problems.labels(fields["code"]).inc()

    def left(self, sid: str) -> None:
        """A connection has ended."""
        self._inked.pop(sid, None)

    def _guessed(self, sid: str, seq: int) -> None:
        waiting, now = self._inked.get(sid), self.now()
        while waiting and waiting[0][0] <= seq:
            self.pen_to_guess.observe(now - waiting.popleft()[1])

    # -- the hub -------------------------------------------------------------------------------------------------------

    def listen(self, concurrency: Concurrency, running: Callable[[], bool]) -> None:
        """Feel the hub's pulse as long as `running()`."""
        while running():
            before = self.now()
            concurrency.sleep(BEAT)
            self.lag.observe(max(0.0, self.now() - before - BEAT))


class Watched:
    """A recognizer whose calls are measured; in all else, that recognizer."""

    def __init__(self, recognizer: Guesser, metrics: Metrics) -> None:
        self._recognizer = recognizer
        self._metrics = metrics

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recognizer, name)

    def feed(self, batch: Mapping[Any, Sequence[Points | Edit]], /) -> Mapping[Any, Guess]:
        """As the recognizer's own."""
        metrics = self._metrics
        before = metrics.now()
        guesses = self._recognizer.feed(batch)
        metrics.step.observe(metrics.now() - before)
        metrics.batch.observe(len(batch))
        if superseded := sum(max(0, len(items) - 1) for items in batch.values()):
            metrics.dropped.labels("superseded").inc(superseded)
        return guesses
