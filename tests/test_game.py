"""Whole rounds without a socket: messages in, messages out, the engine stepped by hand, time as a number."""

import logging
from itertools import pairwise

import numpy as np
import pytest

from model import Edit, Points
from server import wire
from server.errors import GameError
from server.game import Game
from server.game.rounds import TRIES
from server.players import AWAY
from tests.world import begun, draw, joined


def test_a_round_is_begun_drawn_and_won(game, world, clock):
    joined(game, "a")
    begun_ack = game.start("a", wire.Start("classic", "circle"))

    ack = draw(game, begun_ack["round"], 0)
    clock.now += 1.5
    draw(game, begun_ack["round"], 1)

    assert begun_ack == {"round": begun_ack["round"], "word": "circle", "seconds": 20, "threshold": 0.5}
    assert ack == {"seq": 0}
    assert world.names("a") == ["guess", "guess", "over"]
    assert world.heard("a", "guess")[1]["seq"] == 1
    [over] = world.heard("a", "over")
    ended = {"round": begun_ack["round"], "won": True, "reason": "recognized", "ms": 1500}
    assert over == {**ended, "word": "circle", "taken_for": None}


def test_a_drawing_of_something_else_does_not_win(game, world):
    joined(game, "a")
    round = begun(game, word="star")

    for seq in range(5):
        draw(game, round, seq)

    assert world.names("a") == ["guess"] * 5


def test_a_finished_drawing_is_won_while_the_pen_rests(game, world, clock, recognizer):
    joined(game, "a")
    draw(game, begun(game, word="circle", seconds=2 * recognizer.rule.rest), 0)

    clock.now += recognizer.rule.rest
    game.tick()

    assert world.names("a") == ["guess", "over"]
    assert world.heard("a", "over")[0]["won"]


def test_time_ends_a_round_in_which_nothing_is_drawn(game, world, clock):
    joined(game, "a")
    begun(game, word="star", seconds=5.0)

    clock.now += 4.9
    game.tick()
    assert world.sent == []
    clock.now += 0.2
    game.tick()

    [over] = world.heard("a")
    assert (over["won"], over["reason"], over["ms"]) == (False, "time", 5000)


def test_ink_that_the_engine_has_not_answered_when_time_is_over_does_not_count(game, world, clock, recognizer):
    joined(game, "a")
    round = begun(game, word="circle")
    draw(game, round, 0)
    clock.now += 19.9
    game.ink("a", wire.Ink(round, 1, Points(*np.zeros((3, 5)), False)))

    clock.now += 0.2
    game.engine.step()

    assert world.names("a") == ["guess", "over"]
    assert world.heard("a", "over")[0]["reason"] == "time"


def test_ink_after_the_end_is_refused_and_changes_nothing(game, world, clock):
    joined(game, "a")
    round = begun(game, word="circle")
    clock.now += 20.0

    with pytest.raises(GameError) as caught:
        draw(game, round)

    assert caught.value.code == "over"
    assert world.names("a") == ["over"]


def test_a_new_round_skips_the_one_that_runs(game, world):
    joined(game, "a")
    first = begun(game)

    second = begun(game)

    assert [over["reason"] for over in world.heard("a", "over")] == ["skipped"]
    with pytest.raises(GameError, match="no round") as caught:
        draw(game, first)
    assert caught.value.code == "no_round"
    assert draw(game, second) == {"seq": 0}


def test_a_start_that_is_refused_leaves_the_round_alone(game, world):
    joined(game, "a")
    round = begun(game)

    with pytest.raises(GameError, match="gnu"):
        begun(game, word="gnu")

    assert world.sent == []
    assert draw(game, round) == {"seq": 0}


def test_the_same_word_does_not_come_twice_in_a_row(game):
    joined(game, "a")

    words = [game.start("a", wire.Start("classic"))["word"] for _ in range(40)]

    assert all(one != another for one, another in pairwise(words))
    assert len(set(words)) == 6


