"""A room teaches its network a word: what is asked, what is learned, what is guessed, and what is kept."""

import json

import numpy as np
import pytest

from model import Guess
from server import codes, wire
from server.errors import GameError
from server.keeping import saved
from server.keeping.tables import TableShelf
from server.rooms import teaching
from server.rooms.room import Bout, Member, Room, Taught, Try
from server.store import Store
from tests.fakes import FakeRecognizer
from tests.school import School
from tests.world import draw


@pytest.fixture
def school(settings, inline, clock, rng):
    school = School(settings, FakeRecognizer(), inline, clock, rng)
    yield school
    school.close()


def examples(school, *sids):
    """Each of these draws something, and the host says that it is enough."""
    for sid in sids:
        for number in range(2):
            draw(school.game, school.begun(sid)["round"], number, sid)
    school.do("end")


def learn(school):
    ack = school.do("learn")
    while school.game.engine.step():
        pass
    school.classroom.tick()
    return ack


def taught(school, word="snow globe"):
    """Six pupils draw an example each, and it is learned."""
    school.open()
    pupils = [f"p{i}" for i in range(6)]
    school.join(*pupils)
    school.do("teach", word=word)
    examples(school, *pupils)
    learn(school)
    return pupils


def refused(school, what, /, **fields):
    with pytest.raises(GameError) as refusal:
        school.say("host", "room_do", do=what, **fields)
    return refusal.value.code


def test_a_class_draws_a_word_and_the_room_knows_it(school):
    school.open()
    school.join("ada", "bob", "eve")

    school.do("teach", word=" snow  globe")

    assert school.seen["word"] == "snow globe" and school.seen["mode"] == "museum"
    assert school.seen["teaching"] == [0, 20] and school.seen["count"] == 7, "20 drawings, three at a time"
    assert school.begun("ada")["seconds"] is None and school.begun("ada")["threshold"] is None
    examples(school, "ada", "bob", "eve")
    assert school.seen["teaching"] == [3, 20]
    school.do("next")
    examples(school, "ada", "bob", "eve")
    learn(school)
    assert school.seen["taught"] == [["snow globe", 6]]
    assert school.seen["phase"] == "lobby" and school.seen["teaching"] is None and school.seen["mode"] == "race"


def test_it_is_recognized_there_early_and_nowhere_else(school):
    taught(school)
    school.do("set", settings={"words": ["snow globe", "circle"], "count": 2})
    school.do("start")
    assert school.begun("p0")["word"] == "snow globe"

    for number in range(2):
        draw(school.game, school.begun("p0")["round"], number, "p0")
    alone = school.page("alone") and school.game.start("alone", _start("circle"))["round"]
    for number in range(2):
        draw(school.game, alone, number, "alone")

    inside, outside = (school.heard(sid, "guess")[-1]["guesses"] for sid in ("p0", "alone"))
    assert inside[0][0] == "snow globe" and inside[0][1] > 0.5
    assert all(word != "snow globe" for word, _ in outside)
    mine = next(m for m in school.seen["members"] if m["member"] == "m1")
    assert mine["status"] == "won" and mine["score"] == 1


def test_a_page_that_watches_every_stroke_may_do_so_with_a_new_word_and_is_told_what_cannot_be_explained(school):
    taught(school)
    school.do("set", settings={"words": ["snow globe"]})
    school.do("start")
    round = school.begun("p0")["round"]
    school.game.watch("p0", wire.watch({"round": round, "hidden": False, "strokes": True, "reference": False}))

    draw(school.game, round, 0, "p0")
    draw(school.game, round, 1, "p0", up=True)

    assert len(school.heard("p0", "guess")[-1]["strokes"]) == 1
    school.do("end")
    with pytest.raises(GameError) as refusal:
        school.game.explain("p0", wire.explain({"round": round}))
    assert refusal.value.code == "not_now" and "a word of this room" in refusal.value.message


def test_the_networks_own_words_are_still_guessed_there(school):
    taught(school)
    school.do("start")

    for number in range(3):
        draw(school.game, school.begun("p1")["round"], number, "p1", up=True)

    assert school.heard("p1", "guess")[-1]["guesses"][0][0] == "triangle", "three strokes are that to the fake"


def test_hidden_and_empty_drawings_are_not_learned_from_and_five_are_needed(school):
    school.open()
    school.join(*(f"p{i}" for i in range(7)))
    school.do("teach", word="snow globe")
    draw(school.game, school.begun("p6")["round"], 0, "p6")
    school.do("hide", member="m7", on=True)
    examples(school, "p0", "p1", "p2", "p3")

    assert refused(school, "learn") == "too_few"
    assert school.seen["teaching"] == [4, 20]
    school.do("next")
    examples(school, "p5")
    learn(school)
    assert school.seen["taught"] == [["snow globe", 5]]


