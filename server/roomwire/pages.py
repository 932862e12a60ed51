"""What pages of a room say: each message as a typed value, and the parser that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server import parsing
from server.languages import LANGUAGES
from server.roomwire.limits import MAX_SAY, MAX_WORD
from server.roomwire.settings import given


@dataclass(frozen=True)
class Open:
    """A new room, with the settings that are given. `language` is that of the page."""

    settings: Mapping[str, object]
    language: str = "en"


@dataclass(frozen=True)
class Join:
    """Into a room, again (`seat`) or for the first time. `another` one of those who share this device."""

    code: str
    seat: str | None = None
    name: str | None = None
    another: bool = False


@dataclass(frozen=True)
class Enter:
    """A page with a token: the host's, or a wall's."""

    code: str
    token: str


@dataclass(frozen=True)
class Name:
    """Another name, one's own or one that is made up."""

    seat: str
    name: str | None = None


@dataclass(frozen=True)
class Seat:
    """It is this one's turn on a shared device, or this one leaves."""

    seat: str


@dataclass(frozen=True)
class Say:
    """A typed guess."""

    seat: str
    text: str


@dataclass(frozen=True)
class Vote:
    """Whether a drawing shows the word, to people."""

    seat: str
    drawing: str
    yes: bool


@dataclass(frozen=True)
class Gallery:
    """What there is to vote on."""


@dataclass(frozen=True)
class Results:
    """How a word went; None: the last one."""

    number: int | None = None


@dataclass(frozen=True)
class Drawing:
    """One drawing with everything."""

    drawing: str


@dataclass(frozen=True)
class Export:
    """The results as a table, with names only if they are wanted."""

    names: bool = False


@dataclass(frozen=True)
class Learned:
    """What was learned of a word, to take along."""

    word: str


def open(data: object) -> Open:
    """Parse `room_open`."""
    fields = parsing.fields("room_open", data)
    return Open(
        given(fields.get("settings") or {}),
        parsing.one_of("language", fields.get("language", "en"), tuple(LANGUAGES)),
    )


def join(data: object) -> Join:
    """Parse `room_join`."""
    fields = parsing.fields("room_join", data)
    return Join(
        parsing.text("code", fields.get("code")),
        parsing.optional("seat", fields.get("seat")),
        parsing.optional("name", fields.get("name")),
        parsing.flag("another", fields.get("another")),
    )


def enter(data: object) -> Enter:
    """Parse `room_host` and `room_wall`."""
    fields = parsing.fields("a page of a room", data)
    return Enter(parsing.text("code", fields.get("code")), parsing.text("token", fields.get("token")))


def name(data: object) -> Name:
    """Parse `room_name`."""
    fields = parsing.fields("room_name", data)
    return Name(_seat(fields), parsing.optional("name", fields.get("name")))


def seat(data: object) -> Seat:
    """Parse `room_turn` and `room_leave`."""
    return Seat(_seat(parsing.fields("a turn", data)))


def say(data: object) -> Say:
    """Parse `room_say`."""
    fields = parsing.fields("room_say", data)
    return Say(_seat(fields), parsing.text("text", fields.get("text"), MAX_SAY))


def vote(data: object) -> Vote:
    """Parse `room_vote`."""
    fields = parsing.fields("room_vote", data)
    return Vote(_seat(fields), parsing.text("drawing", fields.get("drawing")), parsing.flag("yes", fields.get("yes")))


def gallery(data: object) -> Gallery:
    """Parse `room_gallery`."""
    parsing.fields("room_gallery", data)
    return Gallery()


def results(data: object) -> Results:
    """Parse `room_results`."""
    number = parsing.fields("room_results", data).get("number")
    return Results(None if number is None else parsing.whole("number", number, 1, 1_000_000))


def drawing(data: object) -> Drawing:
    """Parse `room_drawing`."""
    return Drawing(parsing.text("drawing", parsing.fields("room_drawing", data).get("drawing")))


def export(data: object) -> Export:
    """Parse `room_export`."""
    return Export(parsing.flag("names", parsing.fields("room_export", data).get("names")))


def learned(data: object) -> Learned:
    """Parse `room_learned`."""
    return Learned(parsing.text("word", parsing.fields("room_learned", data).get("word"), MAX_WORD))


def _seat(fields: Mapping[str, object]) -> str:
    return parsing.text("seat", fields.get("seat"))
