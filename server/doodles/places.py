"""Network addresses as the tables may have them: hashes with a key that this process makes up, and takes along.

Whoever reads the tables, or all of them with the server's logs, cannot find an address in them by trying every one. A
drawing has hashes of its own, so that it cannot be seen either what else was said from the same address. When the
process ends, its addresses are strangers to the next one, and so they are to another server at the same time: what is
written down names the process, for the places of two of them may be the same.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from server import door


@dataclass(frozen=True)
class Place:
    """An address that votes and reports, which neither a log nor an error shows."""

    _address: str = field(repr=False)
    _key: bytes = field(repr=False)
    _process: str = field(repr=False)

    def on(self, drawing: int) -> str:
        """What is written down of it with this drawing (its id)."""
        return f"{self._process} {hmac.new(self._key, f'{drawing} {self._address}'.encode(), 'sha256').hexdigest()}"


class Places:
    """Makes them, for as long as this process lives."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._process = secrets.token_hex(4)

    def at(self, address: str) -> Place:
        """The place of an address; all of one household's IPv6 addresses are one."""
        return Place(door.place(address), self._key, self._process)


def process(written: str) -> str:
    """Which process has written down a place; "" for what was written before they were named."""
    return written.rpartition(" ")[0]
