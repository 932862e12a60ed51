"""What makes a drawing suspicious, what does not, and that the reasons are told."""

import numpy as np
import pytest

from server.doodles.fingerprint import quarters, same, telling
from server.doodles.lettering import lettering
from server.doodles.suspicion import Case, Seen, density, judge
from server.doodles.traits import unit
from tests.given import strokes

KNOWN = Seen(0.95, 0, (("star", 0.95), ("sun", 0.02)))
UNSEEN = Seen(0.01, 40, (("sun", 0.6), ("moon", 0.2)))


def case(seen=KNOWN, ink=None, **fields):
    return Case("star", strokes() if ink is None else ink, seen, **fields)


def reasons(case):
    return {reason.kind: reason for reason in judge(case)[1]}


def paths(ink):
    return unit([np.array(stroke[:2], float).T for stroke in ink])


def letters(word=7, tall=60.0, wobble=0.0):
    """A row of small shapes, each of a bow and a bar, as letters are."""
    rng, ink = np.random.default_rng(3), []
    turn = np.linspace(0, 1.7 * np.pi, 14)
    for i in range(word):
        x, y = 100 + 1.1 * tall * i, 400 + wobble * rng.normal()
        ink.append([(x + 0.3 * tall * np.cos(turn)).tolist(), (y + 0.5 * tall * np.sin(turn)).tolist()])
        ink.append([[x + 0.3 * tall, x + 0.32 * tall], [y - 0.5 * tall, y + 0.5 * tall]])
    return ink


def crossed_out():
    """A zigzag so dense that nothing is to be seen of what was there."""
    y = np.repeat(np.linspace(200, 800, 60), 2)
    x = np.tile([200.0, 800.0, 800.0, 200.0], 30)
    return [[x.tolist(), y.tolist()]]


def test_a_drawing_that_is_recognized_is_hardly_suspicious():
    suspicion, found = judge(case())

    assert suspicion < 0.05
    assert [reason.kind for reason in found] == ["low_score"]


def test_what_the_network_takes_for_something_else_is_suspicious_and_it_says_for_what():
    told = reasons(case(UNSEEN))

    assert judge(case(UNSEEN))[0] > 0.5
    assert "“sun” (60 %)" in told["far"].words and "39 others" in told["far"].words
    assert "1 %" in told["low_score"].words


def test_suspicion_falls_as_the_network_is_surer():
    def at(p, rank):
        return judge(case(Seen(p, rank, (("star" if rank == 0 else "sun", 0.9),))))[0]

    found = [at(0.01, 200), at(0.01, 20), at(0.1, 3), at(0.3, 1), at(0.5, 0), at(0.99, 0)]

    assert found == sorted(found, reverse=True) and len(set(found)) == len(found)
    assert found[-1] >= 0 and found[0] <= 1


def test_a_word_that_the_network_does_not_know_is_a_reason_of_its_own():
    told = reasons(case(Seen(None, 0, (("sun", 0.4),))))

    assert list(told) == ["unknown"] and "“star”" in told["unknown"].words


def test_what_was_recognizable_before_more_was_drawn_is_spoiled():
    assert "97 %" in reasons(case(UNSEEN, peak=0.97))["spoiled"].words
    assert "spoiled" not in reasons(case(UNSEEN, peak=0.3))
    assert "spoiled" not in reasons(case(KNOWN, peak=0.97))


def test_copies_by_others_weigh_more_than_repeats_by_the_same_hand():
    told = reasons(case(own_copies=1, other_copies=2))

    assert "2 drawings from others" in told["copy"].words and "1 drawing by the same hand" in told["repeat"].words
    assert told["copy"].weight > told["repeat"].weight


def test_a_drawing_that_is_crossed_out_looks_scribbled():
    full, over = density(paths(crossed_out()))

    assert full > 0.9 and over == pytest.approx(1, abs=1)
    assert "scribbled" in reasons(case(UNSEEN, crossed_out()))
    assert "scribbled" not in reasons(case(UNSEEN))


def test_going_over_one_line_again_and_again_looks_scribbled():
    back_and_forth = [[[200.0, 800.0] * 20, [300.0, 700.0] * 20]]

    full, over = density(paths(back_and_forth))

    assert full < 0.1 and over > 20
    assert "times" in reasons(case(UNSEEN, back_and_forth))["scribbled"].words


@pytest.mark.parametrize("ink", [[[[5.0], [5.0]]], [[[1.0, 2.0], [1.0, 2.0]]]])
def test_a_dot_is_hardly_a_drawing(ink):
    suspicion, found = judge(case(ink=ink))

    assert suspicion >= 0.7 and found[0].kind == "empty"


def test_writing_is_found_and_its_letters_counted():
    row = lettering(paths(letters(7, wobble=5.0)))

    assert row and row.letters == 7 and row.likeness > 0.6
    assert "7 small shapes" in reasons(case(UNSEEN, letters()))["text"].words


def test_writing_beneath_a_picture_is_found_too():
    turn = np.linspace(0, 2 * np.pi, 30)
    picture = [[(300 + 200 * np.cos(turn)).tolist(), (150 + 150 * np.sin(turn)).tolist()]]

    row = lettering(paths([*picture, *letters()]))

    assert row and row.letters == 7


def test_rows_of_straight_lines_and_wild_strokes_are_no_writing():
    grass = [[[100.0 + 40 * i, 105.0 + 40 * i], [500.0, 440.0]] for i in range(15)]

    assert lettering(paths(grass)) is None
    assert lettering(paths(letters(3))) is None
    assert all((row := lettering(paths(strokes(seed, 9)))) is None or row.likeness < 0.5 for seed in range(50))


def test_a_copy_is_found_whatever_its_size_and_place():
    rng = np.random.default_rng(1)
    first = strokes(5)
    moved = [[[0.4 * x + 90 for x in s[0]], [0.4 * y - 20 for y in s[1]], s[2]] for s in first]
    shaken = [[(np.array(column) + rng.normal(0, 0.5, len(column))).tolist() for column in s[:2]] for s in first]

    for copy in (moved, shaken):
        assert set(quarters(paths(first))) & set(quarters(paths(copy)))
        assert same(paths(first), paths(copy))


def test_other_drawings_are_no_copies_even_where_a_quarter_of_the_fingerprint_agrees():
    drawn = [paths(strokes(seed)) for seed in range(40)]

    assert not any(same(a, b) for i, a in enumerate(drawn) for b in drawn[:i])
    assert not same(drawn[0], drawn[0][:-1])


def test_one_straight_line_is_everybodys():
    line = paths([[[0.0, 50.0, 100.0], [0.0, 1.0, 0.0]]])

    assert not telling(line) and not telling(paths([[[5.0], [5.0]]]))
    assert telling(paths(strokes(1, 1)))
