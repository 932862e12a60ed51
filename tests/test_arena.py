"""The rows of an arena: what was kept comes back, and what nobody holds is used again."""

import numpy as np

from model.arena import Arena


def rows(*firsts):
    return np.array([[first, first + 0.5] for first in firsts], np.float32)


def test_what_was_kept_comes_back_in_any_order():
    arena = Arena(2)
    a, b = arena.keep(rows(1, 2))

    assert arena.gather([b, None, a]).tolist() == [[2, 2.5], [0, 0], [1, 1.5]]
    assert a.values.tolist() == [1, 1.5]


def test_what_is_gathered_is_a_copy():
    arena = Arena(2)
    (memory,) = arena.keep(rows(1))

    arena.gather([memory, None])[:] = 9

    assert arena.gather([memory, None]).tolist() == [[1, 1.5], [0, 0]]


def test_only_what_somebody_holds_is_in_use():
    arena = Arena(2)
    kept = arena.keep(rows(*range(10)))
    assert arena.used == 10 * 2 * 4

    del kept[3:]
    assert arena.used == 3 * 2 * 4

    kept.clear()
    assert arena.used == 0


def test_it_grows_with_what_is_held_and_keeps_it():
    arena = Arena(2)

    kept = [memory for i in range(100) for memory in arena.keep(rows(i, -i))]

    assert arena.gather(kept)[:, 0].tolist() == [sign * i for i in range(100) for sign in (1, -1)]
    assert arena.used == 200 * 2 * 4


def test_comings_and_goings_need_no_more_room_than_is_held_at_once():
    arena = Arena(2)

    for i in range(1000):
        held = arena.keep(rows(i, i + 1, i + 2))
        assert held[2].values[0] == i + 2
        assert max(memory.row for memory in held) <= 6, "three are held while the next three come"
