"""The encoder: causal, the same in pieces as at once, and blind to size and place."""

import numpy as np
import pytest

from model import encode
from model.encode import FEATURES, WIDTH
from tests.tiny import circle, walk


def whole(xy, first=None):
    first = np.arange(len(xy)) == 0 if first is None else first
    steps, carries = encode.encode(xy[None].astype(np.float32), first[None], np.array([len(xy)]))
    return steps[0], carries[0]


def column(steps, name):
    return steps[:, FEATURES.index(name)]


@pytest.fixture
def ink():
    rng = np.random.default_rng(5)
    return walk(rng, 60), rng.random(60) < 0.15


@pytest.mark.parametrize("chunk", [1, 2, 7, 59])
def test_chunks_give_the_steps_of_the_whole(ink, chunk):
    """Were this broken, what a player draws would not mean what the network was trained on."""
    xy, first = ink
    steps, carry = [], None

    for at in range(0, len(xy), chunk):
        part = xy[None, at : at + chunk]
        new, carries = encode.encode(part, first[None, at : at + chunk], np.array([part.shape[1]]), carry)
        steps.append(new[0])
        carry = carries[:, -1]

    np.testing.assert_allclose(np.concatenate(steps), whole(xy, first)[0], atol=1e-5)


def test_no_step_changes_when_more_is_drawn(ink):
    xy, first = ink

    early, _ = whole(xy[:20], first[:20])

    np.testing.assert_array_equal(early, whole(xy, first)[0][:20])


@pytest.mark.parametrize(("scale", "shift"), [(0.1, 0), (7, 0), (1, 300), (0.5, -40)])
def test_size_and_place_on_the_board_do_not_matter(ink, scale, shift):
    xy, first = ink

    moved, _ = whole(xy * np.float32(scale) + np.float32(shift), first)

    np.testing.assert_allclose(moved, whole(xy, first)[0], atol=2e-3)


def test_what_pads_a_drawing_is_zero_and_changes_nothing():
    a, b = circle(30), circle(12)
    padded = np.full((2, 30, 2), 1e6, np.float32)
    padded[0], padded[1, :12] = a, b
    first = np.zeros((2, 30), bool)
    first[:, 0] = True

    steps, carries = encode.encode(padded, first, np.array([30, 12]))

    np.testing.assert_array_equal(steps[1, :12], whole(b)[0])
    assert not steps[1, 12:].any()
    np.testing.assert_array_equal(carries[1, 12], whole(b)[1][-1])


def test_a_step_says_what_its_name_says():
    """Three points: right by 30, then down by 40 with the pen up."""
    xy = np.array([[10, 10], [40, 10], [40, 50]], np.float32)

    steps, _ = whole(xy, np.array([True, False, True]))

    assert column(steps, "move_x")[1] == 1  # the whole box
    assert column(steps, "move_y")[2] == 1
    assert column(steps, "direction_y").tolist() == [0, 0, 1]
    assert column(steps, "new_stroke").tolist() == [1, 0, 1]
    assert column(steps, "width")[2] == pytest.approx(0.75)
    assert column(steps, "height")[2] == 1
    assert column(steps, "turn_sin").tolist() == [0, 0, 1]  # clockwise, as y grows down
    assert column(steps, "log_path")[2] == pytest.approx(np.log2(1 + 30 / 40))  # moves with the pen up are no path
    assert column(steps, "log_strokes")[2] == 1
    assert column(steps, "from_origin_y")[2] == 1


def test_dots_and_resting_pens_give_finite_steps():
    still = np.full((5, 2), 123.4, np.float32)

    steps, _ = whole(still)

    assert np.isfinite(steps).all()
    assert np.abs(steps[:, : FEATURES.index("log_strokes")]).max() <= 6


def test_nothing_drawn_gives_no_steps_and_the_same_carry():
    before = encode.fresh(2) + 3

    steps, carries = encode.encode(np.zeros((2, 0, 2), np.float32), np.zeros((2, 0), bool), np.zeros(2, int), before)

    assert steps.shape == (2, 0, WIDTH)
    np.testing.assert_array_equal(carries[:, 0], before)
