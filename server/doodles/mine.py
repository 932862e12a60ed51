"""What a receipt opens: the drawings that were given under it, to be seen, downloaded, and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlalchemy.orm import Session

from server.codes import hashed
from server.doodles import ink, showing
from server.doodles.desk import Desk
from server.doodles.export.record import LeftOutError, Record
from server.doodles.tables import Contributor, Doodle, Withdrawal
from server.errors import GameError

PAGE = 48  # drawings of one answer
LINES = 200  # of one transaction, while a file of them is made
MOST_KEYS = 500  # of one request


def listing(session: Session, receipt: str, after: int) -> dict[str, object]:
    """What was given, the oldest first, PAGE drawings from beyond the id `after`. GameError "no_receipt"."""
    person = _person(session, receipt)
    rows = _rows(session, person.id, after, PAGE)
    count = session.scalar(select(func.count()).select_from(Doodle).where(Doodle.contributor == person.id))
    return {
        "agreed": person.agreed,
        "licence": person.licence,
        "language": person.language,
        "country": person.country,
        "day": person.day.isoformat(),
        "count": count,
        "drawings": [_shown(row) for row in rows],
        "next": rows[-1].id if len(rows) == PAGE else None,
    }


def lines(desk: Desk, receipt: str) -> Iterator[str]:
    """All that can be read, a line of raw ndjson each, in bounded memory. GameError "no_receipt" or "away"."""
    after, full = 0, True
    while full:
        rows = desk.run(_page, receipt, after)
        for row in rows:
            with suppress(LeftOutError):
                yield Record(row, row.word, row.split).raw
        full = len(rows) == LINES
        after = rows[-1].id if rows else after


def withdraw(session: Session, receipt: str, keys: Sequence[str] | None) -> int:
    """Take these back, or all (None) and the consent with them; how many there were. GameError "no_receipt".

    Votes, reports and reviews go with a drawing. Its key alone stays, for those who hold an older export.
    """
    person = _person(session, receipt)
    gone = delete(Doodle).where(Doodle.contributor == person.id)
    if keys is not None:
        gone = gone.where(Doodle.key.in_(keys))
    taken = session.scalars(gone.returning(Doodle.key)).all()
    session.add_all(Withdrawal(key) for key in taken)
    if keys is None:
        session.execute(delete(Contributor).where(Contributor.id == person.id))
    return len(taken)


def _person(session: Session, receipt: str) -> Contributor:
    """For update: nothing is given under this receipt until the transaction ends."""
    found = session.scalar(select(Contributor).where(Contributor.receipt == hashed(receipt)).with_for_update())
    if found is None:
        raise GameError("no_receipt", "there is no such receipt; was everything under it deleted, or is a word wrong?")
    return found


def _rows(session: Session, person: int, after: int, most: int) -> Sequence[Row[Any]]:
    table = Doodle.__table__
    query = select(table).where(table.c.contributor == person, table.c.id > after).order_by(table.c.id).limit(most)
    return session.execute(query).all()


def _page(session: Session, receipt: str, after: int) -> Sequence[Row[Any]]:
    return _rows(session, _person(session, receipt).id, after, LINES)


def _shown(row: Row[Any]) -> dict[str, object]:
    return {
        "key": row.key,
        "word": row.word,
        "recognized": row.recognized,
        "day": row.day.isoformat(),
        "status": "reported" if row.reported else row.status,
        "strokes": showing.small(ink.readable(row.ink)),
    }
