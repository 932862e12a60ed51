"""The chosen drawings out of the database, word by word and page by page, each page a short transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, Select, and_, func, or_, select

from server.doodles.export.choice import Choice
from server.doodles.splits import split_of
from server.doodles.tables import ARRIVED, Contributor, Doodle, Withdrawal, label
from server.store.database import reading

PAGE = 500  # drawings in memory at once, some megabytes; also the rows of one group of a Parquet file

COLUMNS = (
    Doodle.id, Doodle.key, Doodle.split, Doodle.word, Doodle.better, Doodle.ink, Doodle.timed, Doodle.recognized,
    Doodle.country, Doodle.language, Doodle.timestamp, Doodle.day, Doodle.source, Doodle.contributor, Doodle.mode,
    Doodle.model, Doodle.target_p, Doodle.guesses, Doodle.ms, Doodle.width, Doodle.height, Doodle.pen, Doodle.status,
    Doodle.version,
)  # fmt: skip


def chosen(choice: Choice) -> ColumnElement[bool]:
    """Which drawings are to be exported."""
    status = and_(Doodle.status.in_(choice.statuses), ARRIVED)
    return status if choice.reported else and_(status, Doodle.reported.is_(False))


def words(engine: Engine, choice: Choice) -> dict[str, int]:
    """The words that chosen drawings are of, by code point, with the number of drawings."""
    query = select(label, func.count()).where(chosen(choice)).group_by(label)
    with reading(engine) as connection:
        return dict(sorted((str(word), int(count)) for word, count in connection.execute(query)))


def rows(engine: Engine, choice: Choice, word: str) -> Iterator[Row[Any]]:
    """The chosen drawings of a word in the order they came: first those asked for, then those found to be of it."""
    for of_word in (and_(Doodle.word == word, or_(Doodle.better.is_(None), Doodle.better == word)),
                    and_(Doodle.better == word, Doodle.word != word)):  # fmt: skip
        query = _columns().where(of_word, chosen(choice)).order_by(Doodle.id).limit(PAGE)
        last = 0
        while True:
            with reading(engine) as connection:
                page = connection.execute(query.where(Doodle.id > last)).all()
            yield from page
            if len(page) < PAGE:
                break
            last = page[-1].id


def withdrawn(engine: Engine) -> dict[str, str]:
    """The keys that were taken back, in the order of their numbers, each with its day."""
    with reading(engine) as connection:
        found = connection.execute(select(Withdrawal.key, Withdrawal.day)).all()
    return {key: day.isoformat() for key, day in sorted(found, key=lambda row: int(row.key))}


def side(row: Row[Any], choice: Choice) -> str:
    """The split of a drawing: as it was given, or by the shares that were asked for."""
    return row.split if choice.shares is None else split_of(row.owner, choice.shares)


def _columns() -> Select[*tuple[Any, ...]]:
    owner = func.coalesce(Contributor.receipt, Doodle.key).label("owner")
    return select(*COLUMNS, owner).outerjoin(Contributor, Contributor.id == Doodle.contributor)
