"""A class without a socket: pages in and out, the host's controls, the modes, and what nobody may do."""

import pytest

from server import nicknames, roomwire
from server.classroom import HOST_GRACE
from server.errors import GameError
from server.keeping.rooms import KEPT_FOR
from server.rooms.play import AWAY
from tests.school import School
from tests.world import draw


@pytest.fixture
def school(settings, recognizer, inline, clock, rng):
    school = School(settings, recognizer, inline, clock, rng)
    yield school
    school.close()


def refused(code, act, /, *args, **fields):
    with pytest.raises(GameError) as caught:
        act(*args, **fields)
    assert caught.value.code == code, caught.value.message
    return caught.value.message


def test_a_class_joins_draws_and_sees_how_it_went(school):
    school.open(approve=False)
    school.wall()
    seats = school.join("a", "b", "c")

    school.do("start")
    school.win("a")
    school.win("b")
    school.pass_by(41)

    assert len({ack["me"]["name"] for ack in seats}) == 3
    assert [school.begun(sid)["word"] for sid in "abc"] == ["circle"] * 3
    assert school.seen["phase"] == "results"
    assert [(m["status"], m["score"]) for m in school.seen["members"]] == [("won", 1), ("won", 1), ("over", 0)]
    found = school.say("host", "room_results")
    assert [drawing["won"] for drawing in found["drawings"]] == [True, True, False]
    assert found["confusion"] == [["circle", "circle", 2]]
    school.do("next")
    assert school.begun("c")["word"] == "star"
    school.do("next")
    assert school.seen["phase"] == "done"


def test_the_wall_is_sent_the_same_ink_once(school):
    school.open(approve=False)
    school.wall()
    school.join("a", "b")
    school.do("start")

    draw(school.game, school.begun("a")["round"], 0, "a", n=3)
    school.classroom.tick()
    draw(school.game, school.begun("a")["round"], 1, "a", n=2)
    school.classroom.tick()
    school.classroom.tick()
    late = school.wall("late")

    frames = [c for f in school.heard("wall", "frame") for c in f["canvases"] if c["member"] == "m1"]
    assert [frame.get("ink") for frame in frames] == [
        None,
        [[[0, 50, 100], [0, 0, 0], False]],
        [[[0, 100], [0, 0], False]],
    ]
    assert "from" in frames[0] and "from" not in frames[1]
    assert [canvas["ink"] for canvas in late["canvases"]] == [[ink for f in frames for ink in f.get("ink", [])], []]
    assert frames[1]["guess"][0] == "circle" and 0 < frames[1]["p"] < 1


def test_nothing_is_on_the_wall_before_the_host_has_said_so(school):
    school.open()
    school.wall()
    school.join("a", "b")
    school.do("start")
    draw(school.game, school.begun("a")["round"], 0, "a")

    school.classroom.tick()
    assert school.heard("wall", "frame") == []
    school.do("show", member="m1", on=True)
    [shown] = school.heard("wall", "frame")
    school.do("hide", member="m1", on=True)

    assert [canvas["member"] for canvas in shown["canvases"]] == ["m1"]
    assert shown["canvases"][0]["from"] == 0 and shown["canvases"][0]["ink"]
    assert school.heard("wall", "frame")[-1]["canvases"] == [{"member": "m1", "drawing": None}]
    assert [c["member"] for f in school.heard("host", "frame") for c in f["canvases"] if "from" in c] == ["m1", "m2"]


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


def test_a_restart_loses_no_pupil_no_score_and_no_stroke(school, settings, recognizer, inline, clock, rng):
    school.open(approve=False)
    school.page("a")
    ack = school.say("a", "room_join", code=school.room["code"])
    school.do("start")
    school.win("a")
    school.do("next")
    school.classroom.flush()

    other = School(settings, recognizer, inline, clock, rng, school.shelf)
    other.room = school.room
    other.page("host")
    other.say("host", "room_host", code=school.room["code"], token=school.room["host"])
    other.page("a")
    back = other.say("a", "room_join", code=school.room["code"], seat=ack["seat"])

    [member] = other.seen["members"]
    assert (member["name"], member["score"], member["status"]) == (ack["me"]["name"], 1, "drawing")
    assert back["begin"]["word"] == "star"
    assert other.say("host", "room_results", number=1)["drawings"][0]["strokes"][0][0][:2] == [0, 9]
    other.close()


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
    refused("room_full", school.say, "a", "room_join", code=school.room["code"])
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


def test_in_a_relay_one_of_each_team_draws_and_another_the_next_time(school):
    school.open(mode="relay", teams=2)
    school.join("a", "b", "c", "d")

    school.do("start")
    first = [m["member"] for m in school.seen["members"] if m["status"] == "drawing"]
    school.win("a")
    school.do("next")
    second = [m["member"] for m in school.seen["members"] if m["status"] == "drawing"]

    assert (first, second) == (["m1", "m2"], ["m3", "m4"])
    assert school.seen["teams"] == [[0, 1], [1, 0]]


