"""Thinning as the pen moves: straight lines get two points, corners are kept, and nothing waits for the future."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.thin import Thinner, Thinning
from tests.tiny import circle


def draw(xy, rule=None):
    thinner = Thinner(rule or Thinning())
    kept = [thinner.add(x, y) for x, y in np.asarray(xy).tolist()]
    return [point for point in (*kept, thinner.lift()) if point]


def test_a_straight_line_keeps_its_ends():
    line = np.stack([np.linspace(0, 700, 71), np.linspace(0, 350, 71)], -1)

    assert draw(line) == [(0, 0, True), (700, 350, False)]


def test_a_corner_is_kept_where_it_is():
    down, right = [(100, y) for y in range(0, 400, 10)], [(x, 400) for x in range(100, 500, 10)]

    assert (100, 400, False) in draw(down + right)


def test_a_dot_is_one_point():
    assert draw([(5, 5)]) == [(5, 5, True)]


def test_a_pen_that_rests_adds_nothing():
    assert draw([(5, 5)] * 50) == [(5, 5, True)]


def test_the_newest_position_is_tentative_until_it_is_kept():
    thinner = Thinner()
    thinner.add(0, 0)
    assert thinner.tentative is None

    thinner.add(50, 0)
    assert thinner.tentative == (50, 0)

    assert thinner.lift() == (50, 0, False)
    assert thinner.tentative is None


def test_a_long_straight_pull_keeps_a_point_now_and_then():
    """Otherwise the work for one point would grow with the length of the line."""
    line = [(x / 10, 0) for x in range(5000)]

    kept = draw(line, Thinning(window=64))

    assert len(kept) == pytest.approx(5000 / 64, abs=3)


def test_a_copy_goes_its_own_way():
    thinner = Thinner()
    thinner.add(0, 0)
    other = thinner.copy()
    other.add(9, 9)

    assert thinner.tentative is None
    assert other.tentative == (9, 9)


class Looking(Thinner):
    """The rule in so many words: every position since the last kept point is looked at."""

    def _leaves(self, x, y):
        size = max(self.high[0] - self.low[0], self.high[1] - self.low[1], self.rule.least_size)
        return any(distance(p, self.since[0], (x, y)) > self.rule.tolerance * size for p in self.since[1:])


STEPS = st.tuples(st.floats(-12, 30), st.floats(-9, 9))


@given(st.lists(STEPS, min_size=1, max_size=120), st.sampled_from([0.004, 0.01, 0.05]))
def test_the_sector_keeps_what_looking_at_every_position_would(moves, tolerance):
    """It saves work and decides nothing: pens that go ahead, back, and in a bow, while the drawing grows."""
    xy = np.cumsum(moves, 0)
    rule = Thinning(tolerance=tolerance, least_size=100)

    quick, slow = Thinner(rule), Looking(rule)
    kept = [(quick.add(x, y), slow.add(x, y)) for x, y in xy.tolist()]

    assert [a for a, _ in kept] == [b for _, b in kept]
    assert quick.lift() == slow.lift()


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), min_size=1, max_size=60))
def test_the_pen_never_went_far_from_what_is_kept(xy):
    """Within one and a half tolerances, and the ends of the stroke exactly."""
    rule = Thinning(tolerance=0.02, least_size=1000, window=1000)

    kept = draw(xy, rule)

    assert kept[0][:2] == xy[0]
    assert math.dist(kept[-1][:2], xy[-1]) < 1e-9
    corners = [p[:2] for p in kept]
    for p in xy:
        assert min(distance(p, a, b) for a, b in zip(corners, corners[1:] or corners, strict=False)) <= 30


def distance(p, a, b):
    """From a point to a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    t = max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square)) if square else 0.0
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def test_a_dense_circle_becomes_a_few_dozen_points():
    kept = draw(circle(600))

    assert 15 <= len(kept) <= 60
