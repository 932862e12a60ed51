"""A round and its verdict: `(round, input, now) -> (round, events)`. No clock, no chance, no socket: all are
arguments.

`now` is in seconds on one monotonic clock, the server's. A round holds the log of its ink, which is the
truth: drawing, hidden state and guesses can all be made again from it. Functions return a new round and what
follows from the input, in order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import Categories, Edit, Guess, PassRule, Points
from server import wire
from server.chance import Chooser
from server.changed import changed
from server.errors import GameError
from server.thoughts import Thought, noted

MAX_INK = 50_000  # points, and also messages, of one round: half an hour of steady drawing


@dataclass(frozen=True)
class Sheet:
    """How much is drawn, with its history. A stroke is one step for undo, and so is a clear."""

    length: float = 0.0  # of the path, board units; moves with the pen up do not count
    strokes: int = 0
    pen: tuple[float, float] | None = None  # where the pen is, while it is down
    past: tuple[tuple[float, int], ...] = ()  # (length, strokes) before each step, the newest last
    future: tuple[tuple[float, int], ...] = ()  # and after each undone one

    def drawn(self, points: Points) -> Sheet:
        """After some more points of the stroke under the pen, or of a new one."""
        if not len(points.x):
            return changed(self, pen=None)
        sheet = self if self.pen else self._step(self.length, self.strokes + 1)
        length, here = sheet.length, sheet.pen
        # Plain floats: NumPy's calls on a message's few points took a third of the time of the whole message.
        for there in zip(points.x.tolist(), points.y.tolist(), strict=True):
            length += math.dist(here or there, there)
            here = there
        return changed(sheet, length=length, pen=None if points.up else here)

    def edited(self, edit: Edit) -> Sheet:
        """After an undo, redo or clear; the same sheet when there is nothing to undo, redo or clear."""
        here = (self.length, self.strokes)
        if edit is Edit.CLEAR:
            return self._step(0.0, 0) if self.strokes else self
        if edit is Edit.UNDO and self.past:
            (length, strokes), past, future = self.past[-1], self.past[:-1], (*self.future, here)
        elif edit is Edit.REDO and self.future:
            (length, strokes), past, future = self.future[-1], (*self.past, here), self.future[:-1]
        else:
            return self
        return Sheet(length, strokes, None, past, future)

    def _step(self, length: float, strokes: int) -> Sheet:
        return Sheet(length, strokes, None, (*self.past, (self.length, self.strokes)))


@dataclass(frozen=True)
class Answer:
    """The network's last word on all that is drawn, while the pen rests."""

    target_p: float
    length: float  # of the path, board units
    at: float  # when it last counted, seconds on the server's clock


@dataclass(frozen=True)
class Round:
    """One drawing of one player. Made by `start`, changed by nothing but the functions of this page."""

    id: str
    mode: wire.RoundMode
    word: str | None  # None in free and in zen mode
    accepted: tuple[int, ...]  # the categories that count as the word
    rule: PassRule
    started: float  # seconds on the server's clock
    seconds: float | None  # None: no clock
    seq: int = 0  # the ink message wanted next
    edit: int = 0  # the numbered edit wanted next
    t: float = 0.0  # milliseconds on the page's clock: the newest point's time
    points: int = 0  # taken in, undone ones included
    log: tuple[Points | Edit, ...] = ()  # everything that was drawn and undone, in order
    sheet: Sheet = field(default_factory=Sheet)
    held: int = 0  # answers in a row with the target above the threshold
    resting: Answer | None = None  # None while there is ink that no answer has seen
    other: str | None = None  # the likeliest word, at the last answer, that does not count as the one asked for
    thoughts: tuple[Thought, ...] = ()  # what was guessed over time; it does not outlive a restart
    watch: wire.Watch | None = None  # what the guesses carry besides
    over: wire.Over | None = None

    def ms(self, now: float) -> int:
        """Milliseconds since the round began."""
        return round(1000 * (now - self.started))


@dataclass(frozen=True)
class Mark:
    """How far a guess has seen: it goes to the engine with the ink and comes back with the answer."""

    seq: int  # the newest ink message counted in
    length: float  # of the path then, board units


@dataclass(frozen=True)
class Feed:
    """Ink or an edit that the guessing engine is to take in."""

    item: Points | Edit
    mark: Mark


