"""The server over real sockets on loopback, as pages and their enemies would use it.

The server is a process of its own. Waiting is always for an event, with an upper bound.
"""

import json
import sqlite3
import threading
import time
from pathlib import Path

import pytest
import requests
import websocket

import server.concurrency
from server import wire
from tests.fake_server import WAIT, FakeServer
from tests.page import Page, ink, is_closed, next_problem, raw_link, send_in_pieces, win_a_round

MODES = sorted(path.stem for path in Path(server.concurrency.__file__).parent.glob("[!_]*.py"))


@pytest.fixture(scope="module", params=MODES)
def mode(request):
    return request.param


@pytest.fixture(scope="module")
def database(mode, tmp_path_factory):
    return tmp_path_factory.mktemp(mode) / "results.sqlite3"


@pytest.fixture(scope="module")
def running(mode, database):
    """The server that the tests share: one process for each async mode, for it takes seconds to start."""
    server = FakeServer(database_url=f"sqlite:///{database}", async_mode=mode)
    yield server
    assert server.stop() == 0


@pytest.fixture
def server(running):
    """It, with nothing left of the test before."""
    running.tell("forget")
    yield running
    running.tell("release")


@pytest.fixture
def joined():
    """Opens pages; all are closed in the end."""
    pages = []

    def join(*args, **kwargs):
        pages.append(Page(*args, **kwargs))
        return pages[-1]

    yield join
    for page in pages:
        page.close()


@pytest.fixture
def bystander(server, joined):
    """Somebody else, in the middle of a round, who must not notice anything."""
    page = joined(server)
    page.round = page.begin(word="star")
    yield page
    assert page.heard.empty()
    assert page.ink(page.round, 0) == {"seq": 0}
    assert page.hear("guess")["seq"] == 0


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a_round_is_won_over_a_real_socket(server, joined, transport):
    win_a_round(joined(server, transport=transport))


def test_a_match_is_played_and_a_drawing_explained_over_a_real_socket(server, joined):
    page = joined(server)
    match = page.say("play", {"mode": "streak", "words": ["circle", "star"], "seconds": None, "threshold": 0.3})
    round = page.say("next", {"match": match["match"]})
    page.say("watch", {"round": round["round"], "hidden": True, "strokes": True})
    page.ink(round["round"], n=12)
    guess = page.hear("guess")
    page.say("skip", {"round": round["round"]})
    over, standing = page.hear("over"), page.hear("match")
    page.say("explain", {"round": round["round"]})
    explained = page.hear("explained")

    assert (match["count"], match["seconds"], match["threshold"]) == (None, None, 0.3)
    assert (round["index"], round["seconds"], round["threshold"]) == (0, None, 0.3)
    assert len(guess["hidden"]) == wire.HIDDEN and len(guess["strokes"]) == 1
    assert standing["results"] == [over] and standing["done"]
    assert (explained["round"], explained["word"]) == (round["round"], round["word"])
    assert page.say("next", {"match": match["match"]})["problem"]["code"] == "over"


def test_messages_are_taken_in_the_order_they_were_sent(server, joined):
    acks, done = [], threading.Event()
    page = joined(server)
    round = page.begin(word="star")

    def acknowledged(ack):
        acks.append(ack)
        if len(acks) == 300:
            done.set()

    for seq in range(300):
        page.client.emit("ink", ink(round, seq), callback=acknowledged)
    assert done.wait(WAIT)
    while page.hear("guess")["seq"] < 299:
        pass

    assert acks == [{"seq": seq} for seq in range(300)]
    assert [times[0] for times in server.fed()] == [100 * seq for seq in range(300)]


def test_a_lost_link_loses_no_ink(server, joined):
    page = joined(server)
    round = page.begin(word="star")
    log = [ink(round, seq) for seq in range(8)]
    for message in log[:5]:
        page.say("ink", message)
    page.drop()

    again = joined(server, resume=page.hello["resume"])
    acks = [again.say("ink", message) for message in log[3:]]
    while again.hear("guess")["seq"] < 7:
        pass

    assert again.hello["round"]["round"] == round and again.hello["round"]["seq"] == 5
    assert acks == [{"seq": seq} for seq in range(3, 8)]
    assert [times[0] for times in server.fed()] == [100 * seq for seq in range(8)]


