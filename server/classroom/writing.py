"""Rooms outlive the process: what has changed is written by a native thread of its own, and read when one begins."""

from __future__ import annotations

import logging
from typing import Protocol

from server.classroom.hall import Hall
from server.concurrency import Concurrency
from server.keeping import saved
from server.keeping.rooms import Kept
from server.lives import read

log = logging.getLogger(__name__)

SAVE = 0.5  # seconds between two writes


class Shelf(Protocol):
    """Where rooms outlive the process. It waits: it is called in a native thread."""

    def put(self, kept: list[Kept], gone: list[str], forgotten: list[str]) -> None:
        """Write these rooms; delete those codes, and what is kept of players under those keys."""

    def load(self) -> list[Kept]:
        """All rooms that are kept."""


class Writing:
    """A shelf that is away is one line in the log; rooms go on without it."""

    def __init__(self, hall: Hall, shelf: Shelf, concurrency: Concurrency) -> None:
        self._hall, self._shelf, self._concurrency = hall, shelf, concurrency
        self._writer = concurrency.worker("rooms")
        self._saved = 0.0
        self._away = self._writing = False

    def load(self) -> None:
        """The rooms of a process that has ended."""
        words = self._hall.game.vocabulary.words
        for kept in self._shelf.load():
            try:
                live = read(kept, self._hall.clock())
            except saved.UnreadableError as error:
                log.error("a room that was kept cannot be read: %s", error)
                continue
            if all(word in words or word in live.room.own for word in live.room.deck):
                self._hall.lives[live.room.code] = live

    def flush_in_time(self) -> None:
        """Write what has changed if it is time for that. Does not wait: frames do not wait for the database."""
        if not self._writing and self._hall.clock() >= self._saved + SAVE:
            self._concurrency.spawn(self.flush)

    def flush(self) -> None:
        """Write what has changed, now. Waits for the writing, not for anything else."""
        hall = self._hall
        with hall.game.lock:
            now = self._saved = hall.clock()
            lives = [live for live in hall.lives.values() if live.dirty or live.fresh]
            kept = [live.written(now) for live in lives]
            (gone, hall.gone), (forgotten, hall.forgotten) = (hall.gone, []), (hall.forgotten, [])
        if not kept and not gone:
            return
        self._writing = True
        try:
            self._writer.run(self._shelf.put, kept, gone, forgotten)
            self._away = False
        except Exception as error:
            if not self._away:
                log.error("rooms cannot be kept (%s); they go on without", type(error).__name__)
            self._away = True
            with hall.game.lock:
                hall.gone, hall.forgotten = hall.gone + gone, hall.forgotten + forgotten
                for live, room in zip(lives, kept, strict=True):
                    live.fresh, live.dirty = {**room.pieces, **live.fresh}, True
        finally:
            self._writing = False

    def close(self) -> None:
        """Write what has changed, and let go of the thread."""
        self.flush()
        self._writer.close()
