"""A drawing in progress as the recognizer keeps it: what the pen did, what can be undone, and the network's state.

Only bookkeeping happens here; the arithmetic is in `recognizer`. The states at stroke ends stay for undo, the newest
`KEPT_STATES` of them; an older one is rebuilt from the kept points when somebody goes back that far.
"""

from __future__ import annotations

import enum
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.thin import Thinner

Floats = NDArray[np.float32]
KEPT_STATES = 32


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


class Memory(NamedTuple):
    """What encoder and network keep of the past."""

    carry: Floats  # (K,)
    state: Floats  # (S,)


class Kept(NamedTuple):
    """A point that became a step."""

    x: float
    y: float
    first: bool


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
    memory: Memory | None = None  # after `moment` and `stroke`
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
            self.past.append(self.moment)
            self._go(self.future.pop())
        elif edit is Edit.CLEAR and self.moment.steps:
            self.past.append(self.moment)
            self.future.clear()
            self._go(blank)

    def end_stroke(self) -> Moment:
        """The pen was lifted: -> the new moment, whose guess and memory the recognizer fills in."""
        thinner = self.thinner.copy()
        moment = Moment(self.moment, tuple(self.stroke), thinner, self.steps, self.guess, None)
        self.past.append(self.moment)
        self.future.clear()
        self.moment, self.stroke = moment, []
        return moment

    def forget(self) -> None:
        """Let go of the memories that are too old to be kept."""
        for moment in self.past[:-KEPT_STATES]:
            moment.memory = None

    def _go(self, moment: Moment) -> None:
        self.moment, self.stroke, self.thinner = moment, [], moment.thinner.copy()
        self.guess, self.memory = moment.guess, moment.memory


@dataclass
class Run:
    """What the network has to be fed for one sketch in one call, and where the answers go."""

    sketch: Sketch
    memory: Memory | None  # to start from; None is a blank board
    points: list[Kept]
    ends: list[tuple[int, Moment]]  # (after so many of `points`, the moment that needs guess and memory)
    tentative: Kept | None


def take(sketch: Sketch, inputs: deque[Points | Edit], blank: Moment) -> Run:
    """Apply the edits at the front of `inputs`, then the points up to the next edit -> what to feed the network."""
    while inputs and isinstance(edit := inputs[0], Edit):
        if sketch.thinner.since:
            inputs.appendleft(LIFT)
            break
        sketch.edit(edit, blank)
        inputs.popleft()
    memory, missing = (sketch.memory, []) if sketch.memory else sketch.moment.missing()
    run = Run(sketch, memory, missing + (sketch.stroke if not sketch.memory else []), [], None)
    while inputs and isinstance(item := inputs[0], Points):
        inputs.popleft()
        for x, y in zip(item.x.tolist(), item.y.tolist(), strict=True):
            _keep(run, sketch.thinner.add(x, y))
        if item.up and sketch.thinner.since:
            _keep(run, sketch.thinner.lift())
            run.ends.append((len(run.points), sketch.end_stroke()))
    if at := sketch.thinner.tentative:
        run.tentative = Kept(*at, first=False)
    return run


def _keep(run: Run, points: list[tuple[float, float, bool]]) -> None:
    for point in points:
        run.points.append(Kept(*point))
        run.sketch.stroke.append(Kept(*point))


LIFT = Points(np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros(0, np.float32), up=True)
"""The pen leaves the board where it is."""
