"""What is said to a room is heard by its players on every server, and Redis may come and go."""

import json

import pytest
import socketio

from server import relay as relays
from server.concurrency.threading import Mode
from server.relay import Relay
from tests import services
from tests.services import until


@pytest.fixture(scope="module")
def redis():
    with services.redis() as service:
        yield service.start()


class Node:
    """A Socket.IO server without sockets: one client, who is in a room, and what is sent to it."""

    def __init__(self, url):
        self.relay = Relay(url, Mode())
        self.server = socketio.Server(async_mode="threading", client_manager=self.relay)
        self.heard = []
        self.server._send_eio_packet = lambda link, packet: self.heard.append(json.loads(packet.data.lstrip("2")))
        self.relay.initialize()
        self.sid = self.relay.connect("link", "/")
        self.relay.enter_room(self.sid, "/", "room")

    def hears(self, other, word):
        """Whether this node's client hears what the other one says to the room, sooner or later."""

        def said():
            other.server.emit("said", word, room="room")
            return ["said", word] in self.heard

        return until(said, f"{word} is heard")


@pytest.fixture
def nodes(redis):
    both = [Node(redis.url), Node(redis.url)]
    yield both
    for node in both:
        node.relay.close()


def test_a_room_is_heard_on_every_server_once(nodes):
    one, other = nodes
    other.hears(one, "are you there")
    other.heard.clear()

    one.server.emit("said", "hello", room="room")
    one.server.emit("said", "the end", room="room")

    until(lambda: ["said", "the end"] in other.heard, "it is heard")
    assert other.heard.count(["said", "hello"]) == 1 == one.heard.count(["said", "hello"])


def test_what_is_meant_for_one_player_does_not_go_round(nodes):
    one, other = nodes
    other.hears(one, "are you there")

    one.server.emit("said", "secret", to=one.sid, ignore_queue=True)
    other.hears(one, "something else")

    assert ["said", "secret"] in one.heard and ["said", "secret"] not in other.heard
    assert not any("secret" in message for message in one.relay._outbox)


def test_a_player_on_another_server_can_be_hung_up_on(nodes):
    one, other = nodes
    other.hears(one, "are you there")

    one.relay.can_disconnect(other.sid, "/")

    until(lambda: not other.relay.is_connected(other.sid, "/"), "the other server hangs up")


class HalfGone:
    """A Redis on its way out: what is published is lost, while the subscription still gives its silence."""

    def pubsub(self, **_):
        return self

    def subscribe(self, *_): ...

    def get_message(self, **_):
        return None

    def pipeline(self, **_):
        raise ConnectionError("gone")


def test_redis_is_not_back_while_what_is_published_does_not_reach_it(caplog):
    relay = Relay("redis://127.0.0.1:1/0", Mode())
    relay._redis = HalfGone()

    for _ in range(3):
        relay._receive()
        relay._send(["hello"])

    assert caplog.text.count("does not answer") == 1
    assert "Redis is back" not in caplog.text


@pytest.mark.slow
def test_servers_hear_each_other_again_once_redis_is_back(monkeypatch, caplog):
    """Away at the start; there; away again; and back. Each server's own players are served on all the while."""
    monkeypatch.setattr(relays, "RETRY", 0.05)
    with services.redis() as redis:
        one, other = Node(redis.url), Node(redis.url)
        for turn in ("first", "second"):
            one.server.emit("said", f"alone {turn}", room="room")
            until(lambda: caplog.text.count("does not answer") == 2, "both notice its absence")
            assert ["said", f"alone {turn}"] in one.heard

            redis.start()
            other.hears(one, f"together {turn}")
            one.hears(other, f"together {turn}")
            until(lambda: caplog.text.count("Redis is back") == 2, "both notice its return")
            assert caplog.text.count("does not answer") == 2, "one line of each"
            caplog.clear()
            redis.close()

        one.relay.close()
        other.relay.close()
