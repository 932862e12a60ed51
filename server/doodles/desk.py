"""From a request to the tables of drawings and back: a native thread, one transaction, words for a fault."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.concurrency import Concurrency
from server.errors import GameError
from server.store.database import READING, reason, unreachable

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """One native thread's place at the database. Slow questions sit at another desk than what players wait for."""

    def __init__(self, engine: Engine, concurrency: Concurrency, name: str) -> None:
        """The tables are there already: whoever opens the database makes them."""
        self._writing, self._reading = engine, engine.execution_options(**READING)
        self._native = concurrency.worker(name)

    def run(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work(session, ...)` returns, all of it written or (when it raises) none.

        Only the caller waits. GameError "away" when the database cannot be reached; asking again may help.
        """
        return self._asked(self._writing, lambda session: work(session, *args, **kwargs))

    def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for work that writes nothing: it holds up nobody's write, and waits for none."""
        return self._asked(self._reading, lambda session: work(session, *args, **kwargs))

    def close(self) -> None:
        """Let go of the thread."""
        self._native.close()

    def _asked(self, engine: Engine, work: Callable[[Session], T]) -> T:
        try:
            return self._native.run(lambda: _transaction(engine, work))
        except Exception as error:
            if not unreachable(error):
                raise
            log.error("the database cannot be asked (%s)", reason(error))
            raise GameError("away", "the drawings cannot be reached just now; try again in a moment") from None


def _transaction(engine: Engine, work: Callable[[Session], T]) -> T:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return work(session)
