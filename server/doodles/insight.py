"""What all given drawings show together: figures for each word, and for one word how people draw it.

Counts are of all drawings, means of LEAST at least. Pictures are sums over the newest SAMPLE validated ones, so that no
single drawing can be told from them, and no picture is of what fewer than LEAST contributors gave: in a language, in a
country, in all, or in what is left of all when the groups that are shown are taken from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.doodles.ink import unpack
from server.doodles.tables import ARRIVED, Doodle, label
from server.doodles.traits import FIRST, SECTORS, SIDE, Traits, traits

SAMPLE = 1000  # drawings of a word that are looked at: less than a second's work
PAGE = 100  # drawings of one short transaction
LEAST = 5  # contributors, and drawings, that a picture is of at least
SECONDS = 20  # columns of a histogram of times, a second each; the last one holds all that is longer
STROKES = 9  # columns of a histogram of strokes; likewise

By = InstrumentedAttribute[str | None]
BY: dict[str, By] = {"language": Doodle.language, "country": Doodle.country}


@dataclass(frozen=True)
class Word:
    """Figures of one word."""

    word: str
    drawings: int
    validated: int
    waiting: int
    recognized: int
    played: int  # drawings of which it is known whether they were recognized
    seconds: float | None  # mean time to recognition
    strokes: float | None  # mean


def words(session: Session) -> list[Word]:
    """Every word with drawings, by name. A word that a moderator put right counts as what it is."""
    figures = (
        label,
        func.count(),
        _count(Doodle.status == "validated"),
        _count(Doodle.status == "waiting"),
        _count(Doodle.recognized.is_(True)),
        func.count(Doodle.recognized),
        func.avg(case((Doodle.recognized.is_(True), Doodle.ms))),
        func.avg(Doodle.strokes),
    )
    query = select(*figures).where(ARRIVED).group_by(label)
    return [
        Word(name, count, valid, waiting, known, played, _mean(ms, known, 1000), _mean(strokes, count))
        for name, count, valid, waiting, known, played, ms, strokes in session.execute(query.order_by(label))
    ]


def _mean(average: Any, count: int, unit: int = 1) -> float | None:
    """None where it is of so few that it would tell of a single one."""
    return None if average is None or count < LEAST else float(average) / unit


@dataclass
class Group:
    """How some drawings of a word were made."""

    drawings: int = 0
    sectors: NDArray[np.int64] = field(default_factory=lambda: np.zeros(len(SECTORS), int))
    turns: NDArray[np.int64] = field(default_factory=lambda: np.zeros(3, int))  # no loop, clockwise, the other way
    strokes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(STROKES, int))  # from 1 stroke on
    seconds: NDArray[np.int64] = field(default_factory=lambda: np.zeros(SECONDS, int))  # until recognized
    first: NDArray[np.int64] = field(default_factory=lambda: np.zeros((FIRST, SIDE, SIDE), int))
    firsts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(FIRST, int))  # drawings with such a stroke
    givers: list[set[int]] = field(default_factory=lambda: [set() for _ in range(FIRST)])  # of these
    ink: NDArray[np.int64] = field(default_factory=lambda: np.zeros((SIDE, SIDE), int))

    def add(self, one: Traits, recognized: bool | None, ms: int | None, contributor: int | None) -> None:
        """One more drawing. `contributor`: None for one from a file."""
        self.drawings += 1
        if one.sector is not None:
            self.sectors[one.sector] += 1
        self.turns[one.turn] += 1
        self.strokes[min(one.strokes, STROKES) - 1] += 1
        if recognized and ms is not None:
            self.seconds[min(ms // 1000, SECONDS - 1)] += 1
        self.first[: len(one.first)] += one.first
        self.firsts[: len(one.first)] += 1
        if contributor is not None:
            for givers in self.givers[: len(one.first)]:
                givers.add(contributor)
        self.ink += one.raster

    def fields(self) -> dict[str, object]:
        """As JSON; all but the number of drawings is null while there are too few.

        An average is a share of 0 to 100 for each cell, by rows. `order` has one for each of the first strokes that at
        least half of the drawings have, null where these are too few, or by too few.
        """
        if self.drawings < LEAST:
            names = ("starts", "loops", "strokes", "seconds", "order", "average")
            return {"drawings": self.drawings, **dict.fromkeys(names)}
        often = [i for i in range(FIRST) if 2 * self.firsts[i] >= self.drawings]
        return {
            "drawings": self.drawings,
            "starts": dict(zip(SECTORS, self.sectors.tolist(), strict=True)),
            "loops": {"clockwise": int(self.turns[1]), "counterclockwise": int(self.turns[-1])},
            "strokes": self.strokes.tolist(),
            "seconds": self.seconds.tolist(),
            "order": [_average(self.first[i], int(self.firsts[i]), len(self.givers[i])) for i in often],
            "average": _average(self.ink, self.drawings),
        }


@dataclass(frozen=True)
class Shape:
    """How one word is drawn: by everybody, and by each group that is large enough."""

    word: str
    everybody: Group
    groups: dict[str, Group]

    def fields(self) -> dict[str, object]:
        """As JSON."""
        groups = {name: group.fields() for name, group in sorted(self.groups.items())}
        return {"word": self.word, "side": SIDE, "everybody": self.everybody.fields(), "groups": groups}


Row = tuple[int, bytes, bool | None, int | None, str | None, int | None]  # id, ink, recognized, ms, group, contributor


def page(session: Session, word: str, by: By, before: int | None) -> list[Row]:
    """The newest PAGE validated drawings of a word whose ids are below `before`."""
    asked = _validated(word, select(Doodle.id, Doodle.ink, Doodle.recognized, Doodle.ms, by, Doodle.contributor))
    if before is not None:
        asked = asked.where(Doodle.id < before)
    return [tuple(row) for row in session.execute(asked.order_by(Doodle.id.desc()).limit(PAGE))]


def shape(word: str, rows: Iterable[Row]) -> Shape:
    """The sums over these rows. A drawing that cannot be read is passed over.

    Who is counted are the contributors of what is summed. While these are too few, everybody's drawings are those from
    files, which have none.
    """
    read, givers = list[tuple[Traits, Row]](), defaultdict[str | None, set[int]](set)
    for row in rows:
        try:
            read.append((traits(unpack(row[1])), row))
        except ValueError:
            continue
        *_, name, contributor = row
        givers[name] |= set() if contributor is None else {contributor}
    enough = len(set().union(*givers.values())) >= LEAST
    everybody = Group()
    groups = {name: Group() for name in _shown(givers)}
    for one, (_, _, recognized, ms, name, contributor) in read:
        if enough or contributor is None:
            everybody.add(one, recognized, ms, contributor)
        if name in groups:
            groups[name].add(one, recognized, ms, contributor)
    return Shape(word, everybody, groups)


def _shown(givers: Mapping[str | None, set[int]]) -> list[str]:
    """The groups of LEAST contributors at least. `givers`: those of each group, None's are in no group.

    What is left when these are taken from everybody is a picture, too. Where it would be of fewer, the smallest of them
    stays with it.
    """
    large = [name for name, people in givers.items() if name is not None and len(people) >= LEAST]
    large.sort(key=lambda name: (len(givers[name]), name))
    left = set().union(*(people for name, people in givers.items() if name not in large))
    return large[1:] if 0 < len(left) < LEAST else large


def _average(ink: NDArray[np.int64], drawings: int, givers: int = 0) -> list[list[int]] | None:
    """`givers`: 0 when all of the drawings are from files, or when it is known that there are enough."""
    found: list[list[int]] = np.rint(100 * ink / max(1, drawings)).astype(int).tolist()
    return None if drawings < LEAST or 0 < givers < LEAST else found


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _validated(word: str, asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return asked.where(label == word, Doodle.status == "validated", Doodle.reported.is_(False), ARRIVED)
