"""Names for pupils: made up ones are friendly and differ, chosen ones pass a filter."""

import pytest

from server import names
from server.errors import GameError


def test_made_up_names_differ_and_pass_the_filter_themselves(rng):
    taken = []
    for _ in range(200):
        taken.append(names.friendly(rng, taken))

    assert len(set(taken)) == 200
    assert all(names.own(name, []) == name for name in taken)


def test_no_made_up_name_can_be_one_the_filter_refuses():
    assert not [f"{a} {b}" for a in names.FIRST for b in names.SECOND if names.unwanted(f"{a} {b}")]


@pytest.mark.parametrize(
    "name", ["Ada", "Jean-Luc", "O'Neil", "Zoë", "王小明", "Ada 2", "Scunthorpe", "Cassandra", "Ana B."]
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


@pytest.mark.parametrize("name", ["Fuck you", "sh1t", "f u c k", "Shiiit", "Ｆｕｃｋ", "s-e-x", "A55", "Hítler"])
def test_words_nobody_wants_are_refused_in_disguise_too(name):
    with pytest.raises(GameError, match=r"not wanted|letters and digits"):
        names.own(name, [])


def test_a_name_that_somebody_has_is_refused_however_it_is_written():
    with pytest.raises(GameError, match="already"):
        names.own("ADA", ["Ada"])
