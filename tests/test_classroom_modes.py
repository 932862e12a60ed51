"""How a word is played in each mode, and by whom."""

from server.rooms.play import AWAY
from tests.school import refused
from tests.world import draw


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


def test_where_one_can_win_a_single_sure_look_is_no_recognition(school):
    """It takes two to win, and a drawing that was not won is not shown with the time it was recognized in."""
    school.open(mode="race")
    school.join("a")
    school.join("b")
    school.do("start")
    draw(school.game, school.begun("a")["round"], 0, "a")
    school.win("b")
    school.do("end")

    first, second = school.say("host", "room_results")["drawings"]
    assert first["won"] and first["recognized"] is not None
    assert (second["won"], second["recognized"]) == (False, None) and second["top"][0][0] == "circle"


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


def test_pupils_hear_how_many_drawings_there_are_to_vote_on_also_when_the_host_shows_them_late(school):
    school.open(mode="fool", words=["star"])
    school.join("a", "b")
    school.do("start")
    for sid in "ab":
        draw(school.game, school.begun(sid)["round"], 0, sid)
    school.do("end")

    school.do("show", member="m1", on=True)
    school.do("show", on=True)
    school.do("hide", member="m2", on=True)

    told = [view["ballot"] for view in school.heard("b", "room") if view["phase"] == "judging"]
    assert told == [0, 1, 2, 1]


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


def test_a_wall_does_not_tell_the_word_that_the_network_sees_before_the_class_has_guessed_it(school):
    school.open(mode="guess", words=["circle"], approve=False)
    school.wall()
    _, b = school.join("a", "b")
    school.do("start")

    draw(school.game, school.begun("a")["round"], 0, "a", n=12)
    school.classroom.tick()
    guess = {sid: school.heard(sid, "frame")[-1]["canvases"][0]["guess"] for sid in ("host", "wall")}
    draw(school.game, school.begun("a")["round"], 1, "a", up=True)
    draw(school.game, school.begun("a")["round"], 2, "a", up=True)
    school.classroom.tick()
    wrong = school.heard("wall", "frame")[-1]["canvases"][0]["guess"]
    school.say("b", "room_say", seat=b["seat"], text="circle")
    late = school.wall("late")["canvases"]

    assert guess == {"host": ["circle", 0.9], "wall": ["", 0.9]}
    assert wrong[0] == "square"
    assert school.seen["phase"] == "results" and late[0]["guess"][0] == "square"


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


def test_words_the_network_does_not_know_are_refused(school):
    school.open()

    assert "gnu" in refused("unknown_word", school.do, "set", settings={"words": ["gnu"]})
    assert "colour" in refused("bad_field", school.do, "set", settings={"colour": 1})


def test_a_game_needs_somebody_who_draws(school):
    school.open()

    refused("not_now", school.do, "start")
    refused("not_now", school.do, "next")
    assert school.seen["phase"] == "lobby"
