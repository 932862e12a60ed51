"""Replaying drawings through the live path, and counting wins."""

from dataclasses import replace

import numpy as np
import pytest

from model import PassRule
from model.errors import BadInputError
from model.formats.drawing import Drawing, Stroke
from model.measuring.replay import SIZE, Trail, replay
from model.measuring.wins import choose, curve, describe, win, wins
from tests.tiny import circle, points, recognizer


def drawing(*strokes, word="circle", key_id=7, seconds=None):
    def stroke(xy):
        times = None if seconds is None else np.linspace(0, 1000 * seconds, len(xy))
        return Stroke(*np.asarray(xy, float).T, times)

    return Drawing(word, key_id, tuple(stroke(s) for s in strokes))


def trail(own, random=0.0, confusable=0.0, ink=500.0):
    n = len(own)
    return Trail(
        "circle", 1, np.arange(1, n + 1) / n, np.arange(n) * 0.5, np.full(n, ink), np.ones(n, int),
        np.zeros((n, 3), int), np.array(own),
        {"circle": np.array(own), "line": np.full(n, random), "star": np.full(n, confusable)},
    )  # fmt: skip


def test_the_last_answer_is_the_one_for_the_whole_drawing():
    eye, shape = recognizer(), circle(30) * 0.2 + 77

    (found,) = replay(eye, [drawing(shape, shape[:9] + 5)])

    sketch, scale = eye.open(), SIZE / 80
    low = np.minimum(shape.min(0), shape[:9].min(0) + 5)
    place = (1000 - (np.maximum(shape.max(0), shape[:9].max(0) + 5) - low) * scale) / 2
    strokes = [(s - low) * scale + place for s in (shape, shape[:9] + 5)]
    guess = eye.feed({sketch: [points(s, up=True) for s in strokes]})[sketch]
    assert found.best[-1, 0] == guess.probabilities.argmax()
    assert found.p[-1, 0] == pytest.approx(guess.probabilities.max(), abs=1e-4)
    assert len(found.share) == 39
    assert found.strokes.tolist() == [0] * 29 + [1] * 9 + [2]


def test_ink_is_the_length_of_the_path_without_the_jumps():
    a, b = [(0, 0), (10, 0)], [(10, 5), (10, 10)]

    (found,) = replay(recognizer(), [drawing(a, b)])

    assert found.ink[-1] == pytest.approx(15 * SIZE / 10)


def test_seconds_come_from_the_drawing_where_it_has_them():
    (timed,) = replay(recognizer(), [drawing(circle(5), seconds=2)])
    (plain,) = replay(recognizer(), [drawing(circle(5))])

    assert timed.seconds[-1] == 2
    assert np.isnan(plain.seconds).all()


def test_a_dot_is_drawn_in_the_middle():
    (found,) = replay(recognizer(), [drawing([(3, 3)])])

    assert found.ink.tolist() == [0]


def test_watched_words_are_followed():
    (found,) = replay(recognizer(), [drawing(circle(8))], {7: ("line", "star")})

    assert list(found.watched) == ["circle", "line", "star"]
    assert all(len(p) == 8 for p in found.watched.values())


def test_a_win_needs_the_target_to_hold():
    rule = PassRule(threshold=0.5, updates=2, ink=100)

    found = win(trail([0.1, 0.6, 0.2, 0.6, 0.7, 0.1]), "circle", replace(rule, rest=1))

    assert found.share == pytest.approx(5 / 6)
    assert found.seconds == 2.0
    assert win(trail([0.9, 0.9], ink=50), "circle", rule) is None


def test_a_pen_that_rests_lets_the_answer_count_again():
    """A drawing that is finished, and recognized by its last point, must not wait for ink that never comes."""
    rule = PassRule(threshold=0.5, updates=2, ink=100, rest=0.4)

    at_the_end = win(trail([0.1, 0.1, 0.6]), "circle", rule)
    in_a_pause = win(trail([0.1, 0.6, 0.1]), "circle", rule)  # half a second until the next point
    too_short = win(trail([0.1, 0.6, 0.1]), "circle", PassRule(threshold=0.5, updates=2, ink=100, rest=0.6))

    assert (at_the_end.share, at_the_end.seconds) == (1, pytest.approx(1.4))
    assert (in_a_pause.share, in_a_pause.seconds) == (pytest.approx(2 / 3), pytest.approx(0.9))
    assert too_short is None


def test_wins_and_false_wins_are_shares_of_the_drawings():
    trails = [trail([0.9] * 4), trail([0.2] * 4, random=0.6), trail([0.9] * 4, confusable=0.9), trail([0.1] * 4)]

    found = wins(trails, PassRule(threshold=0.5, updates=2, ink=0, rest=1))

    assert (found.rate, found.false_random, found.false_confusable) == (0.5, 0.25, 0.25)
    assert found.median_share == 0.5


def test_without_a_win_or_without_times_there_is_no_median():
    never, untimed = trail([0.1] * 4), trail([0.9] * 4)
    object.__setattr__(untimed, "seconds", np.full(4, np.nan))

    lost, won = (wins([one], PassRule(threshold=0.5, updates=2, ink=0)) for one in (never, untimed))

    assert (lost.median_share, lost.median_seconds) == (None, None)
    assert (won.median_share, won.median_seconds) == (0.5, None)
    assert "points -, - s)" in describe(lost) and "points 0.50, - s)" in describe(won)


def test_the_threshold_is_the_one_with_most_wins_within_the_limits():
    trails = [trail([0.9] * 4, random=0.3), trail([0.5] * 4, random=0.1), trail([0.2] * 4)]
    line = curve(trails, PassRule(updates=2, ink=0), [0.1, 0.25, 0.4, 0.6])

    assert choose(line, most_random=0.0, most_confusable=1).threshold == 0.4
    assert choose(line, most_random=1, most_confusable=1).threshold == 0.1
    with pytest.raises(BadInputError, match="no threshold"):
        choose([line[0]], most_random=0.0, most_confusable=0.0)
