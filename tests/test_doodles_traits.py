"""What can be seen of how a drawing was made: made drawings whose traits are known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.doodles.traits import FIRST, SECTORS, SIDE, traits


def line(x0, y0, x1, y1, n=5):
    return [np.linspace(x0, x1, n).tolist(), np.linspace(y0, y1, n).tolist()]


def circle(turn, n=40):
    angles = turn * np.linspace(0, math.tau, n)
    return [(100 * np.cos(angles)).tolist(), (100 * np.sin(angles)).tolist()]


@pytest.mark.parametrize(("number", "name"), list(enumerate(SECTORS)))
def test_the_first_stroke_has_a_direction(number, name):
    angle = number * math.tau / 8
    away = line(0, 0, 200 * math.cos(angle), 200 * math.sin(angle))

    seen = traits([away, line(-50, -50, 50, 50)])

    assert SECTORS[seen.sector] == name


def test_a_dot_goes_nowhere_and_is_no_loop():
    seen = traits([[[5], [5]], line(0, 0, 100, 100)])

    assert (seen.sector, seen.turn, seen.strokes) == (None, 0, 2)


@pytest.mark.parametrize("turn", [1, -1])
def test_a_loop_is_drawn_one_way_or_the_other(turn):
    assert traits([circle(turn)]).turn == turn
    assert traits([line(0, 0, 100, 5)]).turn == 0


def test_ink_lies_where_it_was_drawn_with_the_longer_side_from_edge_to_edge():
    seen = traits([line(1000, 500, 1000, 900), line(900, 700, 1100, 700)])

    rows, columns = np.nonzero(seen.raster)
    assert (rows.min(), rows.max()) == (1, SIDE - 2)
    assert columns.max() - columns.min() < 0.6 * SIDE
    assert seen.raster[SIDE // 2, SIDE // 2]
    assert np.array_equal(seen.raster, seen.first[0] | seen.first[1])


def test_only_the_first_strokes_are_looked_at_one_by_one():
    seen = traits([line(0, 10 * i, 100, 10 * i) for i in range(FIRST + 3)])

    assert (seen.strokes, len(seen.first)) == (FIRST + 3, FIRST)


@given(
    st.lists(
        st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=1, max_size=9).map(
            lambda points: [[x for x, _ in points], [y for _, y in points]]
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_drawing_with_a_point_has_traits(strokes):
    seen = traits(strokes)

    assert seen.raster.any() and seen.raster.shape == (SIDE, SIDE)
    assert seen.sector is None or 0 <= seen.sector < len(SECTORS)


def test_nothing_can_be_seen_of_nothing():
    with pytest.raises(ValueError, match="without points"):
        traits([[[], []]])
