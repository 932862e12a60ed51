"""A drawing's strokes as one column of a table: JSON as in Quick, Draw!'s files, compressed with zlib.

`[[[x..], [y..], [t..]], ..]`, a triple for each stroke, a pair where a file told no times. x and y in board units where
it was drawn here, in the file's own where it came from one; t in milliseconds since the round began. Anybody can read
it with two library calls, and numbers come back as they went in.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

Strokes = list[list[list[float]]]

LEVEL = 6  # of zlib: beyond it, a per cent less for twice the time
DIGITS = 2  # of a board unit: a hundredth is a tenth of a pixel on the largest board


def pack(strokes: Sequence[Sequence[Sequence[float]]]) -> bytes:
    """The strokes' columns as bytes. ValueError for a number that is not finite."""
    return zlib.compress(json.dumps(strokes, separators=(",", ":"), allow_nan=False).encode(), LEVEL)


def unpack(ink: bytes) -> Strokes:
    """The strokes' columns. ValueError when these bytes are no ink."""
    try:
        found: Strokes = json.loads(zlib.decompress(ink))
    except zlib.error as error:
        raise ValueError(f"no ink: {error}") from None
    return found


def readable(ink: bytes) -> Strokes:
    """The strokes' columns, none where these bytes are no ink."""
    try:
        return unpack(ink)
    except ValueError:
        return []
