"""Scores against hand-made answers."""

import itertools

import numpy as np
import pytest

from model.measuring import score

P = np.array([[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.3, 0.4, 0.3]])
LABELS = np.array([0, 2, 0])


def test_the_likeliest_come_first():
    assert score.top(P, 2).tolist() == [[0, 1], [1, 2], [1, 0]]


def test_accuracy_counts_a_label_among_the_first_k():
    best = score.top(P, 2)

    assert score.accuracy(best[:, :1], LABELS) == pytest.approx(1 / 3)
    assert score.accuracy(best, LABELS) == 1


def test_mean_average_precision_is_the_mean_of_one_over_rank():
    assert score.mean_average_precision(score.top(P, 3), LABELS) == pytest.approx((1 + 1 / 2 + 1 / 2) / 3)


def test_an_honest_forecaster_has_no_calibration_error():
    confidence = np.full(1000, 0.7)
    right = np.arange(1000) < 700

    assert score.calibration_error(confidence, right) == pytest.approx(0)
    assert score.calibration_error(confidence, np.zeros(1000, bool)) == pytest.approx(0.7)


def test_few_drawings_have_an_error_by_chance_and_many_have_none():
    rng = np.random.default_rng(0)
    confidence = np.full(40_000, 0.7)

    def chance(drawings):
        each = 40_000 // drawings
        right = np.repeat(rng.random(drawings) < 0.7, each)
        return score.chance_error(confidence, right, np.repeat(np.arange(drawings), each))

    few, many = chance(20), chance(4_000)

    assert 0.04 < few < 0.14, "by the binomial law some 0.8 of a standard deviation, which is 0.1"
    assert many < 0.01


def test_the_diagram_counts_every_answer_once():
    rng = np.random.default_rng(0)

    rows = score.calibration(rng.random(500), rng.random(500) < 0.5)

    assert sum(n for _, _, n in rows) == 500
    assert all(c1 < c2 for (c1, _, _), (c2, _, _) in itertools.pairwise(rows))


def test_confusions_are_counted_row_by_label():
    matrix = score.confusion(np.array([0, 1, 1, 1]), np.array([0, 2, 2, 1]), 3)

    assert matrix.tolist() == [[1, 0, 0], [0, 1, 0], [0, 2, 0]]
    assert score.largest_confusions(matrix, 5) == [(2, 1, 2)]
    precision, recall, f1 = score.per_class(matrix)
    assert precision.tolist() == [1, pytest.approx(1 / 3), 0]
    assert recall.tolist() == [1, 1, 0]
    assert f1[1] == pytest.approx(0.5)


def test_flips_are_changes_of_the_best_guess():
    assert score.flips(np.array([3, 3, 5, 5, 3])) == 2
    assert score.flips(np.array([3])) == 0
