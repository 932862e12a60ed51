"""The exports that this server offers: folders that its operator made with `python -m server doodles export`.

Nothing is exported because a visitor asks: an export reads the whole database, is the same for everybody, and is one
that people cite. The newest folder is offered, so that a new one takes the old one's place when it is whole. What was
withdrawn since it was made is not handed out: the files of its word are withheld until there is a newer export, and the
index and the manifest go out without them. Keys of withdrawn drawings are in the list of these, and nowhere else.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.doodles.desk import Desk
from server.doodles.tables import Withdrawal
from server.doodles.words import file_name

Source = Path | Callable[[], Iterable[bytes]]  # a file as it is, or made line by line


@dataclass(frozen=True)
class File:
    """One file of an export."""

    path: Path
    format: str
    word: str
    bytes: int


@dataclass(frozen=True)
class Offer:
    """An export as its manifest describes it."""

    folder: Path
    manifest: Mapping[str, Any]
    withdrawn: tuple[str, ...] = ()  # keys of all drawings that were taken back until now
    gone: frozenset[str] = field(default_factory=frozenset)  # those of them that the export has
    withheld: frozenset[str] = field(default_factory=frozenset)  # their words

    @cached_property
    def words(self) -> dict[str, int]:
        """The words with the number of their drawings."""
        return {word: sum(sides.values()) for word, sides in self.manifest["words"].items()}

    def files(self, format: str | None = None, word: str | None = None) -> list[File]:
        """The files of a format, of a word, or of both, that may be handed out."""
        return [
            file
            for file in self._files
            if format in (None, file.format) and word in (None, file.word) and file.word not in self.withheld
        ]

    def about(self) -> dict[str, Source]:
        """What goes along with every download, by name."""
        return {
            "manifest.json": lambda: [self.described],
            "datasheet.md": self.folder / "datasheet.md",
            "index.csv": self._index if self.gone else self.folder / "index.csv",
            "withdrawn.txt": lambda: [self._taken_back],
        }

    @cached_property
    def described(self) -> bytes:
        """The manifest, of what is handed out: as it was made, while nothing has been taken back since.

        Only `sources` and the numbers in `left_out` are of the whole export: it does not say which word has what.
        """
        if self._taken_back == (self.folder / "withdrawn.txt").read_bytes():
            return (self.folder / "manifest.json").read_bytes()
        words = {word: sides for word, sides in self.manifest["words"].items() if word not in self.withheld}
        left_out = {
            name: {**found, "examples": [text for text in found["examples"] if text.partition(":")[0] not in self.gone]}
            for name, found in self.manifest["left_out"].items()
        }
        held = {file.path.relative_to(self.folder).as_posix() for file in self._files if file.word in self.withheld}
        made = {"index.csv": self._index(), "withdrawn.txt": [self._taken_back]}
        files = [
            {**file, **_sums(made[file["path"]])} if file["path"] in made else file
            for file in self.manifest["files"]
            if file["path"] not in held
        ]
        told = {
            "drawings": sum(sum(sides.values()) for sides in words.values()),
            "withdrawn": len(self.withdrawn),
            "words": words,
            "withheld": sorted(self.withheld),
            "left_out": left_out,
            "files": files,
        }
        return (json.dumps({**self.manifest, **told}, indent=1, ensure_ascii=False) + "\n").encode()

    @property
    def _taken_back(self) -> bytes:
        return "".join(f"{key}\n" for key in self.withdrawn).encode()

    def _index(self) -> Iterator[bytes]:
        """Without the words that are withheld. No word has a line's end in it."""
        with (self.folder / "index.csv").open("rb") as file:
            yield next(file)
            for line in file:
                if next(csv.reader([line.decode()]))[2] not in self.withheld:
                    yield line

    @cached_property
    def _files(self) -> list[File]:
        named = {file_name(word): word for word in self.manifest["words"]}
        found = []
        for file in self.manifest["files"]:
            path = Path(file["path"])
            place, name = path.parent.as_posix(), path.name.removesuffix(path.suffix).partition(".part")[0]
            if place in self.places and name in named:
                found.append(File(self.folder / path, self.places[place], named[name], file["bytes"]))
        return found

    @cached_property
    def places(self) -> dict[str, str]:
        """Folder -> the format whose files it holds."""
        return {text.partition("/<word>")[0]: name for name, text in self.manifest["formats"].items()}


class Offers:
    """What is offered now. Looks are taken in the desk's thread; what was found is remembered while nothing changed."""

    def __init__(self, folder: Path | None, desk: Desk) -> None:
        """`folder`: of exports; None offers nothing."""
        self._folder, self._desk = folder, desk
        self._seen: tuple[Path, int] | None = None
        self._offer: Offer | None = None
        self._gone: list[str] = []

    def newest(self) -> Offer | None:
        """The newest export that may be published, or None. GameError "away" when the database is."""
        return self._desk.read(self._look) if self._folder else None

    def withdrawn(self) -> list[str]:
        """The keys of all drawings that were taken back until now."""
        return self._desk.read(_withdrawn)

    def _look(self, session: Session) -> Offer | None:
        found = max(_manifests(self._folder), default=None)
        if found is None:
            return None
        made, path = found
        gone = _withdrawn(session)
        if self._offer is None or self._seen != (path, made) or self._gone != gone:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            self._offer = _offer(path.parent, manifest, gone) if _public(manifest) else None
            self._seen, self._gone = (path, made), gone
        return self._offer


def held(folder: Path, withdrawn: Iterable[str]) -> dict[str, str]:
    """The keys of these drawings, taken back until now, that an export has, each with its word."""
    since = set(withdrawn).difference((folder / "withdrawn.txt").read_text(encoding="utf-8").split())
    if not since:
        return {}
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        return {row["key_id"]: row["word"] for row in csv.DictReader(file) if row["key_id"] in since}


def older(out: Path) -> list[Path]:
    """The exports beside this new one that have drawings which were taken back since."""
    withdrawn = (out / "withdrawn.txt").read_text(encoding="utf-8").split()
    beside = sorted(path.parent for _, path in _manifests(out.absolute().parent))
    return [folder for folder in beside if folder != out.absolute() and held(folder, withdrawn)]


def _manifests(folder: Path | None) -> list[tuple[int, Path]]:
    """Those of whole exports in the folder, or of the folder itself, with the moment of each."""
    if folder is None or not folder.is_dir():
        return []
    places = [folder, *(path for path in folder.iterdir() if not path.name.startswith("."))]
    paths = [place / "manifest.json" for place in places]
    return [(path.stat().st_mtime_ns, path) for path in paths if path.is_file()]


def _public(manifest: Mapping[str, Any]) -> bool:
    """Whether all of it was reviewed: an export of anything else is for those who review."""
    return bool(manifest["chosen"] == {"statuses": ["validated"], "reported": False})


def _withdrawn(session: Session) -> list[str]:
    return sorted(session.scalars(select(Withdrawal.key)), key=int)


def _offer(folder: Path, manifest: Mapping[str, Any], withdrawn: list[str]) -> Offer:
    """Of an export, after so many were withdrawn: those before it was made are not in it."""
    found = held(folder, withdrawn)
    offer = Offer(folder, manifest, tuple(withdrawn), frozenset(found), frozenset(found.values()))
    _ = offer.described  # here, where nobody waits: it reads the whole index
    return offer


def _sums(parts: Iterable[bytes]) -> dict[str, Any]:
    """What a manifest says of a file."""
    digest, size = hashlib.sha256(), 0
    for part in parts:
        digest.update(part)
        size += len(part)
    return {"bytes": size, "sha256": digest.hexdigest()}
