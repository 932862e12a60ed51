"""Rooms in the database, until they are deleted: what a room is in one table, its words and drawings in another.

The owner of a room is the process that plays it. Whoever claims one owns it from then on, and what the owner before
still wants to write or to delete is refused, as it is with players.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Double,
    Engine,
    LargeBinary,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from server.keeping import tables
from server.store.database import Base

KEPT_FOR = 4 * 3600.0  # seconds after a room's last use
LATER = 60.0  # seconds after which one is deleted whose owner has not done it

rooms = Table(
    "kept_rooms",
    Base.metadata,
    Column("code", String, primary_key=True),
    Column("used", Double, nullable=False),  # seconds on the database's clock
    Column("head", LargeBinary, nullable=False),
    Column("owner", String),  # none: of a version that knew no owners
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
    first: bool = False  # nothing was written of it before
    owner: str | None = None  # until it was claimed


class RoomTables:
    """One transaction for each call. Raises what SQLAlchemy does when the database is away."""

    def __init__(self, engine: Engine, shared: bool = False) -> None:
        """The tables are there already: whoever opens the database makes all that `Base` knows.

        `shared`: other processes keep their rooms in this SQLite file as well; in any other database they may anyway.
        """
        self._engine = engine
        self.shared = shared or engine.dialect.name != "sqlite"

    def put(self, owner: str, kept: Sequence[Kept], gone: Collection[str]) -> set[str]:
        """Write these rooms, and delete those codes with everything there is of them, as far as they are this owner's.

        Returns the codes that are another process's now, and of rooms to write also those that one has deleted.
        """
        with self._engine.begin() as connection:
            there = _owners(connection, [*(room.code for room in kept), *gone])
            taken = {room.code for room in kept if _taken(room, there, owner)}
            used = tables.now(connection)
            for room in kept:
                if room.code not in taken:
                    _write(connection, owner, room, used - room.age, new=room.code not in there)
            others = {code for code in gone if there.get(code) not in (None, owner)}
            _delete(connection, [code for code in gone if code not in others])
        return taken | others

    def claim(self, owner: str, code: str) -> Kept | None:
        """Become the owner of the room with this code, and get it. None when there is none, or it is too old."""
        with self._engine.begin() as connection:
            row = connection.execute(select(rooms).where(rooms.c.code == code).with_for_update()).one_or_none()
            if row is None or (age := tables.now(connection) - row.used) > KEPT_FOR:
                return None
            connection.execute(update(rooms).where(rooms.c.code == code).values(owner=owner))
            return _read(connection, row, age)

    def load(self, owner: str) -> list[Kept]:
        """Become the owner of all rooms, and get them. Those that are too old are deleted."""
        with self._engine.begin() as connection:
            now = tables.now(connection)
            _delete_old(connection, now - KEPT_FOR)
            connection.execute(update(rooms).values(owner=owner))
            return [_read(connection, row, now - row.used) for row in connection.execute(select(rooms)).all()]

    def tend(self) -> None:
        """Delete what is too old and has no owner any more who would."""
        with self._engine.begin() as connection:
            _delete_old(connection, tables.now(connection) - KEPT_FOR - LATER)


def _owners(connection: Connection, codes: Sequence[str]) -> dict[str, str | None]:
    """Who owns them, for as long as this transaction lasts. In order, so that two processes cannot block each other."""
    asked = select(rooms.c.code, rooms.c.owner).where(rooms.c.code.in_(codes))
    return {row.code: row.owner for row in connection.execute(asked.order_by("code").with_for_update())}


def _taken(room: Kept, there: Mapping[str, str | None], owner: str) -> bool:
    """Whether it is another process's now, or was deleted by one."""
    return there[room.code] not in (None, owner) if room.code in there else not room.first


def _write(connection: Connection, owner: str, room: Kept, used: float, new: bool) -> None:
    row = {"used": used, "head": room.head, "owner": owner}
    if new:
        connection.execute(insert(rooms), {"code": room.code, **row})
    else:
        connection.execute(update(rooms).where(rooms.c.code == room.code).values(row))
    if fresh := [{"code": room.code, "name": name, "data": data} for name, data in room.pieces.items()]:
        connection.execute(delete(pieces).where(pieces.c.code == room.code, pieces.c.name.in_(list(room.pieces))))
        connection.execute(insert(pieces), fresh)


def _read(connection: Connection, row: Row[Any], age: float) -> Kept:
    found = connection.execute(select(pieces.c.name, pieces.c.data).where(pieces.c.code == row.code))
    return Kept(row.code, max(0.0, age), row.head, {piece.name: piece.data for piece in found}, owner=row.owner)


def _delete_old(connection: Connection, used: float) -> None:
    old = select(rooms.c.code).where(rooms.c.used < used).order_by("code")
    _delete(connection, list(connection.scalars(old.with_for_update())))


def _delete(connection: Connection, codes: Sequence[str]) -> None:
    for table in (pieces, rooms):
        connection.execute(delete(table).where(table.c.code.in_(codes)))
