"""A room as it is written down, and what becomes of one that cannot be read or is too old."""

import numpy as np
import pytest
from sqlalchemy import update

from model import Edit, Points
from server.keeping import saved
from server.keeping.rooms import KEPT_FOR, Kept, RoomTables, rooms
from server.lives import Live, read
from server.rooms import people
from server.rooms.report import strokes
from server.rooms.room import Room
from server.store import Store


@pytest.fixture
def live():
    room = people.joined(Room("ACDEFH", "host", "wall", 100.0), "key", "tag", "Calm Otter", None)
    return Live(room)


@pytest.fixture
def store(settings):
    store = Store(settings.database_url)
    yield store
    store.engine.dispose()


def points(n, up=True):
    return Points(np.arange(n, dtype=np.float32), np.zeros(n, np.float32), np.arange(n, dtype=np.float32), up)


def test_a_room_comes_back_on_another_clock_with_its_drawings(live):
    log = (points(3), Edit.UNDO, Edit.REDO)
    live.fresh = {"ink:r": saved.ink(log), "curve:r": b'[[5, 0.5, "circle", 0.5]]'}

    again = read(live.written(160.0), 1000.0)

    assert again.room.used == 940.0
    assert [(m.name, m.here) for m in again.room.members] == [("Calm Otter", False)]
    assert strokes(again.ink["r"], times=True) == [[[0, 1, 2], [0, 0, 0], [0, 1, 2]]]
    assert again.curves == {"r": [(5, 0.5, "circle", 0.5)]}


def test_who_was_away_has_been_away_for_as_long_on_another_clock(live):
    live.room = people.presence(live.room, set(), 150.0)

    [member] = read(live.written(160.0), 1000.0).room.members

    assert (member.here, member.left) == (False, 990.0)


def test_what_is_no_room_says_so():
    with pytest.raises(saved.UnreadableError, match="version"):
        read(Kept("ACDEFH", 0.0, b'{"code": 1}', {}), 0.0)


def test_a_room_too_old_is_deleted_with_its_pieces_before_anybody_sees_it(live, store):
    tables = RoomTables(store.engine)
    live.fresh = {"ink:r": saved.ink([points(3)])}
    tables.put("me", [live.written(100.0)], ())
    assert [kept.code for kept in tables.load("me")] == ["ACDEFH"]
    with store.engine.begin() as connection:
        connection.execute(update(rooms).values(used=rooms.c.used - KEPT_FOR - 1))

    assert tables.load("me") == []
    tables.put("me", [live.written(100.0)], ())
    assert [kept.pieces for kept in tables.load("me")] == [{}]


def test_strokes_are_what_is_on_the_board_in_the_end():
    log = [points(2, up=False), points(1), points(4), Edit.UNDO, points(5), Edit.CLEAR, Edit.UNDO]

    assert [len(stroke[0]) for stroke in strokes(log)] == [3, 5]
