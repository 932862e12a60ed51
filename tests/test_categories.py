"""The words and what counts as them."""

import pytest

from model import places
from model.categories import ACCEPTED, LEFT_OUT, Categories

WORDS = places.WORDS.read_text().splitlines()


def test_every_word_in_the_table_is_one_the_network_knows():
    """A synonym with a typo would never count."""
    named = set(ACCEPTED) | {word for words in ACCEPTED.values() for word in words}

    assert named <= set(WORDS)


def test_words_that_cannot_be_recognized_fairly_are_left_out_for_a_reason():
    assert set(LEFT_OUT) <= set(WORDS)
    assert all(LEFT_OUT.values())
    assert set(Categories(WORDS).playable) == set(WORDS) - set(LEFT_OUT)
    assert Categories(["line"]).playable == ("line",)


def test_no_word_counts_as_itself_twice():
    assert all(word not in others and len(set(others)) == len(others) for word, others in ACCEPTED.items())


def test_a_kind_counts_as_its_word_but_not_the_other_way():
    categories = Categories(WORDS)

    tree, palm = categories.index("tree"), categories.index("palm tree")

    assert categories.accepted("tree") == (tree, palm)
    assert categories.accepted("palm tree") == (palm,)


def test_synonyms_outside_the_network_are_passed_over():
    assert Categories(["tree", "cat"]).accepted("tree") == (0,)


@pytest.mark.parametrize("words", [[], ["cat", "cat"]])
def test_a_list_without_words_or_with_one_twice_is_refused(words):
    with pytest.raises(ValueError, match="different words"):
        Categories(words)


def test_an_unknown_word_is_a_key_error():
    categories = Categories(["cat"])

    assert "dog" not in categories
    with pytest.raises(KeyError):
        categories.index("dog")
