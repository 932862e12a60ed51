"""The order of an epoch: everything once, no class beyond the cap, batches of like length."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.training.order import buckets, class_counts, epoch_order, epoch_size

LABELS = np.repeat([0, 1, 2], [300, 40, 700]).astype(np.int16)
COUNTS = class_counts(LABELS, 4)  # class 3 has none


def epoch(seed, labels=LABELS, cap=0, block=16, window=4):
    counts = class_counts(labels, 4)
    return np.concatenate(list(epoch_order(labels, counts, cap, np.random.default_rng(seed), block, window)))


def test_without_a_cap_an_epoch_has_every_drawing_once():
    order = epoch(1)

    assert sorted(order.tolist()) == list(range(len(LABELS)))


@pytest.mark.parametrize("cap", [1, 40, 299, 300, 5000])
def test_no_class_has_more_drawings_in_an_epoch_than_the_cap_and_none_has_fewer_without_need(cap):
    order = epoch(1, cap=cap)

    assert len(set(order.tolist())) == len(order) == epoch_size(COUNTS, cap)
    assert np.bincount(LABELS[order], minlength=4).tolist() == np.minimum(COUNTS, cap).tolist()


def test_over_the_epochs_every_drawing_of_a_capped_class_has_its_turn():
    """Windows late in an epoch must not be left with what the first ones did not take."""
    seen = np.zeros(len(LABELS), int)

    for seed in range(300):
        seen[epoch(seed, cap=100)] += 1

    rate = seen[LABELS == 2] / 300  # 100 of 700 in each epoch
    assert rate.mean() == pytest.approx(1 / 7)
    assert rate.min() > 0.05 and rate.max() < 0.27  # five standard deviations


def test_another_seed_is_another_order_and_the_same_seed_the_same():
    assert epoch(1).tolist() == epoch(1).tolist()
    assert epoch(1).tolist() != epoch(2).tolist()


def test_an_epoch_that_fits_into_a_window_is_shuffled_as_a_whole():
    order = epoch(3, window=10_000)

    assert abs(np.corrcoef(np.arange(len(order)), order)[0, 1]) < 0.1


def test_a_window_reads_from_its_own_blocks_only():
    """Memory is bounded because of this."""
    for window in epoch_order(LABELS, COUNTS, 0, np.random.default_rng(0), block=16, window=4):
        assert len(np.unique(window // 16)) <= 4


@given(st.lists(st.integers(0, 60), max_size=6), st.integers(1, 9), st.integers(1, 4))
def test_from_n_drawings_come_n_divided_by_size_batches_and_none_twice(windows, size, spread):
    """The step at which an epoch begins is computed from this."""
    n = sum(windows)
    order = np.split(np.random.default_rng(0).permutation(n), np.cumsum(windows)[:-1] if windows else [])
    lengths = np.random.default_rng(1).integers(1, 50, n)

    batches = list(buckets(order, lengths, size, np.random.default_rng(2), spread))

    assert [len(batch) for batch in batches] == [size] * (n // size)
    assert len({int(i) for batch in batches for i in batch}) == n // size * size


def test_drawings_of_a_batch_are_of_like_length_and_batches_are_not_in_the_order_of_length():
    lengths = np.random.default_rng(1).integers(1, 200, 4096)
    order = [np.random.default_rng(0).permutation(4096)]

    found = [lengths[batch] for batch in buckets(order, lengths, 32, np.random.default_rng(2))]

    assert np.mean([np.ptp(part) for part in found]) < 8
    middles = [part.mean() for part in found]
    assert middles != sorted(middles)


def test_what_is_left_over_is_not_the_longest():
    """Sorted before it is cut, the last run of each epoch would never train on its longest drawings."""
    lengths = np.arange(100)

    left = [
        set(range(100)) - {int(i) for batch in buckets([order], lengths, 60, np.random.default_rng(0)) for i in batch}
        for order in (np.random.default_rng(seed).permutation(100) for seed in range(5))
    ]

    assert all(np.mean(list(rest)) < 70 for rest in left)
