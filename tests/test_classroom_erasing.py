"""What the game keeps of pupils' rounds is deleted with the room and with a pupil, on every shelf, whoever is here."""

import random

import pytest

from server.keeping.rooms import KEPT_FOR
from tests.conftest import Clock
from tests.school import School
from tests.shelves import everybody
from tests.world import draw


class Class(School):
    """A room with two pupils who draw, and what is kept of them."""

    def __init__(self, settings, recognizer, inline, shelf, rooms=None):
        super().__init__(settings, recognizer, inline, Clock(), random.Random(), rooms, shelf)
        self.players = shelf

    def begin(self):
        self.open(approve=False)
        self.seats = {sid: ack["seat"] for sid, ack in zip("ab", self.join("a", "b"), strict=True)}
        self.resumes = {sid: self.game.players.of(sid).resume for sid in "ab"}
        self.do("start")
        for sid in "ab":
            draw(self.game, self.begun(sid)["round"], 0, sid)
        self.classroom.flush()
        self.keys = {sid: self.game.players.of(sid).key for sid in "ab"}

    def come(self, sid):
        """A pupil is back, as the page says it."""
        self.page(sid, self.resumes[sid])
        return self.say(sid, "room_join", code=self.room["code"], seat=self.seats[sid])

    @property
    def kept(self):
        """Whose round is still kept: the head, or some of the ink."""
        found = set(everybody(self.players))
        assert found <= set(self.keys.values())
        return {sid for sid, key in self.keys.items() if key in found}


@pytest.fixture
def lesson(settings, recognizer, inline, shelf):
    lesson = Class(settings, recognizer, inline, shelf)
    lesson.begin()
    assert lesson.kept == {"a", "b"}
    yield lesson
    lesson.close()


@pytest.fixture
def restarted(lesson, settings, recognizer, inline, shelf):
    """The same class after its server was killed. The host is back, and one of the pupils is."""
    again = Class(settings, recognizer, inline, shelf, lesson.shelf)
    again.room, again.seats, again.resumes, again.keys = lesson.room, lesson.seats, lesson.resumes, lesson.keys
    again.page("host")
    again.say("host", "room_host", code=again.room["code"], token=again.room["host"])
    assert again.come("b")["begin"]["round"] == lesson.begun("b")["round"]
    yield again
    again.close()


@pytest.mark.parametrize("which", ["lesson", "restarted"])
@pytest.mark.parametrize("end", ["closed", "expired"])
def test_no_round_outlives_its_room(shelf, which, end, request):
    room = request.getfixturevalue(which)

    if end == "closed":
        room.do("close")
    else:
        room.pass_by(41)  # in which the word ends, which is a use of the room
        room.pass_by(KEPT_FOR + 1)
    room.classroom.flush()

    assert room.kept == set()


@pytest.mark.parametrize("which", ["lesson", "restarted"])
def test_no_round_is_kept_of_a_pupil_whom_the_host_has_removed(shelf, which, request):
    room = request.getfixturevalue(which)

    room.do("remove", member="m1")
    room.classroom.flush()

    assert room.kept == {"b"}


def test_a_pupil_who_is_here_again_but_has_no_seat_yet_is_deleted_with_the_room(restarted):
    restarted.page("a", restarted.resumes["a"])
    player = restarted.game.players.of("a")
    assert player.round

    restarted.do("close")
    restarted.classroom.flush()

    assert restarted.kept == set() and player.round is None and not player.past


def test_a_seat_that_has_moved_since_a_restart_leaves_no_round_behind(restarted):
    restarted.page("elsewhere")
    code, seat = restarted.room["code"], restarted.seats["a"]

    restarted.keys["moved"] = restarted.game.players.of("elsewhere").key
    restarted.say("elsewhere", "room_join", code=code, seat=seat)
    restarted.classroom.flush()

    assert restarted.kept == {"b", "moved"}


def test_of_a_shared_device_what_the_removed_pupil_drew_is_deleted_and_the_others_stay(lesson):
    lesson.say("a", "room_join", code=lesson.room["code"], another=True)
    player = lesson.game.players.of("a")

    lesson.do("remove", member="m1")
    lesson.classroom.flush()

    assert player.round is None and player.room
    found = lesson.players.claim("another process", lesson.keys["a"])
    assert b"circle" not in found.head and found.ink == ()


def test_who_leaves_and_comes_again_at_once_stays_kept(lesson):
    lesson.say("a", "room_leave", seat=lesson.seats["a"])
    lesson.say("a", "room_join", code=lesson.room["code"])

    lesson.do("next")
    lesson.classroom.flush()

    assert lesson.kept == {"a", "b"}


def test_rounds_are_deleted_once_the_rooms_deletion_could_be_written(lesson, monkeypatch):
    def away(*_):
        raise OSError("away")

    with monkeypatch.context() as broken:
        broken.setattr(lesson.shelf, "put", away)
        lesson.do("remove", member="m1")
        lesson.do("close")
        lesson.classroom.flush()
    lesson.classroom.flush()

    assert lesson.kept == set() and lesson.shelf.rooms == {}
