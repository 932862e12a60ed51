"""The simplification of a whole drawing, on drawings of our own and against Quick, Draw!'s own answers."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.formats import ndjson
from model.formats.drawing import Drawing
from model.formats.simplify import align, rdp, resample, simplified, simplify
from tests.made import QUICKDRAW

PLACES = st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=1, max_size=20).map(np.array)


def test_a_drawing_is_moved_to_the_corner_and_its_longer_side_made_255():
    wide, tall = np.array([[10.0, 20.0], [30.0, 20.0]]), np.array([[15.0, 25.0]])

    first, second = align([wide, tall])

    assert first.tolist() == [[0, 0], [255, 0]]
    assert second.tolist() == [[63.75, 63.75]]


def test_a_dot_has_no_size_and_stays_at_the_corner():
    assert [s.tolist() for s in simplify([np.array([[7.0, 7.0], [7.0, 7.0]])])] == [[[0, 0], [0, 0]]]


def test_where_the_board_stands_on_the_page_changes_not_a_bit():
    here = np.array([[0.0, 0.0], [24.0, 1.0], [11.0, 126.0]])
    there = np.array([[463.0, 8.2], [487.0, 9.2], [474.0, 134.2]])  # 134.2 - 8.2 is 125.99999999999999

    (here,), (there,) = align([here]), align([there])

    assert there.tolist() == here.tolist()


def test_resampled_points_lie_one_apart_along_the_line_and_the_last_is_kept():
    corner = np.array([[0.0, 0.0], [1.5, 0.0], [1.5, 0.0], [1.5, 1.25]])

    points = resample(corner)

    assert points.tolist() == [[0, 0], [1, 0], [1.5, 0.5], [1.5, 1.25]]


def test_a_line_without_length_is_one_point():
    assert resample(np.array([[3.0, 4.0]] * 5)).tolist() == [[3, 4]]


def test_a_straight_line_keeps_its_ends_and_a_corner_stays():
    bent = np.array([[0.0, 0], [5, 0.1], [10, 0], [10, 5], [10, 10]])

    assert rdp(bent, 2.0).tolist() == [True, False, True, False, True]


def test_a_closed_line_is_measured_from_its_first_point():
    loop = np.array([[0.0, 0], [9, 0], [9, 9], [0, 9], [0, 0]])

    assert rdp(loop, 2.0).all()


@given(PLACES)
def test_no_dropped_point_is_farther_than_epsilon_from_the_chord_that_replaced_it(points):
    kept = np.flatnonzero(rdp(points, 2.0))

    for first, last in itertools.pairwise(kept):
        chord, inner = points[last] - points[first], points[first + 1 : last] - points[first]
        length = np.hypot(*chord)
        away = np.hypot(*inner.T) if length == 0 else np.abs(chord[0] * inner[:, 1] - chord[1] * inner[:, 0]) / length
        assert (away <= 2.0).all()


@given(st.lists(PLACES, min_size=1, max_size=4))
def test_every_simplified_drawing_fits_in_bytes_and_fills_its_square(strokes):
    before = [stroke.copy() for stroke in strokes]

    simple = simplify(strokes)

    places = np.concatenate(simple)
    assert len(simple) == len(strokes) and places.min() >= 0 and places.max() <= 255
    assert all((a == b).all() for a, b in zip(before, strokes, strict=True))  # arrays in, new arrays out


def test_a_raw_drawing_loses_its_times_and_keeps_the_rest():
    raw = ndjson.parse('{"word":"cat","countrycode":"US","key_id":"7","drawing":[[[1,11],[5,5],[0,20]]]}')

    simple = simplified(raw)

    assert ndjson.dump(simple) == '{"word":"cat","countrycode":"US","key_id":"7","drawing":[[[0,255],[0,0]]]}'


@pytest.mark.skipif(
    not (QUICKDRAW / "simplified_of_raw.ndjson").is_file(),
    reason="no Quick, Draw! answers here; INKLING_QUICKDRAW names their folder",
)
def test_nearly_all_drawings_of_whole_numbers_are_simplified_exactly_as_quick_draw_did():
    answers, raws = _answers()
    whole = [d for d in raws if all(c.dtype == np.int64 for s in d.strokes for c in (s.x, s.y))]

    ours = [simplified(d) for d in whole]

    exact = [
        [s.points.tolist() for s in d.strokes] == [s.points.tolist() for s in answers[d.key_id].strokes] for d in ours
    ]
    assert len(ours) > 300
    assert np.mean(exact) > 0.99


def _answers() -> tuple[dict[int, Drawing], list[Drawing]]:
    answers = {d.key_id: d for d in ndjson.read(QUICKDRAW / "simplified_of_raw.ndjson")}
    files = sorted((QUICKDRAW / "full/raw").glob("*.ndjson"))[::4]
    return answers, [d for file in files for d in ndjson.read(file) if d.key_id in answers]
