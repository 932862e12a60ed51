"""Players confirm each other's drawings: which are offered, and what their votes come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.chance import Fractions
from server.codes import hashed
from server.doodles import ink, showing
from server.doodles.places import Place, process
from server.doodles.tables import ARRIVED, Contributor, Doodle, Report, Review, Vote, label
from server.doodles.verdicts import Answer, Standing, doubted, surely, voices, voted
from server.errors import GameError

LIMIT = 0.5  # suspicion beyond which a drawing is shown to no player before a moderator has seen it: children play this
WINDOW = 200  # drawings that are looked at to offer the least-voted
EXAMPLES = 6  # of a word

_VOTES: dict[Answer, bool | None] = {"yes": True, "no": False, "unsure": None}


@dataclass(frozen=True)
class Offer:
    """A drawing and the question what it is."""

    key: str
    word: str
    strokes: showing.Shown


def offer(
    session: Session, voter: str, place: Place, receipt: str | None, most: int, rng: Fractions
) -> list[Offer]:  # fmt: skip
    """Drawings that wait, that this voter has not answered and has not given.

    First those that nobody at this place has answered, so that a class gets through more of them; of these the
    least-voted. They are sought from a point by chance, so that voters meet each other's drawings and not all the
    same ones.
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
    said = _places(session, found)
    order = {doodle: (place.on(doodle) in said[doodle], len(said[doodle]), rng.random()) for doodle in found}
    chosen = sorted(found, key=order.__getitem__)[:most]
    rows = {row.id: row for row in session.scalars(select(Doodle).where(Doodle.id.in_(chosen)))}
    there = [rows[i] for i in chosen if i in rows]  # some may have been withdrawn at this moment
    return [Offer(row.key, row.word, showing.sheet(ink.readable(row.ink))) for row in there]


def vote(session: Session, key: str, voter: str, place: Place, receipt: str | None, answer: Answer) -> str:
    """Count a vote; the drawing's status after it. All votes from one place are one voice.

    A moderator's verdict stands whatever players vote, and so does a review before the import. GameError "no_drawing"
    for one that is not shown to players, "own" for the voter's, "voted" for a second vote.
    """
    row = session.scalars(select(Doodle).where(Doodle.key == key).with_for_update()).one_or_none()
    if row is None or row.reported or row.suspicion is None or row.suspicion > LIMIT:
        raise GameError("no_drawing", f"there is no drawing {key} to vote on; take one that was offered")
    if row.contributor is not None and row.contributor == _contributor(session, receipt):
        raise GameError("own", "this is a drawing of yours; others say what it is")
    if session.get(Vote, (row.id, _voter(voter))):
        raise GameError("voted", "you have answered for this drawing already")
    session.add(Vote(doodle=row.id, voter=_voter(voter), yes=_VOTES[answer], place=place.on(row.id)))
    session.flush()
    if not _settled(session, row):
        row.status = voted(*tally(session, row.id))
    return row.status


def report(session: Session, key: str, place: Place, reason: str) -> bool:
    """Have a moderator look at a drawing; whether it is hidden until then: one that was kept already takes several.

    GameError "no_drawing" when there is none, "voted" for a second report from this place.
    """
    row = session.scalars(select(Doodle).where(Doodle.key == key).with_for_update()).one_or_none()
    if row is None:
        raise GameError("no_drawing", f"there is no drawing {key}; it may have been taken back")
    if session.get(Report, (row.id, place.on(row.id))):
        raise GameError("voted", "this drawing was reported from here already; a moderator looks at it")
    session.add(Report(doodle=row.id, reporter=place.on(row.id), reason=reason))
    put(row, doubted(standing(row), _settled(session, row)))
    return row.reported


def examples(session: Session, word: str) -> list[dict[str, Any]]:
    """The newest drawings of a word that may be shown to anybody: validated, not reported. Key and strokes."""
    of_word = (Doodle.word == word) | (Doodle.better == word)
    query = select(Doodle).where(of_word, label == word, Doodle.status == "validated", Doodle.reported.is_(False))
    query = query.where(ARRIVED)
    rows = session.scalars(query.order_by(Doodle.id.desc()).limit(EXAMPLES))
    found = [(row.key, ink.readable(row.ink)) for row in rows]
    return [{"key": key, "drawing": showing.small(strokes)} for key, strokes in found if strokes]


def standing(row: Doodle) -> Standing:
    """What a verdict or a report may change of it."""
    return Standing(row.status, row.better, row.reported, row.doubts)


def put(row: Doodle, after: Standing) -> None:
    """Change it."""
    row.status, row.better, row.reported, row.doubts = after.status, after.better, after.reported, after.doubts


def reviewed(session: Session, doodle: int) -> int | None:
    """The newest review of a drawing that stands; None when no moderator has decided."""
    standing = select(func.max(Review.id)).where(Review.doodle == doodle, Review.undone.is_(False))
    return session.scalar(standing)


def tally(session: Session, doodle: int) -> tuple[int, int, int]:
    """The voices that say yes, no, and can't tell, as many as there are in any case."""
    heard: defaultdict[str, list[tuple[str, bool | None]]] = defaultdict(list)
    asked = select(func.coalesce(Vote.place, Vote.voter), Vote.yes).where(Vote.doodle == doodle)
    for place, yes in session.execute(asked):
        heard[process(place)].append((place, yes))
    return surely(voices(votes) for votes in heard.values())


def _settled(session: Session, row: Doodle) -> bool:
    """Whether its status is not for players to change."""
    return row.vouched or reviewed(session, row.id) is not None


def _places(session: Session, doodles: Sequence[int]) -> defaultdict[int, set[str]]:
    """From where there are votes on these drawings."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    asked = select(Vote.doodle, func.coalesce(Vote.place, Vote.voter)).where(Vote.doodle.in_(doodles))
    for doodle, place in session.execute(asked):
        found[doodle].add(place)
    return found


def _contributor(session: Session, receipt: str | None) -> int | None:
    if receipt is None:
        return None
    return session.scalar(select(Contributor.id).where(Contributor.receipt == hashed(receipt)))


def _voter(browser: str) -> str:
    return hashed(f"vote {browser}")
