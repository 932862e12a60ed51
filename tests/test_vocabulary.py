"""Which words come, and how their difficulty is learned."""

import random

import pytest

from model import Categories
from server import wire
from server.errors import GameError
from server.vocabulary import PRIOR, Tally, Vocabulary

WORDS = tuple(f"word {i:02}" for i in range(30))
EASE = {word: 1 - i / 30 for i, word in enumerate(WORDS)}  # the first is the easiest


@pytest.fixture
def vocabulary():
    return Vocabulary(Categories(WORDS), EASE, WORDS[:20])


def deck(vocabulary, mode="classic", before=None, seed=1, **ask):
    return vocabulary.deck(wire.Play(mode, **ask), random.Random(seed), before)


@pytest.mark.parametrize(
    ("difficulty", "words"), [("easy", WORDS[:10]), ("medium", WORDS[10:20]), ("hard", WORDS[20:])]
)
def test_each_difficulty_is_a_third_of_the_words(vocabulary, difficulty, words):
    assert sorted(deck(vocabulary, difficulty=difficulty)) == list(words)


def test_all_words_come_in_an_order_of_chance_and_none_twice(vocabulary):
    assert sorted(deck(vocabulary)) == list(WORDS)
    assert deck(vocabulary, seed=1) == deck(vocabulary, seed=1) != deck(vocabulary, seed=2)


def test_a_mixed_streak_begins_with_easy_words(vocabulary):
    words = deck(vocabulary, "streak")

    assert set(words[:5]) <= set(WORDS[:10]) and set(words[5:10]) <= set(WORDS[10:20])
    assert sorted(words) == list(WORDS)


def test_the_word_played_last_comes_last(vocabulary):
    assert deck(vocabulary, before=WORDS[3])[-1] == WORDS[3]
    assert deck(vocabulary, words=(WORDS[3],), before=WORDS[3]) == (WORDS[3],)


def test_words_that_are_asked_for_are_taken_whatever_their_difficulty_and_once(vocabulary):
    assert sorted(deck(vocabulary, words=(WORDS[29], WORDS[0], WORDS[29]), difficulty="easy")) == [WORDS[0], WORDS[29]]


def test_a_word_the_network_does_not_know_is_refused(vocabulary):
    with pytest.raises(GameError, match='"gnu" is not among the 30 words') as caught:
        deck(vocabulary, words=(WORDS[0], "gnu"))

    assert caught.value.code == "unknown_word"


def test_hidden_words_are_those_that_have_a_definition(vocabulary):
    assert set(deck(vocabulary, "hidden")) == set(WORDS[:20])
    with pytest.raises(GameError, match="definition"):
        deck(vocabulary, "hidden", words=(WORDS[25],))


def test_zen_has_no_words(vocabulary):
    assert deck(vocabulary, "zen") == ()


def test_words_that_cannot_be_drawn_fairly_do_not_come_unasked():
    vocabulary = Vocabulary(Categories(["line", "star", "moon"]), {}, ())

    assert sorted(deck(vocabulary)) == ["moon", "star"]
    assert deck(vocabulary, words=("line",)) == ("line",)


def test_the_networks_own_figure_stands_until_a_word_is_played(vocabulary):
    assert vocabulary.ease(WORDS[6]) == pytest.approx(EASE[WORDS[6]])
    assert Vocabulary(Categories(WORDS), {WORDS[0]: 0.25, WORDS[1]: 0.75}, ()).ease(WORDS[9]) == 0.5


def test_a_word_becomes_easier_by_quick_wins_and_harder_by_misses(vocabulary):
    word, before = WORDS[15], vocabulary.ease(WORDS[15])

    vocabulary.learn({word: Tally(10, 10, 10 * 1000)})
    easier = vocabulary.ease(word)
    vocabulary.learn({word: Tally(100, 0, 0)})

    assert easier == pytest.approx((PRIOR * before + 10 * 0.975) / (PRIOR + 10))
    assert vocabulary.ease(word) < before < easier
    assert word in vocabulary.levels()["hard"]


def test_a_slow_win_is_worth_less_than_a_quick_one(vocabulary):
    vocabulary.learn({WORDS[14]: Tally(50, 50, 50 * 2_000), WORDS[15]: Tally(50, 50, 50 * 19_000)})

    assert vocabulary.ease(WORDS[14]) > vocabulary.ease(WORDS[15])


def test_words_of_another_network_are_passed_over(vocabulary):
    vocabulary.learn({"gnu": Tally(5, 5, 5)})

    assert sorted(deck(vocabulary)) == list(WORDS)
