"""Keeps every player on the shelf, a moment after each change, and takes over those of a process that is gone."""

from __future__ import annotations

import logging
import math
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from server.codes import hashed
from server.concurrency import Concurrency
from server.keeping import saved
from server.keeping.shelf import Answer, Found, Record, Shelf
from server.players import Player

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds that changes are gathered for: what a killed process loses, and pages send again
SOON = 0.1  # seconds that changes are gathered for which are written at once
RETRY = 1.0  # seconds between two tries while the shelf is away
TEND = 60.0  # seconds between two clearings of what is too old
LOOK = 1.0  # seconds between two looks whether it is time for that


@dataclass(frozen=True)
class _Mark:
    """How much of a player is on the shelf."""

    round: str | None
    entries: int


class Keeping:
    """Holds up nobody but who calls `recall`, `flush` or `close`. A shelf that is away is one line in the log."""

    def __init__(
        self,
        shelf: Shelf,
        concurrency: Concurrency,
        clock: Callable[[], float],
        everybody: Callable[[], Iterable[Player]],
        taken: Callable[[Player], None],
    ) -> None:
        """`clock`: the game's. `everybody` is kept anew when the shelf lost some; `taken` hears who plays elsewhere."""
        self._shelf = shelf
        self._concurrency = concurrency
        self._clock = clock
        self._everybody = everybody
        self._taken = taken
        self._me = uuid.uuid4().hex
        self._writer = concurrency.worker("keeping")
        self._reader = concurrency.worker("recalling")  # whoever comes back does not wait for the writes of others
        self._lock = concurrency.lock()
        self._changed: dict[Player, None] = {}
        self._urgent: dict[Player, None] = {}  # those of them that are not to wait
        self._gone: dict[str, bool] = {}  # keys, and whether another process may own them
        self._writing = self._away = self._closed = False
        self._kept: WeakKeyDictionary[Player, _Mark] = WeakKeyDictionary()  # the writer's own
        self._tended = -math.inf

    def save(self, player: Player, at_once: bool = False) -> None:
        """The player has changed: write it in a moment, together with others, or at once. Never waits."""
        with self._lock:
            self._changed[player] = None
            urge = at_once and not self._away and not self._urgent
            if at_once:
                self._urgent[player] = None
        if urge:
            self._concurrency.spawn(self._hurry)
        self._wake()

    def forget(self, player: Player) -> None:
        """The player will not come back. Never waits."""
        with self._lock:
            self._changed.pop(player, None)
            self._urgent.pop(player, None)
            self._gone.setdefault(player.key, False)
        self._wake()

    def erase(self, keys: Iterable[str]) -> None:
        """Nothing is to be left of these players, whoever owned them last: at once. Never waits."""
        with self._lock:
            self._gone |= dict.fromkeys(keys, True)
        if not self._away:
            self._concurrency.spawn(self._hurry)
        self._wake()

    def recall(self, token: str, known: bool) -> Found | None:
        """What is kept of the player with this token, who is this process's from now on. Waits, some seconds at most.

        None when nothing is kept, when it cannot be had, or when a player `known` here is this process's own.
        """
        if self._away or (known and not self._shelf.shared):
            return None
        key = hashed(token)  # what is wrong with it is no fault of the shelf
        try:
            found = self._reader.run(self._shelf.claim, self._me, key)
        except Exception as error:
            self._failed(error)
            self._wake()
            return None
        if found and (key in self._gone or (known and found.owner == self._me)):
            return None
        return found

    def flush(self) -> None:
        """Write what has changed, now. When the shelf is away, it is tried again soon."""
        with self._lock:
            changed, gone = self._changed, self._gone
            self._changed, self._urgent, self._gone = {}, {}, {}
        self._keep(changed, gone)

    def _hurry(self) -> None:
        """Write what is urgent, and leave the rest where it is: most of it changes again before its time."""
        self._concurrency.sleep(SOON)
        with self._lock:
            (urgent, self._urgent), (gone, self._gone) = (self._urgent, {}), (self._gone, {})
            self._changed = {player: None for player in self._changed if player not in urgent}
        self._keep(urgent, gone)  # or a player who was forgotten before would be dropped after

    def _keep(self, changed: dict[Player, None], gone: dict[str, bool]) -> None:
        if self._closed or not (changed or gone or self._away):
            return
        try:
            taken, lost = self._writer.run(self._write, list(changed), gone)
        except Exception as error:
            self._failed(error)
            with self._lock:
                here = {player: None for player in changed if player.key not in self._gone}
                self._changed = here | self._changed
                self._gone |= {key: anybodys or self._gone.get(key, False) for key, anybodys in gone.items()}
            self._wake()
            return
        if self._away:
            log.warning("rounds are kept again")
        if self._away or lost:
            playing = dict.fromkeys(player for player in self._everybody() if player.round)
            with self._lock:
                self._changed = playing | self._changed
            self._wake()
        self._away = False
        for player in taken:
            self._taken(player)

    def run(self, running: Callable[[], bool]) -> None:
        """Have what is too old cleared away, whether somebody plays or not, as long as `running()`."""
        while running():
            if not self._away and self._clock() >= self._tended + TEND:
                try:
                    self._writer.run(self._tend)
                except Exception as error:
                    self._failed(error)
                    self._wake()
            self._concurrency.sleep(LOOK)

    def close(self) -> None:
        """Write what has changed, and let go of the shelf."""
        self.flush()
        self._closed = True
        self._writer.close()
        self._reader.close()
        self._shelf.close()

    def _wake(self) -> None:
        with self._lock:
            if self._writing or self._closed:
                return
            self._writing = True
        self._concurrency.spawn(self._write_on)

    def _write_on(self) -> None:
        """Write as long as there is something to write."""
        while self._more():
            self._concurrency.sleep(RETRY if self._away else PAUSE)
            self.flush()

    def _more(self) -> bool:
        with self._lock:
            self._writing = bool(self._changed or self._gone or self._away) and not self._closed
            return self._writing

    def _failed(self, error: Exception) -> None:
        if not self._away:
            reason = (str(error).splitlines() or [""])[0]
            log.error("rounds cannot be kept (%s: %s); they go on without", type(error).__name__, reason)
        self._away = True

    # -- in the writer's thread ----------------------------------------------------------------------------------------

    def _write(self, changed: Sequence[Player], gone: Mapping[str, bool]) -> tuple[list[Player], bool]:
        """Returns the players whom another process has taken, and whether the shelf has lost some."""
        try:
            # First: who was forgotten and plays again is missing then, and written whole.
            if mine := [key for key, anybodys in gone.items() if not anybodys]:
                self._shelf.drop(self._me, mine)
            if erased := [key for key, anybodys in gone.items() if anybodys]:
                self._shelf.erase(erased)
            answers = self._put(changed)
            missing = [player for player, answer in answers.items() if answer is Answer.MISSING]
            for player in missing:
                self._kept.pop(player, None)
            answers |= self._put(missing)
            if self._away:
                self._tend()  # which shows whether the shelf is there again, if there is nothing to write
        except Exception:
            self._kept.clear()  # nobody knows how much of it was written
            raise
        return [player for player, answer in answers.items() if answer is Answer.TAKEN], bool(missing)

    def _tend(self) -> None:
        self._shelf.tend()
        self._tended = self._clock()

    def _put(self, players: Sequence[Player]) -> dict[Player, Answer]:
        records, marks = [], []
        for player in players:
            record, mark = self._record(player)
            records.append(record)
            marks.append(mark)
        answers = dict(zip(players, self._shelf.put(self._me, records), strict=True))
        self._kept.update(
            {player: mark for player, mark in zip(players, marks, strict=True) if answers[player] is Answer.KEPT}
        )
        return answers

    def _record(self, player: Player) -> tuple[Record, _Mark]:
        round, match = player.round, player.match  # neither ever changes: they are replaced
        entries = round.log if round else ()
        mark = _Mark(round.id if round else None, len(entries))
        before = self._kept.get(player)
        start = before.entries if before and before.round == mark.round else 0
        head = saved.head(player.id, round, match, self._clock())
        whole = before is None or before.round != mark.round
        return Record(player.key, head, start, saved.ink(entries[start:]), whole), mark
