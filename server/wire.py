"""Every message of the game: names, directions, fields, units, limits. static/js/wire.js mirrors this page.

Socket.IO, default namespace. Coordinates are board units: the board's longer side is 1000, x to the right, y
down. Times are milliseconds since the round began, on the page's clock.

    page -> server                                    acknowledged with
      hello {version, resume?}                          {player, resume, round, ended, match, collect}
      play  {mode, count?, seconds?, threshold?,        {match, mode, count, seconds, total_seconds, threshold,
             difficulty?, words?}                        difficulty}
      next  {match, index?}                             {match, index, count, ms_left, hint, + as start}
      start {mode, word?, words?, seconds?}             {round, word, seconds, threshold}
      ink   {round, seq, x, y, t, up}                   {seq}
      undo | redo | clear {round, edit?}                {edit} or {}
      skip  {round}                                     {}
      hint  {round}                                     {word, hint}
      watch {round, hidden?, reference?, strokes?}      {hidden, reference, strokes}
      explain {round}                                   {}, and `explained` a moment later
      agree {agreed, receipt?, language?, country?}     {agreed, receipt}
      keep  {round, board, pen, language?}              {}, and `kept` once it is written
    server -> page
      guess   {round, seq, guesses, target_p, hidden?, reference?, strokes?}
      over    {round, won, reason, ms, word, taken_for}
      match   {match, index, count, ms_left, done, score, streak, results}
      explained {round, word, p, groups, closest, against}
      kept    {round, key, problem}
      bye     {reason, back}
      problem {code, message, ..}                       a refused message is also acknowledged with {problem}

**A match** is a number of rounds. `play` opens one and ends the one before; each `next` begins its next round,
skipping one that runs; `next` after the last is refused with "over". No word comes twice in a match. A `next` that
names the `index` it wants may be asked again, where its answer was lost: while nothing was drawn in that round, the
answer is the same round, as hello brings it back.

    mode     rounds                       clock                    word
    classic  count (6)                    seconds a round (20)     shown
    streak   until the first miss         seconds a round (20)     shown
    sprint   until total_seconds are up   60 s of drawing in all;  shown
                                          a skip costs 3 s more
    zen      as many as you like          none                     none; it just guesses
    hidden   count (6)                    seconds a round (40)     null until the round is over; `hint` is shown

`seconds`: null switches the clock off, a number sets it (in a sprint: that of the whole match, and it needs
one), left out it is the mode's. `count` is the most rounds there are, in any mode; `words` are chosen from if
given, or else words of the `difficulty` "easy", "medium", "hard" or "mixed". `index` counts the match's rounds
from 0. `ms_left` is what is left of a sprint, else null. `hint` is a definition of the word in English, which
`next` brings unasked in hidden mode only (else null). `match` follows each `over` of a round in a match: `streak` is
the number of rounds won in a row up to now, `results` are all rounds' {round, word, won, reason, ms, taken_for}
so far. `taken_for` is the likeliest other word at the end of a round that was not won, null if nothing was drawn.

**Watching.** After `watch` (which is acknowledged with what there is; the last guess comes again) the round's
guesses carry what was asked for and is there: `hidden`, HIDDEN numbers from -1 to 1 that are the network's state
in pooled form; `reference`, what the reference network thinks of the same drawing, like `guesses`, now and then
only; `strokes`, for each stroke on the board how much it changed the probability of the word asked for (without a
word: of the first guess), -1 to 1.

**Explaining**, once a round is over. `word` is the one asked for, or the first guess where none was; `p` its
probability in the end. `groups` are the strokes on the board, in order, neighbours merged when there are many:
{strokes: [their numbers from 0], without: p of `word` with them left out, weight: by how much they raised the
log-odds of `word`, guesses: the first guesses once they were drawn, toward: [the other word that they raised
most, by how much its log-odds] or null}. `closest` are the likeliest other words [word, p], best first. `against`
numbers the groups that spoke against `word`, the strongest first: leaving them out would have helped. The last
few rounds of a match can be asked about, one at a time.

The `round` that hello brings back is the one still running, or null: {round, mode, word, seconds, threshold,
ms, seq, edit} and, in a match, what `next` adds; with the milliseconds gone by and the numbers of the ink message
and of the edit that are wanted next. The last `guess`, or the `over` that was missed, follows it; `ended` is the round
whose `over` that is, or null. Its `match` is the one that is open, or null: what `play` was answered with, and the
fields of `match`.

**Giving.** Where hello says `collect`, players may give their drawings (docs/doodles.md). `agree` says yes or no for
this player, on any connection, until it says something else. Without a `receipt` a yes makes one, six words, which is
all that opens what was given; with one it goes on giving under it, unless its drawings have been deleted. A page says
it again after each hello. `country` is two letters, if the player tells it. `keep` gives a round that is over and had a
word: `board` is its [width, height], `pen` is "mouse", "touch", "pen" or "keys"; what was drawn and guessed the server
knows. `kept` follows once it is written to the database, with the drawing's `key`, and not before: until then the page
sends `keep` again after a hello. A round is kept once, and its key is the same however often it is asked for. Where it
will never be kept, `key` is null and `problem` says why. In a room both the host and the player must want it.

Beside the socket: GET /examples/<word>.json is {word, given, drawings}: a few drawings of the word that players gave,
each {key, drawing}, and a few others. A drawing is a list of strokes [[x..], [y..]] in a square of 0..255; a list is
empty where there are none.

What comes in is parsed here into a frozen dataclass; past this door nobody touches a raw dictionary. Fields
that are not named here are ignored, so that a newer page can talk to an older server.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from model import Edit, Points
from server import parsing
from server.errors import GameError
from server.parsing import MAX_TEXT as MAX_TEXT

VERSION = 1
BOARD = 1000  # board units: the longer side; neither coordinate is ever larger
MAX_POINTS = 256  # points in one ink message
FLUSH_MS = 40  # milliseconds the page gathers points before it sends them
MAX_T = 86_400_000  # milliseconds: a day, longer than any round
MIN_SECONDS, MAX_SECONDS = 1, 600  # seconds of a round's clock
MAX_WORDS = 1000  # words to choose from in one `start`
GUESSES = 5  # guesses in one `guess` message, best first
MAX_COUNT = 50  # rounds of one match
MIN_THRESHOLD, MAX_THRESHOLD = 0.05, 0.95  # calibrated probability: below, scribbles win; above, hardly anything does
MAX_RECEIPT = 200  # characters of a receipt
TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")  # a language
HIDDEN = 64  # numbers in the moving picture of the network's state

# Characters of the longest message that is read at all. The longest legal one is ink: three columns of
# MAX_POINTS numbers, each at most 20 characters with its comma; the rest is room for the other fields.
MAX_MESSAGE = 3 * MAX_POINTS * 20 + 16_000
# Bytes of the longest frame that is answered with a `problem` and otherwise forgotten (10,000 points fit). A
# still longer one also ends its connection. It costs a moment's memory, no parsing.
MAX_FRAME = 20 * MAX_MESSAGE

TO_SERVER = (
    "hello", "play", "next", "start", "ink", "undo", "redo", "clear", "skip", "hint", "watch", "explain", "agree",
    "keep",
)  # fmt: skip
TO_CLIENT = ("guess", "over", "match", "explained", "kept", "problem", "bye")

Mode = Literal["classic", "free"]  # classic: a word and a clock; free: neither
MODES: tuple[Mode, ...] = ("classic", "free")
MatchMode = Literal["classic", "streak", "sprint", "zen", "hidden"]
MATCH_MODES: tuple[MatchMode, ...] = ("classic", "streak", "sprint", "zen", "hidden")
RoundMode = Mode | MatchMode | Literal["room"]  # room: a pupil's in a room (roomwire/)
Difficulty = Literal["easy", "medium", "hard", "mixed"]
DIFFICULTIES: tuple[Difficulty, ...] = ("easy", "medium", "hard", "mixed")
Reason = Literal["recognized", "time", "skipped"]
Pen = Literal["mouse", "touch", "pen", "keys"]
PENS: tuple[Pen, ...] = ("mouse", "touch", "pen", "keys")


# -- page -> server ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hello:
    """The first message of a connection. `resume` is the token of an earlier hello: it brings back player and round."""

    resume: str | None = None


@dataclass(frozen=True)
class Start:
    """Begin a round; a running one is skipped. `word` is drawn, or else one of `words`, or else any word there is."""

    mode: Mode
    word: str | None = None
    words: tuple[str, ...] = ()
    seconds: float | None = None  # length of the round; None: the server's own


@dataclass(frozen=True)
class Play:
    """Open a match; the one before is over. What is None is for the mode to say."""

    mode: MatchMode
    count: int | None = None  # the most rounds there are
    seconds: float | None = None  # of a round, or of the whole sprint
    clock: bool = True  # False: `seconds` came as null, and there is no clock
    threshold: float | None = None  # calibrated probability that wins
    difficulty: Difficulty = "mixed"
    words: tuple[str, ...] = ()  # to choose from, whatever their difficulty


@dataclass(frozen=True)
class Next:
    """The next round of a match; a running one is skipped, but for the one that is asked for."""

    match: str
    index: int | None = None  # of the round that is wanted, from 0


@dataclass(frozen=True)
class Ink:
    """The next points of the stroke under the pen, or of a new one if the pen was up."""

    round: str
    seq: int  # counts this page's ink messages in the round, from 0
    points: Points


@dataclass(frozen=True)
class Change:
    """An undo, redo or clear. `number` counts them in the round from 0, so that one sent twice is not done twice."""

    round: str
    edit: Edit
    number: int | None = None


@dataclass(frozen=True)
class Skip:
    """Give up the round."""

    round: str


@dataclass(frozen=True)
class Hint:
    """A definition of the round's word is wanted."""

    round: str


