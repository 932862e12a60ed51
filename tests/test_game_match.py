"""Matches without a socket: every mode from `play` to its end, and what is refused on the way."""

import pytest

from server import hints, wire
from server.errors import GameError
from server.match import SKIP_COST
from tests.fakes import WORDS
from tests.world import draw, joined


def opened(game, mode="classic", sid="a", **ask):
    return game.play(sid, wire.Play(mode, **ask))["match"]


def next_round(game, match, sid="a", index=None):
    return game.next(sid, wire.Next(match, index))


def win(game, round, word, sid="a"):
    """Draw what the fake takes for the word: as many strokes as its number says."""
    count = WORDS.index(word) + 1
    for seq in range(count - 1):
        draw(game, round, seq, sid, up=True)
    for seq in (count - 1, count):
        draw(game, round, seq, sid)


def refused(act, *args):
    with pytest.raises(GameError) as caught:
        act(*args)
    return caught.value.code


def test_a_classic_match_is_played_to_its_end(game, world, clock):
    joined(game, "a")
    ack = game.play("a", wire.Play("classic", count=2, threshold=0.6, words=("star", "circle", "square")))
    first = next_round(game, ack["match"])
    clock.now += 2
    win(game, first["round"], first["word"])

    second = next_round(game, ack["match"])
    clock.now += 20
    game.tick()

    assert ack == {
        "match": ack["match"], "mode": "classic", "count": 2, "seconds": 20, "total_seconds": None, "threshold": 0.6,
        "difficulty": "mixed",
    }  # fmt: skip
    assert first == {
        "match": ack["match"], "index": 0, "count": 2, "ms_left": None, "hint": None, "round": first["round"],
        "word": first["word"], "seconds": 20, "threshold": 0.6,
    }  # fmt: skip
    assert (second["index"], second["word"] != first["word"]) == (1, True)
    one, two = world.heard("a", "match")
    assert (one["index"], one["done"], one["score"], one["streak"]) == (0, False, 1, 1)
    assert (two["index"], two["done"], two["score"], two["streak"]) == (1, True, 1, 0)
    assert [(r["word"], r["won"], r["reason"]) for r in two["results"]] == [
        (first["word"], True, "recognized"),
        (second["word"], False, "time"),
    ]
    assert world.names("a")[-2:] == ["over", "match"]
    assert [result.mode for result in world.kept] == ["classic", "classic"]
    assert refused(next_round, game, ack["match"]) == "over"


def test_one_miss_ends_a_streak(game, world):
    joined(game, "a")
    match = opened(game, "streak")
    ack = next_round(game, match)
    win(game, ack["round"], ack["word"])
    ack = next_round(game, match)

    assert refused(next_round, game, match) == "over"  # which skips the round that runs

    assert [fields["streak"] for fields in world.heard("a", "match")] == [1, 0]
    assert world.heard("a", "match")[-1]["done"]


@pytest.mark.parametrize("mode", ["classic", "streak", "hidden"])
def test_a_next_whose_answer_was_lost_costs_no_word(game, world, clock, mode):
    joined(game, "a")
    match = opened(game, mode)
    first = next_round(game, match, index=0)
    clock.now += 3

    again = next_round(game, match, index=0)

    assert {name: again[name] for name in first} == first and again["ms"] == 3000
    assert world.sent == [], "nothing was skipped"
    win(game, first["round"], game.players.of("a").round.word)
    assert next_round(game, match, index=1)["index"] == 1


def test_a_round_that_is_drawn_in_or_over_or_not_the_one_asked_for_is_not_begun_again(game, world, clock):
    joined(game, "a")
    match = opened(game)
    rounds = [next_round(game, match, index=0)]
    draw(game, rounds[0]["round"])
    rounds.append(next_round(game, match, index=0))
    clock.now += 20
    rounds.append(next_round(game, match, index=1))
    rounds.append(next_round(game, match, index=3))
    rounds.append(next_round(game, match))

    assert [round["index"] for round in rounds] == [0, 1, 2, 3, 4]
    assert [over["reason"] for over in world.heard("a", "over")] == ["skipped", "time", "skipped", "skipped"]


