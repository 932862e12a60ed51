"""A file of drawings into the database: all of it, or nothing.

The file is read and checked to its end first, and what is to be written waits on the disk, so that memory stays small
and no player waits for a slow reader. Then it is written in transactions of BATCH drawings, between which others write;
one statement makes all of them count. What a process that was killed leaves counts never, and is removed by the next.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from model import ink
from server.doodles.imports import arrivals
from server.doodles.imports.checks import row
from server.doodles.imports.entries import entries
from server.doodles.tables import VERSION, Doodle, Withdrawal

BATCH = 1_000  # drawings in memory, and in a transaction, at once
SHOWN = 5  # broken drawings that are told of in full


@dataclass
class Imported:
    """What came of a file."""

    taken: int = 0
    there: int = 0  # were in the database already
    withdrawn: int = 0  # had been taken back, and stay away
    skipped: int = 0  # are broken
    words: Counter[str] = field(default_factory=Counter)  # of those taken
    broken: list[ink.InkError] = field(default_factory=list)


def take(
    engine: Engine, path: Path, today: date, status: str = "waiting", source: str | None = None,
    word: str | None = None, skip_broken: bool = False, step: Callable[[int], object] = lambda done: None,
) -> Imported:  # fmt: skip
    """Write the drawings of a file as rows of this status; those whose key is there already are left as they are.

    What does not come in as "waiting" was reviewed by somebody else, and no vote of players changes it.

    InkError, and nothing is written, for a file with a broken drawing, unless these are to be skipped; SetupError while
    another import runs. For the other arguments see `entries.entries`. `source` is what the drawings are known to be
    from, else the file's name.
    """
    found = Imported()
    source = source or path.name
    if source in ("play", "room"):
        raise ink.InkError(f"{path}: a source called {source!r} would pass for what was drawn here; name another")
    with tempfile.TemporaryFile(prefix="inkling-") as spool:
        for batch in _batches(_rows(path, word, source, status, skip_broken, found)):
            pickle.dump(batch, spool)
            step(len(batch))
        spool.seek(0)
        with arrivals.arriving(engine) as arrival:
            for batch in _batches_of(spool):
                with engine.begin() as connection:
                    arrivals.check(connection, arrival)
                    _insert(connection, batch, today, arrival, found)
                arrivals.pause(engine)
    return found


def _rows(
    path: Path, word: str | None, source: str, status: str, skip_broken: bool, found: Imported
) -> Iterator[dict[str, Any]]:
    for number, item in enumerate(entries(path, word), 1):
        try:
            if isinstance(item, ink.InkError):
                raise item
            yield row(item, source, status)
        except ink.InkError as error:
            error = ink.InkError(error.reason, path, error.line or number)
            if not skip_broken:
                raise error from None
            found.skipped += 1
            found.broken += [error] if len(found.broken) < SHOWN else []


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for each in rows:
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _batches_of(spool: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    while True:
        try:
            yield pickle.load(spool)
        except EOFError:
            return


def _insert(
    connection: Connection, batch: list[dict[str, Any]], today: date, arrival: int, found: Imported
) -> None:  # fmt: skip
    keys = {each["key"] for each in batch}
    there = set(connection.scalars(select(Doodle.key).where(Doodle.key.in_(keys))))
    withdrawn = set(connection.scalars(select(Withdrawal.key).where(Withdrawal.key.in_(keys))))
    new = {each["key"]: each for each in reversed(batch) if each["key"] not in there | withdrawn}  # the first of equals
    found.withdrawn += sum(each["key"] in withdrawn for each in batch)
    found.there += sum(each["key"] in there for each in batch)
    found.there += sum(each["key"] not in there | withdrawn for each in batch) - len(new)
    found.taken += len(new)
    found.words.update(each["word"] for each in new.values())
    # Each row of one statement must have the same columns.
    usual = {"better": None, "language": None, "day": today, "version": VERSION, "reported": False, "arrival": arrival}
    rest = ("width", "height", "pen", "mode", "ms", "model", "target_p", "guesses")
    rows = [dict.fromkeys(rest) | usual | each for each in reversed(new.values())]
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(Doodle).on_conflict_do_nothing(), rows)
