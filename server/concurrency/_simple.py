"""The websockets of the modes that have none of their own (simple-websocket's), made to bear hostile frames."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from typing import Any

import simple_websocket
from wsproto.events import CloseConnection, Event, TextMessage
from wsproto.frame_protocol import CloseReason

from server.concurrency import DRAIN_BYTES, DRAIN_SECONDS, IDLE


def guarded(websocket: type, farewell: str, cut: Callable[[dict[str, Any]], None]) -> type:
    """Engine.IO's websocket for such a mode, with links that bear more and say `farewell` after a frame too long.

    `cut`: the mode's own; without it the web server would wait for another request on a link that has ended.
    """

    class Guarded(websocket):  # type: ignore[misc]
        def __init__(self, handler: Callable[[Any], Any], server: Any) -> None:
            super().__init__(handler, server)
            self.limits = {"max_message_size": server.max_http_buffer_size, "receive_bytes": 1 << 16}

        def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            self.ws = Link(environ, farewell, **self.server_args, **self.limits)
            try:
                self.app(self)
            finally:
                cut(environ)
            if self.ws.mode == "werkzeug":
                raise ConnectionError  # its way of being told that there is no answer to send
            return []

    return Guarded


class Link(simple_websocket.Server):  # type: ignore[misc]
    """A websocket that sends whole frames, and whose client learns why it is hung up on for a frame too long."""

    def __init__(self, environ: dict[str, Any], farewell: str, **options: Any) -> None:
        self._farewell = farewell
        self._too_long = False
        super().__init__(environ, **options)

    def handshake(self) -> None:
        """Answer the request. The library's last step before it begins to read."""
        self.sock: Any = WholeFrames(self.sock)
        self._encode, self.ws.send = self.ws.send, self._explained
        super().handshake()

    def _explained(self, event: Event) -> bytes:
        self._too_long = isinstance(event, CloseConnection) and event.code == CloseReason.MESSAGE_TOO_BIG
        before: bytes = self._encode(TextMessage(data=self._farewell)) if self._too_long else b""
        encoded: bytes = self._encode(event)
        return before + encoded

    def _handle_events(self) -> bool:
        going: bool = super()._handle_events()
        if self._too_long:
            self.connected = False
            self.sock.drain()
        return going


class WholeFrames:
    """A socket whose `send` sends everything, and which nobody holds up for longer than IDLE."""

    def __init__(self, sock: Any) -> None:
        sock.settimeout(IDLE)
        self._sock = sock
        self.recv, self.close, self.send = sock.recv, sock.close, sock.sendall

    def drain(self) -> None:
        """Read on for a moment. Closing with unread bytes would reset the link and lose what was just said."""
        until, left = time.monotonic() + DRAIN_SECONDS, DRAIN_BYTES
        with contextlib.suppress(OSError):
            self._sock.settimeout(DRAIN_SECONDS)
            while left > 0 and time.monotonic() < until and (piece := self._sock.recv(1 << 16)):
                left -= len(piece)
