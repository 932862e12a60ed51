"""A round that is over, as the drawing that is kept of it. Pure. For a native thread: long ones take a while."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from server import parsing, rules, wire
from server.board import strokes as strokes_of
from server.doodles.consent import Consent
from server.doodles.ink import DIGITS, Strokes, pack
from server.doodles.splits import split_of
from server.doodles.tables import Doodle
from server.errors import GameError
from server.thoughts import Thought

SLACK = 0.5  # board units beyond the edge: a board's sides are rounded


@dataclass(frozen=True)
class Given:
    """A player gives the drawing of a round."""

    round: rules.Round
    keep: wire.Keep
    consent: Consent
    model: str  # version of the network that guessed
    source: Literal["play", "room"] = "play"


def check(round: rules.Round) -> None:
    """Before anything is done with it. GameError "not_now" or "nothing_drawn"."""
    if round.over is None:
        raise GameError("not_now", f"round {round.id} still runs; it can be given when it is over")
    if round.word is None:
        raise GameError("nothing_drawn", f"round {round.id} asked for no word, so nobody could learn from it")
    if not round.sheet.strokes:
        raise GameError("nothing_drawn", f"nothing is on the board of round {round.id}; draw first")


def doodle(given: Given, words: Collection[str], key: str, contributor: int) -> Doodle:
    """The row. `words`: those there are. GameError says what is wrong with the drawing."""
    round, over, consent = given.round, given.round.over, given.consent
    check(round)
    assert round.word and over
    if round.word not in words:
        raise GameError("unknown_word", f"{round.word!r} is not among the {len(words)} words there are")
    strokes = columns(round, given.keep.board)
    width, height = given.keep.board
    return Doodle(
        key=key,
        split=split_of(consent.receipt),
        word=round.word,
        strokes=len(strokes),
        points=sum(len(stroke[0]) for stroke in strokes),
        timed=True,
        ink=pack(strokes),
        contributor=contributor,
        round=round.id,
        source=given.source,
        recognized=over.won,
        target_p=round.thoughts[-1][2] if round.thoughts else None,
        mode=round.mode,
        model=given.model,
        guesses=course(round.thoughts),
        ms=over.ms,
        width=width,
        height=height,
        pen=given.keep.pen,
        language=given.keep.language or consent.language,
        country=consent.country,
    )


def columns(round: rules.Round, board: tuple[int, int]) -> Strokes:
    """What is on the board: [x, y, t] of each stroke, board units and whole milliseconds since the round began.

    GameError "full" or "bad_field" for a drawing that cannot be one.
    """
    drawn = [[points for points in stroke if len(points.x)] for stroke in strokes_of(round.log)]
    strokes = [[np.concatenate([getattr(p, axis) for p in stroke]) for axis in "xyt"] for stroke in drawn if stroke]
    if not strokes:
        raise GameError("nothing_drawn", f"nothing is on the board of round {round.id}; draw first")
    x, y, t = (np.concatenate(column) for column in zip(*strokes, strict=True))
    if len(x) > rules.MAX_INK:
        raise GameError("full", f"this drawing has {len(x)} points; {rules.MAX_INK} are the most")
    for name, column, most in (("x", x, board[0]), ("y", y, board[1])):
        off = ~((column >= 0) & (column <= most + SLACK))  # so that not-a-number is off, too
        if off.any():
            found = float(column[off][0])
            raise parsing.bad(name, found, f"on the board, which is {board[0]} x {board[1]} board units")
    if not (np.isfinite(t).all() and (np.diff(t) >= 0).all()):
        raise GameError("bad_field", "the times of this drawing run backwards; each point is as late as the one before")
    return [
        [np.round(x.astype(float), DIGITS).tolist(), np.round(y.astype(float), DIGITS).tolist(), _whole(t)]
        for x, y, t in strokes
    ]


def course(thoughts: Sequence[Thought]) -> str:
    """What was guessed over time, as the table has it: JSON, [[ms, [[word, p], ..]], ..]."""
    return json.dumps([[ms, guesses] for ms, guesses, _ in thoughts], separators=(",", ":"), ensure_ascii=False)


def _whole(t: np.ndarray) -> list[float]:
    whole: list[float] = np.rint(t).astype(int).tolist()
    return whole