@dataclass(frozen=True)
class Watch:
    """What the guesses of a round are to carry from now on."""

    round: str
    hidden: bool = False
    reference: bool = False
    strokes: bool = False


@dataclass(frozen=True)
class Explain:
    """How a round that is over came to its end is wanted."""

    round: str


@dataclass(frozen=True)
class Agree:
    """Whether this player's drawings may be kept from now on."""

    agreed: bool
    receipt: str | None = None  # of what was given before
    language: str | None = None
    country: str | None = None  # two capital letters


@dataclass(frozen=True)
class Keep:
    """A round that is over is given."""

    round: str
    board: tuple[int, int]  # width and height, board units
    pen: Pen
    language: str | None = None


def hello(data: object) -> Hello:
    """Parse `hello`; GameError "version" when page and server are not of the same version."""
    fields = parsing.fields("hello", data)
    version = parsing.whole("version", fields.get("version"), 0, 1_000_000)
    if version != VERSION:
        raise GameError(
            "version", f"the page speaks version {version} of the wire, the server {VERSION}: reload the page"
        )
    resume = fields.get("resume")
    return Hello(None if resume is None else parsing.text("resume", resume))


def start(data: object) -> Start:
    """Parse `start`. Whether the network knows the words is for the rules to say."""
    fields = parsing.fields("start", data)
    mode = parsing.one_of("mode", fields.get("mode"), MODES)
    word, words, seconds = fields.get("word"), fields.get("words"), fields.get("seconds")
    return Start(
        mode,
        None if word is None else parsing.text("word", word),
        () if words is None else _words(words),
        None if seconds is None else parsing.number("seconds", seconds, MIN_SECONDS, MAX_SECONDS, "seconds"),
    )


