"""A file for each format and word. Drawings are added one at a time; memory does not grow with their number.

Two formats hold what is to be written until the file ends (sketch-rnn's) or a list of what is in it (zip): they begin
another file, `<word>.part2`, where one would become too long.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from model import ink
from server.doodles.export import columns
from server.doodles.export.bitmaps import SIDE, bitmap
from server.doodles.export.pictures import svg
from server.doodles.export.record import LeftOutError, Record
from server.doodles.export.rows import PAGE
from server.doodles.splits import SPLITS
from server.doodles.words import file_name

MOST = {"npz": 75_000, "svg": 50_000}  # drawings of one file; 75,000 are in sketch-rnn's own
EXAMPLES = 5  # drawings of a word that are named with the reason why a format cannot hold them
PLACES = {
    "raw": ("full/raw", ".ndjson"),
    "simplified": ("full/simplified", ".ndjson"),
    "bin": ("full/binary", ".bin"),
    "npy": ("full/numpy_bitmap", ".npy"),
    "npz": ("sketchrnn", ".npz"),
    "parquet": ("parquet", ".parquet"),
    "svg": ("svg", ".zip"),
}


class Sink(Protocol):
    """One file that is being written."""

    def add(self, record: Record) -> None:
        """One more drawing. LeftOutError, and nothing is written, for one that the format cannot hold."""

    def close(self) -> None:
        """The file is whole."""


class Lines:
    """Raw or simplified ndjson."""

    def __init__(self, path: Path, raw: bool) -> None:
        self._file, self._raw = path.open("w", encoding="utf-8", newline="\n"), raw

    def add(self, record: Record) -> None:
        """See Sink."""
        self._file.write(record.raw if self._raw else ink.ndjson.dump(record.simple) + "\n")

    def close(self) -> None:
        """See Sink."""
        self._file.close()


class Packed:
    """Quick, Draw!'s .bin."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def add(self, record: Record) -> None:
        """See Sink."""
        self._file.write(ink.binary.pack(record.simple))

    def close(self) -> None:
        """See Sink."""
        self._file.close()


class Bitmaps:
    """An .npy whose number of rows is put into its head in the end."""

    def __init__(self, path: Path) -> None:
        self._file, self._rows = path.open("wb"), 0
        self._head()

    def add(self, record: Record) -> None:
        """See Sink."""
        self._file.write(bitmap(record.simple).tobytes())
        self._rows += 1

    def close(self) -> None:
        """See Sink."""
        try:
            self._file.seek(0)
            self._head()
        finally:
            self._file.close()

    def _head(self) -> None:
        """NumPy leaves room for any number of rows, so that the head is as long whatever it says."""
        shape = (self._rows, SIDE * SIDE)
        npy.write_array_header_1_0(self._file, {"descr": "|u1", "fortran_order": False, "shape": shape})


class Moves:
    """sketch-rnn's .npz: held in memory until it is closed, 6 bytes a point and a hundred a drawing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._moves: dict[str, list[NDArray[np.int16]]] = {split: [] for split in SPLITS}

    def add(self, record: Record) -> None:
        """See Sink."""
        self._moves[record.split].append(ink.stroke3.to_moves(record.simple))

    def close(self) -> None:
        """See Sink."""
        ink.stroke3.write_moves(self._path, self._moves)


class Columns:
    """Parquet, a group of rows for each page."""

    def __init__(self, path: Path) -> None:
        self._writer, self._rows = columns.writer(path), list[dict[str, Any]]()

    def add(self, record: Record) -> None:
        """See Sink."""
        self._rows.append(columns.row(record))
        if len(self._rows) == PAGE:
            self._flush()

    def close(self) -> None:
        """See Sink."""
        try:
            if self._rows:
                self._flush()
        finally:
            self._writer.close()

    def _flush(self) -> None:
        self._writer.write_table(columns.arrow().Table.from_pylist(self._rows, schema=self._writer.schema))
        self._rows.clear()


class Pictures:
    """A zip of SVG files."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)

    def add(self, record: Record) -> None:
        """See Sink."""
        entry = zipfile.ZipInfo(f"{record.row.key}.svg")  # dated 1980: the same drawings make the same file
        entry.compress_type = zipfile.ZIP_DEFLATED
        self._zip.writestr(entry, svg(record.simple))

    def close(self) -> None:
        """See Sink."""
        self._zip.close()


def sink(format: str, path: Path) -> Sink:
    """A new file of that format. OSError when it cannot be written."""
    match format:
        case "raw" | "simplified":
            return Lines(path, raw=format == "raw")
        case "bin":
            return Packed(path)
        case "npy":
            return Bitmaps(path)
        case "npz":
            return Moves(path)
        case "parquet":
            return Columns(path)
        case "svg":
            return Pictures(path)
    raise ValueError(f"there is no format {format!r}")


class Files:
    """The files of one word in one format, in `folder`: usually one, made when there is a drawing for it."""

    def __init__(self, folder: Path, format: str, word: str) -> None:
        place, self._ending = PLACES[format]
        self.format, self._folder, self._name = format, folder / place, file_name(word)
        self._sink: Sink | None = None
        self.drawings: dict[Path, int] = {}
        self.left_out, self.examples = 0, list[str]()  # drawings, and the first of them with the reason

    def add(self, record: Record) -> None:
        """One more drawing; or it is noted that, and why, the format cannot hold it."""
        try:
            sink = self._current()
            sink.add(record)
        except (LeftOutError, ink.InkError) as error:
            self.left_out += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append(f"{record.key}: {error}")
            return
        self.drawings[self._path()] += 1

    def close(self) -> None:
        """All files are whole. One in which nothing could be put is none."""
        if self._sink:
            self._sink.close()
            self._sink = None
            if not self.drawings[path := self._path()]:
                path.unlink()
                del self.drawings[path]

    def _current(self) -> Sink:
        if self._sink and self.drawings[self._path()] >= MOST.get(self.format, 1 << 63):
            self._sink.close()
            self._sink = None
        if self._sink is None:
            part = f".part{len(self.drawings) + 1}" if self.drawings else ""
            path = self._folder / f"{self._name}{part}{self._ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            self._sink, self.drawings[path] = sink(self.format, path), 0
        return self._sink

    def _path(self) -> Path:
        return next(reversed(self.drawings))