def test_in_a_museum_nobody_wins_and_the_host_ends(school):
    school.open(mode="museum")
    school.join("a")
    school.do("start")
    school.win("a")

    school.pass_by(1000)
    assert (school.seen["phase"], school.seen["members"][0]["status"]) == ("drawing", "drawing")
    school.do("end")

    [drawing] = school.say("host", "room_results")["drawings"]
    assert (drawing["won"], drawing["recognized"]) == (False, 0)


def test_a_word_without_a_clock_waits_a_while_for_a_class_whose_links_are_lost(school):
    school.open(mode="museum")
    school.join("a", "b")
    school.do("start")

    for sid in ("a", "b"):
        school.leave(sid)
    school.pass_by(AWAY - 1)
    assert school.seen["phase"] == "drawing"
    school.pass_by(1)

    assert school.seen["phase"] == "results"


def test_to_fool_the_network_people_must_see_what_it_does_not(school):
    school.open(mode="fool", approve=False, words=["star"])
    a, b, c = school.join("a", "b", "c")
    school.do("start")
    for sid in "abc":
        draw(school.game, school.begun(sid)["round"], 0, sid)
    school.do("end")

    gallery = school.say("a", "room_gallery")["drawings"]
    for ack, sid in ((b, "b"), (c, "c")):
        school.say(sid, "room_vote", seat=ack["seat"], drawing=school.begun("a")["round"], yes=True)
    refused("not_now", school.say, "a", "room_vote", seat=a["seat"], drawing=school.begun("a")["round"], yes=True)
    school.do("end")

    assert len(gallery) == 2
    assert [m["score"] for m in school.seen["members"]] == [1, 0, 0]


def test_near_misses_are_told_to_who_said_them_alone(school):
    school.open(mode="guess", words=["circle"])
    _, b, c = school.join("a", "b", "c")
    school.do("start")

    near = school.say("b", "room_say", seat=b["seat"], text="cirkle")
    wrong = school.say("c", "room_say", seat=c["seat"], text="dog")
    right = school.say("c", "room_say", seat=c["seat"], text=" Circle! ")

    assert (near, wrong) == ({"right": False, "near": True}, {"right": False, "near": False})
    assert right == {"right": True, "near": False}
    assert [m["score"] for m in school.seen["members"]] == [1, 0, 2]
    assert all(view["word"] is None for view in school.heard("b", "room"))
    school.say("b", "room_say", seat=b["seat"], text="circle")
    assert school.seen["phase"] == "results"


def test_words_are_guessed_in_any_language_or_in_the_rooms(school):
    school.open(mode="guess", words=["circle"])
    _, b, c = school.join("a", "b", "c")
    school.do("start")
    assert school.say("b", "room_say", seat=b["seat"], text="kreis")["right"]
    assert school.say("c", "room_say", seat=c["seat"], text="círcle")["right"]

    refused("bad_field", school.do, "set", settings={"language": "tlh"})
    school.do("again")
    school.do("set", settings={"language": "de"})
    school.do("start")

    assert school.say("c", "room_say", seat=c["seat"], text="circle") == {"right": False, "near": False}
    assert school.say("c", "room_say", seat=c["seat"], text="Kreiß") == {"right": False, "near": True}


def test_the_table_has_names_only_if_they_are_wanted(school):
    school.open()
    name = school.join("a")["me"]["name"]
    school.do("start")
    school.win("a")

    without, given = (school.say("host", "room_export", names=names)["csv"] for names in (False, True))

    assert without.splitlines()[1].startswith("1,race,circle,1,1,0,") and name not in without
    assert name in given


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


def test_a_room_tells_its_pages_only_what_has_changed(school):
    school.open()
    school.join("a", "b")
    school.pass_by(1)
    before = len(school.world.sent)

    school.pass_by(1)
    school.pass_by(1)

    assert len(school.world.sent) == before


def test_who_is_late_draws_with_the_others_while_there_is_time(school):
    school.open(seconds=20)
    school.join("a")
    school.do("start")
    school.pass_by(10)

    in_time = school.join("b")["begin"]
    school.pass_by(8)
    too_late = school.join("c")["begin"]

    assert (in_time["word"], in_time["ms"]) == ("circle", 10_000)
    assert too_late is None


def test_nothing_of_a_room_is_kept_as_a_result(school):
    school.open()
    school.join("a")
    school.do("start")

    school.win("a")

    assert school.world.kept == []


def test_words_the_network_does_not_know_are_refused(school):
    school.open()

    assert "gnu" in refused("unknown_word", school.do, "set", settings={"words": ["gnu"]})
    assert "colour" in refused("bad_field", school.do, "set", settings={"colour": 1})


def test_a_game_needs_somebody_who_draws(school):
    school.open()

    refused("not_now", school.do, "start")
    refused("not_now", school.do, "next")
    assert school.seen["phase"] == "lobby"