def test_somebody_elses_round_is_not_yours(game, world):
    joined(game, "a", "b")
    round = begun(game, "a")

    with pytest.raises(GameError, match="somebody else's") as caught:
        draw(game, round, sid="b")

    assert caught.value.code == "not_yours"
    assert world.sent == []
    assert draw(game, round) == {"seq": 0}


def test_players_hear_nothing_of_each_other(game, world, recognizer):
    joined(game, "a", "b")
    mine, theirs = begun(game, "a", word="circle"), begun(game, "b", word="star")

    for seq in (0, 1):
        draw(game, mine, seq, "a")
    draw(game, theirs, 0, "b")

    assert world.names("a") == ["guess", "guess", "over"]
    assert world.names("b") == ["guess"]
    assert {fields["round"] for fields in world.heard("b")} == {theirs}


def test_edits_go_to_the_engine_in_line_with_the_ink(game, recognizer):
    joined(game, "a")
    round = begun(game, word="star")
    draw(game, round, 0, up=True)

    acks = [
        game.change("a", wire.Change(round, Edit.UNDO, 0)),
        game.change("a", wire.Change(round, Edit.UNDO, 0)),
        game.change("a", wire.Change(round, Edit.REDO)),
    ]
    game.engine.step()

    assert acks == [{"edit": 0}, {"edit": 0}, {}]
    assert recognizer.batches[-1] == [[Edit.UNDO, Edit.REDO]]


def test_free_drawing_has_guesses_and_ends_when_it_is_skipped(game, world, clock):
    joined(game, "a")
    ack = game.start("a", wire.Start("free"))
    for seq in range(3):
        draw(game, ack["round"], seq)
    clock.now += 1000

    game.tick()
    game.skip("a", wire.Skip(ack["round"]))

    assert (ack["word"], ack["seconds"], ack["threshold"]) == (None, None, None)
    assert world.names("a") == ["guess"] * 3 + ["over"]
    assert world.heard("a", "guess")[0]["target_p"] is None
    assert world.kept[0].word is None


def test_a_finished_round_is_kept_without_ink_or_player(game, world, clock, recognizer):
    joined(game, "a")
    round = begun(game, word="circle")
    draw(game, round, 0)
    clock.now += 2
    draw(game, round, 1)

    [result] = world.kept

    assert (result.mode, result.word, result.won, result.reason) == ("classic", "circle", True, "recognized")
    assert (result.ms, result.points, result.model) == (2000, 24, recognizer.version)


# -- coming and going --------------------------------------------------------------------------------------------------


def test_a_player_who_comes_back_in_time_keeps_the_round(game, world, clock):
    game.arrived("a")
    token = game.hello("a", wire.Hello())["resume"]
    round = begun(game, word="circle")
    draw(game, round, 0)
    game.change("a", wire.Change(round, Edit.REDO, 0))
    game.left("a")
    clock.now += 7.0

    game.arrived("b")
    ack = game.hello("b", wire.Hello(token))
    draw(game, round, 1, sid="b")

    assert ack["resume"] == token
    asked = {"round": round, "mode": "classic", "word": "circle", "seconds": 20, "threshold": 0.5}
    assert ack["round"] == {**asked, "ms": 7000, "seq": 1, "edit": 1}
    assert world.names("b") == ["guess", "guess", "over"]  # the guess it had, then what it drew


def test_a_round_that_ended_meanwhile_is_told_on_coming_back(game, world, clock):
    game.arrived("a")
    token = game.hello("a", wire.Hello())["resume"]
    begun(game, word="star")
    game.left("a")
    clock.now += 25.0
    game.tick()

    game.arrived("b")
    ack = game.hello("b", wire.Hello(token))

    assert ack["round"] is None
    assert world.heard("a") == []
    assert [over["reason"] for over in world.heard("b", "over")] == ["time"]


def test_a_player_who_stays_away_is_forgotten_with_the_round(game, world, clock, recognizer):
    game.arrived("a")
    token = game.hello("a", wire.Hello())["resume"]
    round = begun(game, mode="free")
    game.left("a")
    clock.now += AWAY

    game.tick()

    game.arrived("b")
    assert game.hello("b", wire.Hello(token))["resume"] != token
    assert [result.reason for result in world.kept] == ["skipped"]
    with pytest.raises(GameError) as caught:
        draw(game, round, sid="b")
    assert caught.value.code == "no_round"


