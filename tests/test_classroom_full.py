"""A server that is full of rooms: those in which nobody ever was make way for a class, and no other does."""

import pytest

from server.classroom import hall
from tests.school import refused


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(hall, "MAX_ROOMS", 3)


def opened(school, sid):
    school.page(sid)
    return school.say(sid, "room_open")


def full(school):
    """Three rooms whose hosts have gone, one after the other."""
    rooms = []
    for sid in ("one", "two", "three"):
        rooms.append(opened(school, sid))
        school.pass_by(1)
        school.leave(sid)
    return rooms


def there(school):
    return set(school.classroom._hall.lives)


def test_rooms_that_nobody_has_come_to_make_way_the_one_left_longest_first(school):
    _, _, three = (room["code"] for room in full(school))
    school.pass_by(hall.ABANDONED)

    another, last = (opened(school, sid)["code"] for sid in ("four", "five"))

    assert there(school) == {three, another, last}
    school.classroom.flush()
    assert set(school.shelf.rooms) == {three, another, last}, "it is deleted as any room"


def test_a_room_that_its_host_has_just_left_does_not(school):
    full(school)
    school.pass_by(hall.ABANDONED - 10)

    school.page("four")
    assert "3 rooms are open" in refused("room_full", school.say, "four", "room_open")


def test_nor_one_that_a_pupil_has_been_in_or_that_a_host_or_a_wall_looks_at(school):
    used, hosted, walled = full(school)
    for sid, name, room in (("pupil", "room_join", used), ("host", "room_host", hosted), ("wall", "room_wall", walled)):
        school.page(sid)
        token = {"room_host": "host", "room_wall": "wall"}.get(name)
        school.say(sid, name, code=room["code"], **({"token": room[token]} if token else {}))
    school.leave("pupil")
    school.pass_by(hall.ABANDONED + 1)

    school.page("four")
    refused("room_full", school.say, "four", "room_open")


def test_where_there_is_room_an_empty_one_waits_for_its_class(school):
    code = opened(school, "early")["code"]
    school.leave("early")

    school.pass_by(3600)
    opened(school, "other")

    assert code in there(school)
