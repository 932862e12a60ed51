"""Native threads for everything: simple, and good for some dozens of players."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from werkzeug.serving import WSGIRequestHandler, make_server

from server.concurrency import IDLE, WSGI
from server.concurrency._simple import guarded

T = TypeVar("T")

log = logging.getLogger("server.http")


class Mode:
    """See `Concurrency`."""

    def spawn(self, function: Callable[..., object], /, *args: object) -> threading.Thread:
        """Run a function beside everything else."""
        thread = threading.Thread(target=function, args=args, daemon=True)
        thread.start()
        return thread

    def sleep(self, seconds: float) -> None:
        """Let the others go on for so long."""
        time.sleep(seconds)

    def event(self) -> threading.Event:
        """A new flag, lowered."""
        return threading.Event()

    def lock(self) -> AbstractContextManager[Any]:
        """A lock that its holder may take again."""
        return threading.RLock()

    def worker(self, name: str) -> NativeWorker:
        """A new native thread."""
        return NativeWorker(name)

    def guard(self, server: Any, farewell: str) -> None:
        """Make the Socket.IO server's websockets bear hostile frames."""
        engine = server.eio
        engine._async = {**engine._async, "websocket": guarded(engine._async["websocket"], farewell, self.cut)}

    def cut(self, environ: dict[str, Any]) -> None:
        """End the link that a request came over, without a word."""
        with contextlib.suppress(OSError, KeyError):
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)

    def serve(
        self, app: WSGI, listener: socket.socket, connections: int, running: Callable[[], bool],
        last: Callable[[], None],
    ) -> None:  # fmt: skip
        """Serve as long as `running()`. There is no limit to the connections but the system's."""
        host, port = listener.getsockname()[:2]
        server = make_server(host, port, app, threaded=True, fd=listener.fileno(), request_handler=Request)
        thread = self.spawn(server.serve_forever)
        while running() and thread.is_alive():
            time.sleep(0.1)
        last()
        server.shutdown()
        listener.close()


class Request(WSGIRequestHandler):
    """One connection's requests: none may take for ever to arrive, and none is written into the log."""

    timeout = IDLE

    def log(self, type: str, message: str, *args: object) -> None:
        """The library would write down the address, and what was sent."""
        log.info("a request that is none was refused") if type == "error" else None


class NativeWorker:
    """One thread of an executor."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=name)

    def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call the function in the thread and wait for it."""
        return self._executor.submit(function, *args).result()

    def close(self) -> None:
        """End the thread after what it is doing."""
        self._executor.shutdown(wait=False)
