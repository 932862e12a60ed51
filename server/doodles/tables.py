"""The tables of given drawings. `server/store/migrations/` makes them; a test compares the two.

No address, no name, no time of day. Who gave a drawing is known by the hash of the receipt alone, which only the giver
has. `version` numbers what a row's columns mean: VERSION now.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import ForeignKey, Index, Text, exists, func, text
from sqlalchemy.orm import Mapped, mapped_column

from server.store.database import Base

VERSION = 1
LICENCE = "CC BY 4.0"

_DOUBTED, _UNJUDGED = text("doubts > 0"), text("suspicion IS NULL")  # few are


def today() -> date:
    """The day, in UTC: nothing here is dated more closely, but for what moderators do."""
    return datetime.now(UTC).date()


class Contributor(Base):
    """Someone who said yes, for one session of playing."""

    __tablename__ = "contributors"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    receipt: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the receipt's words
    split: Mapped[str]  # "train", "valid" or "test": fixed here, before there is a drawing
    agreed: Mapped[bool] = mapped_column(default=True)
    licence: Mapped[str] = mapped_column(default=LICENCE)
    language: Mapped[str | None] = mapped_column(default=None)
    country: Mapped[str | None] = mapped_column(default=None)  # two letters, if given
    day: Mapped[date] = mapped_column(default_factory=today)


class Doodle(Base):
    """One drawing, as it was drawn. A withdrawn one has no row any more."""

    __tablename__ = "doodles"
    __table_args__ = (
        Index("doodles_queue", "status", "suspicion", "id"),
        Index("doodles_word", "word", "id"),
        Index("doodles_better", "better", "id"),
        Index("doodles_reported", "reported", "suspicion", "id"),
        Index("doodles_doubted", "suspicion", "id", sqlite_where=_DOUBTED, postgresql_where=_DOUBTED),
        Index("doodles_unjudged", "id", sqlite_where=_UNJUDGED, postgresql_where=_UNJUDGED),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # the published key_id: a decimal number below 2 to the 64th
    split: Mapped[str]
    word: Mapped[str]  # asked for, or as the file said
    strokes: Mapped[int]
    points: Mapped[int]
    timed: Mapped[bool]
    ink: Mapped[bytes]  # see server/doodles/ink.py
    contributor: Mapped[int | None] = mapped_column(
        ForeignKey("contributors.id", ondelete="CASCADE"), index=True, default=None
    )  # None: from a file
    round: Mapped[str | None] = mapped_column(unique=True, default=None)  # the same round is kept once
    source: Mapped[str] = mapped_column(default="play")  # or "room", or the name of the file it came from
    better: Mapped[str | None] = mapped_column(default=None)  # what a moderator says it shows instead
    recognized: Mapped[bool | None] = mapped_column(default=None)
    target_p: Mapped[float | None] = mapped_column(default=None)  # calibrated, of the word, in the end
    mode: Mapped[str | None] = mapped_column(default=None)
    model: Mapped[str | None] = mapped_column(default=None)  # version of the network that guessed
    guesses: Mapped[str | None] = mapped_column(Text, default=None)  # JSON: [[ms, [[word, p], ..]], ..]
    version: Mapped[int] = mapped_column(default=VERSION)
    ms: Mapped[int | None] = mapped_column(default=None)  # from the round's start to its end
    width: Mapped[int | None] = mapped_column(default=None)  # of the board, board units; the longer side is 1000
    height: Mapped[int | None] = mapped_column(default=None)
    pen: Mapped[str | None] = mapped_column(default=None)  # "mouse", "touch", "pen" or "keys"
    language: Mapped[str | None] = mapped_column(default=None)
    country: Mapped[str | None] = mapped_column(default=None)
    day: Mapped[date] = mapped_column(default_factory=today)
    timestamp: Mapped[str | None] = mapped_column(default=None)  # as a file told it; never of what was drawn here
    status: Mapped[str] = mapped_column(default="waiting")  # or "validated", "invalidated", "other"
    reported: Mapped[bool] = mapped_column(default=False)  # until a moderator has looked
    suspicion: Mapped[float | None] = mapped_column(default=None)  # 0 to 1; None: not looked at yet
    reasons: Mapped[str | None] = mapped_column(Text, default=None)  # JSON: what made it suspicious
    judged: Mapped[str | None] = mapped_column(default=None)  # version of the network that the suspicion is by
    arrival: Mapped[int | None] = mapped_column(default=None)  # of its file; no foreign key, for it outlives that row
    vouched: Mapped[bool] = mapped_column(default=False)  # reviewed before it was imported, said who did that
    doubts: Mapped[int] = mapped_column(default=0)  # reports since a moderator has kept it, and not looked again


class Arrival(Base):
    """A file that is being imported. Its drawings count when this row is gone: ARRIVED."""

    __tablename__ = "arrivals"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    after: Mapped[int]  # its drawings have ids beyond this one


# What everybody asks for who asks for drawings that may be from files.
ARRIVED = ~exists().where(Arrival.id == Doodle.arrival).correlate(Doodle)


# What a drawing is of: the word that a moderator gave it, else the one that was asked for.
label = func.coalesce(Doodle.better, Doodle.word)


class Vote(Base):
    """A player's answer to "is this a cat?". One for each browser and drawing."""

    __tablename__ = "votes"

    doodle: Mapped[int] = mapped_column(ForeignKey("doodles.id", ondelete="CASCADE"), primary_key=True)
    voter: Mapped[str] = mapped_column(primary_key=True)  # a hash that says nothing outside its browser
    yes: Mapped[bool | None]  # None: can't tell
    place: Mapped[str | None] = mapped_column(default=None)  # see server/doodles/places.py; None: it was not asked
    day: Mapped[date] = mapped_column(default_factory=today)


