"""What a run has done so far, as lines of JSON: {"step": 1000, "loss": 3.2, ...}."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from model.errors import BadInputError


class Log:
    """The lines of a run, in a file that a kill may cut off in the middle of a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Write a line of what was measured after `step` steps."""
        line = {"step": step} | {name: round(value, 6) for name, value in values.items()}
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def rows(self) -> list[dict[str, float]]:
        """All whole lines."""
        if not self.path.exists():
            return []
        lines = self.path.read_text(encoding="utf-8").split("\n")[:-1]  # what follows the last newline is half a line
        return [json.loads(line) for line in lines if line]

    def cut(self, step: int) -> None:
        """Forget what came after `step`: a resumed run does it again."""
        rows = [json.dumps(row) + "\n" for row in self.rows() if row["step"] <= step]
        partial = self.path.with_suffix(".partial")
        partial.write_text("".join(rows), encoding="utf-8")
        partial.replace(self.path)


class Meter:
    """Loss, accuracy and speed over some steps. Sums stay on the device: reading makes the processor wait for it."""

    def __init__(self) -> None:
        self.drawings, self.asked, self.began = 0, 0, time.monotonic()
        self.losses, self.hits = torch.zeros(()), torch.zeros(())

    def add(self, loss: Tensor, hits: Tensor, asked: int, drawings: int) -> None:
        """Take in a step: mean loss and hits of `asked` drawings here, of `drawings` in the whole batch."""
        self.losses = self.losses.to(loss.device) + loss * asked
        self.hits = self.hits.to(hits.device) + hits
        self.asked, self.drawings = self.asked + asked, self.drawings + drawings

    def read(self) -> dict[str, float]:
        """Mean loss, share of wholes recognized, drawings a second. BadInputError when the loss is no number."""
        loss = float(self.losses) / self.asked
        if loss != loss or loss in (float("inf"), -float("inf")):
            raise BadInputError(f"the loss became {loss}: choose a lower --rate, and begin anew in another folder")
        speed = self.drawings / (time.monotonic() - self.began)
        return {"loss": loss, "top1": float(self.hits) / self.asked, "speed": speed}
