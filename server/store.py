"""What is kept: how each round ended, and nothing of who played it. No ink, no names, no addresses, no time of day.

SQLAlchemy does the talking, so that another database is another URL. A write happens in a native thread of
its own; a database that fails or is slow costs results, never a round.
"""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column
from sqlalchemy.pool import NullPool

from server.concurrency import Concurrency
from server.errors import SetupError

log = logging.getLogger(__name__)

BACKLOG = 1000  # results that may wait for a slow database; the ones after them are lost


class Base(MappedAsDataclass, DeclarativeBase):
    """The tables."""


class Result(Base):
    """One finished round."""

    __tablename__ = "results"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    mode: Mapped[str]
    word: Mapped[str | None]  # None in free mode
    won: Mapped[bool]
    reason: Mapped[str]  # "recognized", "time" or "skipped"
    ms: Mapped[int]  # from start to end
    points: Mapped[int]  # drawn, undone ones included
    model: Mapped[str]  # version of the network that guessed
    day: Mapped[date] = mapped_column(default_factory=lambda: datetime.now(UTC).date())


class Store:
    """The database. Used by one thread at a time."""

    def __init__(self, url: str) -> None:
        """Connect, and make the tables where they are missing. SetupError when the database cannot be written."""
        shown = url.split("@")[-1]  # what stands before an @ may be a password
        try:
            self._engine = _connect(url)
            with self._engine.begin() as connection:
                Base.metadata.create_all(connection)
                if self._engine.dialect.name == "sqlite":  # nothing is missing in a database that is there: try a write
                    connection.execute(text("PRAGMA user_version = 1"))
        except (SQLAlchemyError, ImportError, OSError) as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise SetupError(
                f"cannot write to the database {shown}: {reason}; INKLING_DATABASE_URL names another"
            ) from None

    def add(self, result: Result) -> None:
        """Keep one result."""
        with Session(self._engine) as session, session.begin():
            session.add(result)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


class Keeper:
    """Writes results to the store beside everything else."""

    def __init__(self, store: Store, concurrency: Concurrency) -> None:
        self._store = store
        self._concurrency = concurrency
        self._native = concurrency.worker("store")
        self._lock = concurrency.lock()
        self._waiting = 0

    def keep(self, result: Result) -> None:
        """Have it written soon. Never waits, never raises."""
        if self._waiting >= BACKLOG:
            log.error("the database is too slow: a result is lost")
            return
        self._count(1)
        self._concurrency.spawn(self._write, result)

    def close(self) -> None:
        """Wait for what is under way, a few seconds at most, and let go of the store."""
        for _ in range(50):
            if not self._waiting:
                break
            self._concurrency.sleep(0.1)
        self._native.close()
        self._store.close()

    def _write(self, result: Result) -> None:
        try:
            self._native.run(self._store.add, result)
        except Exception:
            log.exception("a result could not be kept")
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._lock:
            self._waiting += change


def _connect(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database in (None, "", ":memory:"):
        raise ArgumentError("a database in memory is not shared between threads; name a file")
    Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    # One connection for each write: it is made and closed in the thread that uses it, and nobody reads
    # meanwhile.
    engine = create_engine(parsed, poolclass=NullPool, connect_args={"timeout": 5})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")  # whoever reads the file does not hold up a write
        connection.execute("PRAGMA synchronous = NORMAL")

    return engine
