"""Variation of training drawings: what it may change, and what it must leave."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.training.augment import AugmentConfig, Flat, augment
from model.training.batches import flat
from tests.doodles import doodles

STILL = AugmentConfig(**{field.name: 0.0 for field in fields(AugmentConfig)})
WILD = AugmentConfig(drop_points=1.0, add_points=1.0, drop_stroke=1.0, swap_strokes=1.0, reverse=1.0, mirror=1.0)


def some(labels=(0, 1, 2, 3, 4, 5, 6, 7) * 4, seed=0):
    return flat(doodles(labels, seed))


def varied(batch, config=AugmentConfig(), seed=1):  # noqa: B008
    return augment(batch, config, np.random.default_rng(seed))


def strokes_of(batch: Flat):
    """For each drawing its strokes, each a list of points."""
    found = [[] for _ in range(int(batch.drawing[-1]) + 1)]
    for stroke in np.unique(batch.stroke):
        here = batch.stroke == stroke
        found[batch.drawing[here][0]].append([tuple(p) for p in batch.points[here].tolist()])
    return found


def test_with_everything_at_zero_nothing_changes():
    batch = some()

    out = varied(batch, STILL)

    np.testing.assert_allclose(out.points, batch.points, atol=1e-4)
    assert out.drawing.tolist() == batch.drawing.tolist() and out.stroke.tolist() == batch.stroke.tolist()


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12), st.integers(0, 9999))
def test_every_drawing_keeps_a_stroke_and_its_place_and_points_stay_finite(labels, seed):
    out = varied(some(labels, seed), WILD, seed)

    assert out.drawing.tolist() == sorted(out.drawing.tolist())
    assert set(out.drawing.tolist()) == set(range(len(labels)))
    assert (np.diff(out.stroke) >= 0).all() and set(np.diff(out.stroke).tolist()) <= {0, 1}
    assert all(len(set(out.drawing[out.stroke == s].tolist())) == 1 for s in np.unique(out.stroke))
    assert np.isfinite(out.points).all() and out.points.dtype == np.float32


def test_a_stroke_keeps_its_ends_however_many_of_its_points_go():
    batch = some()

    out = varied(batch, replace(STILL, drop_points=1.0))

    before, after = strokes_of(batch), strokes_of(out)
    assert [[(s[0], s[-1]) for s in d] for d in after] == [[(s[0], s[-1]) for s in d] for d in before]
    assert len(out.points) < len(batch.points)


def test_at_most_one_stroke_goes_and_never_the_only_one():
    batch = some()

    before, after = strokes_of(batch), strokes_of(varied(batch, replace(STILL, drop_stroke=1.0)))

    for whole, left in zip(before, after, strict=True):
        assert len(left) == max(1, len(whole) - 1)
        assert all(stroke in whole for stroke in left)


def test_new_points_lie_on_the_segment_they_split():
    batch = some()

    for before, after in zip(strokes_of(batch), strokes_of(varied(batch, replace(STILL, add_points=1.0))), strict=True):
        for old, new in zip(before, after, strict=True):
            assert [p for p in new if p in old] == old
            for a, b, c in zip(new, new[1:], new[2:], strict=False):
                if b not in old:
                    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
                    assert abs(cross) < 0.5 and min(a[0], c[0]) <= b[0] + 1e-3 and b[0] <= max(a[0], c[0]) + 1e-3


def test_as_if_with_a_ruler_wobbles_go_and_corners_and_ends_stay():
    wobbly = [(10 * i, i % 2) for i in range(21)]
    zigzag = [(10 * i, 200 * (i % 2)) for i in range(21)]
    points = np.array(wobbly + zigzag, np.float32)
    batch = Flat(points, np.zeros(42, np.int64), np.repeat([0, 1], 21))

    [[line, corners]] = strokes_of(varied(batch, replace(STILL, straighten=1.0)))

    assert len(line) < 10 and (line[0], line[-1]) == (wobbly[0], wobbly[-1])
    assert corners == zigzag


def test_strokes_in_another_order_are_drawn_as_before():
    batch = some()

    before, after = strokes_of(batch), strokes_of(varied(batch, replace(STILL, swap_strokes=1.0)))

    assert before != after
    for old, new in zip(before, after, strict=True):
        assert sorted(old) == sorted(new)


def test_a_reversed_stroke_has_the_same_points_the_other_way_round():
    batch = some()

    before, after = strokes_of(batch), strokes_of(varied(batch, replace(STILL, reverse=1.0)))

    assert after == [[stroke[::-1] for stroke in drawing] for drawing in before]


def test_a_mirrored_drawing_is_mirrored_left_to_right():
    batch = some()

    out = varied(batch, replace(STILL, mirror=1.0))

    np.testing.assert_allclose(out.points, batch.points * [-1, 1], atol=1e-4)


def test_drawings_vary_each_by_itself():
    """The same drawing twice in a batch comes out as two."""
    twice = some([5, 5], seed=3)._replace(points=np.tile(some([5], seed=3).points, (2, 1)))

    out = varied(twice, replace(STILL, rotate=0.3))

    half = len(out.points) // 2
    assert not np.allclose(out.points[:half], out.points[half:], atol=1)


def test_the_seed_decides_everything():
    batch = some()

    assert varied(batch).points.tobytes() == varied(batch).points.tobytes()
    assert varied(batch).points.tobytes() != varied(batch, seed=2).points.tobytes()


@pytest.mark.parametrize("points", [[(7, 7)], [(7, 7), (7, 7)], [(0, 0), (1e-9, 0)], []])
def test_dots_and_doubled_points_and_nothing_at_all_survive(points):
    n = len(points)
    batch = Flat(np.array(points, np.float32).reshape(-1, 2), np.zeros(n, np.int64), np.zeros(n, np.int64))

    out = varied(batch, WILD)

    assert np.isfinite(out.points).all() and bool(len(out.points)) == bool(n)
