"""The columns of our Parquet files, and rows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from server.doodles.export.record import LeftOutError, Record
from server.errors import SetupError

# Column -> its type, and what it says. A row's strokes are as they were drawn; times count from the round's start.
COLUMNS = {
    "key_id": ("uint64", "the drawing's name for ever"),
    "word": ("string", "what it is of; a moderator's better word has replaced the one that was asked for"),
    "asked": ("string", "the word that was asked for"),
    "split": ("string", "train, valid or test; the same for everything that one contributor gave"),
    "recognized": ("bool", "whether it was recognized while it was drawn"),
    "countrycode": ("string", "two letters, where given"),
    "language": ("string", "the page's language"),
    "day": ("date32", "when it was kept, in UTC"),
    "timestamp": ("string", "the moment, where the file that it came from had one"),
    "source": ("string", "play, room, or the file that it came from"),
    "timed": ("bool", "whether strokes have t: what came from a simplified file has none"),
    "strokes": ("strokes", "x to the right, y down, t in milliseconds; a list of strokes"),
    "simplified": ("simplified", "the same, fitted to 255 x 255 and thinned"),
    "width": ("int32", "of the board, whose longer side is 1000"),
    "height": ("int32", "of the board"),
    "pen": ("string", "mouse, touch, pen or keys"),
    "mode": ("string", "of the round"),
    "ms": ("int32", "from the round's start to its end"),
    "model": ("string", "version of the network that guessed"),
    "target_p": ("double", "the network's calibrated probability of the asked word, in the end"),
    "guesses": ("string", "what was guessed over time, as JSON: [[ms, [[word, p], ..]], ..]"),
    "status": ("string", "what reviewing came to"),
    "version": ("int32", "of the meaning of the columns above"),
}
AS_KEPT = ("recognized", "language", "day", "timestamp", "source", "timed", "width", "height", "pen", "mode", "ms",
           "model", "target_p", "guesses", "status", "version")  # fmt: skip


def arrow() -> Any:
    """pyarrow. SetupError where it is not installed."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise SetupError("Parquet needs pyarrow, which is not installed: pip install -e '.[parquet]'") from None
    return pyarrow


def schema() -> Any:
    """The pyarrow schema of COLUMNS, each field with its description."""
    pa = arrow()
    number, small = pa.list_(pa.float64()), pa.list_(pa.uint8())
    special = {
        "strokes": pa.list_(pa.struct([("x", number), ("y", number), ("t", number)])),
        "simplified": pa.list_(pa.struct([("x", small), ("y", small)])),
    }
    return pa.schema(
        [
            pa.field(name, special.get(kind) or getattr(pa, {"bool": "bool_", "double": "float64"}.get(kind, kind))(),
                     metadata={"description": text})
            for name, (kind, text) in COLUMNS.items()
        ]
    )  # fmt: skip


def row(record: Record) -> dict[str, Any]:
    """A row of COLUMNS."""
    kept = {name: getattr(record.row, name) for name in AS_KEPT}
    try:
        small: Any = [{"x": stroke.x, "y": stroke.y} for stroke in record.simple.strokes]
    except LeftOutError:
        small = None
    return {
        **kept,
        "key_id": record.key,
        "word": record.word,
        "asked": record.row.word,
        "split": record.split,
        "countrycode": record.row.country,
        "strokes": [dict(zip("xyt", stroke, strict=False)) for stroke in record.strokes],
        "simplified": small,
    }


def writer(path: Path) -> Any:
    """A pyarrow.parquet.ParquetWriter of these columns."""
    return arrow().parquet.ParquetWriter(path, schema(), compression="zstd")