def test_many_messages_may_be_sent_again_in_one_body(server, joined):
    """Long polling sends what has piled up in one request; the library's own limit would drop the link again."""
    done, page = threading.Event(), joined(server, transport="polling")
    round = page.begin(word="star")

    for seq in range(60):
        page.client.emit("ink", ink(round, seq, n=1), callback=lambda ack: ack == {"seq": 59} and done.set())

    assert done.wait(WAIT)
    assert not page.gone.is_set()


def test_two_players_do_not_hear_each_others_guesses(server, joined):
    ann, bob = joined(server), joined(server)
    mine, theirs = ann.begin(), bob.begin(word="star")

    ann.ink(mine, 0, n=12)
    ann.hear("guess")
    bob.ink(theirs, 0)
    guess = bob.hear("guess")

    assert guess["round"] == theirs and bob.heard.empty() and ann.heard.empty()
    assert ann.hello["player"] != bob.hello["player"]


def test_time_ends_a_round_without_any_ink(server, joined):
    page = joined(server)

    round = page.begin(seconds=1)

    over = page.hear("over")
    assert (over["round"], over["won"], over["reason"], over["ms"]) == (round, False, "time", 1000)


def test_an_edit_changes_the_guesses(server, joined):
    page = joined(server)
    round = page.begin(word="spiral")
    for seq in (0, 1):
        page.ink(round, seq, n=12, up=True)
        page.hear("guess")

    page.say("undo", {"round": round, "edit": 0})
    undone = page.hear("guess")
    page.say("redo", {"round": round, "edit": 1})
    redone = page.hear("guess")

    assert (undone["guesses"][0][0], redone["guesses"][0][0]) == ("circle", "square")


def test_the_result_is_written_while_the_server_runs(server, joined, database):
    page = joined(server)
    round = page.begin(word="ladder")
    page.ink(round, n=7)
    page.hear("guess")

    page.say("skip", {"round": round})
    page.hear("over")

    reader = sqlite3.connect(database)
    rows, deadline = [], time.monotonic() + WAIT
    while not rows and time.monotonic() < deadline:
        rows = reader.execute("SELECT won, reason, points FROM results WHERE word = 'ladder'").fetchall()
    reader.close()
    assert rows == [(0, "skipped", 7)]


def test_websockets_decline_to_compress(server):
    """Each compressor would keep as much memory as all else that is known of a player."""
    offered = ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"]

    link = websocket.create_connection(
        server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket", timeout=WAIT, header=offered
    )
    accepted = link.handshake_response.headers.get("sec-websocket-extensions")
    link.close()

    assert accepted is None


# -- the network's thread --------------------------------------------------------------------------------------


def test_a_slow_network_holds_nobody_up(server, joined, bystander):
    page = joined(server)
    round, theirs = page.begin(word="star"), bystander.begin(word="star")
    bystander.hear("over")
    server.tell("hold")
    page.ink(round, 0)
    assert server.tell("wait")

    acks = [bystander.ink(theirs, seq) for seq in range(5)]
    health = requests.get(f"{server.url}/healthz", timeout=WAIT).json()
    skipped = bystander.say("skip", {"round": theirs})
    bystander.hear("over")
    unanswered = page.heard.empty()
    server.tell("release")
    bystander.round = bystander.begin(word="star")

    assert acks == [{"seq": seq} for seq in range(5)]
    assert health["status"] == "ok" and skipped == {} and unanswered
    assert page.hear("guess")["seq"] == 0


def test_the_networks_thread_is_a_native_one_and_always_the_same(server, joined):
    page = joined(server)
    round = page.begin(word="star")
    for seq in range(3):
        page.ink(round, seq)
        page.hear("guess")

    [[name, kind, alive]] = server.tell("threads")
    assert (name.removesuffix("_0"), kind, alive) == ("guessing", "Thread", True)


def test_a_failing_network_is_told_to_its_player_alone(server, joined, bystander):
    page = joined(server)
    round = page.begin(word="star")
    server.tell("fail")

    page.ink(round, 0)
    problem = page.hear("problem")
    page.ink(round, 1)

    assert problem["code"] == "no_guess"
    assert page.hear("guess")["seq"] == 1


# -- bad input: a problem, nothing else changes, and nobody else notices ---------------------------------------

