"""How each round ended. No ink, no names, no addresses, no time of day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from server.errors import SetupError
from server.store.database import Base, NewerError, connect, make_missing, migrate, reason

MAKING = 0x1D0_0D1E  # the lock of whoever makes tables; any number would do


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
    # A random text. Two processes may both see the end of a round that went from one to the other; it counts once.
    round: Mapped[str | None] = mapped_column(unique=True, default=None)
    usual: Mapped[bool] = mapped_column(default=True)  # won by the network's own threshold, and not by one chosen
    day: Mapped[date] = mapped_column(default_factory=lambda: datetime.now(UTC).date())


COLUMNS = [column.name for column in Result.__table__.columns if not column.primary_key]
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Store:
    """The database. Used by one thread at a time."""

    def __init__(self, url: str) -> None:
        """Connect, and make or migrate the tables.

        SetupError when the database cannot be written, or is a newer game's.
        """
        shown = url.split("@")[-1]  # what stands before an @ may be a password
        try:
            self.engine: Engine = connect(url)
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise _unusable(shown, error) from None
        try:
            self._prepare_new(url)
        except (SQLAlchemyError, OSError, NewerError) as error:
            self.engine.dispose()
            raise _unusable(shown, error) from None

    def prepare(self) -> None:
        """Bring the tables to this version of the game, whichever made them; in a new database, make them."""
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # several servers may start at once
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MAKING})"))
            migrate(connection)
            if connection.dialect.name == "sqlite":  # nothing is missing in a database that is there: try a write
                connection.execute(text("PRAGMA user_version = 1"))

    def _prepare_new(self, url: str) -> None:
        try:
            self.prepare()
        except OperationalError:
            if not make_missing(url):
                raise
            self.prepare()

    def add(self, *results: Result) -> None:
        """Keep them all, or (when it raises) none.

        A round has one: the first, unless that was given up where it had been left behind.
        """
        rows = [{name: getattr(result, name) for name in COLUMNS} for result in results]
        insert = INSERT[self.engine.dialect.name](Result.__table__)
        better = {name: insert.excluded[name] for name in ("won", "reason", "ms", "points")}
        given_up = Result.reason == "skipped"
        kept = insert.on_conflict_do_update(index_elements=[Result.round], set_=better, where=given_up)
        with self.engine.begin() as connection:
            connection.execute(kept, rows)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _unusable(shown: str, error: Exception) -> SetupError:
    return SetupError(f"cannot write to the database {shown}: {reason(error)}; INKLING_DATABASE_URL names another")
