"""A Socket.IO connection that costs next to nothing: hundreds of them have to share two cores with the server.

WebSocket (RFC 6455), Engine.IO 4 and Socket.IO 5 as far as a drawer needs them, on one asyncio protocol and without a
task or a queue for each link. A general library spends as long on a message as the server that is to be measured:
what it looks for here are a few characters of a text. Like a browser it offers to inflate (RFC 7692), so that a
server which compresses has the work of it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import zlib
from collections.abc import Callable
from urllib.parse import urlsplit

MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, 1.3
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
FIN, COMPRESSED, MASKED = 0x80, 0x40, 0x80


class LinkError(ConnectionError):
    """The server said something that this client does not understand, or refused it."""


class Link(asyncio.Protocol):
    """One connection to the default namespace. `heard` gets each event's and acknowledgement's text, from `42` on."""

    def __init__(self, host: str, heard: Callable[[str], None], gone: Callable[[], None]) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._heard, self._gone = heard, gone
        self._key = base64.b64encode(os.urandom(16))
        self._host = host
        self._buffer = b""
        self._upgraded = False
        self._inflate: zlib._Decompress | None = None
        self._transport: asyncio.Transport | None = None

    def say(self, text: str) -> None:
        """Send one packet; nothing when the link is lost."""
        self._frame(TEXT, text.encode())

    def close(self) -> None:
        """Leave as a closed tab does."""
        self._frame(CLOSE, b"\x03\xe9")
        self.drop()

    def drop(self) -> None:
        """The link is cut without a word, and what still comes in is not heard."""
        self._heard, self._gone = lambda text: None, lambda: None
        self._hang_up()

    # -- asyncio's side ------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: " + self._host.encode() + b"\r\n"
            b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            b"Sec-WebSocket-Key: " + self._key + b"\r\n\r\n"
        )

    def data_received(self, data: bytes) -> None:
        self._buffer = buffer = self._buffer + data if self._buffer else data
        if not self._upgraded:
            if b"\r\n\r\n" not in buffer:
                return
            head, _, self._buffer = buffer.partition(b"\r\n\r\n")
            if not self._accept(head):
                return self._fail(f"no websocket: {head[:100]!r}")
        self._frames()

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if not self.ready.done():
            self.ready.set_exception(error or LinkError("the server hung up"))
        self._gone()

    # -- frames --------------------------------------------------------------------------------------------------------

    def _accept(self, head: bytes) -> bool:
        status, *lines = head.split(b"\r\n")
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        if b"permessage-deflate" in fields.get(b"sec-websocket-extensions", b""):
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._upgraded = True
        proof = base64.b64encode(hashlib.sha1(self._key + MAGIC).digest())
        return b" 101 " in status and fields.get(b"sec-websocket-accept") == proof

    def _hang_up(self) -> None:
        if self._transport:
            self._transport.abort()

    def _frames(self) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            first, size, begin = buffer[at], buffer[at + 1], at + 2
            if size >= 126:
                begin += 2 if size == 126 else 8
                size = int.from_bytes(buffer[at + 2 : begin])
            if len(buffer) < begin + size:
                break
            at = begin + size
            self._took(first, buffer[begin:at])
        self._buffer = buffer[at:]

    def _took(self, first: int, payload: bytes) -> None:
        if first & COMPRESSED and self._inflate:
            payload = self._inflate.decompress(payload + b"\0\0\xff\xff")
            first &= ~COMPRESSED
        match first:
            case 0x81:  # FIN | TEXT
                self._packet(payload.decode())
            case 0x88:  # FIN | CLOSE
                self._hang_up()
            case 0x89:  # FIN | PING
                self._frame(PONG, payload)
            case 0x8A:  # FIN | PONG
                pass
            case _:
                self._fail(f"a frame that begins with {first:#x}")

    def _frame(self, kind: int, payload: bytes) -> None:
        if self._transport is None:
            return
        size, key = len(payload), os.urandom(4)
        if size < 126:
            head = bytes((FIN | kind, MASKED | size))
        else:
            head = bytes((FIN | kind, MASKED | 126)) + size.to_bytes(2)
        mask = int.from_bytes((key * (size // 4 + 1))[:size])
        self._transport.write(head + key + (int.from_bytes(payload) ^ mask).to_bytes(size))

    # -- packets -------------------------------------------------------------------------------------------------------

    def _packet(self, text: str) -> None:
        match text[:2]:
            case "42" | "43":  # an event, an acknowledgement
                self._heard(text)
            case "2":  # Engine.IO's ping
                self.say("3")
            case "0{":  # Engine.IO is open; now Socket.IO
                self.say("40")
            case "40":
                if not self.ready.done():
                    self.ready.set_result(None)
            case "41" | "1":
                self._hang_up()
            case _:
                self._fail(f"the packet {text[:40]!r}")

    def _fail(self, what: str) -> None:
        if not self.ready.done():
            self.ready.set_exception(LinkError(what))
        self._hang_up()


async def connect(url: str, heard: Callable[[str], None], gone: Callable[[], None]) -> Link:
    """A link that is ready to say hello on. ConnectionError when there is none."""
    place = urlsplit(url)
    loop = asyncio.get_running_loop()
    _, link = await loop.create_connection(lambda: Link(place.netloc, heard, gone), place.hostname, place.port)
    await link.ready
    return link
