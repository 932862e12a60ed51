"""The log: a line for each fault, and never who, from where, or what was drawn."""

import json
import logging
import sys

import pytest

from server.logs import BURST, Calm, Line, json_lines


def record(message, *args, error=None):
    try:
        if error:
            raise error
    except Exception:
        info = sys.exc_info()
    else:
        info = None
    return logging.LogRecord("server.engine", logging.ERROR, "engine.py", 1, message, args, info)


@pytest.fixture
def line():
    return Line("%(levelname)s %(name)s: %(message)s")


def test_a_fault_is_one_line_with_kind_text_and_place(line):
    text = line.format(record("the recognizer failed on %d drawings", 3, error=ValueError("shapes\n  differ")))

    assert text.startswith("ERROR server.engine: the recognizer failed on 3 drawings: ValueError: shapes differ (")
    assert "test_logs.py:" in text and "\n" not in text


def test_what_a_client_sent_makes_no_line_of_its_own(line):
    assert line.format(record("refused: %s", "a\nERROR server: all is lost")).count("\n") == 0


def test_json_has_the_whole_traceback_on_one_line():
    text = json_lines().format(record("it %s", "failed", error=KeyError("x")))

    fields = json.loads(text)
    assert "\n" not in text
    assert (fields["level"], fields["logger"], fields["message"]) == ("ERROR", "server.engine", "it failed")
    assert fields["time"].endswith("Z") and "Traceback" in fields["traceback"]


def test_what_happens_again_and_again_is_told_now_and_then_with_its_number(clock):
    calm = Calm(clock)
    told = [calm.filter(record("a connection was closed")) for _ in range(100)]
    other = calm.filter(record("something else"))
    clock.now += 60
    late = record("a connection was closed")
    calm.filter(late)

    assert sum(told) == BURST and other
    assert late.getMessage() == f"a connection was closed (and {100 - BURST} times before)"
