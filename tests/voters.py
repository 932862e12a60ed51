"""Browsers that vote on drawings and report them, each at an address of its own, and what became of a drawing."""

import pytest
from sqlalchemy import select

from server.doodles import voting
from server.doodles.places import Places
from server.doodles.tables import Doodle
from server.doodles.verdicts import Standing
from server.errors import GameError

ANNE, BEN, CAT = (name * 20 for name in "abc")
PLACES = Places()
SCHOOL = PLACES.at("10.0.0.1")


def ask(call, *args, **kwargs):
    """The code of the error that a call ends with."""
    with pytest.raises(GameError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def home(who):
    """Where a browser is when it is nowhere else: an address of its own."""
    return PLACES.at(f"192.0.2.{ord(who[0])}")


def vote(session, key, who, answer, place=None, receipt=None):
    return voting.vote(session, key, who, place or home(who), receipt, answer)


def offer(session, who, most, rng, place=None, receipt=None):
    return voting.offer(session, who, place or home(who), receipt, most, rng)


def report(session, key, who, reason):
    return voting.report(session, key, home(who), reason)


def standing(session, key):
    row = session.scalars(select(Doodle).where(Doodle.key == key)).one()
    return Standing(row.status, row.better, row.reported, row.doubts)
