"""The door: what is let in, what is turned away, and whether the page's copy of the limits is the same."""

import json
import re
from dataclasses import is_dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Edit
from server import events, wire
from server.errors import GameError

ROOT = Path(__file__).resolve().parents[1]
PARSERS = {name: parse for name, (parse, _) in {**events.HANDLERS, **events.GIVING_HANDLERS}.items()}
INK = {"round": "r", "seq": 0, "x": [1, 2.5], "y": [3, 4], "t": [0, 20], "up": False}


def refusal(parse, data):
    with pytest.raises(GameError) as caught:
        parse(data)
    return caught.value


def test_ink_becomes_columns_of_floats():
    message = wire.ink(INK)

    assert (message.round, message.seq, message.points.up) == ("r", 0, False)
    assert message.points.x.dtype == message.points.y.dtype == message.points.t.dtype == np.float32
    assert message.points.x.tolist() == [1, 2.5]
    assert message.points.t.tolist() == [0, 20]


def test_the_corners_of_the_board_are_on_it():
    message = wire.ink({**INK, "x": [0, 1000], "y": [1000, 0]})

    assert message.points.x.tolist() == [0, 1000]


def test_a_pen_may_leave_the_board_without_another_point():
    message = wire.ink({**INK, "x": [], "y": [], "t": [], "up": True})

    assert message.points.up and len(message.points.x) == 0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"x": [1, float("nan")]}, "x[1] is nan"),
        ({"y": [float("inf"), 4]}, "y[0] is inf"),
        ({"y": [3, float("-inf")]}, "y[1] is -inf"),
        ({"t": [0, float("nan")]}, "t[1] is nan"),
        ({"x": ["1", 2]}, "x[0] is '1'"),
        ({"x": [True, 2]}, "x[0] is True"),
        ({"x": [None, 2]}, "x[0] is missing"),
        ({"x": [[1], 2]}, "x[0] is [1]"),
        ({"x": [1, 1000.01]}, "x[1] is 1000.01; it must be a number from 0 to 1000 (board units)"),
        ({"y": [-0.1, 4]}, "y[0] is -0.1"),
        ({"x": [10**400, 2]}, "x[0] is 1000"),
        ({"x": "12"}, "x is '12'"),
        ({"y": None}, "y is missing"),
        ({"y": [1]}, "x, y and t hold 2, 1 and 2 numbers"),
        ({"t": [20, 10]}, "t[1] is 10 after 20"),
        ({"t": [-1, 10]}, "t[0] is -1"),
        ({"x": [], "y": [], "t": []}, "x, y and t are empty"),
        ({axis: [0] * 10_000 for axis in "xyt"}, "x holds 10000 numbers; one message takes at most 256"),
        ({"up": None}, "up is missing"),
        ({"up": 1}, "up is 1"),
        ({"seq": -1}, "seq is -1"),
        ({"seq": 1.0}, "seq is 1.0"),
        ({"seq": True}, "seq is True"),
        ({"seq": None}, "seq is missing"),
        ({"round": 7}, "round is 7"),
        ({"round": ""}, "round is ''"),
        ({"round": "r" * 101}, "round is 'rrr"),
    ],
)
def test_bad_ink_is_turned_away_by_field_and_value(change, says):
    error = refusal(wire.ink, {**INK, **change})

    assert error.code == "bad_field"
    assert says in error.message


@pytest.mark.parametrize("data", [None, [], "ink", 3, (), b"ink"])
@pytest.mark.parametrize("name", wire.TO_SERVER)
def test_a_message_without_fields_is_turned_away(name, data):
    error = refusal(PARSERS[name], data)

    assert error.code == "bad_message"
    assert error.message.startswith(f"{name} carries")


def test_the_first_message_takes_a_token_or_none():
    assert wire.hello({"version": 1}) == wire.Hello(None)
    assert wire.hello({"version": 1, "resume": "abc"}) == wire.Hello("abc")


def test_a_page_of_another_version_is_told_to_reload():
    error = refusal(wire.hello, {"version": 2})

    assert error.code == "version"
    assert "version 2" in error.message and "reload" in error.message


