"""Raw and simplified ndjson: one JSON object a line. The format is described in `model/ink.py`."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import numpy as np

from model.formats.drawing import KEYS, Column, Drawing, InkError, OnError, Reading, Stroke

T = TypeVar("T")

MAX_LINE = 16 << 20  # bytes; the longest line of the public files has less than 1 MB


def _no_constant(name: str) -> NoReturn:
    raise InkError(f"{name} is no number of JSON; a coordinate must be finite")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def parse(line: str) -> Drawing:
    """One line, raw or simplified (told apart by a third column), as a drawing. InkError says what is wrong."""
    return _drawing(_record(line))


def _record(line: str) -> dict[str, Any]:
    try:
        record = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise InkError(f"no JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise InkError("no drawing: lists nested too deep") from None
    if not isinstance(record, dict):
        raise InkError(f"a {type(record).__name__} where an object with word, key_id and drawing must be")
    return record


def _drawing(record: dict[str, Any]) -> Drawing:
    return Drawing(
        word=_text(record, "word"),
        key_id=_key_id(record),
        strokes=_strokes(record),
        countrycode=_text(record, "countrycode") if "countrycode" in record else None,
        recognized=_recognized(record),
        timestamp=_text(record, "timestamp") if "timestamp" in record else None,
        order=tuple(key for key in record if key in KEYS),
    )


def dump(drawing: Drawing) -> str:
    """The drawing as one line without its newline. Keys that are None are left out."""
    values = {
        "word": drawing.word,
        "countrycode": drawing.countrycode,
        "timestamp": drawing.timestamp,
        "recognized": drawing.recognized,
        "key_id": str(drawing.key_id),
        "drawing": [[c.tolist() for c in (s.x, s.y, s.t) if c is not None] for s in drawing.strokes],
    }
    record = {key: values[key] for key in drawing.order if values[key] is not None}
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def read(path: Path, on_error: OnError = "raise") -> Reading:
    """The drawings of a file, one at a time and with bounded memory. OSError if it cannot be opened."""
    return Reading(_items(path, parse), on_error)


def records(path: Path) -> Iterator[tuple[Drawing, list[list[list[float]]]] | InkError]:
    """As `read`, each drawing with its strokes as the file writes them: 10 beside 520.5 stays 10, where a column of an
    array would have made it 10.0. A broken one is given, not raised.
    """
    return _items(path, lambda line: (_drawing(record := _record(line)), record["drawing"]))


def write(path: Path, drawings: Iterable[Drawing]) -> None:
    """Write the drawings, a line each."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(dump(drawing) + "\n" for drawing in drawings)


def _items(path: Path, made: Callable[[str], T]) -> Iterator[T | InkError]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            try:
                if len(line) == MAX_LINE and not line.endswith(b"\n"):
                    while (rest := file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                        pass
                    raise InkError(f"a line longer than {MAX_LINE} bytes")
                yield made(line.decode("utf-8"))
            except UnicodeDecodeError as error:
                yield InkError(f"not UTF-8 at byte {error.start}", path, number)
            except InkError as error:
                yield InkError(error.reason, path, number)


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value:
        raise InkError(f"{key} is {_shown(value)}; it must be a text")
    return value


def _key_id(record: dict[str, Any]) -> int:
    value = record.get("key_id")
    if not isinstance(value, str) or not (value.isascii() and value.isdigit()) or len(value) > 20:
        raise InkError(f"key_id is {_shown(value)}; it must be a text of digits")
    key_id = int(value)
    if key_id >= 1 << 64 or str(key_id) != value:
        raise InkError(f"key_id is {_shown(value)}; it must be below 2**64 and without leading zeros")
    return key_id


def _recognized(record: dict[str, Any]) -> bool | None:
    value = record.get("recognized")
    if not isinstance(value, bool) and "recognized" in record:
        raise InkError(f"recognized is {_shown(value)}; it must be true or false")
    return value


def _strokes(record: dict[str, Any]) -> tuple[Stroke, ...]:
    columns = record.get("drawing")
    if not isinstance(columns, list) or not columns:
        raise InkError(f"drawing is {_shown(columns)}; it must be a list of at least one stroke")
    strokes = tuple(_stroke(number, stroke) for number, stroke in enumerate(columns))
    if len({stroke.t is None for stroke in strokes}) > 1:
        raise InkError("some strokes have times and others have none")
    return strokes


def _stroke(number: int, stroke: Any) -> Stroke:
    if not isinstance(stroke, list) or len(stroke) not in (2, 3):
        raise InkError(f"stroke {number} is {_shown(stroke)}; it must be [x, y] or [x, y, t]")
    columns = [_column(number, name, values) for name, values in zip("xyt", stroke, strict=False)]
    lengths = [len(column) for column in columns]
    if min(lengths) != max(lengths):
        raise InkError(f"stroke {number} has columns of {' and '.join(map(str, lengths))} numbers; they must be equal")
    return Stroke(*columns)


def _column(number: int, name: str, values: Any) -> Column:
    if not isinstance(values, list) or not values:
        raise InkError(f"{name} of stroke {number} is {_shown(values)}; it must be a list of at least one number")
    try:
        column = np.array(values)
    except (ValueError, OverflowError):  # lists of unequal lengths in it, or a number beyond 64 bits
        column = np.array(None)
    if column.ndim != 1 or column.dtype not in (np.int64, np.float64) or not np.isfinite(column).all():
        bad = next((v for v in values if type(v) not in (int, float) or not abs(v) < 1 << 63), values)
        raise InkError(f"{name} of stroke {number} holds {_shown(bad)}; it must hold finite numbers only")
    return column


def _shown(value: object) -> str:
    """A value as it stands in the file, cut to what fits a line of a report."""
    text = "missing" if value is None else json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
