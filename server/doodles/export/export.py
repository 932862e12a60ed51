"""From the database to a folder of files: every word in every format, with what must be known of them."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from server.doodles import datasheet
from server.doodles.export import columns, folder, rows
from server.doodles.export.choice import FORMATS, Choice
from server.doodles.export.record import Record
from server.doodles.export.writers import Files
from server.doodles.splits import SPLITS
from server.doodles.tables import LICENCE

VERSION = 1  # of the manifest


@dataclass
class Word:
    """What was written of one word: its drawings' keys and sides, 9 bytes each, and its files."""

    keys: array[int] = field(default_factory=lambda: array("Q"))
    sides: bytearray = field(default_factory=bytearray)
    sources: Counter[str] = field(default_factory=Counter)
    files: list[Files] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Drawings of each side."""
        return {split: self.sides.count(side) for side, split in enumerate(SPLITS)}


def export(
    engine: Engine, out: Path, choice: Choice, today: date,
    begin: Callable[[int], object] = lambda total: None, step: Callable[[int], object] = lambda done: None,
) -> dict[str, Any]:  # fmt: skip
    """Write the chosen drawings into `out`, which is new or empty. Returns the manifest.

    `begin` is told how many drawings there are, `step` how many more are done. SetupError, and nothing is left behind,
    when the folder cannot be written or a format cannot be made here.
    """
    if "parquet" in choice.formats:
        columns.arrow()
    with folder.whole(out) as place:
        taken_back = rows.withdrawn(engine)
        there = rows.words(engine, choice)
        begin(sum(there.values()))
        words = {word: _word(engine, place, choice, word, step) for word in there}
        while taken_back != (now := rows.withdrawn(engine)):  # while this ran
            gone = {int(key) for key in now.keys() - taken_back.keys()}
            for word in [word for word, written in words.items() if not gone.isdisjoint(written.keys)]:
                _remove(words[word])
                words[word] = _word(engine, place, choice, word, lambda done: None)
            taken_back = now
        words = {word: written for word, written in words.items() if written.keys}
        _index(place, words)
        _withdrawn(place, taken_back)
        (place / "datasheet.md").write_text(datasheet.datasheet(engine, choice, today), encoding="utf-8")
        manifest = _manifest(place, choice, words, len(taken_back), today)
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        (place / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def _word(engine: Engine, place: Path, choice: Choice, word: str, step: Callable[[int], object]) -> Word:
    written = Word(files=[Files(place, format, word) for format in choice.formats])
    try:
        for row in rows.rows(engine, choice, word):
            record = Record(row, word, rows.side(row, choice))
            for files in written.files:
                files.add(record)
            written.keys.append(record.key)
            written.sides.append(SPLITS.index(record.split))
            written.sources[row.source] += 1
            step(1)
        for files in written.files:
            files.close()
    except BaseException:
        for files in written.files:
            with contextlib.suppress(Exception):
                files.close()
        raise
    return written


def _remove(word: Word) -> None:
    for files in word.files:
        for path in files.drawings:
            path.unlink()


def _index(place: Path, words: dict[str, Word]) -> None:
    """Which drawings there are, and the side of each, which most formats cannot say."""
    with (place / "index.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("key_id", "split", "word"))
        for word, written in words.items():
            pairs = zip(written.keys, written.sides, strict=True)
            lines.writerows((key, SPLITS[side], word) for key, side in pairs)


def _withdrawn(place: Path, taken_back: dict[str, str]) -> None:
    """The keys of all drawings that were taken back, for those who hold an older export."""
    (place / "withdrawn.txt").write_text("".join(f"{key}\n" for key in taken_back), encoding="utf-8")
    listed = [{"key_id": key, "day": day} for key, day in taken_back.items()]
    (place / "withdrawn.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


def _manifest(place: Path, choice: Choice, words: dict[str, Word], withdrawn: int, today: date) -> dict[str, Any]:
    files = [(each, path, n) for word in words.values() for each in word.files for path, n in each.drawings.items()]
    held = {path: n for _, path, n in files}
    return {
        "version": VERSION,
        "made": today.isoformat(),
        "licence": LICENCE,
        "formats": {name: FORMATS[name] for name in choice.formats},
        "schema": _schema(choice),
        "chosen": {"statuses": choice.statuses, "reported": choice.reported},
        "splits": {
            "rule": "as fixed before the contributor's first drawing" if choice.shares is None else "as asked for",
            "shares": "70/15/15" if choice.shares is None else "/".join(map(str, choice.shares)),
            "decided_by": "a hash of the contributor's receipt; of the key_id where a drawing came from a file",
        },
        "drawings": sum(len(word.keys) for word in words.values()),
        "withdrawn": withdrawn,
        "words": {name: word.counts for name, word in words.items()},
        "sources": dict(sorted(sum((word.sources for word in words.values()), Counter[str]()).items())),
        "left_out": _left_out(words),
        "files": [
            {"path": path.relative_to(place).as_posix(), "bytes": path.stat().st_size, "sha256": _sha256(path)}
            | ({"drawings": held[path]} if path in held else {})
            for path in sorted(path for path in place.rglob("*") if path.is_file())
        ],
    }


def _left_out(words: dict[str, Word]) -> dict[str, Any]:
    """For each format the drawings that it could not hold, the first of them with the reason."""
    found: dict[str, Any] = {}
    for files in (files for word in words.values() for files in word.files if files.left_out):
        of_format = found.setdefault(files.format, {"drawings": 0, "examples": []})
        of_format["drawings"] += files.left_out
        of_format["examples"] = (of_format["examples"] + files.examples)[:20]
    return found


def _schema(choice: Choice) -> dict[str, str]:
    """What stands where: the columns of index.csv and of Parquet; Quick, Draw!'s formats are as it describes them."""
    schema = {
        "word": columns.COLUMNS["word"][1],
        "countrycode": "two letters; ZZ where no country was given; missing where the file it came from told none",
        "timestamp": "of what was drawn here the day alone, in UTC, as its first moment",
        "drawing (raw)": "x, y in board units (the longer side is 1000) or as the file had them; t in ms from 0 on",
    }
    if "parquet" in choice.formats:
        schema |= {f"parquet.{name}": f"{kind}: {text}" for name, (kind, text) in columns.COLUMNS.items()}
    return schema


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
