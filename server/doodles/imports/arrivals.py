"""A file's drawings come in through many short transactions, and count from one moment on.

While a row of `arrivals` says that a file is coming in, its drawings are there for nobody (`tables.ARRIVED`); one short
statement removes that row. What an import that was cut off has left is removed before the next one, and when a server
starts. One import runs at a time: who holds the lock knows that every other row of `arrivals` is from a dead one. The
lock is the database's own (SQLite's is in a file beside it), so that it goes with its process, however that ends.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from server.doodles.tables import Arrival, Doodle
from server.errors import SetupError
from server.store.database import reason

log = logging.getLogger(__name__)

LOCK = 0x1D0_1390  # PostgreSQL's number of it; any would do
REMOVED = 500  # drawings of one transaction
# Seconds between two transactions: whoever waits for SQLite's lock looks for it every 100 ms, and is to find it free.
PAUSE = 0.11


@contextlib.contextmanager
def arriving(engine: Engine) -> Iterator[int]:
    """The number of a new arrival, for `Doodle.arrival`. Its drawings count when this ends, or (by an error) are gone.

    SetupError while another import runs.
    """
    with _alone(engine) as free:
        if not free:
            raise SetupError("another import into this database is under way; wait until it is done")
        _clear(engine)
        with engine.begin() as connection:
            after = connection.scalar(select(func.max(Doodle.id))) or 0
            arrival = int(connection.scalar(insert(Arrival).values(after=after).returning(Arrival.id)) or 0)
        try:
            yield arrival
            with engine.begin() as connection:
                check(connection, arrival)
                connection.execute(delete(Arrival).where(Arrival.id == arrival))
        except BaseException:
            with contextlib.suppress(SQLAlchemyError, OSError):  # else the next import does it
                _remove(engine, arrival, after)
            raise


def check(connection: Connection, arrival: int) -> None:
    """Before anything more comes in. SetupError when another import has cleared this one away: its lock was lost."""
    if connection.scalar(select(Arrival.id).where(Arrival.id == arrival).with_for_update()) is None:
        raise SetupError("the way to the database was lost, and another import has begun; nothing of this one is left")


def pause(engine: Engine) -> None:
    """Let others write."""
    if engine.dialect.name == "sqlite":
        time.sleep(PAUSE)


def sweep(engine: Engine) -> None:
    """Remove what imports have left that were cut off, unless one is under way. Faults are logged."""
    try:
        with _alone(engine) as free:
            if free:
                _clear(engine)
    except (SQLAlchemyError, OSError) as error:
        log.warning("what interrupted imports have left could not be looked for (%s)", reason(error))


def _clear(engine: Engine) -> None:
    with engine.begin() as connection:
        left = connection.execute(select(Arrival.id, Arrival.after)).all()
    for arrival, after in left:
        _remove(engine, arrival, after)


def _remove(engine: Engine, arrival: int, after: int) -> None:
    """Its drawings, which lie beyond the id `after`, and then itself. Nothing when it has counted meanwhile."""
    while True:
        with engine.begin() as connection:
            if connection.scalar(select(Arrival.id).where(Arrival.id == arrival).with_for_update()) is None:
                return
            beyond = select(Doodle.id).where(Doodle.id > after, Doodle.arrival == arrival)
            ids = connection.scalars(beyond.order_by(Doodle.id).limit(REMOVED)).all()
            connection.execute(delete(Doodle).where(Doodle.id.in_(ids)))
            if len(ids) < REMOVED:
                connection.execute(delete(Arrival).where(Arrival.id == arrival))
                return
            after = ids[-1]
        pause(engine)


@contextlib.contextmanager
def _alone(engine: Engine) -> Iterator[bool]:
    """Whether nobody else imports until this ends."""
    with _postgres(engine) if engine.dialect.name == "postgresql" else _file(engine) as free:
        yield free


@contextlib.contextmanager
def _postgres(engine: Engine) -> Iterator[bool]:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        free = bool(connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})")))
        try:
            yield free
        finally:
            if free:  # the connection may be used again
                with contextlib.suppress(SQLAlchemyError):
                    connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))


@contextlib.contextmanager
def _file(engine: Engine) -> Iterator[bool]:
    path = Path(f"{engine.url.database}-importing")
    with contextlib.closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise OSError(f"{path}: {error}") from None
            yield False
            return
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)
