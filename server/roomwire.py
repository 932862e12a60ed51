"""Every message of a classroom's room: names, directions, fields, units, limits. static/js/roomwire.js mirrors it.

They pass beside those of wire.py, on the same connection and after its `hello`. Drawing is the game's own: what the
server begins for a pupil with `begin` is a round like any other, with `ink`, `undo`, `guess` and `over`.

    page -> server                                        acknowledged with
      room_open {settings?}                                {code, host, wall, room}
      room_join {code, seat?, name?, another?}             {code, seat, me, room, begin}
      room_host {code, token}                              {code, wall, room, canvases}
      room_wall {code, token}                              {code, room, canvases}
      room_name {seat, name?}                              {name}
      room_turn {seat}                                     {begin}
      room_say  {seat, text}                               {right, near}
      room_vote {seat, drawing, yes}                       {}
      room_gallery {}                                      {number, word, drawings}
      room_leave {seat}                                    {}
      room_do   {do, ..}                                   {}                          the host's alone
      room_results {number?}                               {number, .., drawings, confusion, guesses}
      room_drawing {drawing}                               {drawing, .., strokes, curve}
      room_export {names?}                                 {csv}                       the host's alone
    server -> page
      room    the room as this page may see it, whenever that changes, ten times a second at most
      begin   {code, seat, round, word, seconds, threshold, ms, number, count}      draw now
      frame   {n, canvases}                                                         to host and wall
      gone    {reason: "closed" | "removed" | "expired" | "host_elsewhere"}         this page is out of the room

**Addresses.** /join and /join/<code> for pupils, /host and /host/<code>#<host token>, /wall/<code>#<wall token>: what
comes after the # is never sent to a server, nor written into a log. GET /rooms/<code>/link.json is {link}, the
address that pupils on the same network reach /join/<code> at, and GET /rooms/<code>/qr.svg its QR code. GET
/words.json is {words: [[word, level]]}, level "easy", "medium" or "hard".

**Who is who.** `host` is the token that makes a page the host, `wall` the one that lets a projector in, `seat` the one
that is a pupil: with it a page that was reloaded, or lost its link, is the same pupil. A page keeps its seats. `me`
{member, name} is what others see of it. One device may hold several seats (`another`: true adds one; at most 8) and
passes them round: `room_turn` says whose drawing comes next. Without `name` a friendly one is made up, and `room_name`
without one makes up another. The newest page with the host's token is the host; the one before is `gone`.

**The room**, as `room` has it and acknowledgements do:

    all      {code, phase, paused, waiting, locked, muted, mode, language, number, count, word, seconds, ms_left,
              players, done, podium}
    pupils   + seats: [{member, seat: its first 8 characters, name, team, status, score, drawing, shown, hidden}]
    host     + members: [{member, name, team, here, status, score, drawing, shown, hidden, timer, device, won, ms}]
               teams: [[team, score]], settings
    wall     as the host's, without settings, word in guess mode, or anything of members that are not `here` or drew

    phase    lobby, drawing, judging (fool only), results, done
    status   waiting, drawing, won, over, guessing, right (has guessed it)
    waiting  the host has been gone for some time, and the room is paused until it is back
    number   of the word, from 1 (0 in the lobby); `count` is how many there are, or null
    word     null in the lobby, in guess mode for all but drawer and host, and on the wall in relay's last moment never
    ms_left  null without a clock, or where each has a clock of its own; stands still while the room is paused
    device   which device it plays on, a number; members with the same one share it
    timer    by how much its clock is longer: 1, 10, or null for no clock; that of the room counts too

**Modes.** race: all draw the same word, who is recognized has a point. relay: `teams` of them, one of each draws,
another one with each word. museum: all draw the same word, without a clock, until the host says `end`; nobody wins.
fool: all draw the same word so that people see it and the network does not; then all vote on each other's (phase
judging): a point for each drawing that half of those who voted saw and the network did not. guess: one draws, the
others type (`room_say`), the network guesses too: a point to whoever is right, one more if before the network, and one
to the drawer for the first. `near` is told to who said it alone. With `speed` (off) a drawing that is recognized earns
up to one more point.

**What the host can do**, `room_do`'s `do`:

    start, next            the first word, the next one (from the results, or skipping the one that runs)
    pause, resume, end     end: the word that runs is over; in judging: it is judged; in the results: the game is over
    extend {seconds}       more time for all, 1 to 600
    lock {on}              nobody new comes in; who was there may come back
    mute {on}              all devices are silent
    podium {on}            the wall shows one in the end
    show {member?, on}     the canvas may be on the wall; without `member` all of this word. With the setting
                           `approve` (on) nothing is shown before
    hide {member, on}      the canvas is off the wall at once, and stays off with the next word until it is shown again
    remove {member}        out of the room, and not back in
    rename {member, name?} without a name a friendly one
    timer {factor, member?}  1, 10 or null (no clock), for one or for all; for the word that runs as well
    team {member, team}    in relay, from 0
    set {settings}         what is given is changed, from the next word on; words and count with the next start
    again                  back to the lobby with all scores at 0, and what was drawn forgotten
    close                  the room is deleted, with everything in it

**Settings** {mode, words, count, seconds, threshold, language, names, approve, speed, teams, difficulty}: `words` a
list or null for any of the `difficulty`, which come in the order given if given; `count` 1 to 50; `seconds` null for no
clock; `names` whether pupils may choose their own, which are checked against a filter.

**Canvases.** A canvas is {drawing, member, ink?, from?, guess?, p?, over?}, where drawing is the round's id. `ink`
holds what was drawn since the last frame, entry by entry: [[x..], [y..], up] with whole board units, or "undo", "redo",
"clear". `from`: 0 when it is all there is: the canvas begins anew. `guess` [word, p] is the best guess, `p` the
probability of the word asked for, `over` {won, ms} how it ended. A canvas that is gone (hidden, or another word) has
`drawing` null. There are ten frames a second at most, none when nothing changed, and a host sees all canvases, a wall
the shown ones.

**Results** of a word, for host and wall (the wall: shown drawings only): {number, mode, word, count, drawings,
confusion, guesses}. `drawings`: {drawing, member, name, won, recognized: ms until the network first was sure, or null,
ms, p, top: the first guesses, strokes: [[x..], [y..]] in whole board units, votes: [yes, no]}, the first recognized
first. `confusion`: [[asked, taken for, how often]] of all words up to now, what was recognized counted as itself.
`guesses`: what pupils said. `room_drawing` brings the times as well, strokes: [[x..], [y..], [t..]], and `curve`: [[ms,
p, best guess, its p]..], at most 200 of them. Undone strokes are not in it. The last 50 words of a room can be asked
about.

**Kept.** A room, its drawings included, is deleted four hours after its last use or at `close`; nothing of it goes
anywhere else, neither to the results of the game nor to a log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from server import parsing, wire
from server.errors import GameError

MAX_PLAYERS = 60  # pupils in a room
MAX_SEATS = 8  # pupils who share one device
MAX_NAME = 24  # characters
MAX_SAY = 60  # characters of a typed guess
MAX_TEAMS = 6
FRAME_MS = 100  # between two frames
MAX_FACTOR = 10  # of a longer clock

TO_SERVER = (
    "room_open", "room_join", "room_host", "room_wall", "room_name", "room_turn", "room_say", "room_vote",
    "room_gallery", "room_leave", "room_do", "room_results", "room_drawing", "room_export",
)  # fmt: skip
TO_CLIENT = ("room", "begin", "frame", "gone")

Mode = Literal["race", "relay", "museum", "fool", "guess"]
MODES: tuple[Mode, ...] = ("race", "relay", "museum", "fool", "guess")
Phase = Literal["lobby", "drawing", "judging", "results", "done"]
PHASES: tuple[Phase, ...] = ("lobby", "drawing", "judging", "results", "done")
Status = Literal["waiting", "drawing", "won", "over", "guessing", "right"]
STATUSES: tuple[Status, ...] = ("waiting", "drawing", "won", "over", "guessing", "right")
GoneReason = Literal["closed", "removed", "expired", "host_elsewhere"]


@dataclass(frozen=True)
class Settings:
    """How a room plays."""

    mode: Mode = "race"
    words: tuple[str, ...] = ()  # in this order; empty: any of the difficulty
    count: int = 6  # words
    seconds: float | None = 40.0  # for each; None: no clock
    threshold: float | None = None  # calibrated probability that wins; None: the network's own
    language: str = "en"
    names: bool = False  # pupils may choose their own
    approve: bool = True  # nothing is on the wall before the host has said so
    speed: bool = False  # a bonus for being quick
    teams: int = 2
    difficulty: wire.Difficulty = "mixed"


@dataclass(frozen=True)
class Open:
    """A new room, with the settings that are given."""

    settings: Mapping[str, object]


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


Simple = Literal["start", "next", "pause", "resume", "end", "again", "close"]
SIMPLE: tuple[Simple, ...] = ("start", "next", "pause", "resume", "end", "again", "close")
Switch = Literal["lock", "mute", "podium"]
SWITCHES: tuple[Switch, ...] = ("lock", "mute", "podium")
DOINGS = (*SIMPLE, *SWITCHES, "extend", "show", "hide", "remove", "rename", "timer", "team", "set")


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


Doing = Do | Turn | Extend | Show | Hide | Remove | Rename | Timer | Team | Set


def open(data: object) -> Open:
    """Parse `room_open`."""
    return Open(_settings(parsing.fields("room_open", data).get("settings") or {}))


def join(data: object) -> Join:
    """Parse `room_join`."""
    fields = parsing.fields("room_join", data)
    seat, name = fields.get("seat"), fields.get("name")
    return Join(
        parsing.text("code", fields.get("code")),
        None if seat is None else parsing.text("seat", seat),
        None if name is None else parsing.text("name", name),
        parsing.flag("another", fields.get("another")),
    )


def enter(data: object) -> Enter:
    """Parse `room_host` and `room_wall`."""
    fields = parsing.fields("a page of a room", data)
    return Enter(parsing.text("code", fields.get("code")), parsing.text("token", fields.get("token")))


def name(data: object) -> Name:
    """Parse `room_name`."""
    fields = parsing.fields("room_name", data)
    wanted = fields.get("name")
    return Name(_seat(fields), None if wanted is None else parsing.text("name", wanted))


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
    return Show(_maybe("member", fields), _on(fields))


def _timer(fields: Mapping[str, object]) -> Timer:
    factor = fields.get("factor")
    if factor is not None:
        factor = parsing.number("factor", factor, 1, MAX_FACTOR, "times as long; null is no clock")
    elif "factor" not in fields:
        raise parsing.bad("factor", None, f"a number from 1 to {MAX_FACTOR}, or null for no clock")
    return Timer(factor, _maybe("member", fields))


_MORE: dict[str, Callable[[Mapping[str, object]], Doing]] = {
    "extend": lambda f: Extend(parsing.number("seconds", f.get("seconds"), 1, wire.MAX_SECONDS, "seconds")),
    "show": _show,
    "hide": lambda f: Hide(_member(f), _on(f)),
    "remove": lambda f: Remove(_member(f)),
    "rename": lambda f: Rename(_member(f), _maybe("name", f)),
    "timer": _timer,
    "team": lambda f: Team(_member(f), parsing.whole("team", f.get("team"), 0, MAX_TEAMS - 1)),
    "set": lambda f: Set(_settings(f.get("settings"))),
}


def _settings(data: object) -> dict[str, object]:
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
    "language": lambda name, value: parsing.text(name, value, 16),
    "names": parsing.flag,
    "approve": parsing.flag,
    "speed": parsing.flag,
    "teams": lambda name, value: parsing.whole(name, value, 2, MAX_TEAMS),
    "difficulty": lambda name, value: parsing.one_of(name, value, wire.DIFFICULTIES),
}


def _seat(fields: Mapping[str, object]) -> str:
    return parsing.text("seat", fields.get("seat"))


def _member(fields: Mapping[str, object]) -> str:
    return parsing.text("member", fields.get("member"))


def _maybe(name: str, fields: Mapping[str, object]) -> str | None:
    value = fields.get(name)
    return None if value is None else parsing.text(name, value)


def _on(fields: Mapping[str, object]) -> bool:
    value = fields.get("on")
    if not isinstance(value, bool):
        raise parsing.bad("on", value, "true or false")
    return value
