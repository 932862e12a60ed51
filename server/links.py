"""What goes out over the links: bounded, whatever a client does or does not read.

Who falls behind gets the newest guess instead of all of them; who does not read at all is hung up on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from socketio import packet

from server.concurrency import Concurrency
from server.metrics import Metrics

log = logging.getLogger(__name__)

BEHIND = 32  # messages waiting for a client that is too slow for every guess
LOOK = 0.1  # seconds between two looks at whether those have caught up
LAST = 1.0  # seconds that the last words of the server may take


class Links:
    """The connections of a Socket.IO server, as far as they are written to."""

    def __init__(self, server: Any, concurrency: Concurrency, metrics: Metrics, most: int) -> None:
        """`most`: messages that may wait for one client."""
        self._server = server
        self._concurrency = concurrency
        self._metrics = metrics
        self._most = most
        self._lock = concurrency.lock()  # a late guess is out, or gone, before what is said after it
        self._late: dict[str, dict[str, object]] = {}  # by connection: the newest guess for who is behind
        self._full: set[str] = set()  # links that are about to be dropped
        self._send_packet, server.eio.send_packet = server.eio.send_packet, self._bounded
        server.eio.disconnect = self._disconnect

    def send(self, sid: str, name: str, fields: dict[str, object]) -> None:
        """Say something to one connection. Never waits."""
        with self._lock:
            if name in ("guess", "over") and self._late.pop(sid, None) is not None:
                self._metrics.dropped.labels("slow_reader").inc()
            if name == "guess" and self._waiting(sid) >= BEHIND:
                self._late[sid] = fields
                return
            self._server.emit(name, fields, to=sid, ignore_queue=True)  # players are here
        self._metrics.sent(sid, name, fields)

    def left(self, sid: str) -> None:
        """A connection has ended."""
        self._late.pop(sid, None)
        self._metrics.left(sid)

    def hang_up(self, sid: str) -> None:
        """Close a connection beside everything else: it waits until what was sent before is on its way."""
        self._metrics.closed.labels("told_to").inc()
        link = self._server.manager.eio_sid_from_sid(sid, "/")

        def close() -> None:
            self._server.disconnect(sid)  # tells the page not to come back by itself
            if link:
                self._server.eio.disconnect(link)

        self._concurrency.spawn(close)

    def part(self, sid: str) -> None:
        """End a link without saying so, beside everything else: its page makes another one, and is the same player."""
        if link := self._server.manager.eio_sid_from_sid(sid, "/"):
            self._concurrency.spawn(self._server.eio.disconnect, link)

    def run(self, running: Callable[[], bool]) -> None:
        """Bring late guesses to those who have caught up, as long as `running()`."""
        while running():
            self._concurrency.sleep(LOOK)
            self.catch_up()

    def catch_up(self) -> None:
        """One look at who is behind."""
        for sid in list(self._late):
            with self._lock:
                if self._waiting(sid) < BEHIND and (guess := self._late.pop(sid, None)):
                    self.send(sid, "guess", guess)

    def farewell(self, name: str, fields: dict[str, object]) -> None:
        """Say something to everybody, and wait a moment until it is on its way. Only links of this process hear it."""
        text = packet.Packet(packet.EVENT, [name, fields]).encode()
        sockets = self._server.eio.sockets
        for link in list(sockets):
            self._server.eio.send(link, text)
        for _ in range(int(LAST / LOOK)):
            if not any(socket.queue.qsize() for socket in list(sockets.values())):
                break
            self._concurrency.sleep(LOOK)

    def _waiting(self, sid: str) -> int:
        link = self._server.manager.eio_sid_from_sid(sid, "/")
        socket = self._server.eio.sockets.get(link)
        return socket.queue.qsize() if socket else 0

    def _bounded(self, link: str, message: Any) -> None:
        socket = self._server.eio.sockets.get(link)
        if socket is None or link in self._full:
            return
        if socket.queue.qsize() < self._most:
            self._send_packet(link, message)
        else:
            self._full.add(link)
            self._concurrency.spawn(self._drop, link, socket)

    def _disconnect(self, link: str) -> None:
        """As the library's, which would wait until a client has read everything: for ever, if it does not poll."""
        if socket := self._server.eio.sockets.pop(link, None):
            socket.close(wait=False, reason=self._server.reason.SERVER_DISCONNECT)

    def _drop(self, link: str, socket: Any) -> None:
        """Without a last word: it would not be read either."""
        log.warning("a connection was closed: it does not read what it is sent")
        self._metrics.closed.labels("slow_reader").inc()
        environ = self._server.environ.get(link)
        socket.close(wait=False, abort=True, reason=self._server.reason.SERVER_DISCONNECT)
        self._server.eio.sockets.pop(link, None)
        self._full.discard(link)
        if environ:
            self._concurrency.cut(environ)
