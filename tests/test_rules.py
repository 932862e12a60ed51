"""A round from start to verdict, with the clock as a number and without a server."""

from dataclasses import replace

import numpy as np
import pytest

from model import Categories, Edit, Guess, PassRule, Points
from server import rules, wire
from server.errors import GameError
from tests.fakes import WORDS, FakeRecognizer

CATEGORIES = Categories(WORDS)
RULE = PassRule(threshold=0.5, updates=2, ink=50.0)
CLASSIC = wire.Start("classic", "star")


class First:
    """Chance that always takes the first."""

    def choice(self, words):
        return words[0]


def begun(ask=CLASSIC, now=100.0, before=None):
    return rules.start("r", ask, CATEGORIES, RULE, 20.0, now, First(), before)


def points(xs, y=0, t=0, up=False):
    xs = np.array(xs, np.float32)
    return Points(xs, np.full_like(xs, y), np.full_like(xs, t), up)


def ink(seq, xs=(0, 100), **more):
    return wire.Ink("r", seq, points(xs, **more))


def drawn(round, *messages, now=101.0):
    for message in messages:
        act = rules.ink if isinstance(message, wire.Ink) else rules.change
        round, _ = act(round, message, now)
    return round


def change(edit, number=None):
    return wire.Change("r", edit, number)


def answer(p, word="star"):
    rest = (1 - p) / (len(WORDS) - 1)
    return Guess(np.array([p if w == word else rest for w in WORDS], np.float32), 5)


def guessed(round, p, now=102.0, length=100.0, word="star"):
    return rules.guess(round, answer(p, word), rules.Mark(round.seq - 1, length), CATEGORIES, now)


# -- beginning ---------------------------------------------------------------------------------------------------------


def test_a_classic_round_has_the_word_and_the_time_asked_for():
    round = begun(wire.Start("classic", "ladder", seconds=5.0))

    assert (round.word, round.seconds, round.accepted) == ("ladder", 5.0, (WORDS.index("ladder"),))


def test_a_word_is_chosen_when_none_is_asked_for():
    assert begun(wire.Start("classic")).word == WORDS[0]
    assert begun(wire.Start("classic", words=("spiral", "star"))).word == "spiral"
    assert begun(wire.Start("classic")).seconds == 20.0


def test_the_last_word_is_not_chosen_again_unless_there_is_no_other():
    assert begun(wire.Start("classic"), before=WORDS[0]).word == WORDS[1]
    assert begun(wire.Start("classic", words=("star",)), before="star").word == "star"
    assert begun(wire.Start("classic", "star"), before="star").word == "star"


def test_a_free_round_has_neither_word_nor_clock():
    round = begun(wire.Start("free", seconds=5.0))

    assert (round.word, round.seconds) == (None, None)
    assert rules.tick(round, 1e9) == (round, [])


@pytest.mark.parametrize("ask", [wire.Start("classic", "gnu"), wire.Start("classic", words=("star", "gnu"))])
def test_a_word_the_network_does_not_know_is_refused(ask):
    with pytest.raises(GameError, match='"gnu" is not among the 6 words') as caught:
        begun(ask)

    assert caught.value.code == "unknown_word"


# -- ink ---------------------------------------------------------------------------------------------------------------


def test_ink_is_logged_and_fed_in_order():
    first, second = ink(0), ink(1, xs=(100, 150), up=True)

    round, events = rules.ink(begun(), first, 101)
    round, more = rules.ink(round, second, 101)

    assert round.log == (first.points, second.points)
    assert events == [rules.Feed(first.points, rules.Mark(0, 100.0))]
    assert more == [rules.Feed(second.points, rules.Mark(1, 150.0))]
    assert round.points == 4


def test_ink_sent_again_changes_nothing():
    before = drawn(begun(), ink(0), ink(1))

    after, events = rules.ink(before, ink(0, xs=(5, 6)), 101)

    assert after is before and events == []


def test_a_gap_names_the_message_that_is_wanted():
    with pytest.raises(GameError, match="seq is 3; the next one is 1") as caught:
        rules.ink(drawn(begun(), ink(0)), ink(3), 101)

    assert caught.value.problem()["code"] == "gap"
    assert caught.value.problem()["expected"] == 1


def test_time_does_not_go_back_from_one_message_to_the_next():
    round = drawn(begun(), ink(0, t=500))

    with pytest.raises(GameError, match=r"t\[0\] is 400 after 500") as caught:
        rules.ink(round, ink(1, t=400), 101)

    assert caught.value.code == "bad_field"


def test_a_round_holds_so_much_ink_and_no_more(monkeypatch):
    monkeypatch.setattr(rules, "MAX_INK", 3)
    round = drawn(begun(), ink(0))

    with pytest.raises(GameError, match="at most 3 points") as caught:
        rules.ink(round, ink(1), 101)

    assert caught.value.code == "full"
    assert drawn(round, ink(1, xs=(5,))).points == 3


