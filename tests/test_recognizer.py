"""The recognizer: pieces and batches change nothing, undo is exact, and every input has an answer."""

import numpy as np
import pytest

from model import Edit, Recognizer
from model import sketch as sketches
from model.live import Traced
from tests.tiny import WORDS, checkpoint_of, circle, network, points, recognizer, saved, walk


@pytest.fixture
def eye():
    return recognizer()


@pytest.fixture
def strokes():
    rng = np.random.default_rng(3)
    return [walk(rng, 40), walk(rng, 1), walk(rng, 70)]


def drawn(eye, strokes):
    sketch = eye.open()
    eye.feed({sketch: [points(s, up=True) for s in strokes]})
    return sketch


def same(a, b):
    np.testing.assert_allclose(a.probabilities, b.probabilities, atol=1e-6)
    assert a.steps == b.steps


def test_point_by_point_equals_all_at_once(eye, strokes):
    sketch = eye.open()

    for s in strokes:
        for i in range(len(s)):
            guess = eye.feed({sketch: [points(s[i : i + 1], up=i == len(s) - 1)]})[sketch]

    same(guess, drawn(eye, strokes).guess)


def test_others_in_the_batch_change_nothing(eye, strokes):
    alone, sketch, other = eye.open(), eye.open(), eye.open()

    for s in strokes:
        expected = eye.feed({alone: [points(s, up=True)]})[alone]
        guess = eye.feed({other: [points(circle()), points(circle(9, 50), up=True)], sketch: [points(s, up=True)]})

        same(guess[sketch], expected)


def test_a_guess_is_a_distribution_over_the_words(eye):
    sketch = eye.open()

    guess = eye.feed({sketch: [points(circle())]})[sketch]

    assert guess.probabilities.shape == (len(WORDS),)
    assert guess.probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert [word for word, _ in eye.best(guess, 2)] == [WORDS[i] for i in np.argsort(-guess.probabilities)[:2]]


def test_a_blank_board_knows_nothing(eye):
    sketch = eye.open()

    guess = eye.feed({sketch: []})[sketch]

    assert guess.steps == 0
    assert guess.probabilities == pytest.approx(1 / len(WORDS))


def test_the_pen_position_is_answered_for_but_not_kept(eye):
    """A straight pull in small moves must end where one large move ends."""
    small, large = eye.open(), eye.open()
    line = np.stack([np.linspace(0, 600, 60), np.full(60, 100)], -1)

    for p in line:
        guess = eye.feed({small: [points(p)]})[small]

    same(guess, eye.feed({large: [points(line[[0, -1]])]})[large])


def test_undo_restores_the_exact_state(eye, strokes):
    sketch = drawn(eye, strokes)
    before, memory = sketch.guess, sketch.memory.values

    eye.feed({sketch: [points(circle(), up=True)]})
    after = eye.feed({sketch: [Edit.UNDO]})[sketch]

    assert np.array_equal(after.probabilities, before.probabilities)
    assert np.array_equal(sketch.memory.values, memory)


def test_what_is_drawn_after_an_undo_continues_from_there(eye, strokes):
    sketch = drawn(eye, [*strokes[:2], circle()])

    guess = eye.feed({sketch: [Edit.UNDO, points(strokes[2], up=True)]})[sketch]

    same(guess, drawn(eye, strokes).guess)


def test_redo_brings_back_what_undo_took(eye, strokes):
    sketch = drawn(eye, strokes)
    before = sketch.guess

    guess = eye.feed({sketch: [Edit.UNDO, Edit.UNDO, Edit.REDO, Edit.REDO, Edit.REDO]})[sketch]

    same(guess, before)


def test_a_clear_can_be_undone(eye, strokes):
    sketch = drawn(eye, strokes)
    before = sketch.guess

    assert eye.feed({sketch: [Edit.CLEAR]})[sketch].steps == 0

    same(eye.feed({sketch: [Edit.UNDO]})[sketch], before)


def test_new_ink_forgets_what_could_be_redone(eye, strokes):
    sketch = drawn(eye, strokes)

    eye.feed({sketch: [Edit.UNDO, points(circle(), up=True)]})
    before = sketch.guess

    same(eye.feed({sketch: [Edit.REDO]})[sketch], before)


def test_an_edit_ends_the_stroke_being_drawn(eye, strokes):
    sketch = drawn(eye, strokes)
    before = sketch.guess

    guess = eye.feed({sketch: [points(circle(20)), Edit.UNDO]})[sketch]

    same(guess, before)


@pytest.mark.parametrize("edit", list(Edit))
def test_editing_a_blank_board_changes_nothing(eye, edit):
    sketch = eye.open()

    assert eye.feed({sketch: [edit, edit]})[sketch].steps == 0
    same(eye.feed({sketch: [points(circle(), up=True)]})[sketch], drawn(eye, [circle()]).guess)


def test_states_are_bounded_and_old_ones_are_rebuilt(eye, monkeypatch):
    """A drawing of many strokes must not keep a state for each, and undo must still go all the way back."""
    monkeypatch.setattr(sketches, "KEPT_STATES", 3)
    rng = np.random.default_rng(0)
    strokes = [walk(rng, 6) for _ in range(12)]

    sketch = drawn(eye, strokes)
    assert sum(moment.memory is not None for moment in sketch.past) <= 3

    eye.feed({sketch: [Edit.UNDO] * 8})
    guess = eye.feed({sketch: [points(strokes[4], up=True)]})[sketch]
    same(guess, drawn(eye, [*strokes[:4], strokes[4]]).guess)


