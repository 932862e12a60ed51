"""Picture networks: what a drawing looks like to them, and what a file of weights must be."""

import numpy as np
import pytest

from model.errors import BadInputError
from model.measuring.picture import CONVOLUTIONS, Picture, raster

WORDS = ("ant", "bee", "cat")


def weights(path, words=WORDS, **changes):
    """A file of random weights that answers for these words."""
    rng = np.random.default_rng(5)
    channels = [1, 2, 2, 4, 4, 4, 4]
    arrays = {"classes": np.array(words)}
    for name, a, b in zip(CONVOLUTIONS, channels, channels[1:], strict=False):
        arrays |= {f"{name}.kernel": rng.normal(size=(3, 3, a, b)), f"{name}.bias": rng.normal(size=b)}
    for name, a, b in (("dense", 3 * 3 * 4, 8), ("dense_1", 8, len(words))):
        arrays |= {f"{name}.kernel": rng.normal(size=(a, b)), f"{name}.bias": rng.normal(size=b)}
    np.savez(path, **arrays | changes)
    return path


def test_a_drawing_is_in_the_middle_and_as_large_as_it_fits_wherever_it_was_drawn():
    cross = np.array([[0.0, 5], [10, 5], [5, 0], [5, 10]])
    pen = np.array([False, True, False, True])

    image = raster(cross, pen)

    assert image.shape == (28, 28) and image.min() == 0 and 0.9 < image.max() <= 1
    assert np.abs(image - image[::-1, ::-1]).max() < 0.6, "in the middle, but for half a pixel"
    assert image[13, 3] > 0.5 and image[3, 3] == 0, "two bars and nothing in the corners"
    assert np.array_equal(image, raster(cross * 7 + 100, pen))


def test_the_pen_is_up_between_strokes_and_a_dot_is_seen():
    apart = np.array([[0.0, 0], [0, 10], [10, 0], [10, 10]])

    lifted = raster(apart, np.array([False, True, False, True]))
    joined = raster(apart, np.array([False, False, False, True]))
    dot = raster(np.array([[3.0, 3]]), np.array([True]))

    assert lifted[14, 14] == 0 < joined[14, 14]
    assert dot[13, 13] > 0 and dot[0, 0] == 0


def test_answers_come_in_the_order_of_the_words_that_are_asked_for(tmp_path):
    path = weights(tmp_path / "net.npz")
    images = np.random.default_rng(1).random((2, 28, 28), np.float32)

    forwards = Picture(path, WORDS).logits(images)
    backwards = Picture(path, WORDS[::-1]).logits(images)

    assert forwards.shape == (2, 3)
    assert np.array_equal(forwards, backwards[:, ::-1])


@pytest.mark.parametrize("damage", [{"classes": np.array(["ant", "bee"])}, {"dense.kernel": np.zeros((5, 8))}])
def test_a_file_of_something_else_is_refused_in_one_line(tmp_path, damage):
    path = weights(tmp_path / "net.npz", **damage)

    with pytest.raises(BadInputError, match=r"net.npz holds no picture network of these 3 words"):
        Picture(path, WORDS)
    with pytest.raises(BadInputError, match="holds no picture network"):
        Picture(tmp_path / "nothing.npz", WORDS)