def test_a_round_can_be_asked_for_in_many_ways():
    assert wire.start({"mode": "free"}) == wire.Start("free")
    assert wire.start({"mode": "classic", "word": "star", "seconds": 5}) == wire.Start("classic", "star", (), 5.0)
    assert wire.start({"mode": "classic", "words": ["star", "sun"]}) == wire.Start("classic", None, ("star", "sun"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, 'mode is missing; it must be "classic" or "free"'),
        ({"mode": "hard"}, "mode is 'hard'"),
        ({"mode": ["free"]}, "mode is ['free']"),
        ({"mode": "classic", "word": 3}, "word is 3"),
        ({"mode": "classic", "words": []}, "words is []"),
        ({"mode": "classic", "words": ["star", None]}, "words[1] is missing"),
        ({"mode": "classic", "seconds": 0}, "seconds is 0"),
        ({"mode": "classic", "seconds": float("nan")}, "seconds is nan"),
        ({"mode": "classic", "seconds": 601}, "seconds is 601"),
    ],
)
def test_a_bad_start_is_turned_away_by_field_and_value(fields, says):
    error = refusal(wire.start, fields)

    assert error.code == "bad_field"
    assert says in error.message


def test_a_match_can_be_asked_for_in_many_ways():
    asked = {"mode": "sprint", "count": 9, "seconds": 30, "threshold": 0.4, "difficulty": "hard"}

    assert wire.play({"mode": "zen"}) == wire.Play("zen")
    assert wire.play({**asked, "words": ["sun"]}) == wire.Play("sprint", 9, 30, True, 0.4, "hard", ("sun",))


def test_a_clock_that_is_switched_off_is_not_one_left_to_the_mode():
    assert not wire.play({"mode": "classic", "seconds": None}).clock
    assert wire.play({"mode": "classic"}).clock


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"mode": None}, "mode is missing"),
        ({"mode": "free"}, 'mode is \'free\'; it must be "classic" or "streak"'),
        ({"count": 0}, "count is 0; it must be a whole number from 1 to 50"),
        ({"count": 1000}, "count is 1000"),
        ({"count": 2.5}, "count is 2.5"),
        ({"count": True}, "count is True"),
        ({"seconds": -1}, "seconds is -1"),
        ({"seconds": float("inf")}, "seconds is inf"),
        ({"seconds": "20"}, "seconds is '20'"),
        ({"threshold": 0}, "threshold is 0; it must be a number from 0.05 to 0.95"),
        ({"threshold": 1}, "threshold is 1"),
        ({"threshold": float("nan")}, "threshold is nan"),
        ({"difficulty": "brutal"}, "difficulty is 'brutal'"),
        ({"words": []}, "words is []"),
        ({"words": "sun"}, "words is 'sun'"),
    ],
)
def test_a_bad_match_is_turned_away_by_field_and_value(fields, says):
    error = refusal(wire.play, {"mode": "classic", **fields})

    assert error.code == "bad_field"
    assert says in error.message


def test_a_watch_says_what_it_wants_to_see():
    assert wire.watch({"round": "r"}) == wire.Watch("r", False, False, False)
    assert wire.watch({"round": "r", "reference": True}) == wire.Watch("r", reference=True)
    assert "hidden is 1; it must be true or false" in refusal(wire.watch, {"round": "r", "hidden": 1}).message


def test_what_is_asked_of_a_round_or_a_match_names_it():
    assert wire.next({"match": "m"}) == wire.Next("m")
    assert wire.next({"match": "m", "index": 2}) == wire.Next("m", 2)
    assert "index is -1" in refusal(wire.next, {"match": "m", "index": -1}).message
    assert wire.hint({"round": "r"}) == wire.Hint("r")
    assert wire.explain({"round": "r"}) == wire.Explain("r")
    for parse, field in ((wire.next, "match"), (wire.hint, "round"), (wire.explain, "round"), (wire.watch, "round")):
        assert refusal(parse, {}).message.startswith(f"{field} is missing")


@pytest.mark.parametrize(("parse", "edit"), [(wire.undo, Edit.UNDO), (wire.redo, Edit.REDO), (wire.clear, Edit.CLEAR)])
def test_edits_may_be_numbered(parse, edit):
    assert parse({"round": "r"}) == wire.Change("r", edit, None)
    assert parse({"round": "r", "edit": 3}) == wire.Change("r", edit, 3)
    assert refusal(parse, {"round": "r", "edit": -1}).code == "bad_field"


def test_fields_of_a_newer_page_are_ignored():
    assert wire.skip({"round": "r", "because": "bored"}) == wire.Skip("r")


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\x00", "a\x1bb", "\x7f"])
def test_a_text_that_could_not_be_written_down_is_turned_away(text):
    """JSON can carry all of them, and no database or UTF-8 does."""
    error = refusal(wire.hello, json.loads(json.dumps({"version": 1, "resume": text})))

    assert error.code == "bad_field" and "resume is" in error.message and error.message.encode()


def test_a_text_may_be_of_any_script_with_blanks_of_any_kind():
    for text in ("नमस्ते", "a\tb\r\n", "👩\u200d🚀"):
        assert wire.hello({"version": 1, "resume": text}).resume == text


