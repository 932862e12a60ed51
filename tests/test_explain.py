"""Finished drawings are run again without each of their strokes."""

from dataclasses import replace

import numpy as np
import pytest

from model import Categories, Edit, PassRule, Points
from server import explain as explaining
from server import rules, wire
from server.errors import GameError
from server.explain import explain, groups
from tests.fakes import WORDS, FakeRecognizer

OVER = wire.Over("r", False, "time", 20_000)


def points(n=12, up=True):
    return Points(*np.tile(np.arange(n, dtype=np.float32), (3, 1)), up)


def finished(*log, word="circle"):
    round = rules.begin("r", "classic", word, Categories(WORDS), PassRule(), 20.0, 100.0)
    return replace(rules.rebuilt(round, log, 0), over=OVER)


def done(job):
    """The result of a job, and how many slices it took."""
    for slices in range(10_000):
        try:
            next(job)
        except StopIteration as stop:
            return stop.value, slices
    raise AssertionError("it does not end")


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (3, [1, 1, 1]), (4, [1, 1, 1, 1]), (7, [2, 2, 1, 2])])
def test_many_strokes_are_taken_together_with_their_neighbours(count, sizes):
    found = groups(count, 4)

    assert [number for group in found for number in group] == list(range(count))
    assert sorted(map(len, found)) == sorted(sizes)


def test_each_stroke_is_left_out_once():
    found, _ = done(explain(finished(points(), points(), word="square"), FakeRecognizer()))

    assert (found.round, found.word, found.p) == ("r", "square", pytest.approx(0.9))
    assert [group.strokes for group in found.groups] == [(0,), (1,)]
    assert all(group.without < 0.1 and group.weight > 3 for group in found.groups)  # one stroke alone is a circle
    assert [group.guesses[0][0] for group in found.groups] == ["circle", "square"]
    assert found.against == ()
    assert "square" not in dict(found.closest) and len(found.closest) == 5


def test_a_stroke_too_many_spoke_against_the_word():
    found, _ = done(explain(finished(points(), points(), word="circle"), FakeRecognizer()))

    assert found.p < 0.1 and found.against == (0, 1)
    assert found.closest[0] == ("square", pytest.approx(0.9))
    assert all(group.without == pytest.approx(0.9) and group.toward[0] == "square" for group in found.groups)


def test_a_drawing_without_a_word_is_explained_by_its_first_guess():
    found, _ = done(explain(finished(points(), points(), points(), word=None), FakeRecognizer()))

    assert found.word == "triangle" and found.p == pytest.approx(0.9)


def test_a_blank_board_has_nothing_to_explain():
    found, _ = done(explain(finished(), FakeRecognizer()))
    free, _ = done(explain(finished(word=None), FakeRecognizer()))

    assert found == wire.Explained("r", "circle", pytest.approx(1 / 6, abs=1e-4), (), (), ())
    assert free.word is None


def test_the_work_comes_in_bounded_slices(monkeypatch):
    monkeypatch.setattr(explaining, "GROUPS", 3)
    recognizer = FakeRecognizer()

    found, slices = done(explain(finished(*[points(100) for _ in range(9)]), recognizer))

    assert [group.strokes for group in found.groups] == [(0, 1, 2), (3, 4, 5), (6, 7, 8)]
    assert max(len(batch) for batch in recognizer.batches) == 3  # the whole, and two that are not left out now
    assert slices == 36  # of 32 points or fewer, four for each stroke
    assert max(len(item.x) for batch in recognizer.batches for items in batch for item in items) == explaining.PIECE


def test_a_round_that_runs_is_not_explained_nor_one_with_too_much_ink(monkeypatch):
    running = replace(finished(points()), over=None)
    monkeypatch.setattr(explaining, "MAX_POINTS", 30)

    with pytest.raises(GameError) as early:
        explain(running, FakeRecognizer())
    with pytest.raises(GameError, match="more than 30 points") as large:
        explain(finished(points(31)), FakeRecognizer())
    with pytest.raises(GameError, match="undone ones included") as undone:
        explain(finished(points(20), Edit.UNDO, points(11)), FakeRecognizer())
    with pytest.raises(GameError, match="more than 30 points") as edited:
        explain(finished(points(1), *[Edit.UNDO, Edit.REDO] * 15), FakeRecognizer())

    assert early.value.code == "not_now"
    assert [refused.value.code for refused in (large, undone, edited)] == ["full"] * 3
