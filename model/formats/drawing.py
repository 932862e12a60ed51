"""A drawing in memory, and what reading one file of them yields. The formats are described in `model/ink.py`."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.errors import BadInputError

Column = NDArray[np.int64] | NDArray[np.float64]
OnError = Literal["raise", "skip"]

KEYS = ("word", "countrycode", "timestamp", "recognized", "key_id", "drawing")  # in the public files' order
REPORTED = 20  # broken lines kept word for word; the rest are only counted


class InkError(BadInputError, ValueError):
    """A drawing that cannot be read: where it stands (file and line, or record) and why."""

    def __init__(self, reason: str, path: Path | None = None, line: int | None = None) -> None:
        self.reason, self.path, self.line = reason, path, line
        place = f"{path}:{line}: " if path is not None else ""
        super().__init__(f"{place}{reason}")


@dataclass(frozen=True, eq=False, slots=True)
class Stroke:
    """The pen from where it came down to where it left, as columns of equal length (n,), n >= 1.

    x to the right, y down; t in milliseconds since the drawing began, None where the format keeps no times.
    """

    x: Column
    y: Column
    t: Column | None = None

    def __len__(self) -> int:
        return len(self.x)

    @property
    def points(self) -> NDArray[np.float64]:
        """The places, (n, 2)."""
        return np.stack([self.x, self.y], axis=1).astype(np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class Drawing:
    """One labelled drawing. What a file did not tell of it is None; `order` is the key order to write it with."""

    word: str
    key_id: int  # unsigned, 64 bits
    strokes: tuple[Stroke, ...]
    countrycode: str | None = None
    recognized: bool | None = None
    timestamp: str | None = None  # "2017-03-05 12:21:56.81707 UTC"
    order: tuple[str, ...] = KEYS

    def __len__(self) -> int:
        """Points in all strokes together."""
        return sum(len(stroke) for stroke in self.strokes)

    @property
    def timed(self) -> bool:
        """Raw drawings carry times, simplified ones do not."""
        return self.strokes[0].t is not None

    def with_strokes(self, strokes: tuple[Stroke, ...]) -> "Drawing":
        """The same drawing with other ink."""
        return replace(self, strokes=strokes)


@dataclass
class Reading(Iterator[Drawing]):
    """Iterates over one file's drawings. A broken one raises its InkError, or is skipped and counted if so asked."""

    items: Iterator[Drawing | InkError]
    on_error: OnError = "raise"
    taken: int = 0
    skipped: int = 0
    broken: list[InkError] = field(default_factory=list)  # the first REPORTED of the skipped

    def __post_init__(self) -> None:
        if self.on_error not in ("raise", "skip"):
            raise ValueError(f'on_error is {self.on_error!r}; it must be "raise" or "skip"')

    def __next__(self) -> Drawing:
        for item in self.items:
            if isinstance(item, Drawing):
                self.taken += 1
                return item
            if self.on_error == "raise":
                raise item
            self.skipped += 1
            if len(self.broken) < REPORTED:
                self.broken.append(item)
        raise StopIteration
