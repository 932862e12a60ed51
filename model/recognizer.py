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
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from model import checkpoint
from model.categories import Categories
from model.sketch import Edit, Guess, Memory, Moment, Points, Run, Sketch, take
from model.temperature import probabilities
from model.thin import Thinner, Thinning
from model.verdict import PassRule


class Recognizer:
    """A trained network and the rules for its use."""

    def __init__(self, kept: checkpoint.Checkpoint, name: str = "inkling") -> None:
        self.name, self.version = name, kept.version
        self.categories: Categories = kept.categories
        self.rule: PassRule = kept.rule
        self.confusable: dict[str, str] = dict(kept.figures.get("confusable", {}))
        """For each word the one that drawings of it are most often taken for (on validation drawings)."""
        self.thinning = Thinning(**kept.thinning)  # type: ignore[arg-type]
        self._network = checkpoint.restore(kept)
        self._temperatures = kept.temperatures

    @classmethod
    def load(cls, path: str | Path, threads: int | None = None) -> Recognizer:
        """Load a checkpoint; CheckpointError in one line when that fails. `threads` is torch's, process-wide."""
        if threads is not None:
            torch.set_num_threads(threads)
        path = Path(path)
        kept = checkpoint.load(path)
        try:
            return cls(kept, path.stem)
        except (ValueError, RuntimeError, TypeError) as error:
            reason = " ".join(str(error).split())
            raise checkpoint.CheckpointError(
                f"{path} does not fit this version ({reason:.120}): train anew with `python -m model train`"
            ) from error

    def open(self) -> Sketch:
        """A blank sketch."""
        blank = self._blank()
        return Sketch(blank, blank.thinner.copy(), blank.guess)

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
            runs = [take(sketch, inputs, self._blank()) for sketch, inputs in rest.items()]
            self._advance([run for run in runs if run.points or run.tentative])
            rest = {sketch: inputs for sketch, inputs in rest.items() if inputs}
        return {sketch: sketch.guess for sketch in batch}

    def _blank(self) -> Moment:
        uniform = np.full(len(self.categories), 1 / len(self.categories), np.float32)
        return Moment(None, (), Thinner(self.thinning), 0, Guess(uniform, 0), None)

    @torch.inference_mode()
    def _advance(self, runs: list[Run]) -> None:
        """One step of the network for all runs: their guesses and memories, at stroke ends too."""
        if not runs:
            return
        steps, carries, packed = self._inputs(runs)
        trace = self._network.trace(torch.from_numpy(steps), self._network.unpack(torch.from_numpy(packed)))
        asked = [(row, count) for row, run in enumerate(runs) for count, _ in run.ends]
        asked += [(row, len(run.points)) for row, run in enumerate(runs)]  # the memory to go on from
        rows, counts = torch.tensor(asked).T
        # What is answered last takes in the tentative step, which the memory does not.
        extra = torch.tensor([0] * (len(asked) - len(runs)) + [int(run.tentative is not None) for run in runs])
        logits = self._network.logits(trace, rows, counts + extra - 1).numpy()
        states = self._network.state(trace, rows, counts).pack().numpy()
        memories = [Memory(carries[r, c].copy(), s.copy()) for (r, c), s in zip(asked, states, strict=True)]
        moments = [moment for run in runs for _, moment in run.ends]
        seen = [moment.steps for moment in moments] + [r.sketch.steps + bool(r.tentative) for r in runs]
        guesses = self._guesses(logits, np.array(seen))
        for moment, guess, memory in zip(moments, guesses, memories, strict=False):
            moment.guess, moment.memory = guess, memory
        for run, guess, memory in zip(runs, guesses[len(moments) :], memories[len(moments) :], strict=True):
            run.sketch.guess, run.sketch.memory = guess, memory
            run.sketch.forget()

    def _inputs(
        self, runs: list[Run]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
        """Runs -> steps (B, T, F), carries (B, T + 1, K), packed states (B, S)."""
        encoder = self._network.encoder
        fed = [[*run.points, run.tentative] if run.tentative else run.points for run in runs]
        lengths = np.array([len(points) for points in fed])
        points = np.zeros((len(runs), int(lengths.max()), 3), np.float32)
        for row, line in enumerate(fed):
            points[row, : len(line)] = line
        carry = encoder.fresh(len(runs))
        packed = np.zeros((len(runs), self._network.state_size), np.float32)
        for row, run in enumerate(runs):
            if run.memory:
                carry[row], packed[row] = run.memory
        steps, carries = encoder.encode(points[..., :2], points[..., 2] > 0, lengths, carry)
        return steps, carries, packed

    def _guesses(self, logits: NDArray[np.float32], steps: NDArray[np.int64]) -> list[Guess]:
        """Logits (N, C) after so many steps (N,) -> calibrated guesses."""
        p = probabilities(logits, steps, self._temperatures)
        return [Guess(row.copy(), int(n)) for row, n in zip(p, steps, strict=True)]