def play(data: object) -> Play:
    """Parse `play`."""
    fields = parsing.fields("play", data)
    mode = parsing.one_of("mode", fields.get("mode"), MATCH_MODES)
    count, seconds, threshold = fields.get("count"), fields.get("seconds"), fields.get("threshold")
    words, difficulty = fields.get("words"), fields.get("difficulty")
    return Play(
        mode,
        None if count is None else parsing.whole("count", count, 1, MAX_COUNT),
        None if seconds is None else parsing.number("seconds", seconds, MIN_SECONDS, MAX_SECONDS, "seconds"),
        seconds is not None or "seconds" not in fields,
        None if threshold is None else _threshold(threshold),
        "mixed" if difficulty is None else parsing.one_of("difficulty", difficulty, DIFFICULTIES),
        () if words is None else _words(words),
    )


def next(data: object) -> Next:
    """Parse `next`."""
    fields = parsing.fields("next", data)
    index = fields.get("index")
    return Next(
        parsing.text("match", fields.get("match")),
        None if index is None else parsing.whole("index", index, 0, 1_000_000),
    )


def ink(data: object) -> Ink:
    """Parse `ink`: three columns of equal length, in the board, times never going backwards."""
    fields = parsing.fields("ink", data)
    up = fields.get("up")
    if not isinstance(up, bool):
        raise parsing.bad("up", up, "true when the pen left the board after the last point, else false")
    x, y = (_column(name, fields.get(name), BOARD, "board units") for name in "xy")
    t = _column("t", fields.get("t"), MAX_T, "milliseconds since the round began")
    if not len(x) == len(y) == len(t):
        raise GameError(
            "bad_field", f"x, y and t hold {len(x)}, {len(y)} and {len(t)} numbers; they must be equally long"
        )
    if not x and not up:
        raise GameError("bad_field", "x, y and t are empty; only a message with up: true may be")
    for i in range(1, len(t)):
        if t[i] < t[i - 1]:
            raise GameError("bad_field", f"t[{i}] is {t[i]:g} after {t[i - 1]:g}; times never go backwards")
    points = Points(np.array(x, np.float32), np.array(y, np.float32), np.array(t, np.float32), up)
    return Ink(_round(fields), parsing.whole("seq", fields.get("seq"), 0, 1_000_000), points)


