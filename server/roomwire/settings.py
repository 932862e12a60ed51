"""How a room plays, as a host may set it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from server import parsing, wire
from server.errors import GameError
from server.languages import LANGUAGES
from server.roomwire.limits import MAX_TEAMS, MODES, Mode


@dataclass(frozen=True)
class Settings:
    """How a room plays."""

    mode: Mode = "race"
    words: tuple[str, ...] = ()  # in this order; empty: any of the difficulty
    count: int = 6  # words
    seconds: float | None = 40.0  # for each; None: no clock
    threshold: float | None = None  # calibrated probability that wins; None: the network's own
    language: str | None = None  # of words and pages; None: each page in its own
    names: bool = False  # pupils may choose their own
    approve: bool = True  # nothing is on the wall before the host has said so
    speed: bool = False  # a bonus for being quick
    teams: int = 2
    difficulty: wire.Difficulty = "mixed"
    collect: bool = False  # pupils are asked whether their drawings may be kept


def given(data: object) -> dict[str, object]:
    """Those that are given, each checked. Whether the network knows the words is for the room to say."""
    fields = parsing.fields("settings", data)
    unknown = sorted(fields.keys() - _READ.keys())
    if unknown:
        raise GameError("bad_field", f"settings has no {unknown[0][:40]!r}; there are {', '.join(_READ)}")
    return {name: _READ[name](f"settings.{name}", value) for name, value in fields.items()}


def _words(name: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not 0 < len(value) <= wire.MAX_WORDS:
        raise parsing.bad(name, value, f"a list of 1 to {wire.MAX_WORDS} words, or null for any")
    return tuple(dict.fromkeys(parsing.text(f"{name}[{i}]", word) for i, word in enumerate(value)))


def _seconds(name: str, value: object) -> float | None:
    return None if value is None else parsing.number(name, value, wire.MIN_SECONDS, wire.MAX_SECONDS, "seconds")


def _threshold(name: str, value: object) -> float | None:
    low, high = wire.MIN_THRESHOLD, wire.MAX_THRESHOLD
    return None if value is None else parsing.number(name, value, low, high, "a probability")


_READ: dict[str, Callable[[str, object], object]] = {
    "mode": lambda name, value: parsing.one_of(name, value, MODES),
    "words": _words,
    "count": lambda name, value: parsing.whole(name, value, 1, wire.MAX_COUNT),
    "seconds": _seconds,
    "threshold": _threshold,
    "language": lambda name, value: None if value is None else parsing.one_of(name, value, tuple(LANGUAGES)),
    "names": parsing.flag,
    "approve": parsing.flag,
    "speed": parsing.flag,
    "teams": lambda name, value: parsing.whole(name, value, 2, MAX_TEAMS),
    "difficulty": lambda name, value: parsing.one_of(name, value, wire.DIFFICULTIES),
    "collect": parsing.flag,
}
