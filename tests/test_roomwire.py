"""The room's messages: what is let in, what is turned away, and whether the pages' copy of the limits is the same."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import events, roomwire
from server.errors import GameError

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = (ROOT / "static/js/roomwire.js").read_text(encoding="utf-8")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = [
    "code",
    "seat",
    "name",
    "another",
    "token",
    "text",
    "drawing",
    "yes",
    "number",
    "names",
    "do",
    "on",
    "member",
    "language",
]


@pytest.mark.parametrize(
    ("parse", "fields", "says"),
    [
        (roomwire.join, {}, "code is missing"),
        (roomwire.join, {"code": "ACD", "another": 1}, "another is 1"),
        (roomwire.enter, {"code": "ACD"}, "token is missing"),
        (roomwire.say, {"seat": "s", "text": "x" * 61}, "1 to 60 characters"),
        (roomwire.results, {"number": 0}, "number is 0"),
        (roomwire.do, {"do": "explode"}, "do is 'explode'"),
        (roomwire.do, {"do": "lock"}, "on is missing"),
        (roomwire.do, {"do": "extend", "seconds": 601}, "seconds is 601"),
        (roomwire.do, {"do": "timer"}, "factor is missing"),
        (roomwire.do, {"do": "timer", "factor": 11}, "factor is 11"),
        (roomwire.do, {"do": "remove"}, "member is missing"),
        (roomwire.do, {"do": "set", "settings": {"mode": "duel"}}, "settings.mode is 'duel'"),
        (roomwire.do, {"do": "set", "settings": {"words": []}}, "settings.words is []"),
        (roomwire.open, {"settings": {"colour": 1}}, "settings has no 'colour'"),
        (roomwire.open, {"language": "tlh"}, "language is 'tlh'"),
    ],
)
def test_what_is_wrong_is_named_with_its_value(parse, fields, says):
    with pytest.raises(GameError) as caught:
        parse(fields)

    assert caught.value.code == "bad_field" and says in caught.value.message


def test_settings_that_are_given_are_read_and_others_left_alone():
    message = roomwire.do({"do": "set", "settings": {"seconds": None, "words": ["cat", "dog", "cat"], "count": 2}})

    assert message == roomwire.Set({"seconds": None, "words": ("cat", "dog"), "count": 2})


@pytest.mark.parametrize("name", roomwire.TO_SERVER)
@settings(max_examples=30)
@given(
    data=ANYTHING | st.dictionaries(st.sampled_from(FIELDS), ANYTHING) | st.just({"do": "set", "settings": {"a": 1}})
)
def test_whatever_comes_in_is_parsed_or_turned_away(name, data):
    parse, _ = events.ROOM_HANDLERS[name]

    try:
        parse(data)
    except GameError as error:
        assert error.code in ("bad_message", "bad_field")


def test_there_is_a_handler_for_every_message_and_no_other():
    assert tuple(events.ROOM_HANDLERS) == roomwire.TO_SERVER


@pytest.mark.parametrize(
    "name", ["MAX_PLAYERS", "MAX_SEATS", "MAX_NAME", "MAX_SAY", "MAX_TEAMS", "FRAME_MS", "MAX_FACTOR"]
)
def test_the_pages_and_the_server_have_the_same_limits(name):
    found = re.search(rf"export const {name} = ([\d.]+);", SCRIPT)

    assert found and float(found[1]) == getattr(roomwire, name)


@pytest.mark.parametrize("name", ["MODES", "PHASES", "STATUSES", "TO_SERVER", "TO_CLIENT"])
def test_the_pages_and_the_server_have_the_same_messages(name):
    found = re.search(rf"export const {name} = (\[.*?\]);", SCRIPT, re.DOTALL)

    assert found and tuple(json.loads(found[1])) == getattr(roomwire, name)
