"""What holds of every network, and that all of them play."""

import numpy as np
import pytest
import torch

from model import Recognizer
from model.categories import Categories
from model.checkpoint import Checkpoint
from model.networks import NETWORKS, build
from model.training.augment import Flat
from model.training.batches import make_batch, pad
from model.training.config import TrainConfig
from model.training.loop import Data, Plan, Run
from tests.doodles import doodles
from tests.tiny import WORDS, circle, points, walk

TINY = {
    "stream": {"embed": 8, "conv": 8, "hidden": 16},
    "tutorial": {"hidden": 8, "layers": 2, "points": 60},
}
EVERY = pytest.mark.parametrize("name", list(NETWORKS))
assert TINY.keys() == NETWORKS.keys()


def network(name, **settings):
    torch.manual_seed(0)
    return build(name, TINY[name] | {"categories": 4} | settings).eval()


def steps_of(net, labels=(0, 1, 2)):
    """Steps of drawings of unlike length, padded, and the lengths."""
    batch = make_batch(doodles(labels), np.arange(len(labels)), 100, encoder=net.encoder)
    return torch.from_numpy(batch.steps), torch.from_numpy(batch.lengths)


def whole(net, steps, lengths):
    with torch.no_grad():
        return net.logits_at(steps, (lengths - 1)[:, None])[:, 0]


@EVERY
def test_two_evaluations_agree(name):
    """Dropout must not survive into play."""
    net = network(name)
    steps, lengths = steps_of(net)

    assert torch.equal(whole(net, steps, lengths), whole(net, steps, lengths))


@EVERY
def test_a_drawing_does_not_touch_its_neighbours(name):
    net = network(name)
    steps, lengths = steps_of(net)
    other = steps.clone()
    other[0, : lengths[0]] = torch.rand(int(lengths[0]), steps.shape[2])

    a, b = whole(net, steps, lengths), whole(net, other, lengths)

    torch.testing.assert_close(a[1:], b[1:], atol=1e-6, rtol=0)
    assert not torch.allclose(a[0], b[0], atol=1e-5)


@EVERY
def test_padding_changes_nothing_whatever_is_in_it(name):
    net = network(name)
    steps, lengths = steps_of(net)
    padded = torch.nn.functional.pad(steps, (0, 0, 0, 13))
    padded[torch.arange(padded.shape[1]) >= lengths[:, None]] = 77.0

    torch.testing.assert_close(whole(net, padded, lengths), whole(net, steps, lengths), atol=1e-5, rtol=0)


@EVERY
@pytest.mark.parametrize("chunk", [1, 4, 100])
def test_pieces_give_the_logits_of_the_whole(name, chunk):
    """Kept state and rerun prefix alike: what was drawn counts, not how it came."""
    net = network(name)
    steps, _ = steps_of(net, [2])

    state, parts = None, []
    with torch.no_grad():
        for at in range(0, steps.shape[1], chunk):
            logits, state = net(steps[:, at : at + chunk], state)
            parts.append(logits)
        expected = net.logits_at(steps, torch.arange(steps.shape[1])[None])

    torch.testing.assert_close(torch.cat(parts, 1), expected, atol=1e-5, rtol=0)


@EVERY
def test_a_packed_state_goes_on_as_if_it_had_not_been_packed(name):
    net = network(name)
    steps, _ = steps_of(net, [2])
    rows, counts = torch.tensor([0]), torch.tensor([5])

    with torch.no_grad():
        packed = net.state(net.trace(steps), rows, counts).pack()
        again, _ = net(steps[:, 5:], net.unpack(packed))
        expected = net.logits_at(steps, torch.arange(5, steps.shape[1])[None])

    assert packed.shape == (1, net.state_size)
    torch.testing.assert_close(again, expected, atol=1e-5, rtol=0)


@EVERY
def test_a_packed_state_of_nothing_is_a_blank_sketch(name):
    net = network(name)
    steps, _ = steps_of(net, [2])

    with torch.no_grad():
        blank, _ = net(steps, net.unpack(torch.zeros(1, net.state_size)))
        none = net.state(net.trace(steps), torch.tensor([0]), torch.tensor([0])).pack()

        torch.testing.assert_close(blank, net(steps)[0], atol=1e-6, rtol=0)
    assert not none.any()


@EVERY
def test_place_and_size_on_the_board_mean_nothing(name):
    net = network(name)
    flat = Flat(walk(np.random.default_rng(1), 30), np.zeros(30, np.int64), np.arange(30) // 10)

    found = []
    for scale, shift in ((1, 0), (0.25, 300)):
        xy, first, lengths = pad(flat._replace(points=flat.points * np.float32(scale) + np.float32(shift)), 1, 100)
        steps, _ = net.encoder.encode(xy, first, lengths, None)
        found.append(whole(net, torch.from_numpy(steps), torch.from_numpy(lengths)))

    torch.testing.assert_close(*found, atol=1e-3, rtol=0)


@EVERY
@pytest.mark.timeout(600)
def test_eight_drawings_are_learnt_by_heart(name, tmp_path):
    """Every part of the training loop at once: if this fails, nothing else is worth looking at."""
    data = doodles(range(8))
    config = TrainConfig(steps=120, batch=8, rate=0.01, warmup=10, decay=60, vary=False, mixed=False, prefixes=0,
                         average=0.9, weight_decay=0, smoothing=0, validate_every=120)  # fmt: skip
    words = tuple("abcdefgh")

    run = Run(tmp_path, Plan(words, name, TINY[name] | {"dropout": 0.0}, config), Data(data, data))
    run.fit()

    last = [row for row in run.log.rows() if "top1@100" in row][-1]
    assert last["top1@100"] == 1.0


@EVERY
def test_a_trained_network_plays(name):
    """Point by point equals all at once through the recognizer, whatever the network keeps."""
    net = network(name)
    eye = Recognizer(Checkpoint(name, TINY[name] | {"categories": 4}, net.state_dict(), Categories(WORDS)))
    stroke, line = circle(20), [(100, 100), (900, 120)]

    slow, fast, other = eye.open(), eye.open(), eye.open()
    for i in range(len(stroke)):
        eye.feed({slow: [points(stroke[i : i + 1], up=i == len(stroke) - 1)], other: [points(line)]})
    slowly = eye.feed({slow: [points(line, up=True)]})[slow]
    at_once = eye.feed({fast: [points(stroke, up=True), points(line, up=True)]})[fast]

    np.testing.assert_allclose(slowly.probabilities, at_once.probabilities, atol=1e-5)
    assert slowly.steps == at_once.steps


def test_unknown_networks_and_settings_are_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'lstm' is not known: choose one of stream, tutorial"):
        build("lstm", {})
    with pytest.raises(ValueError, match=r"'tutorial'.*embed"):
        build("tutorial", {"embed": 3})
