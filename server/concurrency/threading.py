"""Native threads for everything: simple, and good for some dozens of players."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from server.concurrency import WSGI

T = TypeVar("T")


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
        """Nothing to do: this mode's websockets check what they read, and just close."""

    def serve(self, app: WSGI, listener: socket.socket, connections: int, running: Callable[[], bool]) -> None:
        """Serve as long as `running()`. There is no limit to the connections but the system's."""
        from werkzeug.serving import make_server

        host, port = listener.getsockname()[:2]
        server = make_server(host, port, app, threaded=True, fd=listener.fileno())
        thread = self.spawn(server.serve_forever)
        while running() and thread.is_alive():
            time.sleep(0.1)
        server.shutdown()
        listener.close()


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
