"""The figures about given drawings as pages ask for them: a desk of their own, answers remembered for a minute."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar, cast

from server.doodles import insight
from server.doodles.desk import Desk
from server.doodles.insight import Shape, Word

FRESH = 60.0  # seconds for which what was found is not looked for again
REMEMBERED = 100  # answers, at most

T = TypeVar("T")


class Insights:
    """Whoever asks often costs nothing."""

    def __init__(self, desk: Desk, clock: Callable[[], float]) -> None:
        """`clock`: seconds, monotonic."""
        self._desk = desk
        self._clock = clock
        self._found: OrderedDict[object, tuple[float, object]] = OrderedDict()

    def words(self) -> list[Word]:
        """See `insight.words`."""
        return self._remembered("words", lambda: self._desk.read(insight.words))

    def shape(self, word: str, by: str) -> Shape:
        """How a word is drawn, by "language" or "country"."""
        return self._remembered((word, by), lambda: self._look(word, insight.BY[by]))

    def _look(self, word: str, by: insight.By) -> Shape:
        rows: list[insight.Row] = []
        while len(rows) < insight.SAMPLE:
            page = self._desk.read(insight.page, word, by, rows[-1][0] if rows else None)
            rows += page
            if len(page) < insight.PAGE:
                break
        return self._desk.read(lambda _: insight.shape(word, rows))  # the sums, too, are not the hub's work

    def _remembered(self, key: object, look: Callable[[], T]) -> T:
        now = self._clock()
        if key in self._found and now <= self._found[key][0] + FRESH:
            return cast(T, self._found[key][1])
        found = look()
        self._found[key] = (now, found)
        while len(self._found) > REMEMBERED:
            self._found.popitem(last=False)
        return found
