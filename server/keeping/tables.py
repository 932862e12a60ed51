"""The shelf in the database: players in one table, their ink in another."""

from __future__ import annotations

import time
from collections.abc import Sequence

from sqlalchemy import (
    Column,
    Connection,
    Double,
    Engine,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    delete,
    insert,
    select,
    text,
    update,
)

from server.keeping.shelf import KEPT_FOR, Answer, Found, Record
from server.store.database import Base

players = Table(
    "kept_players",
    Base.metadata,
    Column("key", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("at", Double, nullable=False, index=True),  # of the last write, seconds on the database's clock
    Column("head", LargeBinary, nullable=False),
)
pieces = Table(
    "kept_ink",
    Base.metadata,
    Column("key", String, primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("ink", LargeBinary, nullable=False),
)


class TableShelf:
    """See `Shelf`. One transaction for each call."""

    def __init__(self, engine: Engine) -> None:
        """The tables are there already: whoever opens the database makes all that `Base` knows."""
        self._engine = engine
        self.shared = engine.dialect.name != "sqlite"

    def put(self, owner: str, records: Sequence[Record]) -> list[Answer]:
        """Keep these, all of them or (when it raises) none."""
        if not records:
            return []
        with self._engine.begin() as connection:
            there = _owners(connection, [record.key for record in records])
            answers = [_answer(record, there.get(record.key), owner) for record in records]
            kept = [record for record, answer in zip(records, answers, strict=True) if answer is Answer.KEPT]
            _write(connection, owner, kept, there)
        return answers

    def claim(self, owner: str, key: str) -> Found | None:
        """Become the owner of a player, and get what is kept."""
        with self._engine.begin() as connection:
            row = connection.execute(select(players).where(players.c.key == key).with_for_update()).one_or_none()
            if row is None or (age := now(connection) - row.at) > KEPT_FOR:
                return None
            connection.execute(update(players).where(players.c.key == key).values(owner=owner))
            ink = connection.execute(select(pieces.c.start, pieces.c.ink).where(pieces.c.key == key).order_by("start"))
            return Found(row.owner, age, row.head, tuple((start, data) for start, data in ink))

    def drop(self, owner: str, keys: Sequence[str]) -> None:
        """Forget those of these players who belong to this owner."""
        with self._engine.begin() as connection:
            there = _owners(connection, keys)
            _delete(connection, [key for key, current in there.items() if current == owner])

    def erase(self, keys: Sequence[str]) -> None:
        """Forget these players, whoever owns them."""
        with self._engine.begin() as connection:
            _delete(connection, list(_owners(connection, keys)))

    def tend(self) -> None:
        """Clear away what has not been written for KEPT_FOR seconds."""
        with self._engine.begin() as connection:
            old = select(players.c.key).where(players.c.at < now(connection) - KEPT_FOR)
            _delete(connection, list(connection.scalars(old.with_for_update())))

    def close(self) -> None:
        """Nothing to do: the engine is the store's."""


def _owners(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Who owns them, for as long as this transaction lasts. In order, so that two processes cannot block each other."""
    asked = select(players.c.key, players.c.owner).where(players.c.key.in_(keys))
    return {row.key: row.owner for row in connection.execute(asked.order_by("key").with_for_update())}


def _answer(record: Record, current: str | None, owner: str) -> Answer:
    if current not in (None, owner):
        return Answer.TAKEN
    return Answer.KEPT if record.whole or current else Answer.MISSING


def _write(connection: Connection, owner: str, records: Sequence[Record], there: dict[str, str]) -> None:
    at = now(connection)
    heads = [{"id": r.key, "key": r.key, "owner": owner, "at": at, "head": r.head} for r in records]
    known, new = [h for h in heads if h["key"] in there], [h for h in heads if h["key"] not in there]
    if anew := [record.key for record in records if record.whole and record.key in there]:
        connection.execute(delete(pieces).where(pieces.c.key.in_(anew)))
    if known:
        named = players.c.key == bindparam("id")
        connection.execute(update(players).where(named).values(at=bindparam("at"), head=bindparam("head")), known)
    if new:
        connection.execute(insert(players), new)
    if ink := [{"key": r.key, "start": r.start, "ink": r.ink} for r in records if r.ink]:
        connection.execute(insert(pieces), ink)


def _delete(connection: Connection, keys: Sequence[str]) -> None:
    for table in (pieces, players):
        connection.execute(delete(table).where(table.c.key.in_(keys)))


def now(connection: Connection) -> float:
    """Seconds on the one clock that all who share the database can see."""
    if connection.dialect.name == "postgresql":
        return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())
    return time.time()