def test_many_strokes_in_one_message_keep_no_more_states_than_one_after_the_other(eye, monkeypatch):
    monkeypatch.setattr(sketches, "KEPT_STATES", 3)
    one = drawn(eye, [circle()])
    state = eye.memory()  # of one stroke end

    eye.feed({one: [points([(i, i)], up=True) for i in range(50)]})
    eye.feed({one: [Edit.UNDO] * 9 + [Edit.REDO] * 5 + [Edit.CLEAR, points([(5, 5), (90, 5)])]})

    assert eye.memory() <= (3 + 3) * state


def test_a_closed_sketch_frees_everything(eye, strokes):
    kept = drawn(eye, strokes)
    before = eye.memory()

    sketch = drawn(eye, strokes * 4)
    eye.feed({sketch: [Edit.UNDO, Edit.UNDO, points(circle())], kept: []})
    assert eye.memory() > 4 * before

    del sketch
    assert eye.memory() == before


def test_a_blank_sketch_keeps_no_state(eye):
    sketch = eye.open()
    eye.feed({sketch: []})

    assert eye.memory() == 0


class Counting:
    """A step of the network that says how many points it was fed, and fails when it is told to."""

    def __init__(self, network):
        self.step, self.fed, self.fails = Traced(network), [], False
        self.encoder, self.state_size = self.step.encoder, self.step.state_size

    def __call__(self, steps, lengths, *rest):
        if self.fails:
            raise RuntimeError("no memory")
        self.fed.append(lengths.tolist())
        return self.step(steps, lengths, *rest)


@pytest.fixture
def counting():
    made = []
    eye = Recognizer(checkpoint_of(network()), step=lambda network: made.append(Counting(network)) or made[0])
    return eye, made[0]


def test_a_point_costs_one_step_and_what_is_known_costs_none(counting):
    """A position that becomes certain was answered for when it was new; a pen that rests or lifts says nothing more."""
    eye, step = counting
    sketch, xy = eye.open(), walk(np.random.default_rng(4), 30)

    for p in xy:
        eye.feed({sketch: [points(p)]})
    assert step.fed == [[1]] * 30

    before = sketch.guess
    eye.feed({sketch: [points(xy[-1])]})
    eye.feed({sketch: []})
    guess = eye.feed({sketch: [points([], up=True)]})[sketch]

    assert len(step.fed) == 30
    same(guess, before)
    same(guess, drawn(eye, [xy]).guess)


def test_the_longest_come_first(counting):
    eye, step = counting

    eye.feed({eye.open(): [points(walk(np.random.default_rng(n), n))] for n in (1, 9, 4)})

    assert step.fed == [sorted(step.fed[0], reverse=True)]


def test_a_call_that_failed_loses_no_ink(counting, strokes):
    eye, step = counting
    sketch = drawn(eye, strokes[:1])

    step.fails = True
    with pytest.raises(RuntimeError):
        eye.feed({sketch: [points(strokes[1], up=True), points(strokes[2])]})
    step.fails = False

    same(eye.feed({sketch: []})[sketch], drawn(eye, strokes).guess)
    same(eye.feed({sketch: [Edit.UNDO]})[sketch], drawn(eye, strokes[:2]).guess)


def test_five_thousand_points_in_one_message_are_answered(eye):
    rng = np.random.default_rng(1)

    guess = drawn(eye, [walk(rng, 5000)]).guess

    assert np.isfinite(guess.probabilities).all()
    assert guess.steps > 1000


def test_temperatures_apply_from_their_step_on():
    plain, warm = recognizer(), recognizer(temperatures=((1, 1.0), (10, 4.0)))

    assert plain.open().guess.probabilities.tolist() == warm.open().guess.probabilities.tolist()
    for count, softer in ((5, False), (30, True)):
        xy = walk(np.random.default_rng(2), count)
        a, b = drawn(plain, [xy]).guess.probabilities, drawn(warm, [xy]).guess.probabilities
        assert (b.max() < a.max() - 1e-6) == softer


def test_a_recognizer_is_loaded_from_its_file(tmp_path, strokes):
    loaded = Recognizer.load(saved(tmp_path / "tiny.safetensors"))

    assert loaded.name == "tiny"
    assert loaded.categories.words == WORDS
    np.testing.assert_allclose(
        drawn(loaded, strokes).guess.probabilities, drawn(recognizer(), strokes).guess.probabilities, atol=2e-3
    )  # half precision in the file


def test_the_guesses_after_each_stroke_are_those_that_were_given_then(eye, strokes):
    sketch = eye.open()
    given = [sketch.guess] + [eye.feed({sketch: [points(s, up=True)]})[sketch] for s in strokes]
    kept = eye.strokes(sketch)

    now = eye.feed({sketch: [points(circle())]})[sketch]
    drawing = eye.strokes(sketch)
    eye.feed({sketch: [Edit.UNDO, Edit.UNDO]})

    assert kept == given
    assert drawing == [*given, now]
    assert eye.strokes(sketch) == given[:3]
    assert len(eye.strokes(eye.open())) == 1


def test_the_picture_is_of_the_state_and_there_is_one_once_something_is_drawn(eye, strokes):
    sketch = eye.open()
    before = eye.picture(sketch)

    eye.feed({sketch: [points(strokes[0], up=True)]})
    one = eye.picture(sketch)
    eye.feed({sketch: [points(strokes[2], up=True)]})

    assert before is None
    assert one.shape == (64,) and 0 < np.abs(one).max() <= 1
    assert not np.array_equal(one, eye.picture(sketch))