def test_a_second_window_takes_the_round_over(game, world):
    game.arrived("a")
    token = game.hello("a", wire.Hello())["resume"]
    round = begun(game)

    game.arrived("b")
    game.hello("b", wire.Hello(token))

    assert world.hung_up == ["a"]
    assert draw(game, round, sid="b") == {"seq": 0}
    with pytest.raises(GameError, match="closed"):
        draw(game, round, 1, sid="a")


# -- floods and failures -----------------------------------------------------------------------------------------------


def test_a_flood_is_refused_and_then_hung_up_on(settings, recognizer, inline, world, clock, rng):
    tight = settings.model_copy(update={"message_burst": 3, "message_rate": 1, "patience": 2})
    game = Game(tight, recognizer, inline, world.outside(), clock, rng)
    joined(game, "a", "b")

    codes = []
    for _ in range(6):
        try:
            game.admit("a", 1)
            codes.append("in")
        except GameError as error:
            codes.append(error.code)
    game.admit("b", 1)
    game.engine.stop()

    assert codes == ["in", "in", "in", "slow_down", "slow_down", "slow_down"]
    assert world.hung_up == ["a"]


def test_too_many_points_are_refused_and_not_drawn(settings, recognizer, inline, world, clock, rng):
    tight = settings.model_copy(update={"point_burst": 20, "point_rate": 10})
    game = Game(tight, recognizer, inline, world.outside(), clock, rng)
    joined(game, "a")
    round = begun(game, word="star")
    draw(game, round, 0, n=15)

    with pytest.raises(GameError) as caught:
        draw(game, round, 1, n=15)
    clock.now += 1
    again = draw(game, round, 1, n=15)
    game.engine.stop()

    assert caught.value.code == "slow_down"
    assert again == {"seq": 1}


def test_after_a_failure_the_drawing_is_built_again_from_its_ink(game, world, recognizer, caplog):
    joined(game, "a", "b")
    mine, theirs = begun(game, "a", word="star"), begun(game, "b", word="star")
    draw(game, mine, 0, "a", n=3, up=True)
    recognizer.errors.append(FloatingPointError("overflow"))
    with caplog.at_level(logging.ERROR):
        draw(game, mine, 1, "a", n=4, up=True)

    draw(game, mine, 2, "a", n=5)
    draw(game, theirs, 0, "b")

    assert "overflow" in caplog.text
    assert world.names("a") == ["guess", "problem", "guess"]
    assert world.heard("a", "problem")[0]["code"] == "no_guess"
    assert [len(item.x) for item in recognizer.batches[2][0]] == [3, 4, 5]
    assert world.names("b") == ["guess"]


def test_a_drawing_that_fails_again_and_again_is_left_alone(game, world, recognizer):
    joined(game, "a")
    round = begun(game, word="star")
    recognizer.errors += [ValueError("poison")] * 10

    for seq in range(6):
        assert draw(game, round, seq) == {"seq": seq}

    assert len(recognizer.batches) == TRIES
    assert world.names("a") == ["problem"] * TRIES
    assert "start another round" in world.heard("a")[-1]["message"]


def test_a_new_round_after_failures_has_guesses_again(game, world, recognizer):
    joined(game, "a")
    round = begun(game, word="star")
    recognizer.errors += [ValueError("poison")] * TRIES
    for seq in range(TRIES):
        draw(game, round, seq)

    draw(game, begun(game, word="star"), 0)

    assert world.names("a")[-1] == "guess"


def test_nothing_is_left_of_a_round_that_is_over(game, world, clock):
    joined(game, "a")
    for _ in range(3):
        draw(game, begun(game, word="star"), 0)
    clock.now += 20
    game.tick()

    assert game.engine._open == set() == set(game._rounds._drawers)
    assert len(game._rounds._owners) == 1
