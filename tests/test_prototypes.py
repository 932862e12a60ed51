"""New words beside those a network was trained for."""

import itertools

import numpy as np
import pytest

from model import BadInputError, Prototype, Prototypes, Recognizer, Space
from model.checkpoint import load, save
from model.prototypes import SHARES
from model.sketch import Guess
from tests.tiny import WORDS, checkpoint_of, circle, network, points, recognizer, walk

OLD, WIDE = 6, 12


def clouds(rng, centres, each, spread=1.0):
    """Features (N, K, E) of `each` drawings around every centre (C, E), nearer to it the more is drawn; labels (N,)."""
    labels = np.repeat(np.arange(len(centres)), each)
    drawn = np.array(SHARES)[:, None] ** 2
    mean = centres[labels][:, None] * drawn
    return (mean + rng.normal(0, spread, mean.shape)).astype(np.float32), labels


@pytest.fixture(scope="module")
def world():
    """A space of six words, and the centres of two more."""
    rng = np.random.default_rng(3)
    centres = rng.normal(0, 5, (OLD + 2, WIDE))
    features, labels = clouds(rng, centres[:OLD], 60)
    return Space.fitted(features, labels, 8), centres


def taught(space, centres, rng, each=10):
    new, labels = clouds(rng, centres[OLD:], each)
    return [Prototype.of(word, space.places(new[labels == i])) for i, word in enumerate(("owl", "elk"))]


def flat(n):
    return np.full((n, OLD), 1 / OLD, np.float32)


def test_in_a_space_drawings_of_a_word_lie_around_its_mean_as_evenly_as_they_can(world):
    space, centres = world
    features, labels = clouds(np.random.default_rng(4), centres[:OLD], 400)

    inside = (space.places(features) - space.centres[labels]).reshape(-1, 8)

    assert np.allclose(np.cov(inside.T), np.eye(8), atol=0.15)


def test_new_words_are_guessed_early_and_old_ones_stay(world):
    space, centres = world
    rng = np.random.default_rng(5)
    words = Prototypes(space, taught(space, centres, rng))
    features, labels = clouds(rng, centres, 100)
    places = space.places(features)
    truth = np.full((len(labels), OLD), 0.02, np.float32)
    truth[labels < OLD, labels[labels < OLD]] = 0.9  # a network that knows the old ones

    half, whole = (words.mixed(truth, places[:, k]) for k in (1, 3))

    assert whole.shape == (800, OLD + 2)
    new = labels >= OLD
    assert (whole.argmax(1) == labels)[new].mean() > 0.9
    assert (half.argmax(1) == labels)[new].mean() > 0.4, "before it is drawn to the end"
    assert (whole.argmax(1) == labels)[~new].mean() > 0.97


def test_probabilities_stay_probabilities_and_old_words_keep_their_shares(world):
    space, centres = world
    words = Prototypes(space, taught(space, centres, np.random.default_rng(6)))
    p = np.random.default_rng(7).dirichlet(np.ones(OLD), 20).astype(np.float32)
    far = np.concatenate([space.places(1e4 * centres[:2]).repeat(10, 0)])

    mixed = words.mixed(p, far)

    assert np.isfinite(mixed).all() and np.allclose(mixed.sum(1), 1, atol=1e-5)
    near = words.mixed(p, np.tile(space.centres[0, -1], (20, 1)))
    assert np.allclose(near[:, :OLD] / near[:, :OLD].sum(1, keepdims=True), p, atol=1e-4)
    assert near[:, OLD:].sum(1).max() < 0.01, "where no new word is near, nothing changes"


def test_a_mean_of_few_drawings_is_trusted_less(world):
    space, _ = world
    few, many = (Prototype("owl", n, space.centres[0] + 3) for n in (2, 50))
    on_it = few.centres[-1:]

    beside = on_it + 2.0

    alone = [Prototypes(space, [word]).likelihoods(beside)[1][0, 0] for word in (few, many)]
    assert alone[0] > alone[1], "its drawings may well lie elsewhere"


def test_what_was_learned_is_a_short_text_that_comes_back(world):
    space, centres = world
    owl, _ = taught(space, centres, np.random.default_rng(8))

    back = Prototype.unpacked("owl", owl.examples, owl.packed(), space)

    assert np.allclose(back.centres, owl.centres, atol=0.02) and len(owl.packed()) < 200
    for text in ("", "?", owl.packed()[:-8], owl.packed()[:40] + "////" + owl.packed()[44:]):
        with pytest.raises(BadInputError, match="teach it anew"):
            Prototype.unpacked("owl", 5, text, space)


def test_a_drawing_is_cut_where_its_shares_end():
    assert Prototype.cuts(8) == [(0, 2), (2, 4), (4, 6), (6, 8)]
    assert Prototype.cuts(1) == [(0, 1), (1, 1), (1, 1), (1, 1)]


def with_space(rng):
    """A recognizer of the tiny network with a space of its words."""
    features = rng.normal(0, 1, (40, 4, 32)).astype(np.float32)
    return Recognizer(checkpoint_of(network(), space=Space.fitted(features, np.arange(40) % 4, 8)))


def test_a_sketch_has_a_place_that_follows_the_pen_and_chunked_equals_whole():
    rng = np.random.default_rng(9)
    eye, xy = with_space(rng), walk(rng, 30)
    one, many, blank = eye.open(), eye.open(), eye.open()

    eye.feed({one: [points(xy, up=True)]})
    seen = []
    for i in range(30):
        eye.feed({many: [points(xy[i : i + 1], up=i == 29)]})
        seen.append(eye.place(many))

    assert np.allclose(seen[-1], eye.place(one), atol=1e-3)
    assert all(not np.allclose(a, b) for a, b in itertools.pairwise(seen[:-1])), "also where the pen rests"
    assert eye.place(blank) is None and recognizer().place(one) is None


def test_a_guess_learns_of_new_words_and_a_blank_sketch_is_none_of_them():
    rng = np.random.default_rng(10)
    eye = with_space(rng)
    sketch = eye.open()
    guess = eye.feed({sketch: [points(circle())]})[sketch]
    words = Prototypes(eye.space, [Prototype.of("owl", np.tile(eye.place(sketch), (5, 4, 1)))])

    found = words.guess(guess, eye.place(sketch))
    blank = words.guess(guess, None)

    assert len(found.probabilities) == len(WORDS) + 1 and found.steps == guess.steps
    assert found.probabilities[-1] > 0.5 and blank.probabilities[-1] == 0
    assert blank.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_a_space_travels_with_its_checkpoint_and_leaves_its_version_alone(tmp_path):
    rng = np.random.default_rng(11)
    eye = with_space(rng)
    save(tmp_path / "with.safetensors", checkpoint_of(network(), space=eye.space))
    save(tmp_path / "without.safetensors", checkpoint_of(network()))

    found, plain = load(tmp_path / "with.safetensors"), load(tmp_path / "without.safetensors")

    assert plain.space is None and found.version == plain.version
    assert np.allclose(found.space.centres, eye.space.centres, atol=0.01)
    assert Recognizer.load(tmp_path / "with.safetensors").space is not None


def test_a_guess_is_as_wide_as_there_are_words():
    eye = with_space(np.random.default_rng(12))
    words = Prototypes(eye.space, [Prototype("owl", 5, eye.space.centres[0])])

    found = words.guess(Guess(np.full(4, 0.25, np.float32), 3), eye.space.centres[1, 0])

    assert found.probabilities.shape == (5,) and found.probabilities.dtype == np.float32
