"""A match, which is a number of rounds: `(match, input) -> (match, what follows)`. No clock, no chance, no socket.

A match knows the words that come, how its rounds ended, and from that everything else: whether it is over, the
score, the streak, what is left of a sprint. The rounds themselves are rules.py's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from server import wire
from server.errors import GameError

COUNT = 6  # rounds of a match that has so many and no other end
SPRINT = 60.0  # seconds of drawing in a sprint
SKIP_COST = 3000  # milliseconds that a skip takes from a sprint
LEAST = 1000  # milliseconds: with less than that left, a sprint is over

Fields = dict[str, object]  # of a message


@dataclass(frozen=True)
class Match:
    """One player's match. Made by `begin`, changed by nothing but the functions of this page."""

    id: str
    mode: wire.MatchMode
    deck: tuple[str, ...]  # the words, in the order they come; empty in zen mode
    count: int | None  # the most rounds; None: as many as there are words, or without end
    seconds: float | None  # of a round; None: no clock, or a sprint's
    total: float | None  # seconds of a sprint
    threshold: float
    difficulty: wire.Difficulty
    results: tuple[wire.Over, ...] = ()
    round: str | None = None  # the one that runs

    @property
    def index(self) -> int:
        """The number, from 0, of the round that runs, or else of the last one; -1 before the first."""
        return len(self.results) - (self.round is None)

    @property
    def left(self) -> int | None:
        """Milliseconds left of a sprint when the round that runs began, or else now."""
        if self.total is None:
            return None
        spent = sum(result.ms + SKIP_COST * (result.reason == "skipped") for result in self.results)
        return max(0, round(1000 * self.total) - spent)

    @property
    def streak(self) -> int:
        """Rounds won in a row, up to the last one."""
        lost = (i for i, result in enumerate(reversed(self.results)) if not result.won)
        return next(lost, len(self.results))

    @property
    def score(self) -> int:
        """Rounds won."""
        return sum(result.won for result in self.results)

    @property
    def done(self) -> bool:
        """Whether no other round comes."""
        if self.round is not None:
            return False
        missed = self.mode == "streak" and self.streak < len(self.results)
        most = self.count if self.mode == "zen" else len(self.deck)
        full = most is not None and len(self.results) >= most
        late = self.left is not None and self.left < LEAST
        return missed or full or late


def begin(match_id: str, ask: wire.Play, deck: tuple[str, ...], seconds: float, threshold: float) -> Match:
    """A new match. `seconds` and `threshold` are the server's own, unless others are asked for.

    GameError "bad_field" for a sprint without a clock.
    """
    if ask.mode == "sprint" and not ask.clock:
        raise GameError("bad_field", "seconds is null; a sprint is against the clock: leave it out, or give a number")
    count = ask.count or (COUNT if ask.mode in ("classic", "hidden") else None)
    if count is not None and deck:
        count = min(count, len(deck))
    return Match(
        match_id,
        ask.mode,
        deck[:count],
        count,
        _seconds(ask, seconds),
        (ask.seconds or SPRINT) if ask.mode == "sprint" else None,
        ask.threshold or threshold,
        ask.difficulty,
    )


def started(match: Match, round_id: str) -> Match:
    """The next round runs. GameError "over" when none comes."""
    if match.done:
        raise GameError("over", f"match {match.id} is over; open another one with play")
    return replace(match, round=round_id)


def word(match: Match) -> str | None:
    """The word of the round that runs; None in zen mode."""
    return match.deck[match.index] if match.deck else None


def seconds(match: Match) -> float | None:
    """The clock of the round that runs: what is left of a sprint, or a round's own; None without a clock."""
    return match.seconds if match.left is None else match.left / 1000


def ended(match: Match, over: wire.Over) -> Match:
    """The round that ran is over. Any other round's end changes nothing."""
    if over.round != match.round:
        return match
    return replace(match, round=None, results=(*match.results, over))


def standing(match: Match) -> wire.Standing:
    """How the match stands."""
    return wire.Standing(
        match.id, match.index, match.count, match.left, match.done, match.score, match.streak, match.results
    )


def described(match: Match) -> Fields:
    """What the match is, as `play` is answered."""
    return {
        "match": match.id,
        "mode": match.mode,
        "count": match.count,
        "seconds": match.seconds,
        "total_seconds": match.total,
        "threshold": None if match.mode == "zen" else match.threshold,
        "difficulty": match.difficulty,
    }


def place(match: Match) -> Fields:
    """Where in the match its running round is."""
    return {"match": match.id, "index": match.index, "count": match.count, "ms_left": match.left}


def _seconds(ask: wire.Play, seconds: float) -> float | None:
    if not ask.clock or ask.mode in ("zen", "sprint"):
        return None
    return ask.seconds or seconds * (2 if ask.mode == "hidden" else 1)  # a definition must be read first
