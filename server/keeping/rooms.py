"""Rooms in the database, until they are deleted: what a room is in one table, its words and drawings in another."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Double, Engine, LargeBinary, String, Table, delete, insert, select, update

from server.keeping import tables
from server.store.database import Base

KEPT_FOR = 4 * 3600.0  # seconds after a room's last use

rooms = Table(
    "kept_rooms",
    Base.metadata,
    Column("code", String, primary_key=True),
    Column("used", Double, nullable=False),  # seconds since 1970
    Column("head", LargeBinary, nullable=False),
)
pieces = Table(
    "kept_room_pieces",
    Base.metadata,
    Column("code", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class Kept:
    """A room as it is written down."""

    code: str
    age: float  # seconds since its last use
    head: bytes
    pieces: Mapping[str, bytes]  # what is new of them


class RoomTables:
    """One transaction for each call. Raises what SQLAlchemy does when the database is away."""

    def __init__(self, engine: Engine) -> None:
        """The tables are there already: whoever opens the database makes all that `Base` knows."""
        self._engine = engine

    def put(self, kept: Sequence[Kept], gone: Sequence[str], forgotten: Sequence[str]) -> None:
        """Write these rooms, and delete those codes with everything there is of them.

        `forgotten`: keys of players who drew there, and may not have come back after a restart.
        """
        now = time.time()
        with self._engine.begin() as connection:
            for room in kept:
                row = {"used": now - room.age, "head": room.head}
                if not connection.execute(update(rooms).where(rooms.c.code == room.code).values(row)).rowcount:
                    connection.execute(insert(rooms), {"code": room.code, **row})
                names = list(room.pieces)
                connection.execute(delete(pieces).where(pieces.c.code == room.code, pieces.c.name.in_(names)))
                if names:
                    connection.execute(
                        insert(pieces), [{"code": room.code, "name": n, "data": d} for n, d in room.pieces.items()]
                    )
            for table in (pieces, rooms):
                connection.execute(delete(table).where(table.c.code.in_(gone)))
            for table in (tables.pieces, tables.players):
                connection.execute(delete(table).where(table.c.key.in_(forgotten)))

    def load(self) -> list[Kept]:
        """All rooms that are not too old. Those that are are deleted."""
        now = time.time()
        with self._engine.begin() as connection:
            connection.execute(delete(rooms).where(rooms.c.used < now - KEPT_FOR))
            connection.execute(delete(pieces).where(pieces.c.code.not_in(select(rooms.c.code))))
            parts: dict[str, dict[str, bytes]] = {}
            for code, name, data in connection.execute(select(pieces)):
                parts.setdefault(code, {})[name] = data
            found = connection.execute(select(rooms)).all()
        return [Kept(row.code, max(0.0, now - row.used), row.head, parts.get(row.code, {})) for row in found]
