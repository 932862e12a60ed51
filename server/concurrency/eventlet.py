"""eventlet: green threads on one hub, and native threads that wake it.

Together with the default in settings.py this is the only place that names eventlet.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

with (
    warnings.catch_warnings()
):  # its maintainers are retiring it, and say so on import; it is this game's default all the same
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet
    import eventlet.green.threading
    import eventlet.greenio
    import eventlet.patcher
    import eventlet.semaphore
    import eventlet.websocket
    import eventlet.wsgi
    from engineio.async_drivers.eventlet import WebSocketWSGI

from server.concurrency import DRAIN_BYTES, DRAIN_SECONDS, IDLE, WSGI
from server.concurrency._native import NativeWorker

T = TypeVar("T")

FRAGMENTS = 1000  # pieces that one websocket message may come in
PIECE = 1 << 14  # bytes that are read at once


class Mode:
    """See `Concurrency`."""

    def __init__(self) -> None:
        """Patching sockets would do no harm; a patched thread would compute on the hub, and everybody would wait."""
        if eventlet.patcher.is_monkey_patched("thread"):
            raise RuntimeError("the guessing engine needs native threads: monkey_patch(thread=False)")

    def spawn(self, function: Callable[..., object], /, *args: object) -> object:
        """Run a function beside everything else, as a green thread."""
        return eventlet.spawn(function, *args)

    def sleep(self, seconds: float) -> None:
        """Let the others go on for so long."""
        eventlet.sleep(seconds)

    def event(self) -> Any:
        """A new flag, lowered."""
        return eventlet.green.threading.Event()

    def lock(self) -> AbstractContextManager[Any]:
        """A lock that its holder may take again."""
        lock: AbstractContextManager[Any] = eventlet.green.threading.RLock()
        return lock

    def worker(self, name: str) -> NativeWorker:
        """A new native thread."""
        return NativeWorker(name, eventlet.greenio.GreenSocket, eventlet.semaphore.Semaphore())

    def guard(self, server: Any, farewell: str) -> None:
        """Make the Socket.IO server's websockets bear hostile frames."""
        engine = server.eio
        # There is no public place to give another websocket; a test over a real socket fails if this one
        # should move.
        engine._async = {**engine._async, "websocket": _guarded(farewell)}

    def cut(self, environ: dict[str, Any]) -> None:
        """End the link that a request came over, without a word."""
        with contextlib.suppress(OSError):
            environ["eventlet.input"].get_socket().shutdown(socket.SHUT_RDWR)

    def serve(
        self, app: WSGI, listener: socket.socket, connections: int, running: Callable[[], bool],
        last: Callable[[], None],
    ) -> None:  # fmt: skip
        """Serve as long as `running()`, at most so many connections at once."""
        green = eventlet.greenio.GreenSocket(listener)
        server = eventlet.spawn(
            eventlet.wsgi.server, green, app, max_size=connections, log=logging.getLogger("server.http"),
            log_output=False, debug=False, keepalive=IDLE, socket_timeout=IDLE,
        )  # fmt: skip
        while running() and not server.dead:
            eventlet.sleep(0.1)
        last()
        # It would wait for each open link to end by itself; those that do not in a moment are dropped.
        with eventlet.Timeout(1, False):
            eventlet.kill(server)
            while not server.dead:
                eventlet.sleep(0.02)
        green.close()


def _guarded(farewell: str) -> type:
    class Guarded(WebSocketWSGI):  # type: ignore[misc]
        """Engine.IO's websocket, with `_guard` put on each link before its handler sees it."""

        def __init__(self, handler: Callable[[Any], Any], server: Any) -> None:
            super().__init__(lambda link: handler(_guard(link, farewell)), server)

    return Guarded


def _guard(link: Any, farewell: str) -> Any:
    """Read and unmask fast, bound what a message in pieces can grow to, and say why before closing for a frame too
    long.
    """
    link.socket = Buffered(link.socket)
    receive, close = link._recv_frame, link.close

    def bounded(message: Any = None) -> Any:
        message = receive(message=message)
        if len(message.data) > FRAGMENTS or sum(map(len, message.data)) > link.max_frame_length:
            raise eventlet.websocket.FailedConnectionError(1009, "too long")
        return message

    def explained(close_data: tuple[int, str] | None = None) -> None:
        if close_data and close_data[0] == 1009:
            link.send(farewell)
            _drain(link.socket)
        close(close_data=close_data)

    link._apply_mask, link._recv_frame, link.close = unmask, bounded, explained
    link.log = Quiet()
    return link


class Buffered:
    """A socket that is read in large pieces.

    The library asks for two bytes, then for two or four more, then for the rest, and each time the system is asked and
    the interpreter is let go of, which other threads wait for.
    """

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._left = b""

    def recv(self, size: int) -> bytes:
        """At most so many bytes; none when the other side has closed."""
        if not self._left:
            self._left = self._sock.recv(PIECE)
        data, self._left = self._left[:size], self._left[size:]
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Quiet:
    """Where a link writes that it has ended badly, and from which address it came."""

    def write(self, text: str) -> None:
        """Leave it unsaid."""


def unmask(data: bytes, mask: tuple[int, ...], length: int | None = None, offset: int = 0) -> bytes:
    """XOR with the repeated mask, as one long number. The library goes byte by byte, and everybody waits for it."""
    size = len(data) if length is None else length
    turn = offset % 4
    key = bytes((*mask[turn:], *mask[:turn])) * (size // 4 + 1)
    return (int.from_bytes(data[:size]) ^ int.from_bytes(key[:size])).to_bytes(size)


def _drain(sock: Any) -> None:
    """Read on for a moment. Closing with unread bytes would reset the link and lose what was just said."""
    left = DRAIN_BYTES
    with eventlet.Timeout(DRAIN_SECONDS, False):
        while left > 0 and (piece := sock.recv(1 << 16)):
            left -= len(piece)
