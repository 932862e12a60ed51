r"""The format page: every file of drawings that Inkling reads and writes, and what its numbers mean.

Common to all: x grows to the right, y grows DOWN. A drawing is a list of strokes; a stroke is what the pen drew from
coming down to leaving, and nothing is drawn between two strokes. All the examples hold the same drawing of three
points, key_id 4503599627370497: a line from (0, 0) to (255, 0), and a dot at (0, 51).

**Simplified ndjson** (`full/simplified/<class>.ndjson`): one JSON object a line, UTF-8.

    {"word":"cat","key_id":"4503599627370497","drawing":[[[0,255],[0,0]],[[0],[51]]]}

    word         the class, as in the file's name
    key_id       the drawing's name for ever: an unsigned 64-bit number, written as a text
    drawing      strokes; each is two columns of equal length, all x, then all y
    countrycode  two letters; recognized  whether Google's game guessed it; timestamp  "2017-03-05 12:21:56.81707 UTC"
                 (always there in the public files, optional here)

  Whole numbers from 0 to 255: the box of the whole drawing begins at (0, 0) and its longer side is 255 or a little
  less; strokes are resampled at one pixel and thinned (`model/formats/simplify.py`). A pen-up is the end of a stroke.

**Raw ndjson** (`full/raw/<class>.ndjson`): the same with a third column, the times.

    {"word":"cat","key_id":"4503599627370497","drawing":[[[10,520.5],[40,40],[0,150]],[[10],[142.1],[480]]]}

  x and y in the units of whatever device it was, origin at its canvas, sometimes negative, whole or not; t in
  milliseconds since the drawing began, not decreasing. Nothing is thinned.

  A line is read into numbers and written from them: whole columns come out as they were, and in a column that holds
  a fraction every number is written with one (`10.0,520.5`). The six keys keep their order, others are dropped.

**.bin** (`full/binary/<class>.bin`): simplified drawings, packed one after the other, little-endian, without gaps.

    uint64 key_id | 2 letters countrycode | int8 recognized | uint32 seconds since 1970 | uint16 strokes
    for each stroke:  uint16 points n | n x uint8 x | n x uint8 y

    01 00 00 00 00 00 10 00  55 53  01  80 62 bd 58  02 00        US, recognized, 2017-03-06 13:22:08, two strokes
    02 00  00 ff  00 00                                            two points: x 0 and 255, y 0 and 0
    01 00  00  33                                                  one point: x 0, y 51

  The word is the file's name. Unknown is written as two zero bytes, -1 and 0 (the public files know everything).

**sketch-rnn .npz** (`sketchrnn/<class>.npz`): three arrays `train`, `valid`, `test` of drawings, each of them (n, 3)
  int16, "stroke-3": dx and dy from the point before (the first from (0, 0)), and 1 where the pen leaves after the
  point, else 0. Units as in simplified drawings; a drawing may begin anywhere.

    [[0, 0, 0], [255, 0, 1], [-255, 51, 1]]

  Neither key_id nor country is kept; a key_id is made from the moves.

A broken drawing raises InkError with file, line (in .bin: the drawing's number) and reason. With on_error="skip" the
reading goes on and counts: `reading.skipped`, and `reading.broken` for the first few in full.
"""

from collections.abc import Iterator
from pathlib import Path

from model.formats import binary, ndjson, stroke3
from model.formats.drawing import KEYS, Drawing, InkError, OnError, Reading, Stroke
from model.formats.simplify import resample, simplified, simplify

__all__ = [
    "KEYS", "Drawing", "InkError", "OnError", "Reading", "Stroke",
    "binary", "ndjson", "read", "resample", "simplified", "simplify", "stroke3",
]  # fmt: skip


def read(path: Path, on_error: OnError = "raise") -> Reading:
    """The drawings of a file of any of the formats, told by its ending; see `Reading`. InkError for another ending."""
    match path.suffix:
        case ".ndjson":
            return ndjson.read(path, on_error)
        case ".bin":
            return binary.read(path, on_error=on_error)
        case ".npz":
            return Reading(_all_splits(path), on_error)
    raise InkError(f"{path}: files of drawings end in .ndjson, .bin or .npz")


def _all_splits(path: Path) -> Iterator[Drawing | InkError]:
    for drawings in stroke3.read(path).values():
        yield from drawings
