"""Names that pupils choose pass a filter."""

import pytest

from server import names
from server.errors import GameError


@pytest.mark.parametrize(
    "name",
    ["Ada", "Jean-Luc", "O'Neil", "Zoë", "王小明", "Ada 2", "Scunthorpe", "Cassandra", "Ana B.", "प्रिया", "กมลชนก"],
)
def test_names_of_people_are_names(name):
    assert names.own(f"  {name} ", ["Bob"]) == name


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


@pytest.mark.parametrize("name", ["Fuck you", "sh1t", "f u c k", "Shiiit", "Ｆｕｃｋ", "s-e-x", "A55", "Hítler"])
def test_words_nobody_wants_are_refused_in_disguise_too(name):
    with pytest.raises(GameError, match=r"not wanted|letters and digits"):
        names.own(name, [])


def test_a_name_that_somebody_has_is_refused_however_it_is_written():
    with pytest.raises(GameError, match="already"):
        names.own("ADA", ["Ada"])
