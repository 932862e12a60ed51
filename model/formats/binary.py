"""The public `.bin` files: simplified drawings of one word, packed. The format is described in `model/ink.py`."""

import datetime
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from model.formats.drawing import Drawing, InkError, OnError, Reading, Stroke

_HEAD = struct.Struct("<Q2sbIH")  # key_id, countrycode, recognized, timestamp, number of strokes
_COUNT = struct.Struct("<H")  # points of a stroke
_UNKNOWN = -1  # what stands in `recognized` where it is not known


def read(path: Path, word: str | None = None, on_error: OnError = "raise") -> Reading:
    """The drawings of a file; the word is the file's name unless given, as the format does not keep it."""
    return Reading(_items(path, word or path.stem), on_error)


def write(path: Path, drawings: Iterable[Drawing]) -> None:
    """Pack simplified drawings. InkError for one that the format cannot hold."""
    with path.open("wb") as file:
        file.writelines(pack(drawing) for drawing in drawings)


def pack(drawing: Drawing) -> bytes:
    """One drawing as the format's bytes; word, times and fractions of a second are not kept."""
    country = (drawing.countrycode or "").encode("ascii", "replace")
    if len(country) not in (0, 2):
        raise InkError(f"countrycode is {drawing.countrycode!r}; .bin holds two letters")
    if len(drawing.strokes) > 0xFFFF:
        raise InkError(f"{len(drawing.strokes)} strokes; .bin holds at most 65535")
    recognized = _UNKNOWN if drawing.recognized is None else int(drawing.recognized)
    head = _HEAD.pack(drawing.key_id, country, recognized, _seconds(drawing.timestamp), len(drawing.strokes))
    return head + b"".join(_packed(number, stroke) for number, stroke in enumerate(drawing.strokes))


def _packed(number: int, stroke: Stroke) -> bytes:
    columns = np.stack([stroke.x, stroke.y])
    packed = columns.astype(np.uint8)
    if (packed != columns).any() or len(stroke) > 0xFFFF:
        raise InkError(
            f"stroke {number}: {len(stroke)} points from {columns.min()} to {columns.max()}; "
            ".bin holds at most 65535 whole numbers from 0 to 255 (simplify the drawing first)"
        )
    return _COUNT.pack(len(stroke)) + packed.tobytes()


def _items(path: Path, word: str) -> Iterator[Drawing | InkError]:
    with path.open("rb") as file:
        number = 0
        while head := file.read(_HEAD.size):
            number += 1
            try:
                yield _unpacked(head, file, word)
            except EOFError:
                yield InkError("cut off: the file ends within this drawing", path, number)
                return  # nothing tells where another drawing would begin
            except InkError as error:
                yield InkError(error.reason, path, number)


def _unpacked(head: bytes, file: BinaryIO, word: str) -> Drawing:
    if len(head) < _HEAD.size:
        raise EOFError
    key_id, country, recognized, seconds, count = _HEAD.unpack(head)
    strokes = []
    for _ in range(count):
        (length,) = _COUNT.unpack(_exactly(file, _COUNT.size))
        columns = np.frombuffer(_exactly(file, 2 * length), np.uint8).reshape(2, length).astype(np.int64)
        strokes.append(Stroke(columns[0], columns[1]))
    if not strokes or min(map(len, strokes)) == 0:  # only now: the next drawing begins behind this one's bytes
        raise InkError("a drawing or a stroke without points")
    return Drawing(
        word=word,
        key_id=key_id,
        strokes=tuple(strokes),
        countrycode=country.decode("ascii", "replace") if country.strip(b"\0") else None,
        recognized=None if recognized == _UNKNOWN else bool(recognized),
        timestamp=_timestamp(seconds) if seconds else None,
    )


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _seconds(timestamp: str | None) -> int:
    """Whole seconds since 1970, 0 for an unknown time."""
    if timestamp is None:
        return 0
    try:
        moment = datetime.datetime.strptime(timestamp.partition(".")[0].removesuffix(" UTC"), "%Y-%m-%d %H:%M:%S")
        seconds = int(moment.replace(tzinfo=datetime.UTC).timestamp())
        return _within_32_bits(seconds)
    except ValueError:
        raise InkError(f"timestamp is {timestamp!r}; it must look like 2017-03-05 12:21:56.81707 UTC") from None


def _within_32_bits(seconds: int) -> int:
    if not 0 <= seconds < 1 << 32:
        raise ValueError(seconds)
    return seconds


def _timestamp(seconds: int) -> str:
    return f"{datetime.datetime.fromtimestamp(seconds, datetime.UTC):%Y-%m-%d %H:%M:%S}.00000 UTC"
