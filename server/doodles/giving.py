"""Consents and drawings on their way to the database: in the order they came, several to a transaction.

Whatever `settled` is told of with a key is on the disk: SQLite has synced its log, PostgreSQL its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from server.chance import Bits
from server.concurrency import Concurrency
from server.doodles.consent import Consent
from server.doodles.given import Given, doodle
from server.doodles.splits import split_of
from server.doodles.tables import Contributor, Doodle
from server.errors import GameError
from server.store.backlog import Backlog
from server.store.database import DURABLE

BATCH = 64  # of one transaction
TRIES = 3  # of a transaction that another process was in the way of
MOST = 120_000_000  # bytes, roughly, that may wait for the database: some five hundred drawings of twenty seconds
MESSAGE, POINT, THOUGHT = 500, 12, 600  # bytes, roughly, of what a round consists of


@dataclass(frozen=True)
class Agreed:
    """Yes for the first time (`new`), yes again, or no."""

    consent: Consent
    agreed: bool
    new: bool = False


@dataclass(frozen=True)
class Asked:
    """Whether a round was kept that the game does not know any more."""

    consent: Consent
    round: str


Item = Agreed | Given | Asked
Answer = str | GameError | None  # a drawing's key, or why it is not kept; None: nobody waits for it


def key(rng: Bits) -> str:
    """A new key: 16 digits, like those of Quick, Draw!."""
    return str(10**15 + rng.getrandbits(64) % (9 * 10**15))


def backlog(
    engine: Engine,
    prepare: Callable[[], None],
    concurrency: Concurrency,
    words: Collection[str],
    rng: Bits,
    settled: Callable[[Item, Answer], None],
) -> Backlog[Item, Answer]:
    """The way in: never waits, and says later what became of each."""
    durable = engine.execution_options(**{DURABLE: True})
    return Backlog(
        concurrency, "drawing", lambda items: write(durable, items, words, rng), prepare, BATCH, weight, MOST, settled
    )


def weight(item: Item) -> int:
    """Bytes that it takes while it waits, roughly."""
    if not isinstance(item, Given):
        return MESSAGE
    round = item.round
    return MESSAGE * (1 + len(round.log)) + POINT * round.points + THOUGHT * len(round.thoughts)


def write(engine: Engine, items: Sequence[Item], words: Collection[str], rng: Bits) -> list[Answer]:
    """All of them in one transaction. What was written before stays as it was, and is answered as it was."""
    for attempt in range(TRIES):
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                desk = _Writing(session, items)
                return [desk.write(item, words, rng) for item in items]
        except IntegrityError:  # the same round, or the same key, by another process at this moment
            if attempt == TRIES - 1:
                raise
    raise AssertionError("not reached")


class _Writing:
    """One transaction: what it found in the beginning, and what it has added since."""

    def __init__(self, session: Session, items: Sequence[Item]) -> None:
        self._session = session
        receipts = {item.consent.receipt for item in items}
        people = select(Contributor).where(Contributor.receipt.in_(receipts))
        self._people = {person.receipt: person for person in session.scalars(people)}
        rounds = {_round(item) for item in items if not isinstance(item, Agreed)}
        kept = select(Doodle.round, Doodle.contributor, Doodle.key).where(Doodle.round.in_(rounds))
        self._kept: dict[str | None, tuple[int | None, str]] = {}  # round -> who gave it, and the drawing's key
        if rounds:
            self._kept = {round: (person, key) for round, person, key in session.execute(kept)}

    def write(self, item: Item, words: Collection[str], rng: Bits) -> Answer:
        """What became of it."""
        if isinstance(item, Agreed):
            self._agree(item)
            return None
        person = self._people.get(item.consent.receipt)
        kept = self._kept.get(_round(item))
        if person and kept and kept[0] == person.id:
            return kept[1]
        if isinstance(item, Asked):
            return GameError("no_round", f'there is no round "{item.round}" any more; it was not kept')
        if person is None or not person.agreed:
            return GameError("not_agreed", "this receipt gives nothing any more; say yes again, and there is a new one")
        if kept:
            return GameError("not_yours", f"round {item.round.id} is kept under another receipt; it is kept once")
        try:
            row = doodle(item, words, key(rng), person.id)
        except GameError as error:
            return error
        self._session.add(row)
        self._kept[item.round.id] = person.id, row.key
        return row.key

    def _agree(self, item: Agreed) -> None:
        """A receipt whose drawings were deleted is not made again: only a new one is."""
        consent = item.consent
        person = self._people.get(consent.receipt)
        if person is None and item.new:
            person = Contributor(consent.receipt, split_of(consent.receipt))
            self._session.add(person)
            self._people[consent.receipt] = person
        if person is not None:
            person.agreed = item.agreed
            person.language = consent.language or person.language
            if item.agreed:
                person.country = consent.country  # who would rather not say any more gives none from now on
            self._session.flush()  # drawings name it by its number


def _round(item: Given | Asked) -> str:
    return item.round.id if isinstance(item, Given) else item.round
