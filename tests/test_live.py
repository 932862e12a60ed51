"""The cheap step answers as the network itself does, whoever else is in the call."""

import numpy as np
import pytest
import torch

from model import Recognizer, checkpoint
from model.encode import WIDTH
from model.live import HalfStream, Traced, live
from model.networks import build
from model.places import WEIGHTS
from tests.tiny import network, points, walk

LENGTHS = np.array([7, 4, 4, 1])
HALVES = torch.backends.quantized.engine in ("x86", "fbgemm")


@pytest.fixture
def net():
    return network().half().float()  # as a checkpoint has it


@pytest.fixture
def steps():
    rng = np.random.default_rng(1)
    steps = rng.normal(size=(4, 7, WIDTH)).astype(np.float32)
    steps[np.arange(7) >= LENGTHS[:, None]] = 0
    return steps


def asked(lengths):
    """After each step of each sketch."""
    return np.array([(row, count + 1) for row, n in enumerate(lengths) for count in range(n)]).T


def packed(net, seed=2):
    """States as they might be after some steps."""
    state = np.random.default_rng(seed).normal(size=(4, net.state_size)).astype(np.float32)
    state[:, -1] = [0, 3, 90, 1]
    return state


needs_halves = pytest.mark.skipif(not HALVES, reason="torch has no half precision kernels on this processor")


@needs_halves
def test_half_weights_give_the_networks_answers(net, steps):
    for_all = (steps, LENGTHS, packed(net), *asked(LENGTHS))

    logits, states = HalfStream(net)(*for_all)
    expected, expected_states = Traced(net)(*for_all)

    np.testing.assert_allclose(logits, expected, atol=1e-5)
    np.testing.assert_allclose(states, expected_states, atol=1e-5)


@needs_halves
def test_the_shipped_network_answers_the_same_either_way():
    """Its size takes other kernels than that of small networks."""
    kept, drawing = checkpoint.load(WEIGHTS), walk(np.random.default_rng(3), 60)
    quick, plain = Recognizer(kept), Recognizer(kept, step=Traced)
    a, b = quick.open(), plain.open()

    for at in range(0, 60, 4):
        ink = [points(drawing[at : at + 4], up=at % 20 == 0)]
        found, expected = quick.feed({a: ink})[a], plain.feed({b: ink})[b]

        np.testing.assert_allclose(found.probabilities, expected.probabilities, atol=2e-5)


@needs_halves
def test_a_sketch_is_answered_to_the_bit_as_if_it_were_alone(net, steps):
    step, before = HalfStream(net), packed(net)
    rows, counts = asked(LENGTHS)

    logits, states = step(steps, LENGTHS, before, rows, counts)

    for row, n in enumerate(LENGTHS):
        alone = step(steps[row : row + 1, :n], LENGTHS[row : row + 1], before[row : row + 1], *asked([n]))
        assert np.array_equal(logits[rows == row], alone[0])
        assert np.array_equal(states[rows == row], alone[1])


@needs_halves
def test_one_step_after_the_other_equals_all_at_once(net, steps):
    step, state = HalfStream(net), packed(net)
    whole, last = step(steps[:1], LENGTHS[:1], state[:1], *asked([7]))

    one = np.array([1])
    logits, state = [], state[:1]
    for i in range(7):
        answer, state = step(steps[:1, i : i + 1], one, state, *asked([1]))
        logits.append(answer[0])

    np.testing.assert_allclose(logits, whole, atol=1e-6)
    np.testing.assert_allclose(state[0], last[-1], atol=1e-5)


@pytest.mark.parametrize("kind", [Traced, pytest.param(HalfStream, marks=needs_halves)])
def test_only_what_is_asked_for_is_answered(net, steps, kind):
    rows, counts = asked(LENGTHS)
    some = [0, 6, 9, 15]

    everything = kind(net)(steps, LENGTHS, packed(net), rows, counts)
    few = kind(net)(steps, LENGTHS, packed(net), rows[some], counts[some])

    np.testing.assert_allclose(few[0], everything[0][some], atol=1e-6)
    np.testing.assert_allclose(few[1], everything[1][some], atol=1e-6)


@needs_halves
def test_a_stream_is_asked_the_cheap_way_and_other_networks_as_they_are(net):
    assert isinstance(live(net), HalfStream)
    assert isinstance(live(build("tutorial", {"hidden": 8, "layers": 1})), Traced)


def test_without_the_kernels_the_network_is_asked_as_it_is(net, monkeypatch):
    class Elsewhere:
        engine = "qnnpack"

    monkeypatch.setattr(torch.backends, "quantized", Elsewhere())

    assert isinstance(live(net), Traced)
