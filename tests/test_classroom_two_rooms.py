"""A page that was in one room and is in another by now: neither room shows, ends or deletes what is the other's."""

import pytest

from tests.school import School
from tests.world import draw


@pytest.fixture
def school(settings, recognizer, inline, clock, rng):
    """A first room whose pupil "p", with "q" beside, goes on to a second one, of another host."""
    school = School(settings, recognizer, inline, clock, rng)
    school.open(approve=False)
    school.join("p", "q")
    school.page("host2")
    school.second = school.say("host2", "room_open", settings={"words": ["star"]})["code"]
    yield school
    school.close()


def goes_on(school):
    """The tab joins the second room without a word to the first; the second one's first word is drawn."""
    school.say("p", "room_join", code=school.second)
    school.say("host2", "room_do", do="start")
    round = school.begun("p")["round"]
    draw(school.game, round, 0, "p", n=4)
    return round


def members(school, code):
    return school.classroom._hall.lives[code].room.members


def test_a_pupil_who_becomes_the_host_of_another_room_is_told_nothing_more_of_the_first(school):
    school.do("set", settings={"mode": "guess"})
    school.do("start")
    assert school.seen["word"] == "circle" and school.begun("p"), "which q guesses"
    before = len(school.heard("q", "room"))

    school.say("q", "room_open")
    school.do("mute", on=True)

    assert school.heard("p", "room")[-1]["muted"] and len(school.heard("q", "room")) == before


def test_who_is_in_another_room_is_not_here_whatever_the_others_do(school):
    goes_on(school)
    school.leave("q")
    school.join("r")

    assert [m["here"] for m in school.seen["members"]] == [False, False, True]
    assert [m.here for m in members(school, school.second)] == [True]


def test_a_word_of_the_first_room_does_not_begin_in_the_second(school):
    round = goes_on(school)

    school.do("start")

    assert school.begun("p")["round"] == round and school.begun("q")["round"] != round


def test_the_first_room_is_closed_and_the_drawing_in_the_second_goes_on(school):
    round, player = goes_on(school), school.game.players.of("p")

    school.do("close")
    school.classroom.flush()
    draw(school.game, round, 1, "p", up=True)

    assert player.round.id == round and player.round.seq == 2 and player.room
    assert school.heard("p", "gone") == [] and school.heard("q", "gone") == [{"reason": "closed"}]
    assert school.game.players.of("q").round is None and not school.game.players.of("q").room


@pytest.mark.parametrize("end", ["close", "remove"])
def test_what_was_drawn_in_the_first_room_is_forgotten_with_the_seat_there(school, end):
    school.do("start")
    draw(school.game, school.begun("p")["round"], 0, "p")
    school.say("p", "room_join", code=school.second)
    player = school.game.players.of("p")
    assert player.round

    school.do(end, **({"member": "m1"} if end == "remove" else {}))
    school.classroom.flush()

    assert player.round is None and not player.past and player.room
    assert school.heard("p", "gone") == [] and members(school, school.second)[0].here


def test_who_is_removed_from_the_first_room_stays_in_the_second(school):
    round = goes_on(school)

    school.do("remove", member="m1")
    school.say("host2", "room_do", do="end")
    school.classroom.tick()

    assert school.heard("p", "gone") == [] and school.heard("p", "room")[-1]["code"] == school.second
    assert school.classroom._hall.lives[school.second].ink.keys() == {round}
