"""gevent: green threads on one hub, and native threads that wake it. `pip install -e '.[gevent]'` brings it."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import gevent
import gevent.event
import gevent.lock
import gevent.monkey
import gevent.pool
import gevent.pywsgi
import gevent.socket

from server.concurrency import IDLE, WSGI
from server.concurrency._native import NativeWorker
from server.concurrency._simple import guarded

T = TypeVar("T")

log = logging.getLogger("server.http")


class Mode:
    """See `Concurrency`."""

    def __init__(self) -> None:
        """Patched threads would compute on the hub, and everybody would wait."""
        if gevent.monkey.is_module_patched("threading"):
            raise RuntimeError("the guessing engine needs native threads: monkey.patch_all(thread=False)")

    def spawn(self, function: Callable[..., object], /, *args: object) -> object:
        """Run a function beside everything else, as a green thread."""
        return gevent.spawn(function, *args)

    def sleep(self, seconds: float) -> None:
        """Let the others go on for so long."""
        gevent.sleep(seconds)

    def event(self) -> Any:
        """A new flag, lowered."""
        return gevent.event.Event()

    def lock(self) -> AbstractContextManager[Any]:
        """A lock that its holder may take again."""
        lock: AbstractContextManager[Any] = gevent.lock.RLock()
        return lock

    def worker(self, name: str) -> NativeWorker:
        """A new native thread."""
        return NativeWorker(name, lambda ours: gevent.socket.socket(fileno=ours.detach()), gevent.lock.Semaphore())

    def guard(self, server: Any, farewell: str) -> None:
        """Make the Socket.IO server's websockets bear hostile frames."""
        engine = server.eio
        engine._async = {**engine._async, "websocket": guarded(engine._async["websocket"], farewell, self.cut)}

    def cut(self, environ: dict[str, Any]) -> None:
        """End the link that a request came over, without a word."""
        body = environ["wsgi.input"]
        with contextlib.suppress(OSError, AttributeError):  # it has ended already
            getattr(body, "rfile", body).raw._sock.shutdown(socket.SHUT_RDWR)

    def serve(
        self, app: WSGI, listener: socket.socket, connections: int, running: Callable[[], bool],
        last: Callable[[], None],
    ) -> None:  # fmt: skip
        """Serve as long as `running()`, at most so many connections at once."""
        green = gevent.socket.socket(fileno=os.dup(listener.fileno()))
        server = gevent.pywsgi.WSGIServer(
            green, app, spawn=gevent.pool.Pool(connections), log=None, error_log=log, handler_class=Request
        )
        server.start()
        while running():
            gevent.sleep(0.1)
        last()
        server.stop(timeout=1)


class Request(gevent.pywsgi.WSGIHandler):  # type: ignore[misc]
    """One connection's requests: none may take for ever to arrive, and none is written into the log."""

    def handle(self) -> None:
        """Answer one request after the other."""
        self.socket.settimeout(IDLE)
        with contextlib.suppress(OSError):  # the library would tell the log of every link that ends badly
            super().handle()

    def log_error(self, msg: str, *args: object) -> None:
        """The library would write down the address, and what was sent."""
        log.info("a request that is none was refused")