def test_a_long_value_is_shown_short():
    error = refusal(wire.start, {"mode": "x" * 5000})

    assert len(error.message) < 200


def test_the_largest_legal_ink_fits_into_one_message():
    column = [999.123456789012345 - i / 7 for i in range(wire.MAX_POINTS)]
    times = [86_399_999.12345678] * len(column)
    text = json.dumps({**INK, "round": "r" * wire.MAX_TEXT, "x": column, "y": column, "t": times})

    assert len(text) < wire.MAX_MESSAGE < 33_000


def test_ten_thousand_points_are_answered_in_words_and_not_by_closing_the_link():
    column = [i / 7 for i in range(10_000)]

    assert len(json.dumps({"x": column, "y": column, "t": column})) < wire.MAX_FRAME


KEEP = {"round": "r", "board": [1000, 707], "pen": "mouse"}


def test_a_drawing_is_given_with_what_the_server_cannot_know():
    assert wire.keep(KEEP) == wire.Keep("r", (1000, 707), "mouse")
    assert wire.keep({**KEEP, "language": "pt-BR"}).language == "pt-BR"


def test_a_yes_may_tell_a_country_and_a_no_needs_nothing():
    assert wire.agree({"agreed": True, "country": "ua", "language": "uk"}) == wire.Agree(True, None, "uk", "UA")
    assert wire.agree({"agreed": False}) == wire.Agree(False)


@pytest.mark.parametrize(
    ("parse", "data", "says"),
    [
        (wire.agree, {}, "agreed is missing"),
        (wire.agree, {"agreed": 1}, "agreed is 1"),
        (wire.agree, {"agreed": True, "country": "Ukraine"}, "country is 'Ukraine'"),
        (wire.agree, {"agreed": True, "country": "<b"}, "country is '<b'"),
        (wire.agree, {"agreed": True, "receipt": "x" * 201}, "receipt is 'xxx"),
        (wire.keep, {**KEEP, "board": None}, "board is missing"),
        (wire.keep, {**KEEP, "board": [1000]}, "board is [1000]"),
        (wire.keep, {**KEEP, "board": [1000, 0]}, "board[1] is 0"),
        (wire.keep, {**KEEP, "board": [1001, 5]}, "board[0] is 1001"),
        (wire.keep, {**KEEP, "board": [5.5, 5]}, "board[0] is 5.5"),
        (wire.keep, {**KEEP, "pen": "quill"}, "pen is 'quill'"),
        (wire.keep, {**KEEP, "language": "<script>"}, "language is '<script>'"),
        (wire.keep, {**KEEP, "round": None}, "round is missing"),
    ],
)
def test_a_gift_that_cannot_be_read_is_turned_away_by_field_and_value(parse, data, says):
    error = refusal(parse, data)

    assert error.code == "bad_field" and says in error.message


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*INK, "mode", "version"]), inner),
    max_leaves=12,
)


@pytest.mark.parametrize("name", wire.TO_SERVER)
@settings(max_examples=30)
@given(data=json_values, change=st.dictionaries(st.sampled_from([*INK, "mode", "edit", "version"]), json_values))
def test_whatever_comes_in_is_parsed_or_turned_away(name, data, change):
    parse = PARSERS[name]

    for message in (data, {**INK, "mode": "free", "version": 1, **change}):
        try:
            parsed = parse(message)
        except GameError as error:
            assert error.message and len(error.message) < 400
        else:
            assert is_dataclass(parsed)


def test_there_is_a_handler_for_every_message_and_no_other():
    assert tuple(PARSERS) == wire.TO_SERVER


@pytest.mark.parametrize(
    "name",
    ["VERSION", "BOARD", "MAX_POINTS", "FLUSH_MS", "MAX_COUNT", "MIN_SECONDS", "MAX_SECONDS", "MIN_THRESHOLD",
     "MAX_THRESHOLD", "HIDDEN"],
)  # fmt: skip
def test_the_page_and_the_server_have_the_same_limits(name):
    script = (ROOT / "static/js/wire.js").read_text(encoding="utf-8")

    found = re.search(rf"export const {name} = ([\d.]+);", script)

    assert found and float(found[1]) == getattr(wire, name)


@pytest.mark.parametrize("name", ["TO_SERVER", "TO_CLIENT", "MATCH_MODES", "DIFFICULTIES", "PENS"])
def test_the_page_and_the_server_have_the_same_messages(name):
    script = (ROOT / "static/js/wire.js").read_text(encoding="utf-8")

    found = re.search(rf"export const {name} = (\[.*?\]);", script, re.DOTALL)

    assert found and tuple(json.loads(found[1])) == getattr(wire, name)
