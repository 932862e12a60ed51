"""Results wait for a database that is locked, full or away; nothing and nobody waits for a result."""

from __future__ import annotations

import logging
from collections import deque

from server.concurrency import Concurrency
from server.store.database import reason, unreachable
from server.store.results import Result, Store

log = logging.getLogger(__name__)

BACKLOG = 10_000  # results that may wait, some megabytes; the ones after them are lost
RETRY = 1.0  # seconds between two tries while the database is away
LAST = 3.0  # seconds that the end of the server may be held up


class Keeper:
    """Writes results to the store beside everything else, in a native thread, in the order they came."""

    def __init__(self, store: Store, concurrency: Concurrency) -> None:
        self._store = store
        self._concurrency = concurrency
        self._native = concurrency.worker("store")
        self._lock = concurrency.lock()
        self._waiting: deque[Result] = deque()
        self._writing = False
        self._away = self._overflowing = False

    def keep(self, result: Result) -> None:
        """Have it written soon. Never waits, never raises."""
        with self._lock:
            if len(self._waiting) >= BACKLOG:
                if not self._overflowing:
                    log.error("the database has been away for too long: results are lost from here on")
                self._overflowing = True
                return
            self._waiting.append(result)
            if self._writing:
                return
            self._writing = True
        self._concurrency.spawn(self._write_all)

    def close(self) -> None:
        """Wait for what is under way, a few seconds at most, and let go of the store."""
        for _ in range(int(10 * LAST)):
            if not self._waiting:
                break
            self._concurrency.sleep(0.1)
        with self._lock:
            if self._waiting:
                log.error("the database is away: %d results are lost", len(self._waiting))
            self._waiting.clear()
        self._native.close()
        self._store.close()

    def _write_all(self) -> None:
        while (result := self._next()) is not None:
            if self._written(result):
                self._done()
            else:
                self._concurrency.sleep(RETRY)

    def _written(self, result: Result) -> bool:
        """Whether that is settled: written, or never to be."""
        try:
            if self._away:
                self._native.run(self._store.prepare)  # it may have come back without its tables
            self._native.run(self._store.add, result)
        except Exception as error:
            if not unreachable(error):
                log.exception("a result could not be kept")
                return True
            if not self._away:
                log.error("the database cannot be written (%s): results wait for it", reason(error))
            self._away = True
            return False
        if self._away:
            log.warning("the database can be written again; %d results waited", len(self._waiting))
        self._away = self._overflowing = False
        return True

    def _next(self) -> Result | None:
        with self._lock:
            self._writing = bool(self._waiting)
            return self._waiting[0] if self._waiting else None

    def _done(self) -> None:
        with self._lock:
            if self._waiting:  # `close` may have given up meanwhile
                self._waiting.popleft()
