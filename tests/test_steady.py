"""Time only passes, whatever the clock does."""

from itertools import pairwise

from server.steady import Steady


def test_a_clock_that_steps_back_stops_nothing_and_repeats_nothing(clock):
    steady = Steady(clock)
    seen = [steady()]
    for step in (1.0, -3600.0, 1.0, -0.5, 2.0):
        clock.now += step
        seen.append(steady())

    assert [b - a for a, b in pairwise(seen)] == [1.0, 0.0, 1.0, 0.0, 2.0]
