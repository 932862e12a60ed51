"""Socket.IO's message queue, over Redis: what is emitted through it reaches the links of every server process.

What is said to a player, or to a class, goes by it (`links`): those are all at one process. The queue is there for what
concerns links wherever they are.

The library's own manager blocks the hub while it listens and publishes, unless sockets are patched, and nothing is
patched here. So this one listens and publishes in native threads. Redis may be away, at the start as well: the players
of this process are served on, and those of others hear nothing until it is back.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from socketio import PubSubManager

from server.concurrency import Concurrency
from server.keeping.redis import client

log = logging.getLogger(__name__)

CHANNEL = "inkling"
BACKLOG = 10_000  # messages that may wait to be published; the ones after them reach this process' players only
LISTEN = 0.25  # seconds of listening before another look whether to go on
RETRY = 1.0  # seconds between two tries while Redis is away


class Relay(PubSubManager):  # type: ignore[misc]
    """Socket.IO's client manager for several processes. Messages to one connection should ask for `ignore_queue`."""

    name = "relay"

    def __init__(self, url: str, concurrency: Concurrency) -> None:
        """SetupError when `url` is none."""
        super().__init__(channel=CHANNEL)
        self._redis = client(url)
        self._concurrency = concurrency
        self._listener, self._publisher = concurrency.worker("listening"), concurrency.worker("publishing")
        self._lock = concurrency.lock()
        self._outbox: deque[str] = deque(maxlen=BACKLOG)
        self._publishing = self._closed = False
        self._heard: Any = None  # the subscription
        self._failing: set[str] = set()  # which of the two native threads Redis did not answer when it was last asked
        self._native = threading.Lock()

    def close(self) -> None:
        """Hear and say nothing any more."""
        self._closed = True
        self._publisher.close()
        self._redis.close()

    # -- what the library calls ----------------------------------------------------------------------------------------

    def _publish(self, data: object) -> None:
        with self._lock:
            self._outbox.append(json.dumps(data))
            if self._publishing:
                return
            self._publishing = True
        self._concurrency.spawn(self._publish_on)

    def _listen(self) -> Iterator[bytes]:
        while not self._closed:
            yield from self._listener.run(self._receive)
        self._listener.close()
        while True:  # the library takes the end of this for a failure
            self._concurrency.sleep(60)

    # -- beside everything else ----------------------------------------------------------------------------------------

    def _publish_on(self) -> None:
        while batch := self._waiting():
            self._publisher.run(self._send, batch)

    def _waiting(self) -> list[str]:
        with self._lock:
            batch = list(self._outbox)
            self._outbox.clear()
            self._publishing = bool(batch) and not self._closed
            return batch if self._publishing else []

    # -- in native threads ---------------------------------------------------------------------------------------------

    def _send(self, batch: Sequence[str]) -> None:
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for message in batch:
                    pipeline.publish(self.channel, message)
                pipeline.execute()
        except Exception as error:
            self._failed("publishing", error)
        else:
            self._answered("publishing")

    def _receive(self) -> list[bytes]:
        try:
            if self._heard is None:
                self._heard = self._redis.pubsub(ignore_subscribe_messages=True)
                self._heard.subscribe(self.channel)
            message = self._heard.get_message(timeout=LISTEN)
        except Exception as error:
            self._failed("listening", error)
            self._heard = None
            time.sleep(0 if self._closed else RETRY)
            return []
        self._answered("listening")
        return [message["data"]] if message else []

    def _failed(self, thread: str, error: Exception) -> None:
        """One line for an absence, whichever thread meets it first, or again before both have had an answer."""
        with self._native:
            first = not self._failing
            self._failing.add(thread)
        if first and not self._closed:
            reason = (str(error).splitlines() or [""])[0]
            log.error("Redis does not answer (%s: %s): servers do not hear each other", type(error).__name__, reason)

    def _answered(self, thread: str) -> None:
        with self._native:
            back = self._failing == {thread}
            self._failing.discard(thread)
        if back:
            log.warning("Redis is back: servers hear each other again")
