"""Hostile clients, a database that is away, and the end of the server, over real sockets.

Whatever happens to one, the others play on, the log says it in one line, and nothing is left of it. Each test comes
from an address of its own, as through a proxy.
"""

import contextlib
import http.client
import json
import re
import socket
import sqlite3
import struct
import time
from contextlib import closing
from itertools import count
from urllib.parse import urlsplit

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families

from server import wire
from tests.fake_server import WAIT, FakeServer
from tests.page import Page, raw_link, win_a_round

MOST, UNREAD = 60, 1000  # connections from one address, messages that may wait
ADDRESSES = (f"203.0.113.{i}" for i in count(1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def server(folder):
    server = FakeServer(
        stderr=folder / "log", log="json", database_url=f"sqlite:///{folder}/results.sqlite3", proxies=1, unread=UNREAD,
        connections_per_address=MOST, connection_rate=10**6, message_rate=10**6, message_burst=10**6, patience=10**6,
    )  # fmt: skip
    yield server
    server.stop()


@pytest.fixture
def log(folder):
    """What the log says that it did not say before."""
    file = open(folder / "log")  # noqa: SIM115 - closed below
    file.seek(0, 2)
    yield lambda: [json.loads(line) for line in file]
    file.close()


@pytest.fixture
def bystander(server):
    """Somebody in the middle of a round, who draws on in the end and must not have noticed anything."""
    page = Page(server, headers=coming_from(next(ADDRESSES)))
    page.round = page.begin(word="star", seconds=600)
    yield page
    assert page.heard.empty()
    assert page.ink(page.round) == {"seq": 0}
    assert page.hear("guess")["seq"] == 0
    page.close()


@pytest.fixture
def address():
    return next(ADDRESSES)


def coming_from(address):
    return {"X-Forwarded-For": address}


def figure(server, name):
    """The sum of what /metrics says of that name."""
    text = requests.get(f"{server.url}/metrics", timeout=WAIT).text
    return sum(s.value for family in text_string_to_metric_families(text) for s in family.samples if s.name == name)


def until(true):
    deadline = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


class Poll:
    """A long-polling client by hand, on one connection kept open."""

    def __init__(self, server, address):
        place = urlsplit(server.url)
        self.http = http.client.HTTPConnection(place.hostname, place.port, timeout=WAIT)
        self.headers = {**coming_from(address), "Content-Type": "text/plain"}
        self.where = "/socket.io/?EIO=4&transport=polling"

    def ask(self, method, body=None):
        self.http.request(method, self.where, body, self.headers)
        answer = self.http.getresponse()
        return answer.status, answer.read().decode()

    def open(self):
        """A session; the status instead where there is none."""
        status, text = self.ask("GET")
        if status == 200:
            self.where += f"&sid={json.loads(text[1:])['sid']}"
            self.ask("POST", "40")
        return status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.close()


@pytest.mark.slow
@pytest.mark.timeout(600)  # some thousandth of a second each, unless the machine is busy
def test_a_client_that_connects_two_thousand_times_leaves_nothing_behind(server, bystander, address):
    before = figure(server, "inkling_connections")
    place, reset = urlsplit(server.url), struct.pack("ii", 1, 0)
    upgrade = (
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {place.netloc}\r\nX-Forwarded-For: {address}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )

    for _ in range(2000):
        with socket.create_connection((place.hostname, place.port), WAIT) as link:
            link.sendall(upgrade.encode())
            link.recv(1)
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)

    until(lambda: figure(server, "inkling_connections") == before)
    assert figure(server, "inkling_connections_refused_total") < 2000


def test_one_address_cannot_hold_more_connections_than_it_may(server, bystander, log):
    address = next(ADDRESSES)

    with contextlib.ExitStack() as links:
        statuses = [links.enter_context(Poll(server, address)).open() for _ in range(2 * MOST)]

    assert statuses == [200] * MOST + [401] * MOST
    lines = log()
    assert lines and all(f"{MOST} connections from one address are the most" in line["message"] for line in lines)
    assert len(lines) <= 10


def test_half_a_frame_and_half_a_request_hold_nobody_up(server, bystander, address):
    place = urlsplit(server.url)
    link = raw_link(server, header=coming_from(address))
    link.sock.sendall(b"\x81\xfe\x03\xe8mask42[")
    with socket.create_connection((place.hostname, place.port), WAIT) as half:
        half.sendall(b"POST /socket.io/?EIO=4 HTTP/1.1\r\nContent-Length: 1000\r\n\r\n4")

        win_a_round_quietly(server)

    link.shutdown()


def win_a_round_quietly(server):
    page = Page(server, headers=coming_from(next(ADDRESSES)))
    win_a_round(page)
    page.close()


def test_who_polls_without_reading_is_cut_off(server, bystander, address, log):
    closed = figure(server, "inkling_connections_closed_total")
    poll = Poll(server, address)
    poll.open()
    body = "\x1e".join(['421["hello",{"version":1}]'] * 400)

    for _ in range(2 * UNREAD // 400):
        with contextlib.suppress(http.client.HTTPException, OSError):  # it is cut off in the midst of it
            poll.ask("POST", body)

    until(lambda: figure(server, "inkling_connections_closed_total") == closed + 1)
    poll.http.close()
    assert poll.ask("GET")[0] == 400
    poll.http.close()
    assert ["does not read" in line["message"] for line in log()].count(True) == 1


def test_a_body_of_a_megabyte_is_refused_before_it_is_read(server, bystander, address):
    with Poll(server, address) as poll:
        poll.open()
        status, _ = poll.ask("POST", "4" + "x" * 1_000_000)

    assert status == 400


def test_guessing_at_a_resume_token_leads_to_nobody_elses_round(server, bystander):
    token = bystander.hello["resume"]
    thief = Page(server, headers=coming_from(next(ADDRESSES)))

    for i in (0, 15, 31):
        guessed = token[:i] + format(int(token[i], 16) ^ 1, "x") + token[i + 1 :]
        hello = thief.say("hello", {"version": wire.VERSION, "resume": guessed})
        assert hello["round"] is None and hello["player"] != bystander.hello["player"]
    thief.close()


def test_results_wait_for_a_database_that_is_locked(server, bystander, folder, log):
    page = Page(server, headers=coming_from(next(ADDRESSES)))
    with closing(sqlite3.connect(folder / "results.sqlite3", isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        for _ in range(3):
            page.say("skip", {"round": page.begin(word="ladder")})
        said = []
        until(lambda: said.extend(log()) or any("results wait" in line["message"] for line in said))
        win_a_round_quietly(server)
        database.execute("COMMIT")

        count = "SELECT count(*) FROM results WHERE word = 'ladder' AND reason = 'skipped'"
        until(lambda: database.execute(count).fetchone() == (3,))
    page.close()
    until(lambda: said.extend(log()) or any("can be written again" in line["message"] for line in said))


def test_the_log_of_a_round_says_nothing_of_who_drew_what(server, folder):
    address = next(ADDRESSES)
    page = Page(server, headers=coming_from(address))
    server.tell("fail")
    round = page.begin(word="spiral")
    page.ink(round, x=[123, 457, 123, 457])
    page.hear("problem")
    page.say("ink", {"round": round, "seq": "457.123"})
    page.say("skip", {"round": round})
    page.close()

    log = (folder / "log").read_text()
    assert "weights on fire" in log
    for secret in (address, "203.0.113", "spiral", "457", round, *page.hello.values()):
        assert str(secret) not in log or secret is None


def test_figures_are_for_this_machine_and_not_for_who_comes_through_a_proxy(server, address):
    here = requests.get(f"{server.url}/metrics", timeout=WAIT)
    there = requests.get(f"{server.url}/metrics", headers=coming_from(address), timeout=WAIT)

    assert here.status_code == 200 and "inkling_pen_to_guess_seconds_bucket" in here.text
    assert there.status_code == 403 and "INKLING_METRICS" in there.text
    assert not re.search(r"circle|star|203\.0\.113", here.text)


@pytest.mark.slow
def test_a_server_that_is_told_to_end_says_so_and_the_next_one_goes_on(tmp_path):
    database = tmp_path / "results.sqlite3"
    first = FakeServer(database_url=f"sqlite:///{database}")
    page, done = Page(first, transport="polling"), Page(first)
    round = page.begin(word="star", seconds=600)
    page.ink(round)
    page.hear("guess")
    done.say("skip", {"round": done.begin(word="ladder")})

    code = first.stop()
    bye = page.hear("bye")
    gone = page.gone.wait(WAIT)
    second = FakeServer(database_url=f"sqlite:///{database}")
    again = Page(second, resume=page.hello["resume"])
    ack = again.ink(round, 1)
    for player in (page, done, again):
        player.close()

    assert code == 0 and gone
    assert bye["reason"] == "restarting" and bye["back"] > 0
    assert (again.hello["round"]["round"], again.hello["round"]["seq"], ack) == (round, 1, {"seq": 1})
    assert second.stop() == 0
    with closing(sqlite3.connect(database)) as reader:
        assert reader.execute("SELECT reason FROM results WHERE word = 'ladder'").fetchall() == [("skipped",)]
