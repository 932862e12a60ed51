"""What a host or a wall sees of all canvases: the same ink once, and then only what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model import Edit, Points

Fields = dict[str, object]
EDITS = {Edit.UNDO: "undo", Edit.REDO: "redo", Edit.CLEAR: "clear"}


@dataclass(frozen=True)
class Canvas:
    """A drawing as it is now."""

    drawing: str
    member: str
    log: Sequence[Points | Edit]
    guess: tuple[str, float] | None  # the best
    p: float | None  # of the word asked for
    over: tuple[bool, int] | None  # won, and after how many milliseconds


class Feed:
    """One audience, all of whose pages have been sent the same."""

    def __init__(self) -> None:
        self.number = 0  # of the frame that comes next
        self._sent: dict[str, Canvas] = {}  # by member, as it was last sent
        self._entries: dict[str, int] = {}  # of the log, by member

    def frame(self, canvases: Sequence[Canvas]) -> Fields | None:
        """What is new since the last one; None when nothing is."""
        changes = [change for canvas in canvases if (change := self._change(canvas))]
        gone = self._sent.keys() - {canvas.member for canvas in canvases}
        for member in gone:
            del self._sent[member], self._entries[member]
            changes.append({"member": member, "drawing": None})
        if not changes:
            return None
        self.number += 1
        return {"n": self.number - 1, "canvases": changes}

    def whole(self) -> list[Fields]:
        """All that was sent, for a page that has just come."""
        return [
            {**_head(canvas), "from": 0, "ink": _entries(canvas.log[: self._entries[member]]), **_state(canvas)}
            for member, canvas in self._sent.items()
        ]

    def _change(self, canvas: Canvas) -> Fields | None:
        before = self._sent.get(canvas.member)
        anew = before is None or before.drawing != canvas.drawing
        done = 0 if anew else self._entries[canvas.member]
        ink = _entries(canvas.log[done:])
        old = {} if before is None or anew else _state(before)
        state = {name: value for name, value in _state(canvas).items() if name not in old or old[name] != value}
        self._sent[canvas.member], self._entries[canvas.member] = canvas, max(done, len(canvas.log))
        if not (anew or ink or state):
            return None
        return {**_head(canvas), **({"from": 0} if anew else {}), **({"ink": ink} if ink else {}), **state}


def _head(canvas: Canvas) -> Fields:
    return {"drawing": canvas.drawing, "member": canvas.member}


def _state(canvas: Canvas) -> Fields:
    state: Fields = {}
    if canvas.guess:
        state["guess"] = [canvas.guess[0], round(canvas.guess[1], 3)]
    if canvas.p is not None:
        state["p"] = round(canvas.p, 3)
    if canvas.over:
        state["over"] = {"won": canvas.over[0], "ms": canvas.over[1]}
    return state


def _entries(log: Sequence[Points | Edit]) -> list[object]:
    return [
        EDITS[item] if isinstance(item, Edit) else [_whole(item.x.tolist()), _whole(item.y.tolist()), item.up]
        for item in log
    ]


def _whole(column: list[float]) -> list[int]:
    return [round(value) for value in column]
