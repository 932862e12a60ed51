"""What must hold of the streaming network whatever its weights are."""

import torch

from model.encode import WIDTH
from model.network import State
from tests.tiny import network


def steps(batch=3, length=25, seed=1):
    return torch.randn(batch, length, WIDTH, generator=torch.Generator().manual_seed(seed))


def streamed(net, x, chunk):
    state, parts = None, []
    with torch.no_grad():
        for at in range(0, x.shape[1], chunk):
            logits, state = net(x[:, at : at + chunk], state)
            parts.append(logits)
    return torch.cat(parts, 1), state


def test_chunks_give_the_logits_of_the_whole():
    """Point 400 may cost what point 4 costs only because of this."""
    net, x = network(), steps()

    for chunk in (1, 4, 24):
        logits, state = streamed(net, x, chunk)

        torch.testing.assert_close(logits, streamed(net, x, 25)[0], atol=1e-5, rtol=0)
        torch.testing.assert_close(state.pack(), streamed(net, x, 25)[1].pack(), atol=1e-4, rtol=1e-5)


def test_a_drawing_does_not_touch_its_neighbours():
    net, x = network(), steps()
    other = x.clone()
    other[0] = 9

    a, b = streamed(net, x, 25)[0], streamed(net, other, 25)[0]

    torch.testing.assert_close(a[1:], b[1:], atol=0, rtol=0)
    assert not torch.equal(a[0], b[0])


def test_two_evaluations_agree():
    """Dropout must not survive into play."""
    net, x = network(), steps()

    assert torch.equal(streamed(net, x, 25)[0], streamed(net, x, 25)[0])


def test_training_drops_and_evaluation_does_not():
    net, x = network(), steps()
    places = torch.tensor([[24]] * 3)

    net.train()
    a, b = net.logits_at(x, places), net.logits_at(x, places)

    assert not torch.equal(a, b)


def test_padding_reaches_neither_logits_nor_state():
    net, x = network(), steps()
    padded = torch.cat([x, torch.full((3, 9, WIDTH), 77.0)], 1)
    rows, counts = torch.arange(3), torch.full((3,), 25)

    with torch.no_grad():
        trace = net.trace(padded)
        logits, state = net.logits(trace, rows, counts - 1), net.state(trace, rows, counts)

    torch.testing.assert_close(logits, streamed(net, x, 25)[0][:, -1], atol=1e-6, rtol=0)
    torch.testing.assert_close(state.pack(), streamed(net, x, 25)[1].pack(), atol=1e-5, rtol=1e-5)


def test_training_asks_the_same_questions_as_play():
    """`logits_at` takes a short cut to the running mean; it must arrive at the same place."""
    net, x = network(), steps()
    places = torch.tensor([[0, 7, 24]] * 3)

    with torch.no_grad():
        quick = net.logits_at(x, places)

    torch.testing.assert_close(quick, streamed(net, x, 25)[0][:, [0, 7, 24]], atol=1e-5, rtol=0)


def test_the_state_after_no_steps_is_the_state_before():
    net, x = network(), steps()
    _, before = streamed(net, x, 25)

    with torch.no_grad():
        trace = net.trace(x, before)
        after = net.state(trace, torch.arange(3), torch.zeros(3, dtype=torch.int64))

    assert torch.equal(after.pack(), before.pack())


def test_a_packed_state_unpacks_to_itself():
    net = network()
    _, state = streamed(net, steps(), 25)

    again = net.unpack(state.pack())

    assert isinstance(again, State)
    assert state.pack().shape == (3, net.state_size)
    assert all(torch.equal(a, b) for a, b in zip(state, again, strict=True))
