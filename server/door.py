"""Who may connect: so many links from one address, and so many new ones a second. Addresses stay in memory.

A school sits behind one address, so the limits are those of a school; they stop who connects in a loop.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from server.limits import Bucket
from server.metrics import Metrics
from server.settings import Settings

log = logging.getLogger(__name__)

SWEEP = 1000  # addresses that are remembered before those without news are forgotten
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


@dataclass
class _Place:
    """One address, or one network of IPv6 addresses."""

    arrivals: Bucket
    links: int = 0


class Door:
    """Counts links by where they come from."""

    def __init__(
        self, settings: Settings, clock: Callable[[], float], metrics: Metrics, lock: AbstractContextManager[Any]
    ) -> None:  # fmt: skip
        """`clock`: seconds. `lock`: whoever comes or goes holds it, for they do so in threads of their own."""
        self._settings = settings
        self._lock = lock
        self._clock = clock
        self._metrics = metrics
        self._places: dict[str, _Place] = {}
        self._links: dict[str, str] = {}  # which place each comes from
        self._warned = False
        metrics.show("inkling_connections", "Connections open", lambda: len(self._links))

    def enter(self, link: str, environ: dict[str, Any]) -> str | None:
        """Let a link in; else say why not."""
        with self._lock:
            return self._enter(link, environ)

    def _enter(self, link: str, environ: dict[str, Any]) -> str | None:
        self._mind_proxies(environ)
        s, now = self._settings, self._clock()
        name = place(environ.get("REMOTE_ADDR", ""))
        here = self._places.get(name) or _Place(Bucket.full(s.connection_rate, s.connections_per_address, now))
        if len(self._links) >= s.connections:
            return self._refuse("all", f"{s.connections} connections are open; come back in a while")
        if here.links >= s.connections_per_address:
            return self._refuse("address", f"{s.connections_per_address} connections from one address are the most")
        if not here.arrivals.take(1, now):
            return self._refuse("rate", f"{s.connection_rate:g} new connections a second are taken from one address")
        self._sweep(now)
        self._places[name] = here
        self._links[link] = name
        here.links += 1
        return None

    def leave(self, link: str) -> None:
        """A link has ended."""
        with self._lock:
            if name := self._links.pop(link, None):
                self._places[name].links -= 1

    def _refuse(self, why: str, reason: str) -> str:
        self._metrics.refused.labels(why).inc()
        log.warning("connections are refused: %s", reason)
        return reason

    def _sweep(self, now: float) -> None:
        if len(self._places) >= SWEEP:
            self._places = {n: p for n, p in self._places.items() if p.links or not p.arrivals.full_at(now)}

    def _mind_proxies(self, environ: dict[str, Any]) -> None:
        if not self._warned and not self._settings.proxies and any(name in environ for name in FORWARDED):
            self._warned = True
            log.warning("requests come through a proxy, whose players count as one address: INKLING_PROXIES=1 helps")


def watch(engine: Any, door: Door) -> None:
    """Put the door before an Engine.IO server, whose handlers of Socket.IO's are those who are let in."""
    connect, disconnect = engine.handlers["connect"], engine.handlers["disconnect"]

    def enter(link: str, environ: dict[str, Any]) -> Any:
        return door.enter(link, environ) or connect(link, environ)

    def leave(link: str, reason: str) -> None:
        door.leave(link)
        disconnect(link, reason)

    engine.on("connect", enter)
    engine.on("disconnect", leave)


def place(address: str) -> str:
    """What counts as one address: for IPv6 a network of 64 bits, which is what one household is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address  # a socket of the system's own, or a test's
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def is_here(environ: dict[str, Any]) -> bool:
    """Whether a request comes from this very machine, and not through a proxy on it that nobody told us of."""
    try:
        local = ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return local and not any(name in environ for name in FORWARDED)
