"""Prefix answers, temperatures, and what is confused with what."""

import numpy as np
import pytest
import torch

from model import encode
from model.measuring import prefixes
from model.measuring.prefixes import Answers
from tests.tiny import circle, network, walk


class FewDrawings:
    """A split of a handful of one-stroke drawings."""

    def __init__(self, drawings, labels):
        self.drawings, self.labels = drawings, np.array(labels, np.int16)
        self.lengths = np.array([len(d) for d in drawings])

    def take(self, indices):
        chosen = [self.drawings[i] for i in indices]
        lengths = [len(d) for d in chosen]
        pen = np.zeros(sum(lengths), bool)
        pen[np.cumsum(lengths) - 1] = True
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        return type("Few", (), {"points": np.concatenate(chosen), "pen": pen, "offsets": offsets})()


def test_answers_after_a_share_are_those_to_the_prefix_alone():
    """Whatever the length of its neighbours in the batch."""
    net, rng = network(), np.random.default_rng(0)
    data = FewDrawings([circle(30), walk(rng, 8), walk(rng, 51)], [0, 3, 3])

    answers = prefixes.ask(net, data, (0.5, 1.0), batch=2)

    by_length = np.argsort(data.lengths, kind="stable")
    for row, i in enumerate(by_length):
        half = data.drawings[i][: int(np.ceil(data.lengths[i] / 2))]
        steps, _ = encode.encode(half[None], (np.arange(len(half)) == 0)[None], np.array([len(half)]))
        with torch.no_grad():
            logits, _ = net(torch.from_numpy(steps))
        np.testing.assert_allclose(answers.logits[row, 0], logits[0, -1].numpy(), atol=1e-5)
        assert answers.steps[row].tolist() == [len(half), data.lengths[i]]
    assert answers.labels.tolist() == [3, 0, 3]


def overconfident(n=4000, factor=2.5):
    """Logits `factor` times as large as an honest forecaster's."""
    rng = np.random.default_rng(4)
    honest = rng.normal(0, 1.5, (n, 5)).astype(np.float32)
    p = np.exp(honest) / np.exp(honest).sum(1, keepdims=True)
    labels = (p.cumsum(1) > rng.random((n, 1))).argmax(1)
    return Answers((honest * factor)[:, None].astype(np.float32), np.full((n, 1), 20), labels)


def test_the_temperature_undoes_overconfidence():
    answers = overconfident(factor=2.5)

    ((_, low), (edge, high)) = prefixes.fit_temperatures(answers, (1, 10))

    assert low == 1.0  # nothing as short as that was seen
    assert (edge, high) == (10, pytest.approx(2.5, rel=0.1))


def test_too_few_answers_take_the_temperature_before():
    """Fitted on a handful it would be 0.5 or 3, and 1 beside fitted neighbours; what is likely is what is near."""
    many = overconfident(factor=2.5)
    few = Answers(many.logits[:9] * 9, np.full((9, 1), 60), many.labels[:9])
    answers = Answers(*(np.concatenate(pair) for pair in zip(many, few, strict=True)))
    edges = (1, 10, 50, 90)

    found = dict(prefixes.fit_temperatures(answers, edges))

    assert found[10] == pytest.approx(2.5, rel=0.1)
    assert found[50] == found[90] == found[10]
    assert prefixes.sparse(answers, edges) == ["1-9", "50-89", "90-"]


def test_calibrated_answers_have_little_calibration_error():
    answers = overconfident()

    raw = prefixes.scores(prefixes.calibrated(answers, ((1, 1.0),))[:, 0], answers.labels)
    fitted = prefixes.fit_temperatures(answers, (1,))
    found = prefixes.scores(prefixes.calibrated(answers, fitted)[:, 0], answers.labels)

    assert raw["ece"] > 0.1
    assert found["ece"] < 0.03
    assert found["top1"] == raw["top1"]


def test_cross_entropy_does_not_overflow():
    logits = np.array([[1000.0, 0.0], [0.0, 1000.0]], np.float32)

    assert prefixes.cross_entropy(logits, np.array([0, 0])) == pytest.approx(500)


def test_confusables_leave_out_the_word_itself_and_its_relatives():
    p = np.array([[0.2, 0.5, 0.3], [0.1, 0.6, 0.3], [0.1, 0.1, 0.8], [0.3, 0.3, 0.4]], np.float32)
    labels = np.array([0, 0, 1, 2])

    assert prefixes.confusables(p, labels, {}) == {0: 1, 1: 2, 2: 0} | {2: prefixes.confusables(p, labels, {})[2]}
    assert prefixes.confusables(p, labels, {0: {1}})[0] == 2


def test_a_word_is_the_easier_the_earlier_and_the_oftener_it_is_seen():
    p = np.zeros((3, 4, 3), np.float32)  # three drawings, four prefixes, three categories
    p[0, 1:, 0] = 0.5  # seen from the second prefix on
    p[1, 3, 0] = 0.5
    p[2, :, 2] = 0.2  # category 1, by its two meanings together
    p[2, :, 1] = 0.2

    found = prefixes.ease(p, np.array([0, 0, 1]), [(0,), (1, 2), (2,)], 0.4)

    assert found == {0: 0.5, 1: 1.0}
