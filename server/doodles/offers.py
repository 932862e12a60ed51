"""The exports that this server offers: folders that its operator made with `python -m server doodles export`.

Nothing is exported because a visitor asks: an export reads the whole database, is the same for everybody, and is one
that people cite. The newest folder is offered, so that a new one takes the old one's place when it is whole. What was
withdrawn since it was made is not handed out: the files of its word are withheld until there is a newer export.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.doodles.desk import Desk
from server.doodles.tables import Withdrawal
from server.doodles.words import file_name

ABOUT = ("manifest.json", "datasheet.md", "index.csv")  # what goes along with every download


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
    withheld: frozenset[str] = field(default_factory=frozenset)  # words

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
        self._gone: frozenset[str] = frozenset()

    def newest(self) -> Offer | None:
        """The newest export that may be published, or None. GameError "away" when the database is."""
        return self._desk.run(self._look) if self._folder else None

    def withdrawn(self) -> list[str]:
        """The keys of all drawings that were taken back until now."""
        return self._desk.run(_withdrawn)

    def _look(self, session: Session) -> Offer | None:
        found = max(_manifests(self._folder), default=None)
        if found is None:
            return None
        made, path = found
        gone = frozenset(_withdrawn(session))
        if self._offer is None or self._seen != (path, made) or self._gone != gone:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            self._offer = Offer(path.parent, manifest, _words_of(path.parent, gone)) if _public(manifest) else None
            self._seen, self._gone = (path, made), gone
        return self._offer


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


def _words_of(folder: Path, gone: frozenset[str]) -> frozenset[str]:
    """The words of those drawings of the export that were withdrawn since."""
    since = gone.difference((folder / "withdrawn.txt").read_text(encoding="utf-8").split())
    if not since:
        return frozenset()
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file) if row["key_id"] in since)