def test_only_the_path_with_the_pen_down_is_ink():
    round = drawn(begun(), ink(0, (0, 30), up=True), ink(1, (500, 510)), ink(2, (520,), up=True))

    assert round.sheet.length == pytest.approx(30 + 20)
    assert round.sheet.strokes == 2


def test_lifting_the_pen_without_a_point_ends_the_stroke():
    round = drawn(begun(), ink(0, (0, 30)), ink(1, (), up=True), ink(2, (100, 110)))

    assert round.sheet.length == pytest.approx(40)
    assert round.sheet.strokes == 2


# -- edits -------------------------------------------------------------------------------------------------------------


def test_undo_and_redo_take_back_whole_strokes():
    round = drawn(begun(), ink(0, (0, 30), up=True), ink(1, (0, 50), up=True))

    undone = drawn(round, change(Edit.UNDO))
    redone = drawn(undone, change(Edit.REDO))

    assert (undone.sheet.length, undone.sheet.strokes) == (30, 1)
    assert (redone.sheet.length, redone.sheet.strokes) == (80, 2)
    assert redone.log[2:] == (Edit.UNDO, Edit.REDO)


def test_a_clear_can_be_undone():
    round = drawn(begun(), ink(0, (0, 30), up=True), change(Edit.CLEAR))

    undone = drawn(round, change(Edit.UNDO))

    assert (round.sheet.length, round.sheet.strokes) == (0, 0)
    assert (undone.sheet.length, undone.sheet.strokes) == (30, 1)


def test_undo_in_the_middle_of_a_stroke_takes_that_stroke():
    round = drawn(begun(), ink(0, (0, 30), up=True), ink(1, (0, 50)), change(Edit.UNDO))

    again = drawn(round, ink(2, (200, 210)))

    assert round.sheet.length == 30
    assert (again.sheet.length, again.sheet.strokes) == (40, 2)


def test_a_new_stroke_ends_what_can_be_redone():
    round = drawn(begun(), ink(0, up=True), change(Edit.UNDO), ink(1, up=True))

    after, events = rules.change(round, change(Edit.REDO), 101)

    assert events == [] and after.sheet == round.sheet


@pytest.mark.parametrize("edit", list(Edit))
def test_an_edit_of_a_blank_board_is_nobodys_business(edit):
    round, events = rules.change(begun(), change(edit), 101)

    assert events == [] and round.log == ()


def test_a_numbered_edit_sent_again_is_not_done_again():
    round = drawn(begun(), ink(0, up=True), ink(1, up=True), change(Edit.UNDO, 0))

    after, events = rules.change(round, change(Edit.UNDO, 0), 101)

    assert after is round and events == []
    assert drawn(round, change(Edit.UNDO, 1)).sheet.strokes == 0


def test_a_skipped_edit_is_a_gap():
    with pytest.raises(GameError, match="edit is 2; the next one is 0") as caught:
        rules.change(begun(), change(Edit.UNDO, 2), 101)

    assert caught.value.extra == {"expected": 0}


# -- the verdict -------------------------------------------------------------------------------------------------------


def test_a_guess_names_the_best_five_and_the_target():
    round = drawn(begun(), ink(0), ink(1))

    _, [guess] = guessed(round, 0.4)

    assert guess.seq == 1
    assert guess.guesses[0] == ("star", pytest.approx(0.4))
    assert len(guess.guesses) == 5
    assert [p for _, p in guess.guesses] == sorted((p for _, p in guess.guesses), reverse=True)
    assert guess.target_p == pytest.approx(0.4)


def test_a_free_round_gets_guesses_and_no_verdict():
    round = drawn(begun(wire.Start("free")), ink(0))

    for _ in range(5):
        round, [guess] = guessed(round, 0.99)

    assert guess.target_p is None
    assert round.over is None


def test_the_round_is_won_when_the_target_stays_above_the_threshold():
    round = drawn(begun(), ink(0))

    round, first = guessed(round, 0.6, now=102)
    round, second = guessed(round, 0.6, now=103.5)

    assert [type(event) for event in first] == [wire.Guess]
    assert second[1] == round.over == wire.Over("r", True, "recognized", 3500, "star")


def test_one_look_below_the_threshold_begins_the_count_anew():
    round = drawn(begun(), ink(0))

    for p in (0.6, 0.4, 0.6):
        round, _ = guessed(round, p)

    assert round.over is None
    assert guessed(round, 0.6)[0].over.won


def test_the_answer_to_a_pen_that_rests_counts_again():
    """Whoever has finished, and is recognized by the last point, must not wait until time is over."""
    round, _ = guessed(drawn(begun(), ink(0)), 0.6, now=102.0)

    early, nothing = rules.tick(round, 102.0 + RULE.rest - 0.01)
    late, [over] = rules.tick(round, 102.0 + RULE.rest)

    assert early.over is None and nothing == []
    assert over == late.over == wire.Over("r", True, "recognized", 2400, "star")


def test_each_rest_counts_once():
    round, _ = guessed(drawn(begun(), ink(0)), 0.6, now=102.0)
    slow = replace(round, rule=replace(RULE, updates=4))

    for now in (102.0 + RULE.rest, 102.1 + RULE.rest, 102.2 + RULE.rest):
        slow, _ = rules.tick(slow, now)

    assert slow.held == 2


