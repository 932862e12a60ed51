"""The definitions: one for each word, short, and never telling the word itself."""

import re

import pytest

from model.places import WORDS
from server import hints
from server.errors import GameError


def stems(word):
    """The parts of a word by which it would be recognized, without the endings of plurals."""
    parts = [part for part in re.split(r"[\s-]", word.lower()) if len(part) > 2 and part not in {"the"}]
    return {re.sub(r"(es|s|y|e)$", "", part) if len(part) > 4 else part for part in [*parts, "".join(parts)]}


def spoken(text):
    return re.findall(r"[a-z]+", text.lower())


@pytest.fixture(scope="module")
def words():
    return WORDS.read_text(encoding="utf-8").splitlines()


def test_every_word_has_a_definition_and_every_definition_a_word(words):
    assert list(hints.HINTS) == words
    assert len(set(hints.HINTS.values())) == len(words)


def test_a_definition_is_a_short_sentence():
    for word, hint in hints.HINTS.items():
        assert 5 <= len(hint.split()) <= 15, (word, len(hint.split()))
        assert re.fullmatch(r"[A-Z].*\.", hint), word


def test_no_definition_tells_its_word_or_a_part_of_it():
    told = {
        (word, spoke)
        for word, hint in hints.HINTS.items()
        for stem in stems(word)
        for spoke in spoken(hint)
        if (spoke.startswith(stem) if len(stem) > 3 else spoke.rstrip("s") == stem.rstrip("s"))
        or (len(spoke) > 3 and spoke in word.lower())
    }

    assert told == set()


def test_a_word_without_a_definition_is_an_answer_too():
    with pytest.raises(GameError, match='no definition of "spiral"') as caught:
        hints.find("spiral")

    assert caught.value.code == "not_now"