Event = Feed | wire.Guess | wire.Over
Outcome = tuple[Round, list[Event]]


def start(
    round_id: str, ask: wire.Start, categories: Categories, rule: PassRule, seconds: float, now: float, rng: Chooser,
    before: str | None = None,
) -> Round:  # fmt: skip
    """A new round.

    `seconds`: its length unless asked otherwise. `before`: the last word, which is not chosen twice in a row.
    GameError "unknown_word" for a word the network has never learnt.
    """
    for word in (ask.word, *ask.words):
        if word is not None and word not in categories:
            raise GameError("unknown_word", f'"{word}" is not among the {len(categories)} words the network knows')
    if ask.mode == "free":
        return begin(round_id, "free", None, categories, rule, None, now)
    offered = list(ask.words or categories.playable)
    choices = [word for word in offered if word != before] or offered
    word = ask.word or rng.choice(choices)
    return begin(round_id, "classic", word, categories, rule, ask.seconds or seconds, now)


def begin(
    round_id: str, mode: wire.RoundMode, word: str | None, categories: Categories, rule: PassRule,
    seconds: float | None, now: float,
) -> Round:  # fmt: skip
    """A new round of a word that is settled, or without one; `seconds` None is no clock.

    A word that is not among the categories is one that is being taught: nothing counts as it yet.
    """
    return Round(round_id, mode, word, accepted(word, categories), rule, now, seconds)


def accepted(word: str | None, categories: Categories) -> tuple[int, ...]:
    """The categories that count as the word; none where it is not among them."""
    return categories.accepted(word) if word is not None and word in categories else ()


def among(round: Round, categories: Categories) -> Round:
    """The round where these categories are guessed. The same one when that changes nothing for its word."""
    found = accepted(round.word, categories)
    return round if round.over or found == round.accepted else changed(round, accepted=found)


def watch(round: Round, message: wire.Watch, now: float) -> Outcome:
    """The guesses are to carry more, or less, from now on. GameError "over"."""
    _running(round, now)
    return changed(round, watch=message), []


def tick(round: Round, now: float) -> Outcome:
    """The clock has moved on: the round may be over, and the answer to a pen that rests counts once more."""
    if round.over:
        return round, []
    if round.seconds is not None and _late(round, now):
        return _end(round, won=False, reason="time", ms=int(1000 * round.seconds))
    answer = round.resting
    if answer is None or now < answer.at + round.rule.rest:
        return round, []
    return _count(round, answer.target_p, answer.length, now, resting=changed(answer, at=now))


def ink(round: Round, message: wire.Ink, now: float) -> Outcome:
    """Take ink in. Ink that was taken in before changes nothing, so a page may send again what was not acknowledged.

    GameError "gap", "over", "full", or "bad_field" when the points are older than those before them.
    """
    if message.seq < round.seq:
        return round, []
    _running(round, now)
    if message.seq > round.seq:
        raise _gap("seq", message.seq, round.seq)
    points = message.points
    if len(points.t) and points.t[0] < round.t:
        raise GameError("bad_field", f"t[0] is {points.t[0]:g} after {round.t:g}; times never go backwards in a round")
    _room(round, len(points.x))
    round = changed(
        round,
        seq=round.seq + 1,
        t=float(points.t[-1]) if len(points.t) else round.t,
        points=round.points + len(points.x),
        log=(*round.log, points),
        sheet=round.sheet.drawn(points),
        resting=None,
    )
    return round, [Feed(points, newest(round))]


def change(round: Round, message: wire.Change, now: float) -> Outcome:
    """Undo, redo or clear, in one line with the ink. GameError "gap", "over" or "full"."""
    number = round.edit if message.number is None else message.number
    if number < round.edit:
        return round, []
    _running(round, now)
    if number > round.edit:
        raise _gap("edit", number, round.edit)
    round, sheet = changed(round, edit=round.edit + 1), round.sheet.edited(message.edit)
    if sheet is round.sheet:  # nothing to undo: nobody needs to know
        return round, []
    _room(round, 0)
    round = changed(round, log=(*round.log, message.edit), sheet=sheet, resting=None)
    return round, [Feed(message.edit, newest(round))]


