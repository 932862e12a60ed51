"""Floods are refused, and everything a page really does passes."""

import pytest

from server.errors import GameError
from server.limits import Bucket, Flow


def flow(messages=(10, 5), points=(100, 50), patience=2):
    return Flow(Bucket.full(*messages, 0.0), Bucket.full(*points, 0.0), Bucket.full(1, patience, 0.0))


def test_a_bucket_gives_its_burst_and_then_its_rate():
    bucket = Bucket.full(2, 3, 10.0)

    at_once = [bucket.take(1, 10.0) for _ in range(4)]
    later = [bucket.take(1, 11.0) for _ in range(3)]

    assert at_once == [True, True, True, False]
    assert later == [True, True, False]


def test_a_bucket_never_holds_more_than_its_burst():
    bucket = Bucket.full(2, 3, 0.0)

    assert not bucket.take(4, 1000.0)
    assert bucket.take(3, 1000.0)


def test_a_refused_cost_takes_nothing():
    bucket = Bucket.full(1, 3, 0.0)

    assert not bucket.take(5, 0.0)
    assert bucket.take(3, 0.0)


@pytest.mark.parametrize(("messages", "points", "what"), [(6, 0, "messages: 10"), (1, 51, "points: 100")])
def test_too_much_at_once_is_told_to_slow_down(messages, points, what):
    with pytest.raises(GameError, match=f"too many {what} a second") as caught:
        flow().admit(messages, points, 0.0)

    assert caught.value.code == "slow_down"


def test_who_goes_on_flooding_runs_out_of_patience():
    impatient = flow(patience=2)

    assert [impatient.hopeless(0.0) for _ in range(3)] == [False, False, True]
    assert not impatient.hopeless(5.0)
