"""What is to be kept waits for a database that is locked, full or away; nothing and nobody waits for it."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from server.concurrency import Concurrency
from server.store.database import reason, unreachable
from server.store.results import Result, Store

log = logging.getLogger(__name__)

BACKLOG = 10_000  # results that may wait, some megabytes; the ones after them are lost
TOGETHER = 100  # results that are written at once
RETRY = 1.0  # seconds between two tries while the database is away
LAST = 3.0  # seconds that the end of the server may be held up

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


class Backlog(Generic[Item, Outcome]):
    """Writes items beside everything else, in a native thread, in the order they came."""

    def __init__(
        self,
        concurrency: Concurrency,
        name: str,
        write: Callable[[Sequence[Item]], Sequence[Outcome]],
        prepare: Callable[[], None],
        batch: int = 1,
        weigh: Callable[[Item], int] = lambda item: 1,
        most: int | None = None,
        settled: Callable[[Item, Outcome | None], None] = lambda item, outcome: None,
    ) -> None:
        """`name`: one of the items, in the log, and the thread.

        `write`: all of up to `batch` items, or (when it raises) none; an outcome for each. `prepare`: makes the tables
        again in a database that was away. `most`: what may wait, as `weigh` weighs it. `settled`: told once an item is
        written, with its outcome, or can never be, with None.
        """
        self._concurrency, self._name = concurrency, name
        self._write, self._prepare, self._settled = write, prepare, settled
        self._batch, self._weigh, self._most = batch, weigh, most
        self._native = concurrency.worker(name)
        self._lock = concurrency.lock()
        self._waiting: deque[Item] = deque()
        self._weight = 0
        self._alone = 0  # items that are written one at a time: one of them made the batch fail
        self._writing = False
        self._away = self._overflowing = False

    @property
    def waiting(self) -> int:
        """Items that are not settled."""
        return len(self._waiting)

    def put(self, item: Item) -> bool:
        """Have it written soon; False when too much waits already. Never waits, never raises."""
        with self._lock:
            if self._weight >= (BACKLOG if self._most is None else self._most):
                if not self._overflowing:
                    log.error("the database has been away for too long: %ss are lost from here on", self._name)
                self._overflowing = True
                return False
            self._waiting.append(item)
            self._weight += self._weigh(item)
            if self._writing:
                return True
            self._writing = True
        self._concurrency.spawn(self._write_all)
        return True

    def close(self) -> None:
        """Wait for what is under way, a few seconds at most."""
        for _ in range(int(10 * LAST)):
            if not self._waiting:
                break
            self._concurrency.sleep(0.1)
        with self._lock:
            if self._waiting:
                log.error("the database is away: %d %ss are lost", len(self._waiting), self._name)
            self._waiting.clear()
        self._native.close()

    def _write_all(self) -> None:
        while items := self._next():
            outcomes = self._written(items)
            if outcomes is None:
                self._concurrency.sleep(RETRY if self._away else 0)
                continue
            self._done(items)
            for item, outcome in zip(items, outcomes, strict=True):
                self._settled(item, outcome)

    def _written(self, items: Sequence[Item]) -> Sequence[Outcome | None] | None:
        """What became of them; None when that is not settled yet."""
        try:
            if self._away:
                self._native.run(self._prepare)  # it may have come back without its tables
            outcomes = self._native.run(self._write, items)
        except Exception as error:
            if not unreachable(error):
                return self._failed(items)
            if not self._away:
                log.error("the database cannot be written (%s): %ss wait for it", reason(error), self._name)
            self._away = True
            return None
        if self._away:
            log.warning("the database can be written again; %d %ss waited", len(self._waiting), self._name)
        self._away = self._overflowing = False
        return outcomes

    def _failed(self, items: Sequence[Item]) -> Sequence[None] | None:
        """One of them can never be written. Which one shows when each is tried alone."""
        if len(items) > 1:
            self._alone = len(items)
            return None
        log.exception("a %s could not be kept", self._name)
        return (None,)

    def _next(self) -> list[Item]:
        with self._lock:
            self._writing = bool(self._waiting)
            count = 1 if self._alone else self._batch
            return [self._waiting[i] for i in range(min(count, len(self._waiting)))]

    def _done(self, items: Sequence[Item]) -> None:
        with self._lock:
            self._alone = max(0, self._alone - len(items))
            if self._waiting:  # `close` may have given up meanwhile
                for item in items:
                    self._waiting.popleft()
                    self._weight -= self._weigh(item)


class Keeper(Backlog[Result, None]):
    """Writes results to the store."""

    def __init__(self, store: Store, concurrency: Concurrency) -> None:
        super().__init__(concurrency, "result", self._add, store.prepare, batch=TOGETHER)
        self._store = store

    def keep(self, result: Result) -> None:
        """Have it written soon. Never waits, never raises."""
        self.put(result)

    def close(self) -> None:
        """Wait for what is under way, a few seconds at most, and let go of the store."""
        super().close()
        self._store.close()

    def _add(self, results: Sequence[Result]) -> Sequence[None]:
        self._store.add(*results)
        return [None] * len(results)
