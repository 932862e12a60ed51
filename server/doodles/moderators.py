"""Who may review: names with a passphrase, and sessions that end.

Only hashes are kept: of a passphrase by argon2, whose parameters are the library's, of a session's token by SHA-256.
"""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.codes import hashed
from server.doodles.tables import Moderator, SignIn
from server.errors import GameError

LONGEST_NAME = 40  # characters
SHORTEST, LONGEST = 12, 200  # characters of a passphrase
IDLE = 30 * 60  # seconds without doing anything after which a session ends
WHOLE = 12 * 3600  # and in any case
STEP = 60  # seconds: how exactly it is known when something was done last

_HASHER = PasswordHasher()


def add(session: Session, name: str, passphrase: str) -> None:
    """Let somebody review. ValueError for a name or a passphrase that will not do, or a name that is taken."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise ValueError(f"{name!r} is no name; it has 1 to {LONGEST_NAME} characters, and no blanks around it")
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise ValueError(f"the passphrase has {len(passphrase)} characters; it must have {SHORTEST} to {LONGEST}")
    if session.get(Moderator, name):
        raise ValueError(f"there is a moderator {name} already; remove them first to change the passphrase")
    session.add(Moderator(name=name, passphrase=_HASHER.hash(passphrase)))


def remove(session: Session, name: str) -> None:
    """Nobody reviews under this name any more, open sessions included. ValueError when there is none."""
    moderator = session.get(Moderator, name)
    if moderator is None:
        known = ", ".join(found.name for found in everybody(session)) or "nobody"
        raise ValueError(f"there is no moderator {name}; there is {known}")
    session.delete(moderator)


def everybody(session: Session) -> list[Moderator]:
    """All moderators, by name."""
    return list(session.scalars(select(Moderator).order_by(Moderator.name)))


def passphrase_of(session: Session, name: str) -> str | None:
    """The hash of somebody's passphrase; None when there is nobody of that name."""
    return session.scalar(select(Moderator.passphrase).where(Moderator.name == name))


def fits(passphrase: str, kept: str | None) -> bool:
    """Whether it is this passphrase: some 50 ms and 64 MB, also for nobody's."""
    try:
        return _HASHER.verify(kept or _nobodys(), passphrase) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """What is checked for an unknown name, so that it takes as long as a known one."""
    return _HASHER.hash("nobody has this passphrase")


def sign_in(session: Session, name: str, token: str, now: float) -> None:
    """Begin a session, and forget those that have ended."""
    session.execute(delete(SignIn).where((SignIn.until < now) | (SignIn.latest < now)))
    session.add(SignIn(token=hashed(token), moderator=name, until=now + IDLE, latest=now + WHOLE))


def signed_in(session: Session, token: str | None, now: float) -> str:
    """Whose session this is; it goes on from now. GameError "signed_out" when it is none, or has ended."""
    found = session.get(SignIn, hashed(token)) if token else None
    if found is None or now > min(found.until, found.latest):
        raise GameError("signed_out", "sign in first; a session ends after half an hour in which nothing is done")
    if found.until < now + IDLE - STEP:
        found.until = now + IDLE
    return found.moderator


def sign_out(session: Session, token: str | None) -> None:
    """End a session. There may be none."""
    if token:
        session.execute(delete(SignIn).where(SignIn.token == hashed(token)))
