"""Who is who, across lost links and second windows."""

import itertools

import pytest

from server.errors import GameError
from server.limits import Bucket, Flow
from server.players import AWAY, Players


@pytest.fixture
def players():
    numbers = itertools.count()
    return Players(lambda: f"token{next(numbers)}")


def arrive(players, *sids):
    for sid in sids:
        full = Bucket.full(1, 1, 0.0)
        players.arrive(sid, Flow(full, full, full))


def test_two_connections_are_two_players(players):
    arrive(players, "a", "b")

    (ann, _), (bob, _) = players.join("a", None, 0.0), players.join("b", None, 0.0)

    assert ann is not bob and ann.resume != bob.resume
    assert players.of("a") is ann and players.of("b") is bob


def test_the_token_brings_the_player_back(players):
    arrive(players, "a")
    ann, _ = players.join("a", None, 0.0)
    players.leave("a", 10.0)
    arrive(players, "b")

    again, displaced = players.join("b", ann.resume, 20.0)

    assert again is ann and ann.sid == "b" and displaced is None


def test_an_unknown_token_makes_a_new_player(players):
    arrive(players, "a", "b")
    ann, _ = players.join("a", None, 0.0)

    other, _ = players.join("b", "stolen", 0.0)

    assert other is not ann


def test_a_second_hello_changes_nothing(players):
    arrive(players, "a")
    ann, _ = players.join("a", None, 0.0)

    assert players.join("a", None, 1.0) == (ann, None)
    assert players.join("a", ann.resume, 2.0) == (ann, None)
    assert players.all() == [ann]


def test_a_newer_link_displaces_the_older_one(players):
    arrive(players, "a", "b")
    ann, _ = players.join("a", None, 0.0)

    _, displaced = players.join("b", ann.resume, 1.0)

    assert displaced == "a"
    assert players.of("b") is ann
    with pytest.raises(GameError, match="closed"):
        players.of("a")


def test_a_connection_that_becomes_somebody_else_leaves_its_player_behind(players):
    arrive(players, "a", "b")
    ann, _ = players.join("a", None, 0.0)
    bob, _ = players.join("b", None, 0.0)
    players.leave("a", 1.0)

    players.join("b", ann.resume, 2.0)

    assert players.of("b") is ann
    assert bob.sid is None and bob.left == 2.0


def test_the_late_end_of_an_old_link_does_not_send_the_player_away(players):
    arrive(players, "a", "b")
    ann, _ = players.join("a", None, 0.0)
    players.join("b", ann.resume, 1.0)

    players.leave("a", 2.0)

    assert ann.sid == "b"


def test_nobody_plays_before_hello(players):
    arrive(players, "a")

    with pytest.raises(GameError, match="send hello first") as caught:
        players.of("a")

    assert caught.value.code == "bad_message"


def test_an_absent_player_is_forgotten_after_a_minute(players):
    arrive(players, "a", "b")
    ann, _ = players.join("a", None, 0.0)
    bob, _ = players.join("b", None, 0.0)
    players.leave("a", 10.0)

    assert players.forget(10.0 + AWAY - 0.1) == []
    assert players.forget(10.0 + AWAY) == [ann]
    assert players.all() == [bob]
