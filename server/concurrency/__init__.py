"""How things run side by side: green threads, or native ones. The rest of the server sees only this page.

Each async mode is a module of this package, named like the mode, with a class `Mode`. Nothing is
monkey-patched: the server itself never blocks (guessing and the database have native threads of their own),
so that `threading`, locks and queues stay real for torch and for everybody else.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Protocol, TypeVar

from server.errors import SetupError

T = TypeVar("T")
WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]

BACKLOG = 512  # connections that may wait to be accepted: a school that opens the page at once
IDLE = 60.0  # seconds that half a request, half a frame, or a reader who does not read is waited for
DRAIN_SECONDS, DRAIN_BYTES = 1.0, 16 << 20  # how long, and how much, is read of a frame that is too long


class Event(Protocol):
    """A flag to wait for."""

    def set(self) -> None:
        """Raise it; whoever waits goes on."""

    def clear(self) -> None:
        """Lower it."""

    def wait(self, timeout: float | None = None) -> Any:
        """Wait until it is raised, at most `timeout` seconds."""


class Worker(Protocol):
    """One native thread that does one thing at a time."""

    def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call the function in the native thread and wait; others go on meanwhile. Its exceptions are raised here."""

    def close(self) -> None:
        """End the thread after what it is doing."""


class Concurrency(Protocol):
    """One async mode."""

    def spawn(self, function: Callable[..., object], /, *args: object) -> object:
        """Run a function beside everything else."""

    def sleep(self, seconds: float) -> None:
        """Let the others go on for so long."""

    def event(self) -> Event:
        """A new flag, lowered."""

    def lock(self) -> AbstractContextManager[Any]:
        """A lock that its holder may take again. Not for native workers."""

    def worker(self, name: str) -> Worker:
        """A new native thread."""

    def guard(self, server: Any, farewell: str) -> None:
        """Make the Socket.IO server's websockets bear hostile frames; `farewell` is sent before closing for one."""

    def cut(self, environ: dict[str, Any]) -> None:
        """End the link that a request came over, without a word."""

    def serve(
        self, app: WSGI, listener: socket.socket, connections: int, running: Callable[[], bool],
        last: Callable[[], None],
    ) -> None:  # fmt: skip
        """Serve as long as `running()`, at most so many connections at once; call `last` before links are closed."""


def choose(mode: str) -> Concurrency:
    """The async mode of that name. SetupError when there is none."""
    try:
        chosen: Concurrency = import_module(f"{__name__}.{mode}").Mode()
    except ModuleNotFoundError as error:
        raise SetupError(
            f"async mode {mode!r} cannot be used: {error}; unset INKLING_ASYNC_MODE to use the default"
        ) from None
    return chosen


def listen(host: str, port: int) -> socket.socket:
    """A socket that accepts connections at host and port (0: any free one). SetupError when it cannot."""
    # Bound here and not by the mode's own helper, which sets SO_REUSEPORT: with it two servers would share
    # one port, each getting half of the connections, instead of the second one being told.
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SetupError(
            f"cannot listen at {host} port {port}: {reason}; choose another with --host and --port"
        ) from None
    # Its connections inherit it. An acknowledgement and the guess after it are two small messages: the second would
    # wait until the receipt of the first is confirmed, which the other side puts off for 40 ms (RFC 896, RFC 1122).
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
