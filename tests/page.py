"""A player's page over a real socket, and a link opened by hand for what no page would send."""

import contextlib
import json
import queue
import socket
import threading
import time

import socketio
import websocket
from engineio.payload import Payload

from server import wire
from tests.fake_server import WAIT

Payload.max_decode_packets = 1000  # the Python client has a limit that browsers do not have

X = [777.25, 333.75, 111.5, 901.25, 640.5, 12.75]  # numbers that stand nowhere else


class Page:
    """A player's page: what it says is acknowledged, what it hears is queued."""

    def __init__(self, server, resume=None, transport="websocket", headers=None, tab=""):
        self.heard = queue.Queue()
        self.gone = threading.Event()
        self.client = socketio.Client(reconnection=False, request_timeout=WAIT)
        self.client.on("*", lambda name, fields: self.heard.put((name, fields)))
        self.client.on("disconnect", lambda *_: self.gone.set())
        self.client.connect(f"{server.url}?tab={tab}", transports=[transport], headers=headers or {}, wait_timeout=WAIT)
        self._link = self.client.eio.ws
        self.hello = self.say("hello", {"version": wire.VERSION, "resume": resume})

    def say(self, name, fields):
        return self.client.call(name, fields, timeout=WAIT)

    def begin(self, **ask):
        return self.say("start", {"mode": "classic", "word": "circle", **ask})["round"]

    def ink(self, round, seq=0, n=4, **change):
        return self.say("ink", ink(round, seq, n, **change))

    def hear(self, name):
        """The next message, which must be of that name."""
        heard, fields = self.heard.get(timeout=WAIT)
        assert heard == name, (heard, fields)
        return fields

    def drop(self):
        """The link is cut without a word."""
        self._link.sock.shutdown(socket.SHUT_RDWR)
        assert self.gone.wait(WAIT)

    def close(self):
        self.client.disconnect()
        self.client.shutdown()
        if self._link and self._link.sock:  # the library leaves it open when the server ends the link
            self._link.sock.close()


class Seat(Page):
    """A page of a room, which waits for what it is to hear."""

    def until(self, name, wanted=lambda fields: True):
        """The next message of that name that is the wanted one; others are passed over."""
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            heard, fields = self.heard.get(timeout=WAIT)
            if heard == name and wanted(fields):
                return fields
        raise AssertionError(f"{name} did not come")

    def draw(self, round, seq):
        fields = {"round": round, "seq": seq, "x": X, "y": X[::-1], "t": [100 * seq + i for i in range(6)]}
        ack = self.say("ink", {**fields, "up": False})
        assert ack == {"seq": seq}, ack

    def win(self, round, seq=0):
        """Draw on until the fake recognizer has been sure twice, which takes two looks of it: after piece 1, and 2."""
        for piece in range(seq, 3):
            self.draw(round, piece)
            if piece == 1:
                self.until("guess", lambda guess: guess["seq"] == 1)
        return self.until("over")


def ink(round, seq=0, n=4, /, **change):
    start = 10 * seq
    columns = {"x": [start % 900 + i * 20 for i in range(n)], "y": [5] * n, "t": [100 * seq + i for i in range(n)]}
    return {"round": round, "seq": seq, **columns, "up": False, **change}


def win_a_round(page):
    round = page.begin()
    ack = page.ink(round, 0, n=12)
    first = page.hear("guess")
    page.ink(round, 1)
    second, over = page.hear("guess"), page.hear("over")

    assert ack == {"seq": 0}
    assert (first["seq"], second["seq"]) == (0, 1)
    assert first["guesses"][0][0] == "circle"
    assert over["won"] and over["reason"] == "recognized" and over["round"] == round
    assert 0 <= over["ms"] < 20_000


def raw_link(server, **options):
    """A websocket with Engine.IO and Socket.IO opened by hand, for what no library would send."""
    address = server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    link = websocket.create_connection(address, timeout=WAIT, **options)
    assert link.recv().startswith("0{")
    link.send("40")
    assert link.recv().startswith("40{")
    return link


def next_problem(link):
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        text = link.recv()
        if text.startswith('42["problem"'):
            return json.loads(text[2:])[1]
    raise AssertionError("no problem came")


def is_closed(link):
    """Whether the server closes the link, or has done so."""
    try:
        while link.recv():
            pass
    except (ConnectionError, websocket.WebSocketConnectionClosedException):
        pass
    except websocket.WebSocketTimeoutException:
        return False
    finally:
        link.shutdown()
    return True


def send_in_pieces(link, text, pieces):
    size = -(-len(text) // pieces)
    with contextlib.suppress(OSError, websocket.WebSocketException):  # it may be cut off before the end
        for i in range(pieces):
            part = text[i * size : (i + 1) * size]
            opcode = websocket.ABNF.OPCODE_CONT if i else websocket.ABNF.OPCODE_TEXT
            link.send_frame(websocket.ABNF.create_frame(part, opcode, int(i == pieces - 1)))