def test_hello_says_that_the_round_is_over_before_its_end_is_told(game, clock):
    joined(game, "a")
    token, ack = game.players.of("a").resume, next_round(game, opened(game))
    running = game.hello("a", wire.Hello(token))
    game.left("a")
    clock.now += 30
    game.tick()
    game.arrived("b")

    back = game.hello("b", wire.Hello(token))

    assert (running["round"]["round"], running["ended"]) == (ack["round"], None)
    assert (back["round"], back["ended"]) == (None, ack["round"])


def test_a_sprint_is_against_one_clock_and_a_skip_costs_time(game, world, clock):
    joined(game, "a")
    match = opened(game, "sprint", seconds=10)
    first = next_round(game, match)
    clock.now += 2
    second = next_round(game, match)
    clock.now += 100  # between rounds no time passes, but a round runs
    game.tick()

    assert (first["seconds"], first["ms_left"]) == (10, 10_000)
    assert (second["seconds"], second["ms_left"]) == (5, 10_000 - 2000 - SKIP_COST)
    last = world.heard("a", "match")[-1]
    assert (last["done"], last["ms_left"], last["results"][1]["ms"]) == (True, 0, 5000)
    assert refused(next_round, game, match) == "over"


def test_zen_only_guesses(game, world, clock):
    joined(game, "a")
    match = opened(game, "zen")
    ack = next_round(game, match)
    draw(game, ack["round"])
    clock.now += 10_000
    game.tick()
    again = next_round(game, match)

    assert ack["word"] is ack["seconds"] is ack["threshold"] is ack["hint"] is None
    assert world.names("a") == ["guess", "over", "match"]
    assert world.heard("a", "over")[0]["taken_for"] == "circle"
    assert again["index"] == 1
    assert refused(game.hint, "a", wire.Hint(again["round"])) == "not_now"


def test_a_hidden_word_is_told_when_it_is_over(game, world):
    joined(game, "a")
    match = opened(game, "hidden", words=("square",))
    ack = next_round(game, match)
    before = game.hint("a", wire.Hint(ack["round"]))
    joined_again = game.hello("a", wire.Hello())
    win(game, ack["round"], "square")

    assert ack["word"] is None and ack["hint"] == hints.HINTS["square"]
    assert before == {"word": None, "hint": ack["hint"]}
    assert (joined_again["round"]["word"], joined_again["round"]["hint"]) == (None, ack["hint"])
    assert "square" not in str(joined_again)
    assert world.heard("a", "over")[0]["word"] == "square"
    assert game.hint("a", wire.Hint(ack["round"])) == {"word": "square", "hint": ack["hint"]}


def test_a_match_without_a_clock_lasts(game, world, clock):
    joined(game, "a")
    ack = next_round(game, opened(game, clock=False))

    clock.now += 100_000
    game.tick()

    assert ack["seconds"] is None and world.sent == []


def test_a_match_goes_on_after_a_reload(game, world, clock):
    joined(game, "a")
    match = opened(game, "sprint")
    first = next_round(game, match)
    clock.now += 3
    win(game, first["round"], first["word"])
    token = game.players.of("a").resume
    second = next_round(game, match)
    game.left("a")
    game.arrived("b")

    hello = game.hello("b", wire.Hello(token))

    assert hello["round"] == {**second, "mode": "sprint", "ms": 0, "seq": 0, "edit": 0}
    assert (hello["match"]["match"], hello["match"]["mode"], hello["match"]["score"]) == (match, "sprint", 1)
    assert hello["match"]["total_seconds"] == 60
    assert [r["word"] for r in hello["match"]["results"]] == [first["word"]]
    assert game.hello("b", wire.Hello(token))["match"]["index"] == 1


def test_a_single_round_ends_the_match(game, world):
    joined(game, "a")
    match = opened(game)
    next_round(game, match)

    game.start("a", wire.Start("classic"))

    assert world.names("a") == ["over", "match"]
    assert refused(next_round, game, match) == "no_match"
    assert game.hello("a", wire.Hello())["match"] is None


