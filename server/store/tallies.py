"""What the kept results say about the words: how often each was tried, and how often and how fast it was seen."""

from __future__ import annotations

from sqlalchemy import Engine, case, func, select
from sqlalchemy.orm import Session

from server.store.results import Result
from server.vocabulary import Tally


def tallies(engine: Engine) -> dict[str, Tally]:
    """For each word the rounds in which it was told and something was drawn, won by the network's own threshold."""
    query = (
        select(
            Result.word,
            func.count(),
            func.sum(case((Result.won, 1), else_=0)),
            func.sum(case((Result.won, Result.ms), else_=0)),
        )
        .where(Result.word.is_not(None), Result.mode != "hidden", Result.points > 0, Result.usual)
        .group_by(Result.word)
    )
    with Session(engine) as session:
        return {str(word): Tally(int(rounds), int(wins), int(ms)) for word, rounds, wins, ms in session.execute(query)}