def test_a_board_that_was_cleared_is_an_empty_drawing(school):
    school.open()
    pupils = [f"p{i}" for i in range(5)]
    school.join(*pupils)
    school.do("teach", word="snow globe")
    for sid in pupils:
        draw(school.game, school.begun(sid)["round"], 0, sid)
    school.game.change("p4", _clear(school.begun("p4")["round"]))
    school.do("end")

    assert refused(school, "learn") == "too_few"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("circle", "known_word"),
        ("CIRCLE ", "known_word"),
        ("Snow Globe", "known_word"),
        ("<b>globe</b>", "bad_word"),
        ("x" * 25, "bad_word"),
        ("   ", "bad_word"),
        ("a fuck", "bad_word"),
        ("x" * 1000, "bad_field"),
        (7, "bad_field"),
    ],
)
def test_a_word_that_cannot_be_taught_is_refused(school, word, code):
    taught(school)

    assert refused(school, "teach", word=word) == code
    assert school.seen["phase"] == "lobby" and len(school.seen["taught"]) == 1


def test_nothing_is_taught_or_forgotten_while_words_are_drawn(school):
    taught(school)
    school.do("start")

    assert refused(school, "teach", word="owl") == "not_now"
    assert refused(school, "learn") == "not_now"
    assert refused(school, "forget", word="snow globe") == "not_now"


def test_a_word_is_forgotten_and_no_longer_asked_for(school):
    taught(school)
    school.do("set", settings={"words": ["snow globe"]})

    school.do("forget", word="snow globe")

    assert school.seen["taught"] == [] and school.seen["settings"]["words"] is None
    assert refused(school, "forget", word="snow globe") == "unknown_word"
    assert refused(school, "set", settings={"words": ["snow globe"]}) == "unknown_word"


def test_a_word_that_is_forgotten_between_two_words_is_asked_for_no_more(school, settings, inline, clock, rng):
    """The room goes on, here and after a restart, whether the word has been drawn or was still to come."""
    taught(school)
    school.do("set", settings={"words": ["snow globe", "circle", "star"]})
    school.do("start")
    school.do("end")
    school.do("forget", word="snow globe")
    school.classroom.flush()

    again = School(settings, FakeRecognizer(), inline, clock, rng, school.shelf)
    assert again.classroom._hall.lives[school.room["code"]].room.phase == "results"
    again.close()
    school.do("next")
    assert (school.seen["word"], school.seen["number"], school.seen["count"]) == ("circle", 2, 3)


def test_a_word_that_is_forgotten_before_its_turn_is_left_out(school):
    taught(school)
    school.do("set", settings={"words": ["circle", "snow globe", "star"]})
    school.do("start")
    school.do("end")

    school.do("forget", word="snow globe")
    school.do("next")

    assert (school.seen["word"], school.seen["number"], school.seen["count"]) == ("star", 2, 2)


def test_a_room_whose_words_nobody_knows_any_more_is_back_in_its_lobby(school, settings, inline, clock, rng, caplog):
    school.open(words=["circle", "star"])
    school.join("ada")
    school.do("start")
    school.classroom.flush()

    again = School(settings, FakeRecognizer(("circle", "square")), inline, clock, rng, school.shelf)
    room = again.classroom._hall.lives[school.room["code"]].room
    assert (room.phase, room.deck, room.settings.words) == ("lobby", (), ("circle",))
    assert [member.name for member in room.present] and "back in its lobby" in caplog.text
    again.close()


def test_what_was_learned_goes_to_another_room(school):
    taught(school)
    file = school.say("host", "room_learned", word="snow globe")["file"]

    school.open()
    school.do("bring", file=json.loads(json.dumps(file)))

    assert school.seen["taught"] == [["snow globe", 6]]
    assert refused(school, "bring", file=file) == "known_word"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "zip"}, "bad_field"),
        ({"network": "another"}, "other_network"),
        ({"learned": "AAAA"}, "bad_field"),
        ({"learned": "<script>"}, "bad_field"),
        ({"learned": "A" * 9000}, "bad_field"),
        ({"examples": 0}, "bad_field"),
        ({"word": "<b>"}, "bad_word"),
        ({"word": "circle"}, "known_word"),
    ],
)
def test_a_file_that_is_no_word_is_refused(school, change, code):
    taught(school)
    file = school.say("host", "room_learned", word="snow globe")["file"]
    school.open()

    assert refused(school, "bring", file=file | change) == code
    assert school.seen["taught"] == []


def test_only_the_host_takes_words_along(school):
    taught(school)

    with pytest.raises(GameError) as refusal:
        school.say("p1", "room_learned", word="snow globe")

    assert refusal.value.code == "not_host"


def test_a_room_has_its_words_after_a_restart_and_no_word_of_another_network(school, settings, inline, clock, rng):
    taught(school)
    school.do("set", settings={"words": ["snow globe"]})
    school.classroom.flush()
    shelf = school.shelf

    for version, wins in (("1", True), ("2", False)):
        other = FakeRecognizer()
        other.version = version
        again = School(settings, other, inline, clock, rng, shelf)
        again.room = school.room
        live = again.classroom._hall.lives[school.room["code"]]
        assert [t.word for t in live.room.taught] == ["snow globe"]
        assert ("snow globe" in again.game.teaching.known(live.room.taught)) == wins
        again.close()