def _change(edit: Edit) -> Callable[[object], Change]:
    def parse(data: object) -> Change:
        fields = parsing.fields(edit.name.lower(), data)
        number = fields.get("edit")
        return Change(_round(fields), edit, None if number is None else parsing.whole("edit", number, 0, 1_000_000))

    return parse


undo, redo, clear = (_change(edit) for edit in (Edit.UNDO, Edit.REDO, Edit.CLEAR))


def skip(data: object) -> Skip:
    """Parse `skip`."""
    return Skip(_round(parsing.fields("skip", data)))


def hint(data: object) -> Hint:
    """Parse `hint`."""
    return Hint(_round(parsing.fields("hint", data)))


def watch(data: object) -> Watch:
    """Parse `watch`."""
    fields = parsing.fields("watch", data)
    return Watch(_round(fields), *(parsing.flag(name, fields.get(name)) for name in ("hidden", "reference", "strokes")))


def explain(data: object) -> Explain:
    """Parse `explain`."""
    return Explain(_round(parsing.fields("explain", data)))


def agree(data: object) -> Agree:
    """Parse `agree`."""
    fields = parsing.fields("agree", data)
    agreed = parsing.decision("agreed", fields.get("agreed"))
    receipt, country = fields.get("receipt"), parsing.optional("country", fields.get("country"))
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise parsing.bad("country", country, 'two letters, such as "UA"')
    return Agree(
        agreed,
        None if receipt is None else parsing.text("receipt", receipt, MAX_RECEIPT),
        _language(fields),
        country and country.upper(),
    )


def keep(data: object) -> Keep:
    """Parse `keep`."""
    fields = parsing.fields("keep", data)
    board = fields.get("board")
    if not isinstance(board, list) or len(board) != 2:
        raise parsing.bad("board", board, f"[width, height], whole board units up to {BOARD}")
    width, height = (parsing.whole(f"board[{i}]", side, 1, BOARD) for i, side in enumerate(board))
    return Keep(_round(fields), (width, height), parsing.one_of("pen", fields.get("pen"), PENS), _language(fields))


