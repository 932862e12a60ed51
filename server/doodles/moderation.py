"""What moderators do: take the most suspicious drawings first, rule on them, undo it, read the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import and_, func, literal_column, select
from sqlalchemy.orm import Session

from server.doodles import ink, showing
from server.doodles.tables import ARRIVED, Doodle, Report, Review
from server.doodles.verdicts import Standing, Verdict, ruled
from server.doodles.voting import put, reviewed, standing, tally
from server.errors import GameError

Pile = Literal["waiting", "other"]
PILES: tuple[Pile, ...] = ("waiting", "other")
UNDOABLE = 20  # own reviews that a page knows when it is opened
LOGGED = 100  # entries of the log that are shown at a time

_QUIET = and_(Doodle.reported.is_(False), Doodle.doubts == 0)
# A number in the text of the question, so that SQLite sees that its index of these few will do.
_DOUBTED = and_(Doodle.reported.is_(False), Doodle.doubts > literal_column("0"))


@dataclass(frozen=True)
class Task:
    """A drawing to rule on, with all that helps."""

    key: str
    word: str
    strokes: showing.Shown
    status: str
    reports: list[str]  # why players reported it, if nobody has looked since
    shown: bool  # to players, although it was reported: a moderator has kept it
    suspicion: float | None
    reasons: list[str]
    guesses: list[tuple[str, float]]
    recognized: bool | None  # when it was drawn
    source: str
    language: str | None
    yes: int  # voices of players
    no: int
    review: int  # the newest one that stands, 0 for none: whoever rules on it must have known it


@dataclass(frozen=True)
class Entry:
    """A line of the log."""

    id: int
    key: str
    word: str
    moderator: str
    verdict: str
    better: str | None
    at: float  # seconds since 1970
    undone: bool
    drawing: showing.Shown


def queue(session: Session, pile: Pile, most: int, without: Sequence[str] = ()) -> list[Task]:
    """What to look at next: the reported ones first, hidden or not, then the most suspicious; of these keys none."""
    fresh = select(Doodle).where(Doodle.key.not_in(without), ARRIVED)
    of_pile = fresh.where(Doodle.status == pile, _QUIET)
    parts = [
        *([fresh.where(Doodle.reported), fresh.where(_DOUBTED)] if pile == "waiting" else []),
        of_pile.where(Doodle.suspicion.is_not(None)),
        of_pile.where(Doodle.suspicion.is_(None)),  # not judged yet; last, in either database
    ]
    rows: list[Doodle] = []
    for part in parts:
        ordered = part.order_by(Doodle.suspicion.desc(), Doodle.id.desc()).limit(most - len(rows))
        rows += session.scalars(ordered) if len(rows) < most else []
    return [_task(session, row) for row in rows]


def counts(session: Session) -> dict[str, int]:
    """How many are left in each pile, and how many of those that wait are reported."""
    of = select(func.count()).select_from(Doodle).where(ARRIVED)
    reported = sum(session.scalar(of.where(which)) or 0 for which in (Doodle.reported, _DOUBTED))
    left = {pile: session.scalar(of.where(Doodle.status == pile, _QUIET)) or 0 for pile in PILES}
    return {"waiting": left["waiting"] + reported, "other": left["other"], "reported": reported}


def rule(
    session: Session, key: str, moderator: str, verdict: Verdict, better: str | None, known: int, now: float
) -> int:
    """Write down a verdict -> the review's id.

    `known`: Task.review as it was shown. GameError "no_drawing" when it has been taken back, "changed" when somebody
    else has ruled on it meanwhile.
    """
    row = session.scalars(select(Doodle).where(Doodle.key == key).with_for_update()).one_or_none()
    if row is None:
        raise GameError("no_drawing", f"there is no drawing {key} any more; it has been taken back")
    newest = reviewed(session, row.id) or 0
    if newest != known:
        raise GameError("changed", "another moderator has ruled on this drawing meanwhile; nothing was changed")
    before = standing(row)
    review = Review(row.id, moderator, verdict, before.text(), now, better)
    session.add(review)
    put(row, ruled(before, verdict, better))
    session.flush()
    return review.id


def undo(session: Session, review: int, moderator: str) -> Task:
    """Take a verdict back: the drawing is exactly as it was before it -> that drawing.

    GameError "no_drawing" when there is no such review any more, "not_yours" for another moderator's, "changed" when
    something has happened to the drawing since.
    """
    entry = session.get(Review, review, with_for_update=True)
    if entry is None:
        raise GameError("no_drawing", f"there is no review {review}; its drawing may have been taken back")
    if entry.moderator != moderator:
        raise GameError("not_yours", f"{entry.moderator} has said this, and may undo it")
    row = session.get(Doodle, entry.doodle, with_for_update=True)
    assert row is not None  # a review goes with its drawing
    before = Standing.read(entry.before)
    after = ruled(before, _verdict(entry), entry.better)
    if entry.undone or reviewed(session, row.id) != entry.id or standing(row) != after:
        raise GameError("changed", "something has happened to this drawing since; nothing was undone")
    entry.undone = True
    put(row, before)
    session.flush()
    return _task(session, row)


def undoable(session: Session, moderator: str) -> list[int]:
    """The newest reviews of a moderator that stand, oldest first."""
    own = select(Review.id).where(Review.moderator == moderator, Review.undone.is_(False))
    return list(session.scalars(own.order_by(Review.id.desc()).limit(UNDOABLE)))[::-1]


def log(session: Session, before: int | None) -> list[Entry]:
    """Reviews, the newest first; those before this one."""
    query = select(Review, Doodle).join(Doodle, Doodle.id == Review.doodle).order_by(Review.id.desc()).limit(LOGGED)
    if before is not None:
        query = query.where(Review.id < before)
    return [
        Entry(r.id, d.key, d.word, r.moderator, r.verdict, r.better, r.at, r.undone, showing.small(ink.readable(d.ink)))
        for r, d in session.execute(query)
    ]


def _task(session: Session, row: Doodle) -> Task:
    told: dict[str, Any] = json.loads(row.reasons or "{}")
    yes, no, _ = tally(session, row.id)
    open_ = row.reported or row.doubts > 0
    reports = session.scalars(select(Report.reason).where(Report.doodle == row.id)).all() if open_ else []
    return Task(
        key=row.key,
        word=row.word,
        strokes=showing.sheet(ink.readable(row.ink)),  # where there is nothing to be seen, a moderator may reject it
        status=row.status,
        reports=sorted(reports),
        shown=open_ and not row.reported,
        suspicion=row.suspicion,
        reasons=[reason["words"] for reason in told.get("reasons", [])],
        guesses=told.get("guesses", []),
        recognized=row.recognized,
        source=row.source,
        language=row.language,
        yes=yes,
        no=no,
        review=reviewed(session, row.id) or 0,
    )


def _verdict(entry: Review) -> Verdict:
    verdict: Verdict = entry.verdict  # type: ignore[assignment]  # only `rule` writes it
    return verdict