def test_a_match_that_is_refused_leaves_everything_alone(game, world):
    joined(game, "a")
    match = opened(game)
    round = next_round(game, match)["round"]

    assert refused(game.play, "a", wire.Play("classic", words=("gnu",))) == "unknown_word"
    assert refused(game.play, "a", wire.Play("sprint", clock=False)) == "bad_field"
    assert refused(game.play, "a", wire.Play("hidden", words=("spiral",))) == "unknown_word"

    assert world.sent == []
    assert draw(game, round) == {"seq": 0}


def test_somebody_elses_match_and_round_are_not_yours(game):
    joined(game, "a", "b")
    match = opened(game)
    round = next_round(game, match)["round"]

    assert refused(next_round, game, match, "b") == "not_yours"
    for act, ask in ((game.hint, wire.Hint), (game.explain, wire.Explain), (game.watch, wire.Watch)):
        assert refused(act, "b", ask(round)) == "not_yours"
        assert refused(act, "b", ask("nowhere")) == "no_round"
    assert refused(next_round, game, "nowhere") == "no_match"


def test_the_words_of_a_match_are_learned_from_if_something_was_drawn(game, clock):
    joined(game, "a")
    match = opened(game, words=("circle", "square"))
    first = next_round(game, match)
    before = {word: game.vocabulary.ease(word) for word in WORDS}
    win(game, first["round"], first["word"])
    second = next_round(game, match)
    clock.now += 20
    game.tick()

    assert game.vocabulary.ease(first["word"]) > before[first["word"]]
    assert game.vocabulary.ease(second["word"]) == before[second["word"]]  # nothing was drawn


def test_a_hidden_word_says_nothing_of_how_hard_a_word_is_to_draw(game, clock):
    joined(game, "a")
    before = game.vocabulary.ease("square")
    ack = next_round(game, opened(game, "hidden", words=("square",)))
    draw(game, ack["round"])
    clock.now += 100
    game.tick()

    assert game.vocabulary.ease("square") == before


def test_what_a_chosen_threshold_wins_teaches_no_difficulty_and_is_kept_as_such(game, world):
    joined(game, "a")
    before = game.vocabulary.ease("square")

    ack = next_round(game, opened(game, threshold=0.05, words=("square",)))
    win(game, ack["round"], "square")

    assert world.heard("a", "over")[0]["won"] and game.vocabulary.ease("square") == before
    assert [result.usual for result in world.kept] == [False]


def test_a_finished_drawing_is_explained_once_at_a_time(game, world):
    joined(game, "a")
    match = opened(game, words=("circle", "square"))
    first = next_round(game, match)
    early = refused(game.explain, "a", wire.Explain(first["round"]))
    win(game, first["round"], first["word"])
    next_round(game, match)

    ack = game.explain("a", wire.Explain(first["round"]))
    again = refused(game.explain, "a", wire.Explain(first["round"]))
    while game.engine.step():
        pass

    assert (early, ack, again) == ("not_now", {}, "not_now")
    [explained] = world.heard("a", "explained")
    assert (explained["round"], explained["word"]) == (first["round"], first["word"])
    assert explained["groups"][0]["strokes"] == (0,)
    assert game.explain("a", wire.Explain(first["round"])) == {}


def test_an_explanation_that_fails_is_told(game, world, recognizer):
    joined(game, "a")
    round = game.start("a", wire.Start("classic", "circle"))["round"]
    win(game, round, "circle")
    recognizer.errors.append(RuntimeError("weights on fire"))

    game.explain("a", wire.Explain(round))
    game.engine.step()

    assert world.heard("a")[-1]["code"] == "no_guess"
    assert game.explain("a", wire.Explain(round)) == {}


def test_explanations_cost_more_than_other_messages(settings, game, clock):
    joined(game, "a")
    round = game.start("a", wire.Start("classic", "circle"))["round"]
    win(game, round, "circle")

    codes = set()
    for _ in range(40):
        try:
            game.explain("a", wire.Explain(round))
        except GameError as error:
            codes.add(error.code)
        while game.engine.step():
            pass

    assert codes == {"slow_down"}