class Report(Base):
    """Somebody found that a drawing should not be shown. One for each place and drawing."""

    __tablename__ = "reports"

    doodle: Mapped[int] = mapped_column(ForeignKey("doodles.id", ondelete="CASCADE"), primary_key=True)
    reporter: Mapped[str] = mapped_column(primary_key=True)  # see server/doodles/places.py
    reason: Mapped[str]
    day: Mapped[date] = mapped_column(default_factory=today)


class Review(Base):
    """What a moderator decided: the log, and what undo needs."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    doodle: Mapped[int] = mapped_column(ForeignKey("doodles.id", ondelete="CASCADE"), index=True)
    moderator: Mapped[str]
    verdict: Mapped[str]  # "keep", "wrong_word", "reject" or "unsure"
    before: Mapped[str] = mapped_column(Text)  # JSON: a Standing, as it was
    at: Mapped[float]  # seconds since 1970
    better: Mapped[str | None] = mapped_column(default=None)
    undone: Mapped[bool] = mapped_column(default=False)


class Withdrawal(Base):
    """The key of a drawing that was taken back, for those who hold an older export. Nothing else of it is left."""

    __tablename__ = "withdrawals"

    key: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(default_factory=today)


class Moderator(Base):
    """Who may review."""

    __tablename__ = "moderators"

    name: Mapped[str] = mapped_column(primary_key=True)
    passphrase: Mapped[str]  # argon2
    day: Mapped[date] = mapped_column(default_factory=today)


class SignIn(Base):
    """A moderator's session, by the hash of its token."""

    __tablename__ = "sign_ins"

    token: Mapped[str] = mapped_column(primary_key=True)
    moderator: Mapped[str] = mapped_column(ForeignKey("moderators.name", ondelete="CASCADE"))
    until: Mapped[float]  # seconds since 1970: later whenever the moderator does something, but for
    latest: Mapped[float]  # when it ends in any case


class Look(Base):
    """A quarter of a drawing's fingerprint, to find what looks like it: the quarter's number * 65536 + 16 bits."""

    __tablename__ = "looks"

    bits: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    doodle: Mapped[int] = mapped_column(ForeignKey("doodles.id", ondelete="CASCADE"), primary_key=True, index=True)
