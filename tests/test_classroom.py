"""A class without a socket: from the code to the results, through a restart, and what its pages are told."""

from tests.school import School
from tests.world import draw


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
    assert school.say("host", "room_results")["words"] == [[1, "circle"]], "what is drawn is not there to look back at"
    school.do("next")
    assert school.say("host", "room_results", number=1)["words"] == [[1, "circle"], [2, "star"]]
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


def test_the_table_has_names_only_if_they_are_wanted(school):
    school.open()
    name = school.join("a")["me"]["name"]
    school.do("start")
    school.win("a")

    without, given = (school.say("host", "room_export", names=names)["csv"] for names in (False, True))

    assert without.splitlines()[1].startswith("1,race,circle,1,1,0,") and name not in without
    assert name in given


def test_a_room_tells_its_pages_only_what_has_changed(school):
    school.open()
    school.join("a", "b")
    school.pass_by(1)
    before = len(school.world.sent)

    school.pass_by(1)
    school.pass_by(1)

    assert len(school.world.sent) == before


def test_nothing_of_a_room_is_kept_as_a_result(school):
    school.open()
    school.join("a")
    school.do("start")

    school.win("a")

    assert school.world.kept == []
