"""What a host does: `room_do`, each kind of it as a typed value, and the parser that makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from server import parsing, wire
from server.roomwire.limits import LEARNED, MAX_EXAMPLES, MAX_FACTOR, MAX_LEARNED, MAX_TEAMS, MAX_WORD
from server.roomwire.settings import given

Simple = Literal["start", "next", "pause", "resume", "end", "again", "close"]
SIMPLE: tuple[Simple, ...] = ("start", "next", "pause", "resume", "end", "again", "close")
Switch = Literal["lock", "mute", "podium"]
SWITCHES: tuple[Switch, ...] = ("lock", "mute", "podium")
DOINGS = (*SIMPLE, *SWITCHES, "extend", "show", "hide", "remove", "rename", "timer", "team", "set",
          "teach", "learn", "forget", "bring")  # fmt: skip


@dataclass(frozen=True)
class Do:
    """Something without more to say."""

    do: Simple


@dataclass(frozen=True)
class Turn:
    """Something is switched on or off."""

    do: Switch
    on: bool


@dataclass(frozen=True)
class Extend:
    """More time."""

    seconds: float


@dataclass(frozen=True)
class Show:
    """A canvas may be on the wall, or all of this word; or no longer."""

    member: str | None
    on: bool


@dataclass(frozen=True)
class Hide:
    """A canvas is off the wall, whatever comes; or no longer."""

    member: str
    on: bool


@dataclass(frozen=True)
class Remove:
    """Out of the room."""

    member: str


@dataclass(frozen=True)
class Rename:
    """The host's name for a pupil."""

    member: str
    name: str | None


@dataclass(frozen=True)
class Timer:
    """A longer clock, or none, for one pupil or for all."""

    factor: float | None
    member: str | None


@dataclass(frozen=True)
class Team:
    """A pupil plays for another team."""

    member: str
    team: int


@dataclass(frozen=True)
class Set:
    """Other settings."""

    settings: Mapping[str, object]


@dataclass(frozen=True)
class Teach:
    """The class draws a word that the network does not know."""

    word: str


@dataclass(frozen=True)
class Learn:
    """And it is learned from what was drawn."""


@dataclass(frozen=True)
class Forget:
    """A word that was taught is no longer known."""

    word: str


@dataclass(frozen=True)
class Bring:
    """A word that was taught in another room."""

    word: str
    examples: int
    network: str
    learned: str


Doing = Do | Turn | Extend | Show | Hide | Remove | Rename | Timer | Team | Set | Teach | Learn | Forget | Bring


def do(data: object) -> Doing:
    """Parse `room_do`."""
    fields = parsing.fields("room_do", data)
    what = parsing.one_of("do", fields.get("do"), DOINGS)
    for simple in SIMPLE:
        if what == simple:
            return Do(simple)
    for switch in SWITCHES:
        if what == switch:
            return Turn(switch, _on(fields))
    return _MORE[what](fields)


def _show(fields: Mapping[str, object]) -> Show:
    return Show(parsing.optional("member", fields.get("member")), _on(fields))


def _timer(fields: Mapping[str, object]) -> Timer:
    factor = fields.get("factor")
    if factor is not None:
        factor = parsing.number("factor", factor, 1, MAX_FACTOR, "times as long; null is no clock")
    elif "factor" not in fields:
        raise parsing.bad("factor", None, f"a number from 1 to {MAX_FACTOR}, or null for no clock")
    return Timer(factor, parsing.optional("member", fields.get("member")))


_MORE: dict[str, Callable[[Mapping[str, object]], Doing]] = {
    "extend": lambda f: Extend(parsing.number("seconds", f.get("seconds"), 1, wire.MAX_SECONDS, "seconds")),
    "show": _show,
    "hide": lambda f: Hide(_member(f), _on(f)),
    "remove": lambda f: Remove(_member(f)),
    "rename": lambda f: Rename(_member(f), parsing.optional("name", f.get("name"))),
    "timer": _timer,
    "team": lambda f: Team(_member(f), parsing.whole("team", f.get("team"), 0, MAX_TEAMS - 1)),
    "set": lambda f: Set(given(f.get("settings"))),
    "teach": lambda f: Teach(parsing.text("word", f.get("word"), MAX_WORD)),
    "learn": lambda f: Learn(),
    "forget": lambda f: Forget(parsing.text("word", f.get("word"), MAX_WORD)),
    "bring": lambda f: _bring(parsing.fields("file", f.get("file"))),
}


def _bring(file: Mapping[str, object]) -> Bring:
    parsing.one_of("file.format", file.get("format"), (LEARNED,))
    return Bring(
        parsing.text("file.word", file.get("word"), MAX_WORD),
        parsing.whole("file.examples", file.get("examples"), 1, MAX_EXAMPLES),
        parsing.text("file.network", file.get("network"), MAX_WORD),
        parsing.text("file.learned", file.get("learned"), MAX_LEARNED),
    )


def _member(fields: Mapping[str, object]) -> str:
    return parsing.text("member", fields.get("member"))


def _on(fields: Mapping[str, object]) -> bool:
    return parsing.decision("on", fields.get("on"))