# -- server -> page ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Guess:
    """What the network thinks now. `hidden`, `reference` and `strokes` are sent where they are not None."""

    round: str
    seq: int  # the newest ink counted in
    guesses: tuple[tuple[str, float], ...]  # (word, calibrated probability), best first, GUESSES of them
    target_p: float | None  # the probability of the word asked for, synonyms and kinds included; None without a word
    hidden: tuple[float, ...] | None = None  # HIDDEN numbers, -1 to 1
    reference: tuple[tuple[str, float], ...] | None = None  # what the reference network thinks, best first
    strokes: tuple[float, ...] | None = None  # for each stroke on the board, -1 to 1

    def fields(self) -> dict[str, object]:
        """As they go over the wire."""
        asked = {"hidden", "reference", "strokes"}
        return {name: value for name, value in vars(self).items() if value is not None or name not in asked}


@dataclass(frozen=True)
class Bye:
    """The server is about to end. The page comes back by itself, and finds what was kept."""

    reason: Literal["restarting"]
    back: float  # seconds until it is worth trying, roughly


@dataclass(frozen=True)
class Over:
    """The round has ended. There is one for each round, and no guess comes after it."""

    round: str
    won: bool
    reason: Reason
    ms: int  # on the server's clock, since the round began
    word: str | None = None  # that was asked for
    taken_for: str | None = None  # the likeliest other word, unless it was won or nothing was drawn


@dataclass(frozen=True)
class Standing:
    """How a match stands, as `match` says it after each round."""

    match: str
    index: int  # of the round that ended, from 0
    count: int | None
    ms_left: int | None  # of a sprint
    done: bool
    score: int  # rounds won
    streak: int  # of them in a row, up to this one
    results: tuple[Over, ...]

    def fields(self) -> dict[str, object]:
        """As they go over the wire."""
        return {**vars(self), "results": [vars(result) for result in self.results]}


@dataclass(frozen=True)
class Group:
    """Strokes of an explained drawing, and what they did."""

    strokes: tuple[int, ...]  # on the board, from 0
    without: float  # the probability of the word with them left out
    weight: float  # by how much they raised its log-odds (natural logarithm)
    guesses: tuple[tuple[str, float], ...]  # the first guesses once they were drawn
    toward: tuple[str, float] | None  # another word, by how much they raised its log-odds


@dataclass(frozen=True)
class Explained:
    """How a round came to its end."""

    round: str
    word: str | None  # the one asked for, or the first guess; None when neither is
    p: float  # its probability in the end
    groups: tuple[Group, ...]
    closest: tuple[tuple[str, float], ...]  # the likeliest other words, best first
    against: tuple[int, ...]  # numbers of the groups that spoke against the word, the strongest first

    def fields(self) -> dict[str, object]:
        """As they go over the wire."""
        return {**vars(self), "groups": [vars(group) for group in self.groups]}


@dataclass(frozen=True)
class Kept:
    """A drawing is in the database, or will never be."""

    round: str
    key: str | None  # the drawing's, a decimal number
    problem: Mapping[str, object] | None = None  # code and message, where it is not kept


# -- the door ----------------------------------------------------------------------------------------------------------


def _round(fields: Mapping[str, object]) -> str:
    return parsing.text("round", fields.get("round"))


def _language(fields: Mapping[str, object]) -> str | None:
    language = fields.get("language")
    if language is None:
        return None
    if not isinstance(language, str) or not TAG.fullmatch(language):
        raise parsing.bad("language", language, 'a language such as "de" or "pt-BR"')
    return language


def _threshold(value: object) -> float:
    return parsing.number("threshold", value, MIN_THRESHOLD, MAX_THRESHOLD, "a probability")


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MAX_WORDS:
        raise parsing.bad("words", value, f"a list of 1 to {MAX_WORDS} words")
    return tuple(parsing.text(f"words[{i}]", word) for i, word in enumerate(value))


def _column(name: str, value: object, high: int, unit: str) -> list[float]:
    if not isinstance(value, list):
        raise parsing.bad(name, value, f"a list of numbers from 0 to {high} ({unit})")
    if len(value) > MAX_POINTS:
        raise GameError(
            "bad_field", f"{name} holds {len(value)} numbers; one message takes at most {MAX_POINTS} points"
        )
    return parsing.numbers(name, value, 0, high, unit)