BAD = {
    "not a number": ({"x": [1, float("nan"), 3, 4]}, "bad_field", "x[1] is nan"),
    "infinity": ({"y": [1, float("inf"), 3, 4]}, "bad_field", "y[1] is inf"),
    "minus infinity": ({"t": [float("-inf"), 2, 3, 4]}, "bad_field", "t[0] is -inf"),
    "strings": ({"x": ["1", "2", "3", "4"]}, "bad_field", "x[0] is '1'"),
    "ten thousand points": ({axis: [i / 11 for i in range(10_000)] for axis in "xyt"}, "bad_message", "at most 31360"),
    "a thousand points": ({axis: [0] * 1000 for axis in "xyt"}, "bad_field", "at most 256 points"),
    "a negative seq": ({"seq": -1}, "bad_field", "seq is -1"),
    "a skipped seq": ({"seq": 2}, "gap", "seq is 2; the next one is 1"),
    "off the board": ({"y": [1, 2, 3, 1001]}, "bad_field", "y[3] is 1001"),
    "time going backwards": ({"t": [1, 2, 1, 4]}, "bad_field", "t[2] is 1"),
    "an unknown round": ({"round": "elsewhere"}, "no_round", "elsewhere"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_ink_gets_a_problem_and_nothing_else_changes(server, joined, bystander, what):
    change, code, says = BAD[what]
    page = joined(server)
    round = page.begin(word="star")
    page.ink(round, 0)
    page.hear("guess")

    page.client.emit("ink", ink(round, 1, **change))
    problem = page.hear("problem")
    ack = page.ink(round, 1)
    guess = page.hear("guess")

    assert problem["code"] == code and says in problem["message"]
    assert ack == {"seq": 1} and guess["seq"] == 1
    assert server.fed() == [ink(round, 0)["t"], ink(round, 1)["t"]]


def test_another_players_round_is_not_yours(server, joined, bystander):
    page = joined(server)

    ack = page.ink(bystander.round, 0)

    assert ack["problem"]["code"] == page.hear("problem")["code"] == "not_yours"


def test_ink_after_the_end_is_refused(server, joined, bystander):
    page = joined(server)
    round = page.begin()
    page.say("skip", {"round": round})
    page.hear("over")

    ack = page.ink(round, 0)

    assert ack["problem"]["code"] == page.hear("problem")["code"] == "over"


@pytest.mark.parametrize(
    "text", ["42{", '42["ink"', "42[[[[", '42["disconnect"]', "451-[1]", "4x", '42[{"no":"name"}]', '42["chat",{}]']
)
def test_what_is_no_message_gets_a_problem_and_the_link_stays(server, bystander, text):
    link = raw_link(server)

    link.send(text)
    problem = next_problem(link)
    link.send('421["hello",{"version":1}]')
    answer = link.recv()
    link.close()

    assert problem["code"] == "bad_message"
    assert answer.startswith("431[")


@pytest.mark.parametrize("size", [wire.MAX_MESSAGE + 1, wire.MAX_FRAME - 100])
def test_a_large_frame_gets_a_problem_and_the_link_stays(server, bystander, size):
    link = raw_link(server)

    link.send('42["ink",{"x":"' + "x" * size + '"}]')
    problem = next_problem(link)
    link.send('421["hello",{"version":1}]')
    answer = link.recv()
    link.close()

    assert problem["code"] == "bad_message" and f"at most {wire.MAX_MESSAGE}" in problem["message"]
    assert answer.startswith("431[")


@pytest.mark.parametrize("pieces", [1, 40])
def test_a_huge_frame_gets_a_problem_before_its_link_is_closed(server, joined, bystander, pieces):
    """In one frame, or in pieces that are each small enough: the library would gather those without end."""
    page = joined(server)
    round = page.begin(word="star")
    page.ink(round, 0)
    link = raw_link(server)
    link.send('421["hello",' + json.dumps({"version": 1, "resume": page.hello["resume"]}) + "]")

    send_in_pieces(link, '42["ink",{"x":"' + "x" * 5_000_000 + '"}]', pieces)
    problem = next_problem(link)
    closed = is_closed(link)
    again = joined(server, resume=page.hello["resume"])

    assert problem["code"] == "bad_message" and f"at most {wire.MAX_MESSAGE}" in problem["message"]
    assert closed
    assert again.hello["round"]["seq"] == 1
    assert again.ink(round, 1) == {"seq": 1}


def test_a_flood_is_told_to_slow_down_and_then_cut_off(server, joined, bystander):
    page = joined(server)

    for _ in range(2000):
        if page.client.connected:
            page.client.emit("hello", {"version": wire.VERSION})

    assert page.gone.wait(WAIT)
    assert {fields["code"] for _, fields in page.heard.queue} == {"slow_down"}
