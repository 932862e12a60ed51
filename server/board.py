"""What is on the board after all that was drawn and undone. Pure, and in one pass over the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model import Edit, Points

Stroke = list[Points]  # in the pieces it came in


@dataclass(frozen=True)
class _Sheet:
    """A stroke on top of the sheet before it. So a step back is a reference, and no copy of all strokes."""

    below: _Sheet | None  # None: a blank one
    stroke: Stroke


def strokes(log: Sequence[Points | Edit]) -> list[Stroke]:
    """The strokes that are there in the end."""
    here: _Sheet | None = None
    past: list[_Sheet | None] = []
    future: list[_Sheet | None] = []
    down = False
    for item in log:
        if isinstance(item, Points):
            if len(item.x) and not down:
                past.append(here)
                here, future = _Sheet(here, []), []
            if here and (down or len(item.x)):
                here.stroke.append(item)  # no other step has this stroke: an edit lifts the pen
            down = bool(len(item.x)) and not item.up
            continue
        down = False
        if item is Edit.UNDO and past:
            future.append(here)
            here = past.pop()
        elif item is Edit.REDO and future:
            past.append(here)
            here = future.pop()
        elif item is Edit.CLEAR and here:
            past.append(here)
            here, future = None, []
    return _unstacked(here)


def _unstacked(sheet: _Sheet | None) -> list[Stroke]:
    found = []
    while sheet:
        found.append(sheet.stroke)
        sheet = sheet.below
    return found[::-1]
