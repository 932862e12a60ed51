"""The recognizer: points in, calibrated guesses out, one batched step for everybody.

    recognizer = Recognizer.load("model/weights/inkling.safetensors")
    sketch = recognizer.open()
    guess = recognizer.feed({sketch: [Points(x, y, t, up=False)]})[sketch]
    print(recognizer.best(guess, 5))

A sketch keeps the network's state after the points that are certain; the newest pen position is a tentative last step
that is answered for and not kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from model import checkpoint
from model.arena import Arena
from model.categories import Categories
from model.live import Step, live
from model.networks import Network
from model.pool import pooled
from model.prototypes import Space
from model.sketch import Edit, Guess, Moment, Points, Run, Sketch, take
from model.temperature import Temperatures, probabilities
from model.thin import Kept, Thinner, Thinning
from model.verdict import PassRule


class Recognizer:
    """A trained network and the rules for its use. `step` says how the network is asked, if not in the cheapest way."""

    def __init__(
        self, kept: checkpoint.Checkpoint, name: str = "inkling", step: Callable[[Network], Step] = live
    ) -> None:
        self.name, self.version = name, kept.version
        self.categories: Categories = kept.categories
        self.rule: PassRule = kept.rule
        self.temperatures: Temperatures = kept.temperatures
        self.confusable: dict[str, str] = dict(kept.figures.get("confusable", {}))
        """For each word the one that drawings of it are most often taken for (on validation drawings)."""
        self.ease: Mapping[str, float] = dict(kept.figures.get("ease", {}))
        """How easily each word is seen, 0 to 1 (on validation drawings, at the pass rule's threshold)."""
        self.thinning = Thinning(**kept.thinning)  # type: ignore[arg-type]
        network = checkpoint.restore(kept)
        self._step, self._top, self._reader = step(network), network.top, network.reader()
        self.space: Space | None = kept.space if self._reader else None
        """Where drawings lie for it, so that it can be taught new words; None: it cannot."""
        self._arena = Arena(self._step.encoder.carry + self._step.state_size)
        uniform = np.full(len(self.categories), 1 / len(self.categories), np.float32)
        self._blank = Moment(None, (), Thinner(self.thinning), 0, Guess(uniform, 0), None)

    @classmethod
    def load(cls, path: str | Path, threads: int | None = None) -> Recognizer:
        """Load a checkpoint; CheckpointError in one line when that fails. `threads` is torch's, process-wide."""
        if threads is not None:
            torch.set_num_threads(threads)
        path = Path(path)
        return cls(checkpoint.load(path), path.stem)

    def open(self) -> Sketch:
        """A blank sketch."""
        return Sketch(self._blank, self._blank.thinner.copy(), self._blank.guess)

    def memory(self) -> int:
        """Bytes that the states of all open sketches take; for one at most `sketch.KEPT_STATES` + 3 states of 7 kB."""
        return self._arena.used

    def best(self, guess: Guess, count: int = 5) -> list[tuple[str, float]]:
        """The `count` likeliest words with their probabilities, best first."""
        order = np.argsort(-guess.probabilities, kind="stable")[:count]
        return [(self.categories.words[i], float(guess.probabilities[i])) for i in order]

    def feed(self, batch: Mapping[Sketch, Sequence[Points | Edit]]) -> dict[Sketch, Guess]:
        """Take in what was drawn and edited, in order, and answer for every sketch of `batch` in one batched step.

        An empty sequence asks for the current guess. Sketches do not affect each other. Edits between points make
        another step each.
        """
        rest = {sketch: deque(inputs) for sketch, inputs in batch.items()}
        while rest:
            runs = [run for sketch, inputs in rest.items() if (run := take(sketch, inputs, self._blank))]
            if runs:
                self._advance(sorted(runs, key=lambda run: -len(run.fed)))
            rest = {sketch: inputs for sketch, inputs in rest.items() if inputs}
        return {sketch: sketch.guess for sketch in batch}

    def strokes(self, sketch: Sketch) -> list[Guess]:
        """The guesses before the first stroke on the board, after each of them, and now if one is being drawn."""
        found, moment = [sketch.guess] if sketch.stroke else [], sketch.moment
        while moment.before:
            found.append(moment.guess)
            moment = moment.before
        return [*found, moment.guess][::-1]

    def picture(self, sketch: Sketch) -> NDArray[np.float32] | None:
        """(SIZE,) numbers, -1 to 1: the last recurrent layer's state in pooled form; None where there is none."""
        if self._top is None or sketch.memory is None:
            return None
        return pooled(self._arena.gather([sketch.memory])[0, self._step.encoder.carry :][self._top])

    def place(self, sketch: Sketch) -> NDArray[np.float32] | None:
        """(d,) where the drawing lies in `space`, as of its last guess; None for a blank one, or without a space."""
        memory = sketch.ahead or sketch.memory
        if self.space is None or self._reader is None or memory is None:
            return None
        packed = self._arena.gather([memory])[:, self._step.encoder.carry :]
        place: NDArray[np.float32] = self.space.places(self._reader(packed))[0]
        return place

    def _advance(self, runs: list[Run]) -> None:
        """One step of the network for all runs, the longest first: their guesses and memories, at stroke ends too."""
        counts = [run.asked() for run in runs]
        rows = np.repeat(np.arange(len(runs)), [len(asked) for asked in counts])
        places = np.array([count for asked in counts for count in asked])
        before = np.array([run.sketch.steps - len(run.points) for run in runs])
        points, lengths = _padded([run.fed for run in runs])
        kept, width = self._arena.gather([run.memory for run in runs]), self._step.encoder.carry
        steps, carries = self._step.encoder.encode(points[..., :2], points[..., 2] > 0, lengths, kept[:, :width])
        logits, states = self._step(steps, lengths, kept[:, width:], rows, places)
        memories = self._arena.keep(carries[rows, places], states)
        guesses = self._guesses(logits, before[rows] + places)
        begin = 0
        for run, asked in zip(runs, counts, strict=True):
            end = begin + len(asked)
            run.answered(guesses[begin:end], memories[begin:end])
            begin = end

    def _guesses(self, logits: NDArray[np.float32], steps: NDArray[np.int64]) -> list[Guess]:
        """Logits (N, C) after so many steps (N,) -> calibrated guesses."""
        p = probabilities(logits, steps, self.temperatures)
        return [Guess(row.copy(), n) for row, n in zip(p, steps.tolist(), strict=True)]


def _padded(fed: list[list[Kept]]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """B runs of points -> (B, T, 3) x, y, and 1 where a stroke begins, zeros beyond the lengths (B,)."""
    lengths = np.array([len(points) for points in fed])
    inside = np.arange(lengths.max()) < lengths[:, None]
    padded = np.zeros((*inside.shape, 3), np.float32)
    padded[inside] = [point for points in fed for point in points]
    return padded, lengths
