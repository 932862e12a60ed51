"""A native thread that green threads wait for. Each green mode brings its own socket and its own semaphore."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

T = TypeVar("T")


class NativeWorker:
    """A native thread. It says that it is done through a pair of sockets, which is what a hub can wait for."""

    def __init__(self, name: str, green: Callable[[socket.socket], Any], turn: AbstractContextManager[Any]) -> None:
        """`green`: makes a socket one of the mode's own. `turn`: the mode's semaphore, new."""
        self._jobs: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._results: queue.SimpleQueue[Any] = queue.SimpleQueue()
        ours, self._theirs = socket.socketpair()
        self._done = green(ours)
        self._turn = turn
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def run(self, function: Callable[..., T], /, *args: object) -> T:
        """Call the function in the thread; only the caller waits, the hub goes on."""
        with self._turn:
            self._jobs.put((function, args))
            self._done.recv(1)
            result, error = self._results.get()
        if error is not None:
            raise error
        answer: T = result
        return answer

    def close(self) -> None:
        """End the thread after what it is doing."""
        with self._turn:
            self._jobs.put(None)
            self._done.close()

    def _work(self) -> None:
        while job := self._jobs.get():
            function, args = job
            try:
                self._results.put((function(*args), None))
            except BaseException as error:  # whatever it is, the thread lives on and somebody waits
                self._results.put((None, error))
            del job, function, args  # or the last drawings would stay in memory until the next job
            self._theirs.send(b".")
        self._theirs.close()
