"""A drawing in progress as the recognizer keeps it: what the pen did, what can be undone, and the network's state.

Only bookkeeping happens here; the arithmetic is in `recognizer`. The states at stroke ends stay for undo, the newest
`KEPT_STATES` of them; an older one is rebuilt from the kept points when somebody goes back that far. The state after
the tentative step stays, too: a position that becomes certain is nearly always the newest one, and costs no step then.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.arena import Memory
from model.thin import Kept, Place, Thinner

Floats = NDArray[np.float32]
KEPT_STATES = 32
"""States at stroke ends. A sketch keeps three more at most: at the last stroke end, now, and a tentative step ahead."""


class Edit(enum.Enum):
    """What can be done to a sketch besides drawing."""

    UNDO = "undo"  # of the last stroke, or of a clear
    REDO = "redo"
    CLEAR = "clear"


@dataclass(frozen=True)
class Points:
    """Consecutive points of one stroke: x, y (n,) in board units, t (n,) in ms; `up`: the pen left after the last."""

    x: Floats
    y: Floats
    t: Floats
    up: bool


@dataclass(frozen=True)
class Guess:
    """The network's answer to what has been drawn so far."""

    probabilities: Floats  # (C,) calibrated, sums to 1
    steps: int  # steps of ink counted in, the tentative one included


@dataclass(eq=False)
class Moment:
    """The sketch at a stroke end, or blank: the points of the last stroke and the moment before it."""

    before: Moment | None
    points: tuple[Kept, ...]
    thinner: Thinner
    steps: int
    guess: Guess
    memory: Memory | None  # None until it is computed, and again when it is too old

    def missing(self) -> tuple[Memory | None, list[Kept]]:
        """The newest memory at or before this moment, and the points since; no memory means from a blank board."""
        points: list[Kept] = []
        moment: Moment | None = self
        while moment and not moment.memory:
            points[:0] = moment.points
            moment = moment.before
        return (moment.memory if moment else None), points


@dataclass(eq=False)
class Sketch:
    """A drawing in progress. Opaque: what it keeps is freed when the last reference to it goes."""

    moment: Moment  # at the last stroke end
    thinner: Thinner
    guess: Guess
    memory: Memory | None = None  # after `moment` and `stroke`; None: blank, or to be rebuilt
    ahead: Memory | None = None  # after the thinner's tentative point as well, which `guess` has seen
    stroke: list[Kept] = field(default_factory=list)  # kept points of the stroke in progress
    past: list[Moment] = field(default_factory=list)
    future: list[Moment] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """Kept points so far."""
        return self.moment.steps + len(self.stroke)

    def edit(self, edit: Edit, blank: Moment) -> None:
        """Undo, redo or clear; a stroke still being drawn ends first. Nothing to undo or redo changes nothing."""
        if edit is Edit.UNDO and self.past:
            self.future.append(self.moment)
            self._go(self.past.pop())
        elif edit is Edit.REDO and self.future:
            self._leave()
            self._go(self.future.pop())
        elif edit is Edit.CLEAR and self.moment.steps:
            self._leave()
            self.future.clear()
            self._go(blank)

    def end_stroke(self, memory: Memory | None) -> Moment:
        """The pen was lifted: -> the new moment. Where `memory` is None, that and the guess are yet to be filled in."""
        moment = Moment(self.moment, tuple(self.stroke), self.thinner.copy(), self.steps, self.guess, memory)
        self._leave()
        self.future.clear()
        self.moment, self.stroke = moment, []
        return moment

    def missing(self) -> tuple[Memory | None, list[Kept]]:
        """The newest memory there is, and the points since."""
        if self.memory:
            return self.memory, []
        memory, points = self.moment.missing()
        return memory, points + self.stroke

    def _leave(self) -> None:
        """The present moment is past; a memory that is now too old goes, and is rebuilt if somebody comes back."""
        self.past.append(self.moment)
        if len(self.past) > KEPT_STATES:
            self.past[-KEPT_STATES - 1].memory = None

    def _go(self, moment: Moment) -> None:
        self.moment, self.stroke, self.thinner = moment, [], moment.thinner.copy()
        self.guess, self.memory, self.ahead = moment.guess, moment.memory, None


@dataclass
class Run:
    """What the network has to be fed for one sketch in one call, and where the answers go."""

    sketch: Sketch
    memory: Memory | None  # to start from; None is a blank board
    points: list[Kept]
    ends: list[tuple[int, Moment]] = field(default_factory=list)  # (after so many points, what needs guess and memory)
    tentative: Kept | None = None

    @property
    def fed(self) -> list[Kept]:
        """The steps."""
        return [*self.points, self.tentative] if self.tentative else self.points

    def asked(self) -> list[int]:
        """After how many of the steps guess and memory are wanted, rising."""
        counts = [count for count, _ in self.ends]
        if self.points and len(self.points) not in counts[-1:]:
            counts.append(len(self.points))
        return [*counts, len(self.points) + 1] if self.tentative else counts

    def answered(self, guesses: Sequence[Guess], memories: Sequence[Memory]) -> None:
        """Put the answers to what was `asked` where they belong."""
        old = len(self.ends) - KEPT_STATES
        for i, (_, moment) in enumerate(self.ends):
            moment.guess, moment.memory = guesses[i], memories[i] if i >= old else None
        sketch, ahead = self.sketch, self.tentative is not None
        certain = memories[: len(memories) - ahead]
        sketch.guess = guesses[-1]
        sketch.memory = certain[-1] if certain else self.memory
        sketch.ahead = memories[-1] if ahead else None

    def keep(self, point: Kept, newest: Place | None) -> None:
        """This point is certain; `newest` is what `sketch.ahead` has seen."""
        sketch = self.sketch
        sketch.stroke.append(point)
        ahead, sketch.ahead = sketch.ahead, None
        if ahead and point[:2] == newest:
            self.memory = ahead
        else:
            self.points.append(point)

    def end_stroke(self) -> None:
        """The pen was lifted, and its last position kept."""
        if self.points:
            self.ends.append((len(self.points), self.sketch.end_stroke(None)))
        else:
            self.sketch.end_stroke(self.memory)  # and what has been guessed last has seen it


def take(sketch: Sketch, inputs: deque[Points | Edit], blank: Moment) -> Run | None:
    """Apply the edits at the front of `inputs`, then the points up to the next edit -> what to feed the network.

    None when that is nothing. Otherwise the sketch is without memory until it is answered, so that it is made anew from
    its points should that fail.
    """
    while inputs and isinstance(edit := inputs[0], Edit):
        if sketch.thinner.since:
            inputs.appendleft(LIFT)
            break
        sketch.edit(edit, blank)
        inputs.popleft()
    run, thinner, newest = Run(sketch, *sketch.missing()), sketch.thinner, sketch.thinner.tentative
    while inputs and isinstance(item := inputs[0], Points):
        inputs.popleft()
        for x, y in zip(item.x.tolist(), item.y.tolist(), strict=True):
            if kept := thinner.add(x, y):
                run.keep(kept, newest)
        if item.up and thinner.since:
            if kept := thinner.lift():
                run.keep(kept, newest)
            run.end_stroke()
    tentative = thinner.tentative
    if tentative and not (sketch.ahead and tentative == newest):
        run.tentative = Kept(*tentative, first=False)
    if run.points or run.tentative:
        sketch.memory = sketch.ahead = None
        return run
    sketch.memory = run.memory
    return None


LIFT = Points(np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros(0, np.float32), up=True)
"""The pen leaves the board where it is."""
