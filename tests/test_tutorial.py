"""The reference network: its input as the tutorial prepares it, and its variants."""

import numpy as np
import pytest
import torch

from model.tutorial import Tutorial, TutorialConfig, deltas


def drawn(*points):
    return torch.tensor([points], dtype=torch.float32)


def tiny(**settings):
    torch.manual_seed(0)
    return Tutorial(TutorialConfig(**{"categories": 4, "hidden": 8, "layers": 2} | settings)).eval()


def test_each_side_is_normalised_by_itself_and_steps_are_deltas_with_an_end_flag():
    points = drawn((10, 10, 1), (30, 10, 0), (30, 50, 1), (20, 30, 0))

    steps, lengths = deltas(points, torch.tensor([4]))

    assert lengths.tolist() == [3]
    expected = [[1, 0, 1], [0, 1, 0], [-0.5, -0.5, 1]]  # ends: of the first stroke, and of what is drawn so far
    np.testing.assert_allclose(steps[0].numpy(), expected, atol=1e-6)


def test_the_box_is_that_of_the_prefix_and_of_nothing_behind_it():
    points = drawn((0, 0, 1), (10, 10, 0), (990, 500, 0))

    steps, lengths = deltas(points, torch.tensor([2]))

    assert lengths.tolist() == [1]
    assert steps[0].tolist() == [[1, 1, 1], [0, 0, 0]]


@pytest.mark.parametrize("points", [[(5, 5, 1)], [(5, 5, 1), (5, 5, 0)], [(5, 5, 1), (5, 9, 0)]])
def test_dots_and_straight_lines_have_an_answer(points):
    logits = tiny().answer(drawn(*points), torch.tensor([len(points)]))

    assert torch.isfinite(logits).all()


def test_a_dot_says_no_more_than_that_nothing_is_known():
    net = tiny()

    logits = net.answer(drawn((5, 5, 1)), torch.tensor([1]))

    assert torch.equal(logits[0], net.head.bias)


def test_points_beyond_those_looked_at_change_nothing():
    net = tiny(points=10)
    steps = torch.rand(1, 25, 3)

    with torch.no_grad():
        whole, state = net(steps)
        longer = net.logits_at(steps, torch.tensor([[9, 24]]))

    torch.testing.assert_close(whole[:, 9:], whole[:, 9:10].expand(-1, 16, -1), atol=1e-6, rtol=0)
    torch.testing.assert_close(longer[:, 1], whole[:, -1], atol=1e-6, rtol=0)
    assert state.counted.tolist() == [[10]]


@pytest.mark.parametrize("variant", [{}, {"activation": "relu"}, {"activation": "relu", "pooling": 4}, {"pooling": 4}])
def test_every_variant_is_blind_to_padding_and_trains(variant):
    net = tiny(**variant)
    steps, lengths = torch.rand(3, 23, 3), torch.tensor([23, 9, 2])

    together = net.answer(steps, lengths)
    alone = torch.cat([net.answer(steps[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths)])
    together.sum().backward()

    torch.testing.assert_close(together, alone, atol=1e-5, rtol=0)
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in net.parameters())


def test_the_variants_differ():
    steps, lengths = torch.rand(1, 23, 3), torch.tensor([23])

    found = [tiny(**v).answer(steps, lengths) for v in ({}, {"activation": "relu"}, {"pooling": 4})]

    assert not any(torch.allclose(a, b, atol=1e-4) for a, b in zip(found, found[1:] + found[:1], strict=True))


def test_later_steps_matter_to_earlier_ones_in_both_directions():
    """It would be a plain LSTM if the backward half saw nothing."""
    net = tiny()
    steps = torch.rand(1, 12, 3)
    mirrored = steps.clone()
    mirrored[:, 1:-1] = steps[:, 1:-1].flip(1)

    assert not torch.allclose(net.answer(steps, torch.tensor([12])), net.answer(mirrored, torch.tensor([12])))


def test_the_published_shape():
    """48, 64 and 96 filters over 5, 5 and 3 steps; three layers of 128 in both directions."""
    net = Tutorial(TutorialConfig())

    assert [(c.out_channels, c.kernel_size) for c in net.convolutions] == [(48, (5,)), (64, (5,)), (96, (3,))]
    assert [(a.input_size, a.hidden_size) for a in net.forwards] == [(96, 128), (256, 128), (256, 128)]
    assert [(a.input_size, a.hidden_size) for a in net.backwards] == [(96, 128), (256, 128), (256, 128)]
    assert net.head.weight.shape == (345, 256) and net.drop.p == 0.3
