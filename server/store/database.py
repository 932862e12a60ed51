"""The way to a database, for whatever keeps things in one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass
from sqlalchemy.pool import NullPool

from server.errors import SetupError

MIGRATIONS = Path(__file__).with_name("migrations")
DURABLE = "inkling_durable"  # an engine's option: what it commits outlives a power cut, too; PostgreSQL's always does
PATIENCE = 5  # seconds for a lock, a connection, or one statement

MAINTENANCE = "postgres"  # the database that every PostgreSQL server has
READING = {"inkling_reading": True}  # an execution option

# libpq's names. Without the timeouts a database whose machine is gone would be waited for by the quarter of an hour.
POSTGRES = {
    "connect_timeout": PATIENCE,
    "tcp_user_timeout": 1000 * PATIENCE,  # milliseconds until what was sent must have been acknowledged
    "options": f"-c statement_timeout={PATIENCE}s -c lock_timeout={PATIENCE}s",
    "application_name": "inkling",
}


class NewerError(Exception):
    """The database's tables are of a version that this game does not know."""


class Base(MappedAsDataclass, DeclarativeBase):
    """The tables."""


def connect(url: str) -> Engine:
    """An engine that talks to no database yet, except that an SQLite file's folder is made.

    Its errors name statements and never values, for they end in the log: ink, words and tokens are among the values.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgres(parsed)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)


def migrate(connection: Connection) -> None:
    """Bring the tables to the newest version, in the connection's transaction: all of it, or nothing.

    NewerError when a newer version of this game has been here.
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise NewerError("a newer version of this game has used this database") from None


def make_missing(url: str) -> bool:
    """Make a PostgreSQL database that its server does not have, as an SQLite file is made. Whether it is there now.

    SQLAlchemyError when it may not be made.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql" or not parsed.database:
        return False
    engine = _postgres(parsed.set(database=MAINTENANCE)).execution_options(isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            found = text("SELECT count(*) FROM pg_database WHERE datname = :name")
            if connection.scalar(found, {"name": parsed.database}):
                return False  # it is there; whatever is wrong is something else
            quoted = connection.dialect.identifier_preparer.quote_identifier(parsed.database)
            connection.exec_driver_sql(f"CREATE DATABASE {quoted}")
            return True
    except OperationalError:
        return False  # nobody answers
    except IntegrityError:
        return True  # another process was quicker
    finally:
        engine.dispose()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads. It holds up nobody's write, and may take its time."""
    with engine.execution_options(**READING).connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION READ ONLY"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection


def unreachable(error: Exception) -> bool:
    """Whether an error is of the kind that passes: locked, full, shut down, away. What failed is worth another try."""
    gone = isinstance(error, DBAPIError) and error.connection_invalidated
    return gone or isinstance(error, OperationalError | PoolTimeoutError | OSError)


def reason(error: Exception) -> str:
    """The first line of what the database's own library says."""
    return (str(getattr(error, "orig", None) or error).splitlines() or [type(error).__name__])[0]


def _postgres(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    try:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=POSTGRES)
    except ImportError:
        raise SetupError("PostgreSQL needs psycopg, which is not installed: pip install -e '.[postgres]'") from None

    @event.listens_for(engine, "handle_error")
    def shorten(context: ExceptionContext) -> None:
        """To the first line: PostgreSQL tells on the others what stands in the row that it refused."""
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None and error.args:
                error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])

    return engine


def _sqlite(url: URL) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise ArgumentError("a database in memory is not shared between threads; name a file")
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    # One connection for each write: it is made and closed in the thread that uses it.
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # the driver would begin a transaction late, and fail if another was quicker
        connection.execute("PRAGMA journal_mode = WAL")  # whoever reads the file does not hold up a write
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # deleted ink is not left in the file

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        if connection.get_execution_options().get(DURABLE):
            connection.exec_driver_sql("PRAGMA synchronous = FULL")  # for this connection, which nobody uses afterwards
        begins = connection.get_execution_options()
        # Whoever is to write waits for its turn before it reads.
        connection.exec_driver_sql("BEGIN" if READING.items() <= begins.items() else "BEGIN IMMEDIATE")

    return engine
