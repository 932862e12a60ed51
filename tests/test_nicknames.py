"""Names that are made up: friendly, right in their language, and each another one."""

import unicodedata

import pytest

from server import names, nicknames
from server.errors import GameError
from server.languages import LANGUAGES
from server.roomwire import MAX_NAME, MAX_PLAYERS


class Same:
    """Chooses the first of whatever there is, always."""

    def choice(self, words):
        return words[0]


def bare(name):
    """As one reads it in a hurry: without accents, upper case and blanks."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", name.casefold()) if c != " " and not unicodedata.combining(c)
    )


def test_there_are_names_in_every_language_of_the_page():
    assert list(nicknames.read()) == list(LANGUAGES)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_has_many_more_names_than_a_room_has_pupils_and_no_two_look_alike(code):
    made = nicknames.read()[code].all()

    assert len(made) > 8 * MAX_PLAYERS
    assert len({bare(name) for name in made}) == len(made)
    assert max(map(len, made)) <= MAX_NAME


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_name_is_one_that_might_be_chosen_too(code):
    for name in nicknames.read()[code].all():
        assert names.own(name, []) == name


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_animal_and_no_adjective_of_a_gender_is_listed_twice(code):
    listed = nicknames.tomllib.loads(nicknames.PLACE.read_text(encoding="utf-8"))[code]["kinds"]
    animals = [animal for kind in listed for animal in kind["animals"].split()]

    assert len(animals) == len(set(animals))
    for kind in listed:
        assert len(kind["adjectives"].split()) == len(set(kind["adjectives"].split()))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "Quiet Otter"),
        ("es", "Tortuga curiosa"),
        ("fr", "Hibou rêveur"),
        ("de", "Mutiges Eichhörnchen"),
        ("pt", "Arara corajosa"),
        ("it", "Volpe saggia"),
        ("uk", "Мудра сова"),
        ("zh", "勇敢的熊猫"),
        ("ja", "ゆうかんなキツネ"),
        ("ko", "용감한 수달"),
        ("hi", "बहादुर गिलहरी"),
        ("ar", "زرافة ذكية"),
    ],
)
def test_gender_and_order_are_those_of_the_language(code, name):
    assert unicodedata.normalize("NFKC", name) in nicknames.read()[code].all()


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_whole_room_has_names_that_differ(code, rng):
    taken = []

    for _ in range(MAX_PLAYERS):
        taken.append(nicknames.friendly(code, rng, taken))

    assert len({name.casefold() for name in taken}) == MAX_PLAYERS
    assert not any(name[-1].isdigit() for name in taken)


def test_once_most_are_taken_a_name_has_a_number_and_in_the_end_there_are_none_left(monkeypatch):
    first = nicknames.friendly("en", Same(), [])
    second = nicknames.friendly("en", Same(), [first.upper()])
    monkeypatch.setattr(nicknames, "MOST", 2)

    assert (first, second) == ("Brave Badger", "Brave Badger 2")
    with pytest.raises(GameError, match="no names left"):
        nicknames.friendly("en", Same(), [first, second])
