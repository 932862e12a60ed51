"""Batches: padding, cutting, and what a network's own encoder makes of them."""

from dataclasses import replace

import numpy as np
import pytest

from model.encode import WIDTH, encode
from model.training.augment import AugmentConfig
from model.training.batches import flat, make_batch, pad
from model.tutorial import Tutorial
from tests.doodles import Doodles, doodles


def drawing(*strokes, label=0):
    points = np.concatenate([np.array(s, np.int16).reshape(-1, 2) for s in strokes])
    pen = np.concatenate([np.arange(len(s)) == len(s) - 1 for s in strokes])
    return Doodles(points, pen, np.array([0, len(points)]), np.array([label], np.int16))


def both(a, b):
    offsets = np.concatenate([a.offsets, a.offsets[-1] + b.offsets[1:]])
    parts = [np.concatenate([getattr(a, name), getattr(b, name)]) for name in ("points", "pen")]
    return Doodles(*parts, offsets, np.concatenate([a.labels, b.labels]))


LINE_AND_DOT = drawing([(0, 0), (10, 0)], [(5, 5)], label=3)
LONG = drawing([(i, 2 * i) for i in range(9)], label=1)


def test_points_are_numbered_by_drawing_and_by_stroke():
    found = flat(both(LINE_AND_DOT, LONG))

    assert found.drawing.tolist() == [0, 0, 0] + [1] * 9
    assert found.stroke.tolist() == [0, 0, 1] + [2] * 9
    assert found.points.dtype == np.float32


def test_times_of_raw_drawings_are_left_out():
    raw = replace(LINE_AND_DOT, points=np.concatenate([LINE_AND_DOT.points, [[0], [16], [90]]], 1))

    assert flat(raw).points.tolist() == LINE_AND_DOT.points.tolist()


def test_padding_is_behind_each_drawing_and_strokes_begin_where_they_began():
    points, first, lengths = pad(flat(both(LINE_AND_DOT, LONG)), 2, longest=100)

    assert points.shape == (2, 9, 2) and lengths.tolist() == [3, 9]
    assert points[0].tolist() == [[0, 0], [10, 0], [5, 5]] + [[0, 0]] * 6
    assert first[0].tolist() == [True, False, True] + [False] * 6
    assert first[1].tolist() == [True] + [False] * 8


def test_a_long_drawing_is_cut_and_its_neighbour_is_not():
    """5,000 points are a defined answer: that to the first of them."""
    points, _, lengths = pad(flat(both(LINE_AND_DOT, LONG)), 2, longest=4)

    assert lengths.tolist() == [3, 4]
    assert points[1].tolist() == [[i, 2 * i] for i in range(4)]


@pytest.mark.parametrize("order", [[0, 1], [1, 0], [1, 1, 0]])
def test_a_batch_is_what_the_encoder_makes_of_each_drawing_alone(order):
    batch = make_batch(both(LINE_AND_DOT, LONG), np.array(order), longest=100)

    for row, which in enumerate(order):
        alone = [LINE_AND_DOT, LONG][which]
        n = len(alone.points)
        first = np.concatenate([[True], alone.pen[:-1]])
        steps, _ = encode(alone.points[None].astype(np.float32), first[None], np.array([n]))
        np.testing.assert_allclose(batch.steps[row, :n], steps[0], atol=1e-6)
        assert (batch.steps[row, n:] == 0).all()
        assert batch.lengths[row] == n and batch.labels[row] == alone.labels[0]
    assert batch.steps.shape[2] == WIDTH and batch.labels.dtype == np.int64


def test_a_network_gets_the_steps_that_its_own_encoder_makes():
    batch = make_batch(LINE_AND_DOT, np.array([0]), longest=100, encoder=Tutorial.encoder)

    assert batch.steps.tolist() == [[[0, 0, 1], [10, 0, 0], [5, 5, 1]]]


def test_a_drawing_without_points_is_a_row_without_steps():
    empty = Doodles(np.zeros((0, 2), np.int16), np.zeros(0, bool), np.array([0, 0]), np.array([2], np.int16))
    variation = (AugmentConfig(), np.random.default_rng(0))

    alone = make_batch(empty, np.array([0]), 100, variation)
    beside = make_batch(both(LINE_AND_DOT, empty), np.array([0, 1]), 100, variation)

    assert alone.steps.shape == (1, 1, WIDTH) and not alone.steps.any() and alone.lengths.tolist() == [0]
    assert beside.lengths[1] == 0 and not beside.steps[1].any()


def test_the_same_generator_makes_the_same_variation():
    data = doodles([0, 1, 2, 3])

    first, again = (
        make_batch(data, np.arange(4), 100, (AugmentConfig(), np.random.default_rng(seed))) for seed in (5, 5)
    )

    assert first.steps.tobytes() == again.steps.tobytes()
