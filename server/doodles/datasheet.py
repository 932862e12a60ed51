"""The datasheet of the given drawings: the questions of Gebru et al., "Datasheets for Datasets" (2021), answered.

What is the same for every game of this kind is written in `datasheet.md` beside this page; the figures are the
database's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, select

from server.doodles.export.choice import Choice
from server.doodles.export.rows import chosen
from server.doodles.splits import SPLITS
from server.doodles.tables import ARRIVED, LICENCE, VERSION, Doodle, Report, Review, Vote, Withdrawal, label
from server.store.database import reading

TEXT = Path(__file__).with_name("datasheet.md")
FEW = 5  # drawings from a country or language below which it is only counted among "others"
NAMED = 15  # names in one answer at most; the rest are others, too


def datasheet(engine: Engine, choice: Choice, today: date) -> str:
    """The datasheet of the chosen drawings, as Markdown."""
    with reading(engine) as connection:
        return Template(TEXT.read_text(encoding="utf-8")).substitute(_figures(connection, choice, today))


def _figures(connection: Connection, choice: Choice, today: date) -> dict[str, object]:
    """The names in the template, each with its text."""
    which = chosen(choice)
    n, strokes, points, timed, first, last, known, seen, people = connection.execute(
        select(
            func.count(), func.avg(Doodle.strokes), func.avg(Doodle.points), func.count().filter(Doodle.timed),
            func.min(Doodle.day), func.max(Doodle.day), func.count(Doodle.recognized),
            func.count().filter(Doodle.recognized.is_(True)), func.count(Doodle.contributor.distinct()),
        ).where(which)
    ).one()  # fmt: skip
    words = _counts(connection, label, which)
    splits = _counts(connection, Doodle.split, which)
    return {
        "day": today.isoformat(),
        "licence": LICENCE,
        "version": VERSION,
        "chosen": " or ".join(choice.statuses) + (", also if reported" if choice.reported else ", not reported"),
        "drawings": f"{n:,}",
        "words": f"{len(words):,}",
        "per_word": f"from {min(words.values()):,} to {max(words.values()):,} a word" if words else "no word yet",
        "contributors": f"{people:,}",
        "strokes": f"{strokes or 0:.1f}",
        "points": f"{points or 0:.0f}",
        "timed": f"{timed:,}",
        "days": f"{first} to {last}" if n else "no day yet",
        "recognized": f"{seen:,} of the {known:,} of which that is known",
        "splits": ", ".join(f"{splits.get(split, 0):,} {split}" for split in SPLITS),
        "split_rule": "Shares were asked for when this was exported: " + "/".join(map(str, choice.shares)) + "."
        if choice.shares else "The shares are 70/15/15.",
        "languages": _listed(_counts(connection, Doodle.language, which)),
        "countries": _listed(_counts(connection, Doodle.country, which)),
        "pens": _listed(_counts(connection, Doodle.pen, which)),
        "sources": _listed(_counts(connection, Doodle.source, which), few=0),
        "statuses": _listed(_counts(connection, Doodle.status, ARRIVED), few=0),
        "hidden": f"{connection.scalar(select(func.count()).where(Doodle.reported, ARRIVED)) or 0:,}",
        **{
            name: f"{connection.scalar(select(func.count()).select_from(table)) or 0:,}"
            for name, table in {"reviews": Review, "votes": Vote, "reports": Report, "withdrawn": Withdrawal}.items()
        },
    }  # fmt: skip


def _counts(connection: Connection, column: Any, which: ColumnElement[bool]) -> dict[str | None, int]:
    found = connection.execute(select(column, func.count()).where(which).group_by(column))
    return {value: int(count) for value, count in found}


def _listed(counts: Mapping[str | None, int], few: int = FEW) -> str:
    """Names and numbers, the most first; what is rare is not named, for it could point at somebody."""
    told = [(name, count) for name, count in counts.items() if name is not None and count >= few]
    told = sorted(told, key=lambda item: (-item[1], item[0]))[:NAMED]
    rare = sum(counts.values()) - sum(count for _, count in told) - counts.get(None, 0)
    parts = [f"{name} {count:,}" for name, count in told]
    parts += [f"others {rare:,}"] if rare else []
    parts += [f"not told {counts[None]:,}"] if counts.get(None) else []
    return "; ".join(_plain(part) for part in parts) or "none yet"


def _plain(text: str) -> str:
    """A text from a file's name or a page, as Markdown that shows it and does nothing else."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#!" else sign for sign in text)
