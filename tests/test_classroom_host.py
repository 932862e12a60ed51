"""What the host decides: clocks, pauses and the end of the room; and what nobody else may do."""

import pytest

from server import codes
from server.classroom import HOST_GRACE
from server.keeping.rooms import KEPT_FOR
from server.roomwire.settings import Settings
from tests.school import refused


def test_pause_stops_all_clocks_and_extend_adds_to_them(school):
    school.open(seconds=20)
    school.join("a")
    school.do("start")
    school.pass_by(10)

    school.do("pause")
    school.pass_by(100)
    assert (school.seen["paused"], school.seen["ms_left"]) == (True, 10_000)
    school.do("resume")
    school.do("extend", seconds=5)
    school.pass_by(14)
    assert school.seen["phase"] == "drawing"
    school.pass_by(2)

    assert school.seen["phase"] == "results"


def test_a_pupil_may_have_ten_times_as_long_or_no_clock(school):
    school.open(seconds=20)
    school.join("a", "b", "c")
    school.do("timer", factor=10, member="m1")
    school.do("timer", factor=None, member="m2")

    school.do("start")
    lengths = [school.begun(sid)["seconds"] for sid in "abc"]
    school.do("timer", factor=None)

    assert school.seen["timer"] is None and [m["timer"] for m in school.seen["members"]] == [10, None, 1]
    assert lengths == [200, None, 20]
    school.pass_by(500)
    assert school.seen["phase"] == "drawing"
    school.do("end")
    assert school.seen["phase"] == "results"


@pytest.mark.parametrize("later", [120, None])
def test_another_time_for_a_word_counts_from_the_next_word_on(school, later):
    school.open(seconds=40)
    school.join("a")
    school.do("start")
    school.pass_by(10)

    school.do("set", settings={"seconds": later})

    seen = school.seen
    assert (seen["seconds"], seen["ms_left"], seen["settings"]["seconds"]) == (40, 30_000, later)
    school.do("extend", seconds=5)
    school.pass_by(34)
    assert school.seen["phase"] == "drawing" and school.seen["ms_left"] == 1000
    school.pass_by(2)
    assert school.seen["phase"] == "results" and school.seen["seconds"] == later
    school.do("next")
    assert school.begun("a")["seconds"] == later


def test_each_pupil_is_told_how_long_their_own_clock_still_runs(school):
    school.open(seconds=20)
    school.join("a", "b", "c")
    second = school.say("c", "room_join", code=school.room["code"], another=True)

    def clocks(sid):
        school.classroom.tick()
        return [(seat["seconds"], seat["ms_left"]) for seat in school.heard(sid, "room")[-1]["seats"]]

    school.do("timer", factor=10, member="m1")
    school.do("timer", factor=None, member="m2")
    school.do("start")
    assert [clocks(sid) for sid in "abc"] == [[(200, 200_000)], [(None, None)], [(20, 20_000), (None, None)]]

    school.pass_by(5)
    school.win("c")
    school.say("c", "room_turn", seat=second["seat"])
    assert [clocks(sid) for sid in "ac"] == [[(200, 195_000)], [(None, None), (20, 20_000)]]

    told = len(school.world.sent)
    school.pass_by(1)
    school.classroom._hall.use(school.classroom._hall.lives[school.room["code"]])
    school.classroom.tick()
    assert len(school.world.sent) == told, "that clocks run is no news"

    school.do("pause")
    school.pass_by(50)
    assert [clocks(sid) for sid in "ac"] == [[(200, 194_000)], [(None, None), (20, 19_000)]]

    school.do("resume")
    school.do("timer", factor=None)
    assert [clocks(sid) for sid in "ac"] == [[(None, None)], [(None, None), (None, None)]]


def test_a_muted_room_takes_no_typed_guesses_until_it_is_not_muted_any_more(school):
    school.open(mode="guess", words=["circle"])
    _, b = school.join("a", "b")
    school.do("start")

    school.do("mute", on=True)
    refused("muted", school.say, "b", "room_say", seat=b["seat"], text="circle")
    told = school.heard("b", "room")[-1]["muted"]
    school.do("mute", on=False)

    assert told and school.say("b", "room_say", seat=b["seat"], text="circle")["right"]


def test_speed_is_worth_something_only_where_the_host_wants_it(school):
    school.open(words=["circle"], speed=True, seconds=40)
    assert Settings().speed is False and Settings().approve is True
    school.join("a")
    school.do("start")

    school.pass_by(10)
    school.win("a")

    assert school.seen["members"][0]["score"] == 1.75


def test_a_room_may_ask_the_network_to_be_surer_or_less_sure_than_it_is_calibrated_for(school):
    school.open(words=["circle"], threshold=0.95)
    school.join("a")
    school.do("start")
    school.win("a")
    unsure = school.seen["members"][0]["status"]
    school.do("again")
    school.do("set", settings={"threshold": 0.2})
    school.do("start")

    school.win("a")

    assert (unsure, school.seen["members"][0]["status"]) == ("drawing", "won")
    assert school.begun("a")["threshold"] == 0.2


def test_neither_wall_nor_pupil_is_ever_told_how_to_be_the_host(school):
    school.open(approve=False)
    seen = [school.wall(), school.join("a")]
    school.do("start")
    school.win("a")
    school.do("next")

    told = repr([seen, school.say("wall", "room_results", number=1), *(school.world.sent)])

    assert school.room["host"] not in told and codes.hashed(school.room["host"]) not in told


def test_the_room_waits_for_a_host_who_is_gone(school):
    school.open()
    school.join("a")
    school.do("start")
    school.leave("host")

    school.pass_by(HOST_GRACE)
    school.pass_by(1000)
    assert school.heard("a", "room")[-1]["waiting"]
    school.page("host")
    ack = school.say("host", "room_host", code=school.room["code"], token=school.room["host"])

    assert (ack["room"]["waiting"], ack["room"]["paused"], ack["room"]["phase"]) == (False, False, "drawing")
    assert ack["room"]["ms_left"] == 25_000


def test_two_hosts_are_one_too_many(school):
    school.open()
    school.page("other")

    school.say("other", "room_host", code=school.room["code"], token=school.room["host"])

    assert school.heard("host", "gone") == [{"reason": "host_elsewhere"}]
    refused("no_member", school.do, "start")


@pytest.mark.parametrize("what", [{"do": "start"}, {"do": "lock", "on": False}, {"do": "remove", "member": "m1"}])
def test_a_guest_cannot_do_what_the_host_can(school, what):
    school.open()
    school.join("a")

    refused("not_host", school.say, "a", "room_do", **what)
    refused("not_host", school.say, "a", "room_export")
    refused("not_host", school.say, "a", "room_results")
    refused("not_host", school.say, "a", "room_host", code=school.room["code"], token=school.room["wall"])


def test_a_room_is_deleted_at_the_hosts_word_and_four_hours_after_its_last_use(school):
    school.open()
    school.join("a")
    school.classroom.flush()
    assert school.shelf.rooms
    school.do("close")
    school.classroom.flush()

    assert school.heard("a", "gone") == [{"reason": "closed"}]
    assert school.shelf.rooms == school.shelf.pieces == {}
    refused("no_room", school.say, "a", "room_join", code=school.room["code"])
    school.say("host", "room_open")
    school.pass_by(KEPT_FOR + 1)
    assert school.heard("host", "gone")[-1] == {"reason": "expired"}