def rebuilt(round: Round, log: Sequence[Points | Edit], edit: int) -> Round:
    """A round that nothing was drawn in yet, with all of a log that was kept: as `ink` and `change` had made it.

    `edit`: the numbered edit wanted next; those that found nothing to undo are in no log.
    """
    for item in log:
        round = changed(round, sheet=round.sheet.edited(item) if isinstance(item, Edit) else round.sheet.drawn(item))
    drawn = [item for item in log if isinstance(item, Points)]
    t = max((float(points.t[-1]) for points in drawn if len(points.t)), default=0.0)
    points = sum(len(points.x) for points in drawn)
    return changed(round, seq=len(drawn), edit=edit, t=t, points=points, log=tuple(log))


def retimed(round: Round, started: float, seconds: float | None) -> Round:
    """On another clock: it began then and takes so long, or has no end. One that is over stays as it is."""
    return round if round.over else changed(round, started=started, seconds=seconds)


def skip(round: Round, now: float) -> Outcome:
    """The player gives up, or is gone. Skipping a round that is over changes nothing."""
    if round.over:
        return round, []
    return _end(round, won=False, reason="skipped", ms=round.ms(now))


def guess(round: Round, answer: Guess, mark: Mark, categories: Categories, now: float) -> Outcome:
    """The engine has answered. The verdict is made here and nowhere else."""
    if round.over or _late(round, now):
        return round, []
    p = answer.probabilities  # (C,)
    order = np.argsort(-p, kind="stable")[: wire.GUESSES + len(round.accepted)].tolist()
    guesses = _named(p, order[: wire.GUESSES], categories)
    other = next((categories.words[i] for i in order if i not in round.accepted), None)
    if round.word is None:
        return changed(round, other=other), [wire.Guess(round.id, mark.seq, guesses, None)]
    target_p = sum(float(p[i]) for i in round.accepted)
    said = wire.Guess(round.id, mark.seq, guesses, _rounded(target_p))
    resting = Answer(target_p, mark.length, now) if mark == newest(round) else None
    thoughts = noted(round.thoughts, (round.ms(now), guesses, said.target_p))
    round, over = _count(round, target_p, mark.length, now, other=other, resting=resting, thoughts=thoughts)
    return round, [said, *over]


def best(p: NDArray[np.float32], categories: Categories) -> tuple[tuple[str, float], ...]:
    """The likeliest words of probabilities (C,), as they go over the wire."""
    return _named(p, np.argsort(-p, kind="stable")[: wire.GUESSES].tolist(), categories)


def _named(p: NDArray[np.float32], order: list[int], categories: Categories) -> tuple[tuple[str, float], ...]:
    return tuple((categories.words[i], _rounded(p[i])) for i in order)


def _count(round: Round, target_p: float, length: float, now: float, **seen: Any) -> Outcome:
    """One more answer, by which these fields change as well: held, and perhaps won."""
    round = changed(round, held=round.rule.held(round.held, target_p, length), **seen)
    if not round.rule.passed(round.held):
        return round, []
    return _end(round, won=True, reason="recognized", ms=round.ms(now))


def _end(round: Round, won: bool, reason: wire.Reason, ms: int) -> Outcome:
    taken_for = None if won or not round.sheet.strokes else round.other
    over = wire.Over(round.id, won, reason, ms, round.word, taken_for)
    return changed(round, over=over), [over]


def _late(round: Round, now: float) -> bool:
    return round.seconds is not None and now >= round.started + round.seconds


def _running(round: Round, now: float) -> None:
    if round.over or _late(round, now):
        raise _over(round)


def _over(round: Round) -> GameError:
    return GameError("over", f"round {round.id} is over; start another one")


def _gap(name: str, found: int, wanted: int) -> GameError:
    return GameError(
        "gap", f"{name} is {found}; the next one is {wanted}: send what lies between first", expected=wanted
    )


def _room(round: Round, more: int) -> None:
    if round.points + more > MAX_INK or len(round.log) >= MAX_INK:
        raise GameError("full", f"one round holds at most {MAX_INK} points; start another one")


def newest(round: Round) -> Mark:
    """What a guess has seen that has seen all there is."""
    return Mark(round.seq - 1, round.sheet.length)


def _rounded(p: float) -> float:
    return round(float(p), 5)  # five digits are plenty to show, and keep the message short
