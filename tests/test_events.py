"""The handlers: every message finds its way to the game, and every error its way back."""

import numpy as np
import pytest

from server.app import create_app
from server.game import Game

INK = {"seq": 0, "x": list(range(0, 120, 10)), "y": [0] * 12, "t": [0] * 12, "up": False}


@pytest.fixture
def app(settings, recognizer, clock, rng):
    app = create_app(settings.model_copy(update={"async_mode": "threading"}), recognizer, clock, rng)
    yield app
    app.extensions["inkling"].game.engine.stop()
    app.extensions["inkling"].keeper.close()


@pytest.fixture
def game(app):
    return app.extensions["inkling"].game


class Page:
    """A client without a link: messages go straight to the server, what comes back is listed."""

    def __init__(self, app):
        self.client = app.extensions["socketio"].test_client(app)

    def say(self, name, *fields):
        return self.client.emit(name, *fields, callback=True)

    def heard(self):
        return [(event["name"], event["args"][0]) for event in self.client.get_received()]

    def begin(self, **ask):
        self.say("hello", {"version": 1})
        return self.say("start", {"mode": "classic", "word": "circle", **ask})["round"]


@pytest.fixture
def page(app):
    return Page(app)


def test_a_round_over_the_wire(page, game, clock):
    hello = page.say("hello", {"version": 1})
    round = page.begin(seconds=7)
    acks = []
    for seq in (0, 1):
        acks.append(page.say("ink", {**INK, "round": round, "seq": seq}))
        game.engine.step()
        clock.now += 1

    names, [first, _, over] = zip(*page.heard(), strict=True)
    assert set(hello) == {"player", "resume", "round", "ended", "match", "collect"}
    assert acks == [{"seq": 0}, {"seq": 1}]
    assert names == ("guess", "guess", "over")
    assert first["seq"] == 0 and first["round"] == round
    assert first["guesses"][0][0] == "circle" and len(first["guesses"]) == 5
    ended = {"round": round, "won": True, "reason": "recognized", "ms": 1000}
    assert over == {**ended, "word": "circle", "taken_for": None}


def test_edits_and_skip_are_acknowledged(page):
    round = page.begin()

    acks = [page.say(name, {"round": round, "edit": n}) for n, name in enumerate(("undo", "redo", "clear"))]

    assert acks == [{"edit": 0}, {"edit": 1}, {"edit": 2}]
    assert page.say("undo", {"round": round}) == {}
    assert page.say("skip", {"round": round}) == {}
    [(name, over)] = page.heard()
    assert (name, over["round"], over["won"], over["reason"]) == ("over", round, False, "skipped")


def test_a_refused_message_is_acknowledged_and_told_with_the_same_problem(page):
    round = page.begin()

    ack = page.say("ink", {**INK, "round": round, "seq": 4})

    assert ack["problem"] == {"code": "gap", "message": ack["problem"]["message"], "expected": 0}
    assert page.heard() == [("problem", ack["problem"])]


@pytest.mark.parametrize(
    ("name", "fields", "code"),
    [
        ("hello", [{"version": 9}], "version"),
        ("start", [{"mode": "classic", "word": "gnu"}], "unknown_word"),
        ("start", [{"mode": "hard"}], "bad_field"),
        ("ink", [{**INK, "round": "?"}], "no_round"),
        ("ink", [], "bad_message"),
        ("ink", [INK, INK], "bad_message"),
        ("chat", [{"text": "hi"}], "bad_message"),
        ("problem", [{}], "bad_message"),
        ("disconnect", [], "bad_message"),
        ("connect", [{}], "bad_message"),
        ("malformed", [{"not": "text"}], "bad_message"),
    ],
)
def test_bad_messages_get_a_problem_and_the_round_goes_on(page, game, name, fields, code):
    round = page.begin()

    page.say(name, *fields)
    [(heard, problem)] = page.heard()
    page.say("ink", {**INK, "round": round})
    game.engine.step()

    assert (heard, problem["code"]) == ("problem", code)
    assert [name for name, _ in page.heard()] == ["guess"]


def test_nobody_plays_before_hello(page):
    ack = page.say("start", {"mode": "free"})

    assert ack["problem"]["code"] == "bad_message" and "hello first" in ack["problem"]["message"]


def test_a_bug_is_logged_and_not_shown(page, monkeypatch, caplog):
    def broken(*_):
        raise KeyError("secret detail")

    monkeypatch.setattr(Game, "admit", broken)

    ack = page.say("skip", {"round": "r"})

    assert ack["problem"]["code"] == "internal" and "secret" not in str(ack)
    assert "secret detail" in caplog.text


def test_a_page_that_comes_back_finds_its_round(app, page, game):
    token = page.say("hello", {"version": 1})["resume"]
    round = page.begin()
    page.say("ink", {**INK, "round": round})
    page.client.disconnect()

    again = Page(app)
    ack = again.say("hello", {"version": 1, "resume": token})

    assert ack["round"]["round"] == round and ack["round"]["seq"] == 1
    assert again.say("ink", {**INK, "round": round, "seq": 1}) == {"seq": 1}


def test_probabilities_travel_as_plain_numbers(page, game):
    round = page.begin()
    page.say("ink", {**INK, "round": round})
    game.engine.step()

    [(_, guess)] = page.heard()

    assert all(type(p) is float and not isinstance(p, np.floating) for _, p in guess["guesses"])
    assert type(guess["target_p"]) is float


def test_clocks_that_step_back_neither_end_a_round_nor_prolong_it(page, game, clock, monkeypatch):
    round = page.begin(seconds=7)
    clock.now -= 3600
    monkeypatch.setattr("time.time", lambda: 0.0)  # the time of day; the libraries' pings look at it
    page.say("ink", {**INK, "round": round})

    clock.now += 6.9
    game.tick()
    before = page.heard()
    clock.now += 0.2
    game.tick()

    [(name, over)] = page.heard()
    assert before == []
    assert (name, over["reason"], over["ms"]) == ("over", "time", 7000)
