"""Names that pupils choose pass a filter, and names of words are compared without what hurried hands leave out."""

import pytest

from server import languages, names
from server.errors import GameError


@pytest.mark.parametrize(
    "name",
    ["Ada", "Jean-Luc", "O'Neil", "Zoë", "王小明", "Ada 2", "Scunthorpe", "Cassandra", "Ana B.", "प्रिया", "กมลชนก"],
)
def test_names_of_people_are_names(name):
    assert names.own(f"  {name} ", ["Bob"]) == name


@pytest.mark.parametrize(
    "name",
    [
        "Harshita", "Ishita", "Yoshito", "Josh Ito", "Siriporn", "Pornchai", "Nazim", "Nazia", "Ignazio", "Slutsky",
        "Tim Erdem", "Lisa Lopez", "Conn", "Cassidy", "Computadora", "salopette", "reputation",
    ],
)  # fmt: skip
def test_a_name_in_which_a_bad_word_can_be_read_is_still_a_name(name):
    assert not names.unwanted(name)


def test_what_a_pupil_is_called_the_host_knows_better_than_a_filter():
    with pytest.raises(GameError):
        names.own("Dick", [])

    assert names.own("Dick", [], filtered=False) == "Dick"


@pytest.mark.parametrize(
    "name",
    ["<b>Ada</b>", "Ada & Bob", "a\u202eb", "", "   ", "x" * 25, "=1+1", "😀", "Ada\n\nBob<", "-", "${x}"],
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(GameError) as caught:
        names.own(name, [])

    assert caught.value.code == "bad_name"


@pytest.mark.parametrize("name", ["Ada\ufe0f", "A\u0315\u035cda", "\u093f", "क" + 4 * "\u0941", "Ada\u17b5"])
def test_marks_that_belong_to_no_letter_or_pile_up_are_refused(name):
    with pytest.raises(GameError, match="letters and digits"):
        names.own(name, [])


@pytest.mark.parametrize(
    "name", ["Fuck you", "sh1t", "f u c k", "Shiiit", "Ｆｕｃｋ", "s-e-x", "A55", "Hítler", "Shitty 2", "P0rn"]
)
def test_words_nobody_wants_are_refused_in_disguise_too(name):
    with pytest.raises(GameError, match=r"not wanted|letters and digits"):
        names.own(name, [])


def test_a_name_that_somebody_has_is_refused_however_it_is_written():
    with pytest.raises(GameError, match="already"):
        names.own("ADA", ["Ada"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("creme brulee", "Crème brûlée"),
        ("ελια", "Ελιά"),
        ("елка", "Ёлка"),
        ("ارنب", "أَرْنَب"),
        ("ﾍﾞﾝﾁ", "ベンチ"),
        ("りんご", "リンゴ"),
        ("खरगोश", "ख़रगोश"),
        ("आंख", "आँख"),
        ("м\u02bcяч", "м’яч"),
    ],
)
def test_accents_capitals_blanks_and_widths_do_not_matter(typed, meant):
    assert names.plain(typed) == names.plain(f" {meant}! ")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("a cat", "cat"), ("Eiffel Tower", "The Eiffel Tower"), ("la Joconde", "Joconde"), ("l'aereo", "aereo"),
        ("Die Sonne", "Sonne"), ("el sol", "sol"),
    ],
)  # fmt: skip
def test_an_article_before_a_typed_word_does_not_matter(typed, name):
    assert names.same(typed, name)


@pytest.mark.parametrize(("typed", "name"), [("angel", "gel"), ("leg", "g"), ("ant", "nt"), ("lion", "ion")])
def test_what_only_begins_like_an_article_is_a_part_of_the_word(typed, name):
    assert not names.same(typed, name)


@pytest.mark.parametrize("code", [code for code in languages.LANGUAGES if code != "en"])
def test_no_two_names_of_words_are_alike_when_they_are_compared(code):
    called = set(languages.read()[code].words.values())

    compared = {names.plain(name) for name in called}

    assert len(called) > 300 and len(compared) == len(called)
