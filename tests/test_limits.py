"""Floods are refused, and everything a page really does passes."""

import pytest

from server import wire
from server.errors import GameError
from server.game import Game, Outside
from server.limits import Bucket, Flow
from server.players import AWAY


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


def test_a_clock_that_steps_back_takes_nothing_away():
    bucket = Bucket.full(1, 3, 100.0)

    assert bucket.take(1, 0.0)
    assert bucket.take(2, 0.0)
    assert bucket.take(1, 1.0)


# -- rounds ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def game(settings, recognizer, inline, clock, rng):
    tight = settings.model_copy(update={"rounds": 3, "rounds_per_address": 2})
    game = Game(tight, recognizer, inline, Outside(lambda *_: None, lambda _: None, lambda _: None), clock, rng)
    yield game
    game.engine.stop()


def begins(game, sid, address):
    """The round that a new player at that address begins; the problem's code if there is none."""
    game.arrived(sid, address)
    game.hello(sid, wire.Hello())
    try:
        return game.start(sid, wire.Start("free"))["round"]
    except GameError as error:
        return error.code


def test_one_address_has_so_many_rounds_and_another_has_its_own(game):
    assert [begins(game, sid, "here") == "busy" for sid in "abc"] == [False, False, True]
    assert begins(game, "d", "there") != "busy"


def test_all_together_have_so_many_rounds(game):
    assert [begins(game, sid, sid) == "busy" for sid in "abcd"] == [False, False, False, True]


def test_ones_own_round_does_not_stand_in_the_way_of_the_next(game):
    begins(game, "a", "here")
    round = begins(game, "b", "here")

    again = game.start("b", wire.Start("free"))["round"]
    game.skip("b", wire.Skip(again))

    assert again != round
    assert begins(game, "c", "here") != "busy"


def test_leaving_does_not_make_room_as_long_as_one_may_come_back(game, clock):
    for sid in "ab":
        begins(game, sid, "here")
        game.left(sid)

    assert begins(game, "c", "here") == "busy"
    clock.now += AWAY
    game.tick()
    assert begins(game, "d", "here") != "busy"


def test_a_server_about_to_end_takes_nothing_more(game):
    begins(game, "a", "here")

    game.leave()

    with pytest.raises(GameError) as caught:
        game.admit("a", 1)
    assert caught.value.code == "restarting"
