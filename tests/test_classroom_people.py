"""Who comes into a room, goes, comes back, shares a device and is called what."""

import pytest

from server import nicknames, roomwire
from tests.school import refused
from tests.world import draw


def test_who_comes_back_is_the_same_pupil_with_the_same_drawing(school, clock):
    school.open()
    school.page("a")
    seat = school.say("a", "room_join", code=school.room["code"])
    resume = school.game.players.of("a").resume
    school.do("start")
    round = school.begun("a")["round"]
    draw(school.game, round, 0, "a")
    school.leave("a")
    school.pass_by(3)
    away = school.seen["members"][0]["here"]

    school.page("again", resume)
    back = school.say("again", "room_join", code=school.room["code"].lower(), seat=seat["seat"])
    draw(school.game, round, 1, "again")

    assert not away and school.seen["members"][0]["here"]
    assert back["me"] == seat["me"]
    assert (back["begin"]["round"], back["begin"]["ms"]) == (round, 3000)
    assert school.seen["members"][0]["status"] == "won"


def test_a_removed_pupil_does_not_come_back_with_the_seat(school):
    school.open()
    ack = school.join("a")
    school.do("start")

    school.do("remove", member="m1")

    assert school.heard("a", "gone") == [{"reason": "removed"}]
    refused("removed", school.say, "a", "room_join", code=school.room["code"], seat=ack["seat"])
    refused("removed", school.say, "a", "room_join", code=school.room["code"])
    assert school.seen["members"] == [] and school.seen["phase"] == "results"


def test_a_locked_room_takes_nobody_new_but_those_who_were_there(school):
    school.open()
    ack = school.join("a")
    school.leave("a")
    school.do("lock", on=True)

    refused("room_locked", school.join, "b")
    school.page("a2")
    assert school.say("a2", "room_join", code=school.room["code"], seat=ack["seat"])["me"] == ack["me"]


def test_who_has_left_may_come_again_as_somebody_new(school):
    school.open()
    ack = school.join("a")

    school.say("a", "room_leave", seat=ack["seat"])
    again = school.say("a", "room_join", code=school.room["code"])

    assert again["me"]["member"] != ack["me"]["member"]
    assert [m["member"] for m in school.seen["members"]] == [again["me"]["member"]]


def test_of_a_shared_device_one_is_removed_and_the_others_go_on(school):
    school.open()
    school.join("a")
    school.say("a", "room_join", code=school.room["code"], another=True)

    school.do("remove", member="m1")
    another = school.say("a", "room_join", code=school.room["code"], another=True)

    assert school.heard("a", "gone") == []
    assert [m["member"] for m in school.seen["members"]] == ["m2", another["me"]["member"]]


def test_sixty_join_in_one_second_and_the_next_one_is_told(school):
    school.open()

    names = {school.join(f"p{i}")["me"]["name"] for i in range(roomwire.MAX_PLAYERS)}

    assert len(names) == roomwire.MAX_PLAYERS
    assert "60" in refused("room_full", school.join, "one more")


def test_who_guesses_codes_is_stopped_and_others_are_not(school, clock):
    school.open()
    school.page("thief", address="elsewhere")

    for _ in range(60):
        refused("no_room", school.say, "thief", "room_join", code="AAAAAA")
    refused("slow_down", school.say, "thief", "room_join", code=school.room["code"])

    assert school.join("a")["me"]
    clock.now += 10
    assert school.say("thief", "room_join", code=school.room["code"])["me"]


def test_names_are_made_up_again_or_ones_own_where_that_is_allowed(school):
    school.open()
    ack = school.join("a")
    first, seat = ack["me"]["name"], ack["seat"]

    second = school.say("a", "room_name", seat=seat)["name"]
    refused("bad_name", school.say, "a", "room_name", seat=seat, name="Ada")
    school.do("set", settings={"names": True})

    assert second != first
    assert school.say("a", "room_name", seat=seat, name=" Ada  Lovelace ")["name"] == "Ada Lovelace"
    refused("bad_name", school.say, "a", "room_name", seat=seat, name="<b>Ada</b>")
    school.do("rename", member="m1")
    assert school.seen["members"][0]["name"] != "Ada Lovelace"


@pytest.mark.parametrize(("page", "room", "spoken"), [("uk", None, "uk"), ("uk", "ja", "ja"), (None, None, "en")])
def test_made_up_names_are_in_the_language_of_the_room_or_else_of_the_page_that_opened_it(school, page, room, spoken):
    school.page("host")
    opened = {"language": page} if page else {}
    school.room = school.say("host", "room_open", settings={"language": room}, **opened)
    ack = school.join("a")
    first = ack["me"]["name"]

    second = school.say("a", "room_name", seat=ack["seat"])["name"]
    school.do("rename", member="m1")
    third = school.seen["members"][0]["name"]

    assert {first, second, third} <= set(nicknames.read()[spoken].all())
    assert first != second != third


def test_one_device_is_passed_round(school):
    school.open()
    first = school.join("a")
    second = school.say("a", "room_join", code=school.room["code"], another=True)
    school.do("start")
    refused("not_now", school.say, "a", "room_turn", seat=second["seat"])
    school.win("a")
    assert school.seen["phase"] == "drawing"

    turn = school.say("a", "room_turn", seat=second["seat"])
    school.win("a")

    assert first["seat"] != second["seat"] and turn["begin"]["seat"] == second["seat"][:8]
    assert [m["status"] for m in school.seen["members"]] == ["won", "won"]
    assert school.seen["phase"] == "results"


def test_a_page_that_has_lost_its_seat_is_given_it_again_in_a_locked_room_too(school):
    school.open()
    lost = school.join("a")
    school.do("start")
    school.do("lock", on=True)
    refused("room_locked", school.say, "a", "room_join", code=school.room["code"], another=True)

    found = school.say("a", "room_join", code=school.room["code"])

    assert (found["me"], found["begin"]["round"]) == (lost["me"], school.begun("a")["round"])
    assert found["seat"] != lost["seat"] and found["begin"]["seat"] == found["seat"][:8]
    assert [seat["seat"] for seat in found["room"]["seats"]] == [found["seat"][:8]]
    refused("no_member", school.say, "a", "room_name", seat=lost["seat"])
    assert school.say("a", "room_name", seat=found["seat"])["name"]


def test_a_seat_that_moves_to_another_device_leaves_the_first_one_nothing(school):
    school.open()
    ack = school.join("a")
    school.do("start")
    old = school.game.players.of("a")
    school.page("b")

    moved = school.say("b", "room_join", code=school.room["code"], seat=ack["seat"])

    assert old.round is None and not old.room
    assert school.seen["members"][0]["status"] == "drawing"
    draw(school.game, moved["begin"]["round"], 0, "b")
    draw(school.game, moved["begin"]["round"], 1, "b")
    assert school.seen["members"][0]["status"] == "won"
