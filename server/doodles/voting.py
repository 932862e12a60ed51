"""Players confirm each other's drawings: which are offered, and what their votes come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.codes import hashed
from server.doodles import ink, showing
from server.doodles.tables import Contributor, Doodle, Report, Review, Vote
from server.doodles.verdicts import Answer, voted
from server.errors import GameError

LIMIT = 0.5  # suspicion beyond which a drawing is shown to no player before a moderator has seen it: children play this
WINDOW = 200  # drawings that are looked at to offer the least-voted
EXAMPLES = 6  # of a word

_VOTES: dict[Answer, bool | None] = {"yes": True, "no": False, "unsure": None}


class Random(Protocol):
    """What is needed of `random.Random`."""

    def random(self) -> float:
        """A number from 0 to 1."""


@dataclass(frozen=True)
class Offer:
    """A drawing and the question what it is."""

    key: str
    word: str
    strokes: showing.Shown


def offer(session: Session, voter: str, receipt: str | None, most: int, rng: Random) -> list[Offer]:
    """Drawings that wait, that this voter has not answered and has not given, the least-voted first.

    They are sought from a place by chance, so that voters meet each other's drawings and not all the same ones.
    """
    mine = _contributor(session, receipt)
    answered = select(Vote.doodle).where(Vote.voter == _voter(voter))
    shown = (Doodle.status == "waiting", Doodle.reported.is_(False), Doodle.suspicion <= LIMIT)
    places = select(Doodle.id).where(*shown, Doodle.id.not_in(answered))
    if mine is not None:
        places = places.where(Doodle.contributor.is_(None) | (Doodle.contributor != mine))
    start = rng.random() * LIMIT
    after = session.scalars(places.where(Doodle.suspicion >= start).order_by(Doodle.suspicion).limit(WINDOW)).all()
    before = places.where(Doodle.suspicion < start).order_by(Doodle.suspicion).limit(WINDOW - len(after))
    found = [*after, *session.scalars(before)]
    counted = select(Vote.doodle, func.count()).where(Vote.doodle.in_(found)).group_by(Vote.doodle)
    votes = {row[0]: row[1] for row in session.execute(counted)}
    chosen = sorted(found, key=lambda doodle: (votes.get(doodle, 0), rng.random()))[:most]
    rows = {row.id: row for row in session.scalars(select(Doodle).where(Doodle.id.in_(chosen)))}
    return [Offer(rows[i].key, rows[i].word, showing.sheet(ink.unpack(rows[i].ink))) for i in chosen]


def vote(session: Session, key: str, voter: str, receipt: str | None, answer: Answer) -> str:
    """Count a vote; the drawing's status after it.

    A moderator's verdict stands whatever players vote. GameError "no_drawing" for one that is not shown to players,
    "own" for the voter's, "voted" for a second vote.
    """
    row = session.scalars(select(Doodle).where(Doodle.key == key).with_for_update()).one_or_none()
    if row is None or row.reported or row.suspicion is None or row.suspicion > LIMIT:
        raise GameError("no_drawing", f"there is no drawing {key} to vote on; take one that was offered")
    if row.contributor is not None and row.contributor == _contributor(session, receipt):
        raise GameError("own", "this is a drawing of yours; others say what it is")
    if session.get(Vote, (row.id, _voter(voter))):
        raise GameError("voted", "you have answered for this drawing already")
    session.add(Vote(doodle=row.id, voter=_voter(voter), yes=_VOTES[answer]))
    session.flush()
    if not reviewed(session, row.id):
        row.status = voted(*_tally(session, row.id))
    return row.status


def report(session: Session, key: str, reporter: str, reason: str) -> None:
    """Hide a drawing until a moderator has looked.

    GameError "no_drawing" when there is none, "voted" for a second report from this session.
    """
    row = session.scalars(select(Doodle).where(Doodle.key == key).with_for_update()).one_or_none()
    if row is None:
        raise GameError("no_drawing", f"there is no drawing {key}; it may have been taken back")
    if session.get(Report, (row.id, _reporter(reporter))):
        raise GameError("voted", "you have reported this drawing already; a moderator looks at it")
    session.add(Report(doodle=row.id, reporter=_reporter(reporter), reason=reason))
    row.reported = True


def examples(session: Session, word: str) -> list[dict[str, Any]]:
    """The newest drawings of a word that may be shown to anybody: validated, not reported. Key and strokes."""
    label = func.coalesce(Doodle.better, Doodle.word)
    of_word = (Doodle.word == word) | (Doodle.better == word)
    query = select(Doodle).where(of_word, label == word, Doodle.status == "validated", Doodle.reported.is_(False))
    rows = session.scalars(query.order_by(Doodle.id.desc()).limit(EXAMPLES))
    return [{"key": row.key, "drawing": showing.small(ink.unpack(row.ink))} for row in rows]


def reviewed(session: Session, doodle: int) -> int | None:
    """The newest review of a drawing that stands; None when no moderator has decided."""
    standing = select(func.max(Review.id)).where(Review.doodle == doodle, Review.undone.is_(False))
    return session.scalar(standing)


def _tally(session: Session, doodle: int) -> tuple[int, int, int]:
    answers = session.scalars(select(Vote.yes).where(Vote.doodle == doodle)).all()
    return answers.count(True), answers.count(False), answers.count(None)


def _contributor(session: Session, receipt: str | None) -> int | None:
    if receipt is None:
        return None
    return session.scalar(select(Contributor.id).where(Contributor.receipt == hashed(receipt)))


def _voter(session: str) -> str:
    return hashed(f"vote {session}")


def _reporter(session: str) -> str:
    return hashed(f"report {session}")
