"""What is on the board after drawing, undoing and clearing, whoever asks, and what it takes to know."""

import tracemalloc

import numpy as np
import pytest

from model import Edit, Points
from server.board import strokes
from server.rooms import report


def points(n=12, up=True):
    return Points(*np.tile(np.arange(n, dtype=np.float32), (3, 1)), up)


def test_the_board_after_undo_redo_and_clear():
    a, b, c = points(1), points(2), points(3)

    assert strokes([a, b, Edit.UNDO, c]) == [[a], [c]]
    assert strokes([a, b, Edit.UNDO, Edit.REDO]) == [[a], [b]]
    assert strokes([a, Edit.CLEAR]) == []
    assert strokes([a, b, Edit.CLEAR, Edit.UNDO]) == [[a], [b]]
    assert strokes([a, Edit.CLEAR, c]) == [[c]]
    assert strokes([Edit.UNDO, Edit.REDO, Edit.CLEAR]) == []


def test_a_stroke_that_came_in_pieces_is_one_stroke():
    first, second, lift = points(2, up=False), points(3, up=False), points(0)

    assert strokes([first, second, lift, points(1)])[0] == [first, second, lift]
    assert len(strokes([first, Edit.UNDO, second])) == 1


def test_a_stroke_that_comes_back_is_gone_on_with_by_nobody():
    first, second = points(2, up=False), points(3)

    assert strokes([first, Edit.UNDO, Edit.REDO, second]) == [[first], [second]]
    assert strokes([first, Edit.CLEAR, Edit.UNDO, second]) == [[first], [second]]


@pytest.mark.parametrize("known", [strokes, report.strokes])
def test_thousands_of_strokes_take_no_more_than_they_are(known):
    """Each step of the history is one more stroke, and no copy of those before."""
    log = [points(1)] * 8000 + [Edit.UNDO] * 4000 + [Edit.REDO] * 4000 + [Edit.CLEAR, Edit.UNDO]

    tracemalloc.start()
    try:
        found, (_, peak) = known(log), tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(found) == 8000 and peak < 20 << 20
