"""One drawing of the database in the shapes that the formats need, each made when it is first asked for."""

from __future__ import annotations

import json
import zlib
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Row

from model import ink
from server.doodles.ink import Strokes

NOWHERE = "ZZ"  # an unknown country, by Unicode's CLDR: files have a countrycode in every line
SIZE = 255  # the longer side of a simplified drawing


class LeftOutError(Exception):
    """Why a drawing cannot be in a file of this format."""


class Record:
    """A row, the word it is exported as, and its split. Drawings that came from a file leave as they came."""

    def __init__(self, row: Row[Any], word: str, split: str) -> None:
        self.row, self.word, self.split = row, word, split
        self.key = int(row.key)
        self._ours = row.source in ("play", "room")

    @property
    def country(self) -> str | None:
        """Two letters; None where a file had none."""
        return self.row.country or (NOWHERE if self._ours else None)

    @property
    def timestamp(self) -> str | None:
        """As Quick, Draw! writes it. Of what was drawn here the day alone is known, and stands as its first moment."""
        return self.row.timestamp or (f"{self.row.day.isoformat()} 00:00:00.00000 UTC" if self._ours else None)

    @cached_property
    def strokes(self) -> Strokes:
        """The columns x, y and, if timed, t of each stroke, as they are kept. LeftOutError where there is no ink."""
        try:
            found: Strokes = json.loads(self._text)
        except ValueError as error:
            raise LeftOutError(f"its ink cannot be read: {error}") from None
        if not found:
            raise LeftOutError("it has no ink")
        return found

    @cached_property
    def _text(self) -> str:
        """JSON, see server/doodles/ink.py."""
        try:
            return zlib.decompress(self.row.ink).decode()
        except (zlib.error, UnicodeDecodeError) as error:
            raise LeftOutError(f"its ink cannot be read: {error}") from None

    @property
    def raw(self) -> str:
        """The line of a raw file. What was drawn here begins at time 0, as everything in such files does."""
        if not self.row.timed:
            raise LeftOutError("it came from a simplified file, and has no times")
        text = self._text
        if self._ours:
            start = self.strokes[0][2][0]
            text = json.dumps([[x, y, [ms - start for ms in t]] for x, y, t in self.strokes], separators=(",", ":"))
        fields = {
            "word": self.word,
            "countrycode": self.country,
            "timestamp": self.timestamp,
            "recognized": self.row.recognized,
            "key_id": self.row.key,
        }
        known = {name: value for name, value in fields.items() if value is not None}
        return f'{json.dumps(known, separators=(",", ":"), ensure_ascii=False)[:-1]},"drawing":{text}}}\n'

    @cached_property
    def simple(self) -> ink.Drawing:
        """The simplified drawing. What came from a simplified file is simplified already."""
        strokes = tuple(ink.Stroke(np.array(stroke[0]), np.array(stroke[1])) for stroke in self.strokes)
        drawing = ink.Drawing(self.word, self.key, strokes, self.country, self.row.recognized, self.timestamp)
        if self.row.timed:
            return ink.simplified(drawing)
        if any(c.dtype.kind != "i" or c.min() < 0 or c.max() > SIZE for s in strokes for c in (s.x, s.y)):
            raise LeftOutError(f"it has no times, and its numbers are not whole ones from 0 to {SIZE}")
        return drawing
