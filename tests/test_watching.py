"""What guesses carry for those who look on, and the network beside ours."""

import pytest

from server import wire
from server.game import Game
from tests.fakes import FakeRecognizer
from tests.world import begun, draw, joined


@pytest.fixture
def other():
    return FakeRecognizer(("moon", "sun", "tree", "car", "cat", "dog"))


@pytest.fixture
def game(settings, recognizer, inline, world, clock, rng, other):
    game = Game(settings, recognizer, inline, world.outside(), clock, rng, other)
    yield game
    game.engine.stop()
    game.watching.stop()


def test_guesses_are_plain_until_somebody_watches(game, world):
    joined(game, "a")
    round = begun(game, word="star")
    draw(game, round, 0)

    ack = game.watch("a", wire.Watch(round, hidden=True, strokes=True))
    draw(game, round, 1)

    plain, watched = world.heard("a", "guess")
    assert ack == {"hidden": True, "reference": False, "strokes": True}
    assert set(plain) == {"round", "seq", "guesses", "target_p"}
    assert set(watched) == {*plain, "hidden", "strokes"}
    assert len(watched["hidden"]) == wire.HIDDEN and -1 <= min(watched["hidden"]) <= max(watched["hidden"]) <= 1


def test_what_is_known_is_shown_at_once_to_who_begins_to_watch_in_mid_drawing(game, world):
    joined(game, "a")
    round = begun(game, word="square")
    draw(game, round, 0, up=True)
    draw(game, round, 1)

    game.watch("a", wire.Watch(round, hidden=True, strokes=True))
    game.engine.step()

    *_, before, shown = world.heard("a", "guess")
    assert len(shown["hidden"]) == wire.HIDDEN and len(shown["strokes"]) == 2
    assert {name: shown[name] for name in before} == before, "the same guess"


def test_a_guess_said_again_counts_for_nothing(game, world):
    joined(game, "a")
    round = begun(game, word="circle")
    draw(game, round, 0)
    assert "over" not in world.names("a"), "it has to be sure twice"

    for _ in range(3):
        game.watch("a", wire.Watch(round, hidden=True))
        game.engine.step()

    assert len(world.heard("a", "guess")) == 4 and "over" not in world.names("a")


@pytest.mark.parametrize("how", ["blank", "over", "another"])
def test_nothing_is_said_again_before_the_first_guess_or_once_the_round_is_over(game, world, how):
    joined(game, "a")
    round = begun(game, word="square")
    if how != "blank":
        draw(game, round, 0)
    game.watch("a", wire.Watch(round, hidden=True))
    if how == "over":
        game.skip("a", wire.Skip(round))
    if how == "another":
        begun(game, word="circle")
    said = world.heard("a", "guess")

    game.engine.step()

    assert world.heard("a", "guess") == said


def test_each_stroke_says_how_it_changed_the_probability_of_the_word(game, world):
    joined(game, "a")
    round = begun(game, word="square")
    game.watch("a", wire.Watch(round, strokes=True))

    for seq in range(3):
        draw(game, round, seq, up=True)

    first, second, third = world.heard("a", "guess")[-1]["strokes"]
    assert first < 0 < second and third < 0
    assert second > 0.8


def test_without_a_word_the_strokes_are_about_the_first_guess(game, world):
    joined(game, "a")
    round = begun(game, mode="free")
    game.watch("a", wire.Watch(round, strokes=True))

    draw(game, round, 0, up=True)

    assert world.heard("a", "guess")[-1]["strokes"][0] == pytest.approx(0.9 - 1 / 6, abs=1e-3)


def test_the_reference_sees_all_that_was_drawn_before_and_since(game, world, other):
    joined(game, "a")
    round = begun(game, word="star")
    draw(game, round, 0, up=True)

    ack = game.watch("a", wire.Watch(round, reference=True))
    game.watching.engine.step()
    draw(game, round, 1)
    game.watching.engine.step()

    assert ack["reference"] is True
    said = world.heard("a", "guess")
    assert [fields["reference"][0][0] if "reference" in fields else None for fields in said] == [
        None, "moon", "moon", "sun",
    ]  # fmt: skip
    assert said[-1]["guesses"] == said[-2]["guesses"]
    assert len(other.batches) == 2


def test_one_call_of_the_reference_serves_all_who_watch(game, other):
    joined(game, "a", "b")
    for sid in "ab":
        round = begun(game, sid, word="star")
        game.watch(sid, wire.Watch(round, reference=True))
        draw(game, round, 0, sid)

    game.watching.engine.step()

    assert [len(batch) for batch in other.batches] == [2]


def test_nobody_is_compared_who_does_not_ask_for_it_or_any_more(game, world, other):
    joined(game, "a")
    round = begun(game, word="star")
    game.watch("a", wire.Watch(round, reference=True))
    game.watch("a", wire.Watch(round))
    draw(game, round, 0)

    assert not game.watching.engine.step() and other.batches == []

    game.watch("a", wire.Watch(round, reference=True))
    game.skip("a", wire.Skip(round))
    assert not game.watching.engine.step()


def test_a_reference_that_fails_is_let_go(game, world, other):
    joined(game, "a")
    round = begun(game, word="star")
    game.watch("a", wire.Watch(round, reference=True))
    other.errors.append(RuntimeError("weights on fire"))
    draw(game, round, 0)

    game.watching.engine.step()
    draw(game, round, 1)

    assert "problem" not in world.names("a")
    assert game.players.of("a").reference is None


def test_where_there_is_no_reference_it_says_so(settings, recognizer, inline, world, clock, rng):
    game = Game(settings, recognizer, inline, world.outside(), clock, rng)
    joined(game, "a")
    round = begun(game, word="star")

    assert game.watch("a", wire.Watch(round, reference=True))["reference"] is False
    game.engine.stop()
