"""What waits for a client is bounded, whatever the client does."""

import queue
import threading
from types import SimpleNamespace

import pytest

from server import concurrency
from server.links import BEHIND, Links
from server.metrics import Metrics
from tests.test_metrics import figures

MOST = 100


class Socket:
    """A client that reads when the test says so."""

    def __init__(self):
        self.queue, self.closed = queue.Queue(), False

    def close(self, wait, abort, reason):
        self.closed = True

    def read(self):
        heard = []
        while self.queue.qsize():
            heard.append(self.queue.get())
        return heard


class Server:
    """Socket.IO's, as far as it is written to: connection "a" is link "A"."""

    def __init__(self):
        self.sockets = {"A": Socket(), "B": Socket()}
        self.eio = SimpleNamespace(sockets=self.sockets, send_packet=lambda link, m: self.sockets[link].queue.put(m))
        self.eio.send = lambda link, text: self.eio.send_packet(link, text)
        self.manager = SimpleNamespace(eio_sid_from_sid=lambda sid, _: sid.upper())
        self.reason = SimpleNamespace(SERVER_DISCONNECT="server disconnect")
        self.environ = {"A": {"link": "A"}}

    def emit(self, name, fields, to, ignore_queue):
        self.eio.send_packet(to.upper(), (name, fields))


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def cut(inline, monkeypatch):
    links = []
    monkeypatch.setattr(type(inline), "cut", lambda self, environ: links.append(environ["link"]))
    return links


@pytest.fixture
def links(server, inline, metrics, cut):
    return Links(server, inline, metrics, MOST)


def test_who_reads_gets_every_guess(links, server):
    for seq in range(3 * BEHIND):
        links.send("a", "guess", {"seq": seq})
        assert server.sockets["A"].read() == [("guess", {"seq": seq})]


def test_who_is_behind_gets_the_newest_guess_after_catching_up(links, server, metrics):
    for seq in range(BEHIND + 10):
        links.send("a", "guess", {"seq": seq})
    links.catch_up()
    read = [fields["seq"] for _, fields in server.sockets["A"].read()]

    links.catch_up()
    links.catch_up()

    assert read == list(range(BEHIND))
    assert server.sockets["A"].read() == [("guess", {"seq": BEHIND + 9})]
    assert figures(metrics)["inkling_guesses_dropped_total{slow_reader}"] == 9


def test_nothing_comes_after_the_end_of_a_round(links, server):
    for seq in range(BEHIND + 1):
        links.send("a", "guess", {"seq": seq})
    links.send("a", "over", {"won": True})

    heard = server.sockets["A"].read()
    links.catch_up()

    assert heard[-1] == ("over", {"won": True})
    assert server.sockets["A"].read() == []


def test_nothing_comes_after_the_end_of_a_round_that_ends_beside_it(server, metrics, monkeypatch):
    links = Links(server, concurrency.choose("threading"), metrics, MOST)
    for seq in range(BEHIND + 1):
        links.send("a", "guess", {"seq": seq})
    server.sockets["A"].read()
    ending = threading.Thread(target=links.send, args=("a", "over", {}))
    emit = server.emit

    def slow(name, *args, **kwargs):
        if name == "guess":
            ending.start()
            ending.join(0.1)
        emit(name, *args, **kwargs)

    monkeypatch.setattr(server, "emit", slow)
    links.catch_up()
    ending.join()

    assert [name for name, _ in server.sockets["A"].read()] == ["guess", "over"]


def test_who_does_not_read_at_all_is_cut_off_and_nobody_else(links, server, metrics, cut, caplog):
    for i in range(3 * MOST):
        server.eio.send(("A"), f"acknowledged {i}")
    server.eio.send("B", "hello")

    assert cut == ["A"] and "A" not in server.sockets
    assert server.sockets["B"].read() == ["hello"]
    assert figures(metrics)["inkling_connections_closed_total{slow_reader}"] == 1
    assert caplog.text.count("does not read what it is sent") == 1


def test_a_client_that_has_gone_is_not_written_to(links, server):
    links.send("c", "guess", {"seq": 0})
    links.send("c", "over", {})
    links.left("c")


def test_everybody_hears_the_farewell(links, server):
    links.farewell("bye", {"back": 5})

    assert [socket.read() for socket in server.sockets.values()] == [['2["bye",{"back":5}]']] * 2
