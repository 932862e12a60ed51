"""The drawings of a file of any format, each with what the file tells of it. A broken one is given, not raised."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model import ink
from server.doodles.export import pictures
from server.doodles.ink import Strokes
from server.doodles.words import word_of

ENDINGS = (".ndjson", ".bin", ".npz", ".parquet", ".zip")
MORE = ("language", "day", "width", "height", "pen", "mode", "ms", "model", "target_p", "guesses")
BATCH = 500  # rows of a Parquet file in memory at once
PICTURE = re.compile(r"(\d{1,20})\.svg")  # the name of one in a zip
LARGE = 2_000_000  # bytes of a picture: twice what a drawing of most points takes


@dataclass(frozen=True)
class Entry:
    """One drawing of a file. What it does not tell is None."""

    key: int
    word: str
    strokes: Strokes
    recognized: bool | None = None
    country: str | None = None
    timestamp: str | None = None
    split: str | None = None  # where the file says so
    more: Mapping[str, Any] = field(default_factory=dict)  # other columns of the table, from our own Parquet


Read = Callable[[Path], Iterator[Entry | ink.InkError]]


def entries(path: Path, word: str | None = None) -> Iterator[Entry | ink.InkError]:
    """The drawings of a file, told by its ending.

    `word` is what they are of, where a file cannot say (.bin, .npz); else it is the file's name. InkError for another
    ending or a file that is none of its kind; OSError when it cannot be opened.
    """
    word = word or word_of(path.stem)
    match path.suffix:
        case ".ndjson":
            return _lines(path)
        case ".bin":
            return (_made(item) for item in ink.binary.read(path, word).items)
        case ".npz":
            return _moves(path, word)
        case ".parquet":
            return _rows(path)
        case ".zip":
            return _pictures(path)
        case ".npy":
            raise ink.InkError(f"{path} holds dots and no lines: take another format of the same drawings")
    raise ink.InkError(f"{path}: files of drawings end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")


def _made(
    item: ink.Drawing | ink.InkError, strokes: Strokes | None = None, split: str | None = None
) -> Entry | ink.InkError:
    if isinstance(item, ink.InkError):
        return item
    strokes = strokes or [[stroke.x.tolist(), stroke.y.tolist()] for stroke in item.strokes]
    return Entry(item.key_id, item.word, strokes, item.recognized, item.countrycode, item.timestamp, split)


def _lines(path: Path) -> Iterator[Entry | ink.InkError]:
    for item in ink.ndjson.records(path):
        yield item if isinstance(item, ink.InkError) else _made(*item)


def _moves(path: Path, word: str) -> Iterator[Entry | ink.InkError]:
    """A sketch-rnn file is read as a whole: it is one pickle. Its sides are kept, and so is its place on the board,
    unless that begins outside.
    """
    for split, drawings in ink.stroke3.read(path, word).items():
        for drawing in drawings:
            low = [min(int(getattr(stroke, axis).min()) for stroke in drawing.strokes) for axis in "xy"]
            high = [max(int(getattr(stroke, axis).max()) for stroke in drawing.strokes) for axis in "xy"]
            x, y = (0 if first >= 0 and last <= 255 else first for first, last in zip(low, high, strict=True))
            yield _made(drawing, [[(s.x - x).tolist(), (s.y - y).tolist()] for s in drawing.strokes], split)


def _rows(path: Path) -> Iterator[Entry | ink.InkError]:
    from server.doodles.export import columns

    pa = columns.arrow()
    try:
        with pa.parquet.ParquetFile(path) as file:
            if missing := {"key_id", "word", "strokes"} - set(file.schema_arrow.names):
                raise ink.InkError(f"{path}: there is no column {min(missing)}; this is no Parquet file of ours")
            number = 0
            for batch in file.iter_batches(BATCH, columns=[n for n in columns.COLUMNS if n in file.schema_arrow.names]):
                for row in batch.to_pylist():
                    number += 1
                    yield _row(row, path, number)
    except pa.ArrowException as error:
        raise ink.InkError(f"{path}: no Parquet file: {str(error).splitlines()[0]}") from None


def _pictures(path: Path) -> Iterator[Entry | ink.InkError]:
    try:
        with zipfile.ZipFile(path) as archive:
            for number, name in enumerate(archive.namelist(), 1):
                yield _picture(archive, name, path, number)
    except (zipfile.BadZipFile, zlib.error, RuntimeError) as error:  # the last for one with a password
        raise ink.InkError(f"{path}: no zip of pictures: {error}") from None


def _picture(archive: zipfile.ZipFile, name: str, path: Path, number: int) -> Entry | ink.InkError:
    with archive.open(name) as file:
        text = file.read(LARGE).decode(errors="replace")
    try:
        if not (key := PICTURE.fullmatch(name)):
            raise ValueError("its name is not the key_id of a drawing")
        return Entry(int(key[1]), *pictures.drawn(text))
    except ValueError as error:
        return ink.InkError(f"{name[:40]!r}: {error}", path, number)


def _row(row: dict[str, Any], path: Path, number: int) -> Entry | ink.InkError:
    try:
        strokes = [
            [_numbers(stroke[axis]) for axis in "xyt" if stroke.get(axis) is not None] for stroke in row["strokes"]
        ]
        asked = row.get("asked") or row["word"]
        more = {name: row[name] for name in MORE if row.get(name) is not None}
        if row["word"] != asked:
            more["better"] = row["word"]
        return Entry(
            int(row["key_id"]),
            asked,
            strokes,
            recognized=row.get("recognized"),
            country=row.get("countrycode"),
            timestamp=row.get("timestamp"),
            split=row.get("split"),
            more=more,
        )
    except (TypeError, KeyError, AttributeError):
        return ink.InkError("a row that is not as our exports write it", path, number)


def _numbers(column: list[float]) -> list[float]:
    """As they were before Parquet made all of them fractions."""
    return [int(value) for value in column] if all(float(value).is_integer() for value in column) else column
