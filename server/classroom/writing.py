"""Rooms outlive the process: what has changed is written by a native thread of its own, and read when one begins.

Where several processes share the shelf, a room has one owner. A process reads a room when somebody asks for it, owns it
from then on, and lets go of one that another has come to own.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from server import codes
from server.classroom.hall import Hall
from server.concurrency import Concurrency
from server.errors import GameError
from server.keeping import saved
from server.keeping.rooms import Kept
from server.lives import Live, read
from server.rooms import play

log = logging.getLogger(__name__)

SAVE = 0.5  # seconds between two writes
TEND = 60.0  # seconds between two looks for what is too old
RETRY = 1.0  # seconds for which nobody asks a shelf that has just failed


class Shelf(Protocol):
    """Where rooms outlive the process. It waits: it is called in a native thread."""

    shared: bool  # whether other processes keep their rooms there as well

    def put(self, owner: str, kept: Sequence[Kept], gone: Collection[str]) -> set[str]:
        """Write these rooms, and delete those codes. Which others own now."""

    def claim(self, owner: str, code: str) -> Kept | None:
        """Become the owner of a room, and get it."""

    def load(self, owner: str) -> list[Kept]:
        """Become the owner of all rooms that are kept, and get them."""

    def tend(self) -> None:
        """Delete what is too old."""


class Writing:
    """A shelf that is away is one line in the log; rooms go on without it."""

    def __init__(self, hall: Hall, shelf: Shelf, concurrency: Concurrency) -> None:
        self._hall, self._shelf, self._concurrency = hall, shelf, concurrency
        self._me = uuid.uuid4().hex
        self._writer = concurrency.worker("rooms")
        self._one, self._asking = concurrency.lock(), concurrency.lock()  # of those who write, and of those who ask
        self._saved = self._tended = self._failed = -TEND
        self._away = self._writing = False

    def load(self) -> None:
        """The rooms of a process that has ended. Where others may still play them, each waits until it is asked for."""
        if not self._shelf.shared:
            for kept in self._shelf.load(self._me):
                self._read(kept)

    def fetch(self, sid: str, typed: str) -> None:
        """The room that this page asks for is here from now on, if it is anywhere and its pages are to meet here.

        Waits. Not for whoever holds the game's lock. GameError "slow_down", and "away" when nobody knows.
        """
        if not self._shelf.shared:
            return
        code = codes.tidy(typed)
        with self._asking:
            if not self._seeks(sid, code):
                return
            try:
                kept = self._ask(code)
            except Exception as error:
                self._missed(error)
                if code in self._hall.lives:
                    return
                raise GameError("away", "the database cannot be reached just now; try it again in a moment") from None
            with self._hall.game.lock:
                old = self._hall.lives.get(code)
                if kept and not (kept.owner == self._me and (old or code in self._hall.gone)):
                    if old:
                        self._hall.let_go(old)
                    self._read(kept)

    def opened(self, live: Live) -> None:
        """A new room is to be found by other processes at once: its host may reach another one next.

        Waits. Not for whoever holds the game's lock. GameError "away" when it cannot be written: there is no room then.
        """
        if not self._shelf.shared:
            return
        self.flush()
        with self._hall.game.lock:
            if live.kept:
                return
            if self._hall.lives.get(live.room.code) is live:
                self._hall.leave(live.host or "")
                self._hall.close(live, "closed")
        raise GameError("away", "the room cannot be written down just now; open it again in a moment")

    def flush_in_time(self) -> None:
        """Write what has changed if it is time for that. Does not wait: frames do not wait for the database."""
        now = self._hall.clock()
        if not self._writing and now >= self._saved + SAVE:
            self._concurrency.spawn(self.flush)
        if now >= self._tended + TEND:
            self._tended = now
            self._concurrency.spawn(self._tend)

    def flush(self) -> None:
        """Write what has changed, now. Waits for the writing, not for anything else."""
        with self._one:
            self._flush()

    def close(self) -> None:
        """Write what has changed, and let go of the thread."""
        try:
            self.flush()
        finally:
            self._writer.close()

    def _flush(self) -> None:
        hall = self._hall
        with hall.game.lock:
            self._saved = hall.clock()
            lives = {live.room.code: live for live in hall.lives.values() if live.dirty or live.fresh}
            kept, gone = self._dumped(lives.values()), frozenset(hall.gone)
            erased = {code: hall.erased.pop(code, set()) for code in (*(room.code for room in kept), *gone)}
        if not kept and not gone:
            return
        self._writing = True
        try:
            taken = self._writer.run(self._shelf.put, self._me, kept, gone)
            self._away = False
        except Exception as error:
            self._missed(error)
            with hall.game.lock:
                for code, keys in erased.items():
                    hall.erased.setdefault(code, set()).update(keys)
                for room in kept:
                    live = lives[room.code]
                    live.fresh, live.dirty = {**room.pieces, **live.fresh}, True
        else:
            with hall.game.lock:
                hall.gone -= gone
                hall.game.erase({key for code, keys in erased.items() if code not in taken for key in keys})
                self._written({room.code: lives[room.code] for room in kept}, taken)
        finally:
            self._writing = False

    def _dumped(self, lives: Iterable[Live]) -> list[Kept]:
        """Rooms as they are written down. One that cannot be keeps no other from it."""
        kept = []
        for live in lives:
            try:
                kept.append(live.written(self._saved))
            except ValueError as error:
                log.error("a room cannot be written down (%s); it goes on without", type(error).__name__)
        return kept

    def _written(self, lives: Mapping[str, Live], taken: set[str]) -> None:
        hall = self._hall
        for code, live in lives.items():
            live.kept |= code not in taken
            if code in taken and hall.lives.get(code) is live:
                log.info("a room goes on in another process")
                hall.let_go(live)

    def _seeks(self, sid: str, code: str) -> bool:
        with self._hall.game.lock:
            return self._hall.seeks(sid, code)

    def _ask(self, code: str) -> Kept | None:
        if self._hall.clock() < self._failed + RETRY:
            raise TimeoutError("it has just failed")
        try:
            kept = self._writer.run(self._shelf.claim, self._me, code)
        except Exception:
            self._failed = self._hall.clock()
            raise
        self._away = False
        return kept

    def _read(self, kept: Kept) -> None:
        try:
            live = read(kept, self._hall.clock())
        except saved.UnreadableError as error:
            log.error("a room that was kept cannot be read: %s", error)
            return
        room = play.playable(live.room, self._hall.game.vocabulary.words)
        if room.phase != live.room.phase:
            log.warning("a room that was kept has words to draw that are not known here; it is back in its lobby")
            live.forget_drawings()
            live.dirty = True
        live.room = room
        self._hall.lives[room.code] = live

    def _tend(self) -> None:
        try:
            self._writer.run(self._shelf.tend)
        except Exception as error:
            self._missed(error)

    def _missed(self, error: Exception) -> None:
        if not self._away:
            log.error("rooms cannot be kept (%s); they go on without", type(error).__name__)
        self._away = True