def test_a_drawing_of_a_taught_word_goes_on_after_a_restart_and_is_recognized(settings, inline, clock, rng):
    store = Store(settings.database_url)
    shelf = TableShelf(store.engine)
    before = School(settings, FakeRecognizer(), inline, clock, rng, players=shelf)
    taught(before)
    seat = before.join("late")["seat"]
    resume = before.game.players.of("late").resume
    before.do("set", settings={"words": ["snow globe"]})
    before.do("start")
    round = before.begun("late")["round"]
    draw(before.game, round, 0, "late")
    before.classroom.flush()

    after = School(settings, FakeRecognizer(), inline, clock, rng, before.shelf, shelf)
    after.page("late", resume)
    after.game.engine.step()  # guessed before anybody says which room it is of
    begin = after.say("late", "room_join", code=before.room["code"], seat=seat)["begin"]
    after.game.engine.step()
    draw(after.game, round, 1, "late")

    assert begin["round"] == round
    assert after.heard("late", "over")[-1]["won"] and after.heard("late", "guess")[-1]["target_p"] > 0.5
    for server in (before, after):
        server.close()
    store.close()


def test_a_network_without_a_space_cannot_be_taught(settings, inline, clock, rng):
    plain = FakeRecognizer()
    plain.space = None
    school = School(settings, plain, inline, clock, rng)
    school.open()
    school.join("ada")

    assert refused(school, "teach", word="owl") == "cannot_learn"
    assert school.seen["phase"] == "lobby"
    school.close()


def test_when_learning_fails_the_host_is_told_and_may_try_again(school):
    school.open()
    pupils = [f"p{i}" for i in range(5)]
    school.join(*pupils)
    school.do("teach", word="owl")
    examples(school, *pupils)
    school.game._recognizer.errors.append(RuntimeError("out of memory"))

    learn(school)
    assert school.heard("host", "problem")[-1]["code"] == "no_guess" and school.seen["taught"] == []
    learn(school)

    assert school.seen["taught"] == [["owl", 5]]


def test_a_room_that_is_closed_meanwhile_learns_nothing(school):
    school.open()
    pupils = [f"p{i}" for i in range(5)]
    school.join(*pupils)
    school.do("teach", word="owl")
    examples(school, *pupils)
    school.say("host", "room_do", do="learn")
    school.say("host", "room_do", do="close")

    while school.game.engine.step():
        pass

    assert not school.classroom._hall.lives


def test_there_are_only_so_many_words():
    words = tuple(Taught(f"word {i}", 5, "1", "") for i in range(teaching.MAX_TAUGHT))

    with pytest.raises(GameError) as refusal:
        teaching.proposed(Room("c", "h", "w", 0.0, taught=words), "owl", ())

    assert refusal.value.code == "too_many_words"


def all_but_one_taught(school):
    """The room has "owl", and as many from files as leave it one place. Returns the file of a word."""
    taught(school, "owl")
    file = school.say("host", "room_learned", word="owl")["file"]
    for number in range(teaching.MAX_TAUGHT - 2):
        school.do("bring", file={**file, "word": f"word {number}x"})
    return file


def test_a_word_from_a_file_does_not_take_the_place_of_the_one_that_is_being_taught(school):
    file = all_but_one_taught(school)
    school.do("teach", word="elk")
    assert refused(school, "forget", word="owl") == "not_now"
    examples(school, *(f"p{i}" for i in range(6)))

    assert refused(school, "bring", file={**file, "word": "one too many"}) == "too_many_words"
    learn(school)

    assert len(school.seen["taught"]) == teaching.MAX_TAUGHT and school.seen["taught"][-1] == ["elk", 6]
    assert refused(school, "teach", word="emu") == "too_many_words"


def test_who_teaches_another_word_instead_needs_no_place_for_the_one_before(school):
    all_but_one_taught(school)
    school.do("teach", word="elk")
    school.do("end")
    school.do("end")

    school.do("teach", word="emu")

    assert school.seen["phase"] == "drawing" and school.seen["word"] == "emu"


def test_drawings_of_other_words_are_no_examples():
    def bout(number, word, **how):
        t = Try("m1", "Ada", f"r{number}", over=True, top=(("cat", 0.5),))
        return Bout(number, "museum", word, 2.0, 0.5, 0.0, (t,))

    member = Member("m1", codes.hashed("x"), "x", "Ada", 0, 0)
    room = Room("c", "h", "w", 0.0, members=(member,), teaching="owl", past=(bout(1, "owl"), bout(2, "elk")))

    assert teaching.examples(room) == ["r1"]


def test_a_guess_is_as_it_was_where_nothing_was_taught(school):
    guess = Guess(np.full(6, 1 / 6, np.float32), 3)

    assert school.game.teaching.seen((), object(), guess) is guess
    assert saved.ink([]) == b""


def _start(word):
    return wire.start({"mode": "classic", "word": word})


def _clear(round):
    return wire.clear({"round": round})
