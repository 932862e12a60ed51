"""Socket.IO packets that are checked before they are read, so that nothing a client sends can raise inside the
library.

What is no message becomes the event MALFORMED with the reason, and is answered with a `problem` like any
other bad message.
"""

from __future__ import annotations

import json
from typing import Any

from socketio import packet

from server import wire

MALFORMED = "malformed"
RESERVED = {"connect", "disconnect"}  # the library would take them for a link that comes and goes


class Json:
    """What a packet asks of `json`, with one encoder and one decoder for all.

    The library's makes new ones for each message, and has every whole number of it read by a function in Python.
    """

    _encode = json.JSONEncoder(separators=(",", ":")).encode
    _decode = json.JSONDecoder().decode

    @classmethod
    def dumps(cls, data: object, **_: object) -> str:
        """The shortest text."""
        return cls._encode(data)

    @classmethod
    def loads(cls, text: str) -> Any:
        """Parse a text. ValueError when it is not JSON."""
        return cls._decode(text)


class CheckedPacket(packet.Packet):  # type: ignore[misc]
    """A packet of JSON text of at most MAX_MESSAGE characters. There is nothing binary on this wire."""

    json = Json
    uses_binary_events = False  # or everything that goes out is looked through for bytes

    def __init__(self, *args: Any, encoded_packet: str | bytes | None = None, **fields: Any) -> None:
        """As the library's, which however takes an empty text for no packet to decode, and later trips over it."""
        super().__init__(*args, encoded_packet=" " if encoded_packet in ("", b"") else encoded_packet, **fields)

    def decode(self, encoded_packet: str | bytes) -> int:
        """Parse what came in. Returns the number of binary attachments to wait for: none."""
        try:
            self._check(encoded_packet)
        except (ValueError, TypeError, IndexError, RecursionError) as error:
            self.packet_type, self.namespace, self.id = packet.EVENT, None, None
            self.data = [MALFORMED, str(error) or type(error).__name__]
        return 0

    def _check(self, encoded: str | bytes) -> None:
        if isinstance(encoded, bytes):
            raise ValueError("it is binary; messages are JSON text")
        if len(encoded) > wire.MAX_MESSAGE:
            raise ValueError(f"it is {len(encoded)} characters long; at most {wire.MAX_MESSAGE} are read")
        super().decode(encoded)
        if self.packet_type in (packet.BINARY_EVENT, packet.BINARY_ACK, packet.CONNECT_ERROR):
            raise ValueError("it is no event; messages are events")
        if self.packet_type == packet.EVENT:
            self._check_event(self.data)

    def _check_event(self, data: object) -> None:
        if not isinstance(data, list) or not data or not isinstance(data[0], str):
            raise ValueError("an event is a list that begins with its name")
        if data[0] in RESERVED:
            raise ValueError(f'"{data[0]}" is no message of this game')


def problem(code: str, message: str) -> str:
    """A `problem` as it goes over a websocket, for the place where no library is left to send it."""
    return "42" + json.dumps(["problem", {"code": code, "message": message}])
