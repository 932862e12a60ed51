"""The guessing engine: one batched call of the recognizer serves every drawing that has something new.

The call runs in a native thread. While it runs, whatever is drawn waits and goes into the next call together,
so that no ink is dropped and a slow machine answers less often instead of later and later. A failing call is
told to those whose drawings were in it, and the engine goes on.

What nobody is waiting for with the pen in hand is a job: it is done in the same thread in small slices, between the
calls and mostly when there are none to make.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model import Categories, Edit, Guess, PassRule, Points, Space
from server.concurrency import Concurrency
from server.rules import Mark

log = logging.getLogger(__name__)

NICE = 10  # how far the thread of a patient engine stands back behind others
REST = 0.02  # seconds at most between two calls
CALLS = 50  # after so many calls in a row a job that waits gets a slice

Job = Generator[None, None, Any]  # a slice of work for each `next`; what it returns is the result
Sketch = Hashable  # the recognizer's handle of one drawing; dropping the last reference to it frees its state


class Guesser(Protocol):
    """What the server needs of a recognizer. `model.Recognizer` is one."""

    name: str
    version: str
    categories: Categories
    rule: PassRule
    ease: Mapping[str, float]  # how easily it sees each word, 0 to 1
    space: Space | None  # in which it can be taught new words

    def open(self) -> Any:
        """The handle of a new, empty drawing."""

    def memory(self) -> int:
        """Bytes that the states of all open drawings take."""

    def feed(self, batch: Mapping[Any, Sequence[Points | Edit]], /) -> Mapping[Any, Guess]:
        """Take in what is new of each drawing; answer with a guess for each. Called in one native thread at a time."""

    def strokes(self, sketch: Any, /) -> Sequence[Guess]:
        """The guesses before the first stroke on the board and after each of them. Not while it is fed."""

    def picture(self, sketch: Any, /) -> NDArray[np.float32] | None:
        """The network's state on a drawing as some numbers, -1 to 1; None when it has none. Not while it is fed."""

    def place(self, sketch: Any, /) -> NDArray[np.float32] | None:
        """Where a drawing lies in `space`; None for a blank one. Not while it is fed."""


@dataclass
class _News:
    """What has been drawn on one sketch since its last call."""

    mark: Mark
    items: list[Points | Edit] = field(default_factory=list)


class Engine:
    """Owns the open sketches. `answered` or `failed` is called for each sketch of a call, by whoever runs `step`."""

    def __init__(
        self,
        recognizer: Guesser,
        concurrency: Concurrency,
        answered: Callable[[Sketch, Guess, Mark], None],
        failed: Callable[[Sketch], None],
        pause: float = 0.0,
    ) -> None:
        """`pause`: seconds between two calls. With one, the engine is a patient one, whose thread stands back."""
        self._recognizer = recognizer
        self._pause = pause
        self._sleep = concurrency.sleep
        self._native = concurrency.worker("guessing")
        self._wake = concurrency.event()
        self._lock = concurrency.lock()
        self._answered = answered
        self._failed = failed
        self._open: set[Sketch] = set()
        self._alone: set[Sketch] = set()
        self._news: dict[Sketch, _News] = {}
        self._jobs: deque[tuple[Job, Callable[[Any], None]]] = deque()
        self._calls = 0  # since a job had a slice

    def open(self, alone: bool = False) -> Sketch:
        """A new sketch. `alone`: never batched with others, because its ink may be what made a call fail."""
        sketch: Sketch = self._recognizer.open()
        with self._lock:
            self._open.add(sketch)
            if alone:
                self._alone.add(sketch)
        return sketch

    @property
    def sketches(self) -> int:
        """How many are open."""
        return len(self._open)

    def add(self, sketch: Sketch, items: Sequence[Points | Edit], mark: Mark) -> None:
        """Something was drawn. `mark` comes back with the first guess that has seen it all. Never waits."""
        with self._lock:
            if sketch not in self._open:
                return
            news = self._news.setdefault(sketch, _News(mark))
            news.items.extend(items)
            news.mark = mark
        self._wake.set()

    def close(self, sketch: Sketch) -> None:
        """Forget a sketch. A guess on it that is under way is not delivered."""
        with self._lock:
            self._open.discard(sketch)
            self._alone.discard(sketch)
            self._news.pop(sketch, None)

    def later(self, job: Job, done: Callable[[Any], None]) -> None:
        """Do a job when there is time, after those before it; `done` is told what it returns, or None if it fails."""
        with self._lock:
            self._jobs.append((job, done))
        self._wake.set()

    def step(self) -> bool:
        """Make one call for everything that waits, or do a slice of a job; False when there is nothing to do.

        Waits for the native thread.
        """
        if self._jobs and (not self._news or self._calls >= CALLS):
            self._slice()
            return True
        return self._call()

    def _call(self) -> bool:
        batch = self._take()
        if not batch:
            return False
        self._calls += 1
        try:
            guesses = self._native.run(self._recognizer.feed, {sketch: news.items for sketch, news in batch.items()})
        except Exception:
            log.exception("the recognizer failed on a batch of %d drawings", len(batch))
            self._deliver(batch, lambda sketch, _: self._failed(sketch))
        else:
            self._deliver(batch, lambda sketch, news: self._answered(sketch, guesses[sketch], news.mark))
        return True

    def run(self, running: Callable[[], bool]) -> None:
        """Make calls as long as `running()`; wake it with `stop`."""
        if self._pause:
            self._native.run(_stand_back)
        while running():
            self._wake.wait()
            self._wake.clear()
            while running():
                begin = time.monotonic()
                if not self.step():
                    break
                # As long as the call took: others need the interpreter too, and the next call has more to do at once.
                self._sleep(self._pause or min(time.monotonic() - begin, REST))

    def stop(self) -> None:
        """Let `run` see that it is no longer wanted, and end the native thread."""
        self._wake.set()
        self._native.close()

    def _take(self) -> dict[Sketch, _News]:
        with self._lock:
            first = next(iter(self._news), None)  # who has waited longest, so that nobody starves
            alone = first in self._alone
            together = [sketch for sketch in self._news if (sketch is first if alone else sketch not in self._alone)]
            return {sketch: self._news.pop(sketch) for sketch in together}

    def _slice(self) -> None:
        self._calls = 0
        with self._lock:
            job, done = self._jobs.popleft()
        try:
            ended, result = self._native.run(_next, job)
        except Exception:
            log.exception("a job of the engine failed")
            ended, result = True, None
        if not ended:
            with self._lock:
                self._jobs.appendleft((job, done))  # one after the other: what only waits has no sketches yet
            return
        try:
            done(result)
        except Exception:
            log.exception("the result of a job could not be delivered")

    def _deliver(self, batch: Mapping[Sketch, _News], tell: Callable[[Sketch, _News], None]) -> None:
        for sketch, news in batch.items():
            if sketch in self._open:
                try:
                    tell(sketch, news)
                except Exception:  # one player's trouble is not the next one's
                    log.exception("the answer to a drawing could not be delivered")


def _next(job: Job) -> tuple[bool, Any]:
    """One slice -> whether it was the last, and the result."""
    try:
        next(job)
    except StopIteration as stop:
        return True, stop.value
    return False, None


def _stand_back() -> None:
    """Let other threads go first, where the system can tell them apart."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