@pytest.mark.parametrize("more", [ink(1, (100, 101)), change(Edit.UNDO)])
def test_a_pen_that_moves_on_waits_for_the_next_answer(more):
    round, _ = guessed(drawn(begun(), ink(0)), 0.6, now=102.0)

    round, events = rules.tick(drawn(round, more, now=102.1), 109.0)

    assert round.over is None and events == []


def test_an_answer_that_has_not_seen_everything_does_not_count_again():
    round = drawn(begun(), ink(0), ink(1, (100, 200)))

    round, _ = rules.guess(round, answer(0.6), rules.Mark(0, 100.0), CATEGORIES, 102.0)

    assert rules.tick(round, 109.0)[0].over is None


def test_resting_on_a_wrong_answer_wins_nothing():
    round, _ = guessed(drawn(begun(), ink(0)), 0.4, now=102.0)

    for now in range(103, 119):
        round, _ = rules.tick(round, float(now))

    assert round.over is None


def test_a_dot_never_wins():
    round = drawn(begun(), ink(0, (5,)))

    for _ in range(5):
        round, _ = guessed(round, 0.99, length=49.0)

    assert round.over is None


def test_kinds_and_synonyms_count_as_the_word():
    categories = Categories(["tree", "palm tree", "car", "bus", "dog"])
    round = rules.start("r", wire.Start("classic", "tree"), categories, RULE, 20.0, 100.0, First())
    palm = Guess(np.array([0.25, 0.5, 0.25, 0, 0], np.float32), 9)

    _, [guess] = rules.guess(round, palm, rules.Mark(0, 100.0), categories, 101.0)

    assert guess.target_p == pytest.approx(0.75)
    assert guess.guesses[0] == ("palm tree", 0.5)


def test_time_ends_the_round_without_any_ink():
    early, nothing = rules.tick(begun(), 119.99)
    late, [over] = rules.tick(begun(), 120.3)

    assert early.over is None and nothing == []
    assert over == late.over == wire.Over("r", False, "time", 20_000, "star")


def test_a_round_ends_once():
    over, _ = rules.tick(begun(), 120.0)

    assert rules.tick(over, 121.0) == (over, [])
    assert rules.skip(over, 121.0) == (over, [])
    assert guessed(over, 0.9, now=121.0) == (over, [])


def test_an_answer_that_comes_too_late_does_not_win():
    round, _ = guessed(drawn(begun(), ink(0)), 0.9, now=119.0)

    after, events = guessed(round, 0.9, now=120.0)

    assert after.over is None and events == []


@pytest.mark.parametrize("late", [ink(1), change(Edit.UNDO)])
def test_ink_after_the_end_is_refused(late):
    round = drawn(begun(), ink(0))
    ended, _ = rules.skip(round, 102.0)

    for finished, now in ((ended, 102.0), (round, 120.0)):
        with pytest.raises(GameError, match="round r is over") as caught:
            drawn(finished, late, now=now)
        assert caught.value.code == "over"


def test_ink_sent_again_after_the_end_is_still_acknowledged():
    round, _ = rules.skip(drawn(begun(), ink(0)), 102.0)

    assert rules.ink(round, ink(0), 103.0) == (round, [])


def test_skipping_ends_the_round():
    round, [over] = rules.skip(begun(), 104.25)

    assert over == round.over == wire.Over("r", False, "skipped", 4250, "star")


def test_the_log_draws_the_same_picture_again():
    messages = [ink(0, up=True), ink(1), change(Edit.UNDO), change(Edit.REDO), ink(2, up=True), change(Edit.CLEAR)]
    round = drawn(begun(), *messages, change(Edit.UNDO))
    fake = FakeRecognizer()
    sketch, again = fake.open(), fake.open()

    fake.feed({sketch: round.log[:3]})
    fake.feed({sketch: round.log[3:]})
    fake.feed({again: round.log})

    assert sketch.strokes == again.strokes == [2, 2, 2]
    assert round.sheet.strokes == 3


def test_a_round_that_is_lost_says_what_it_was_taken_for():
    round, _ = guessed(drawn(begun(), ink(0)), 0.6, word="ladder")

    _, [lost] = rules.skip(round, 105.0)
    _, [blank] = rules.skip(drawn(round, change(Edit.CLEAR)), 105.0)
    won = guessed(guessed(drawn(begun(), ink(0)), 0.6)[0], 0.6)[0].over

    assert (lost.word, lost.taken_for) == ("star", "ladder")
    assert blank.taken_for is won.taken_for is None


def test_a_round_that_is_over_cannot_be_watched():
    watch = wire.Watch("r", hidden=True)
    round, _ = rules.skip(begun(), 101.0)

    with pytest.raises(GameError) as caught:
        rules.watch(round, watch, 102.0)

    assert caught.value.code == "over"
    assert rules.watch(begun(), watch, 101.0)[0].watch == watch
