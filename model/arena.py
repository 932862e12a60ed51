"""Where the states of all open sketches lie: one array with a row for each, gathered by index, used again when freed.

A sketch holds its rows through `Memory`; when the last reference to one goes, its row is free. So what the open
sketches keep is known exactly and at any time, and it is nothing once they are closed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_BEGIN = 64  # rows at first; twice as many whenever they run out


class Memory:
    """A row of an arena: what encoder and network keep of the past of one sketch. Freed with the last reference."""

    __slots__ = ("_arena", "row")

    def __init__(self, arena: Arena, row: int) -> None:
        self._arena, self.row = arena, row

    def __del__(self) -> None:
        self._arena.free(self.row)

    @property
    def values(self) -> Floats:
        """(width,) a copy of what it holds."""
        values: Floats = self._arena.gather([self])[0]
        return values


class Arena:
    """Rows of `width` float32 numbers. Row 0 is zeros: a blank sketch."""

    def __init__(self, width: int) -> None:
        self._rows = np.zeros((_BEGIN, width), np.float32)
        self._free = list(range(_BEGIN - 1, 0, -1))

    def gather(self, memories: Sequence[Memory | None]) -> Floats:
        """(B, width) a copy of what each of them holds; zeros for None."""
        rows: Floats = self._rows[[memory.row if memory else 0 for memory in memories]]
        return rows

    def keep(self, *parts: Floats) -> list[Memory]:
        """Store N rows, a memory for each: the parts (N, any) of them stand side by side, `width` wide."""
        many, begin = len(parts[0]), 0
        while len(self._free) < many:
            self._grow()
        rows = [self._free.pop() for _ in range(many)]
        where = np.array(rows, np.intp)
        for part in parts:
            end = begin + part.shape[1]
            self._rows[where, begin:end] = part
            begin = end
        assert begin == self._rows.shape[1], f"{begin} numbers for a row of {self._rows.shape[1]}"
        return [Memory(self, row) for row in rows]

    def free(self, row: int) -> None:
        """Nobody holds this row any longer. Sketches are dropped in any thread: this is one operation."""
        self._free.append(row)

    @property
    def used(self) -> int:
        """Bytes that are held through memories."""
        return (len(self._rows) - 1 - len(self._free)) * self._rows.strides[0]

    def _grow(self) -> None:
        size = len(self._rows)
        self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._free.extend(range(2 * size - 1, size - 1, -1))
