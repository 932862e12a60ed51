"""How a room's words went: for the lesson, and as a table."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Callable, Sequence

from model import Edit, Points
from server import board
from server.errors import GameError
from server.rooms.room import Bout, Room, Try

Fields = dict[str, object]
Entries = Sequence[Points | Edit]
Ink = Callable[[str], Entries]  # the log of a round


def bouts(room: Room) -> list[Bout]:
    """All words up to now, the one that is drawn included."""
    last = room.bout
    return [*room.past, *([last] if last and not (room.past and room.past[-1].number == last.number) else [])]


def word(room: Room, number: int | None, ink: Ink, only_shown: bool) -> Fields:
    """One word, or the last. GameError "not_now" while it is still guessed, or when there is none of that number."""
    found = [bout for bout in bouts(room) if number in (None, bout.number)]
    if not found:
        raise GameError("not_now", f"word {number or 1} has not been drawn, or it was long ago")
    bout = found[-1]
    if only_shown and _drawn(room, bout):
        raise GameError("not_now", "the word is still being drawn")
    tries = [t for t in bout.tries if t.round and (not only_shown or (t.shown and t.member not in room.hidden))]
    tries.sort(key=lambda t: (math.inf if t.recognized is None else t.recognized, -(t.p or 0.0)))
    return {
        "number": bout.number,
        "mode": bout.mode,
        "word": bout.word,
        "count": len(room.deck),
        "words": [[one.number, one.word] for one in bouts(room) if not _drawn(room, one)],
        "drawings": [described(t, ink(t.round or "")) for t in tries],
        "confusion": confusion(bouts(room)),
        "guesses": [[who, text, right] for who, text, right in bout.said],
    }


def shown(room: Room, t: Try) -> bool:
    """Whether a wall may look at a drawing closely: it is on the wall, and its word is no longer drawn."""
    drawn = room.phase == "drawing" and t in room.tries
    return t.shown and t.member not in room.hidden and not drawn


def _drawn(room: Room, bout: Bout) -> bool:
    """Whether a word is still being drawn."""
    return bout is room.bout and room.phase == "drawing"


def described(t: Try, log: Entries, times: bool = False) -> Fields:
    """One drawing."""
    return {
        "drawing": t.round,
        "member": t.member,
        "name": t.name,
        "won": t.won,
        "recognized": t.recognized,
        "ms": t.ms,
        "p": t.p,
        "top": [list(guess) for guess in t.top],
        "votes": [len(t.yes), len(t.no)],
        "strokes": strokes(log, times),
    }


def confusion(words: Sequence[Bout]) -> list[list[object]]:
    """[[asked, taken for, how often]], the most frequent first."""
    counted: Counter[tuple[str, str]] = Counter()
    for bout in words:
        for t in bout.tries:
            if t.over and (t.top or t.recognized is not None):
                counted[bout.word, bout.word if t.recognized is not None else t.top[0][0]] += 1
    return [[asked, taken, n] for (asked, taken), n in counted.most_common()]


def strokes(log: Entries, times: bool = False) -> list[list[list[int]]]:
    """What is on the board in the end, in whole board units (and milliseconds)."""
    axes = "xyt" if times else "xy"
    return [[_whole(stroke, axis) for axis in axes] for stroke in board.strokes(log)]


def _whole(stroke: board.Stroke, axis: str) -> list[int]:
    return [round(value) for piece in stroke for value in getattr(piece, axis).tolist()]


def table(room: Room, names: bool) -> str:
    """All drawings as CSV, a line each; pupils by number unless names are wanted."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["word_number", "mode", "word", "pupil", "recognized", "recognized_ms", "p", "first_guess", "won"])
    for bout in bouts(room):
        for t in bout.tries:
            if t.round:
                pupil = _plain(t.name) if names else t.member.removeprefix("m")
                first = t.top[0][0] if t.top else ""
                seen = "" if t.recognized is None else t.recognized
                p = "" if t.p is None else t.p
                rows.writerow([bout.number, bout.mode, bout.word, pupil, int(seen != ""), seen, p, first, int(t.won)])
    return out.getvalue()


def _plain(cell: str) -> str:
    """No cell is a formula to a spreadsheet."""
    return f"'{cell}" if cell[:1] in "=+-@\t" else cell
