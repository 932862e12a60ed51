"""What is written down of a round makes the same round again, whatever was drawn, undone and cleared in it."""

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Categories, Edit, PassRule, Points
from server import match as matches
from server import rules, wire
from server.keeping import saved
from server.keeping.saved import UnreadableError
from server.keeping.shelf import Found
from tests.fakes import WORDS

CATEGORIES = Categories(WORDS)
RULE = PassRule()
PASSING = {"held", "resting", "thoughts"}  # of the verdict, and of what is kept of it: the next answer begins them anew
REST = {f.name for f in fields(rules.Round)} - PASSING - {"log", "started"}

place = st.floats(0, 1000, width=32)
columns = st.lists(st.tuples(place, place, st.floats(0, 50, width=32)), max_size=6)
strokes = st.tuples(columns, st.booleans())
entries = st.lists(strokes | st.sampled_from(Edit), max_size=20)


def begun(**change):
    return replace(rules.begin("r1", "classic", "star", CATEGORIES, RULE, 20.0, 100.0), **change)


def played(round, drawn):
    """The round after all of it, by the rules: numbered as a page would number it."""
    for item in drawn:
        if isinstance(item, Edit):
            round, _ = rules.change(round, wire.Change(round.id, item, round.edit), 101.0)
            continue
        rows, up = item
        x, y, pause = np.array(rows, np.float32).reshape(-1, 3).T
        points = Points(x, y, (round.t + np.cumsum(pause)).astype(np.float32), up)
        round, _ = rules.ink(round, wire.Ink(round.id, round.seq, points), 101.0)
    return round


def found(round, match=None, now=101.0, age=0.0, pieces=1):
    """What a shelf gives back when the ink came to it in so many pieces."""
    cuts = [len(round.log) * i // pieces for i in range(pieces + 1)] if round else []
    ink = tuple((a, saved.ink(round.log[a:b])) for a, b in pairwise(cuts) if b > a)
    return Found("them", age, saved.head("player", round, match, now), ink)


def read(kept, now=101.0):
    return saved.read(kept, CATEGORIES, RULE, now)


def described(log):
    return [
        item if isinstance(item, Edit) else (item.x.tolist(), item.y.tolist(), item.t.tolist(), item.up) for item in log
    ]


@given(entries, st.integers(1, 5))
def test_a_round_comes_back_as_it_was(drawn, pieces):
    round = played(begun(), drawn)

    again = read(found(round, pieces=pieces)).round

    assert {name: getattr(again, name) for name in REST} == {name: getattr(round, name) for name in REST}
    assert described(again.log) == described(round.log)
    assert again.started == pytest.approx(round.started)


@given(entries, entries)
def test_a_round_that_came_back_goes_on_as_if_nothing_had_been(before, after):
    round = played(begun(), before)

    through, again = played(round, after), played(read(found(round)).round, after)

    assert (again.seq, again.edit, again.points, again.sheet) == (
        through.seq,
        through.edit,
        through.points,
        through.sheet,
    )
    assert described(again.log) == described(through.log)


def test_the_rest_of_a_round_is_kept_too():
    over = wire.Over("r1", False, "time", 20_000, "star", "sun")
    watch = wire.Watch("r1", hidden=True)
    round = begun(rule=replace(RULE, threshold=0.7), other="sun", watch=watch, over=over)

    again = read(found(round)).round

    assert (again.rule, again.other, again.watch, again.over) == (round.rule, "sun", watch, over)
    assert again.accepted == CATEGORIES.accepted("star")


def test_no_part_of_a_round_is_forgotten():
    """A new field of a round is either written in the head, or made again from the rest."""
    written = {field.name for field in fields(saved._Round)} - {"threshold", "age"}
    made_again = {"accepted", "rule", "started", "seq", "t", "points", "log", "sheet"} | PASSING

    assert {field.name for field in fields(rules.Round)} == written | made_again


def test_a_match_is_kept_with_its_score():
    ask = wire.Play("classic")
    match = matches.started(matches.begin("m1", ask, ("star", "circle"), 20.0, 0.5), "r0")
    match = matches.started(matches.ended(match, wire.Over("r0", True, "recognized", 5, "star")), "r1")

    kept = read(found(begun(word="circle"), match))

    assert kept.match == match and kept.match.score == 1
    assert kept.player == "player"


def test_a_player_without_a_round_comes_back_without_one():
    assert read(found(None)) == saved.Saved("player", None, None)


def test_the_clock_goes_on_while_nobody_plays():
    """7 seconds had gone by when it was written, 4 on the shelf; this process' clock counts from somewhere else."""
    kept = found(begun(started=100.0), now=107.0, age=4.0)

    again = read(kept, now=5.0).round

    assert again.ms(5.0) == 11_000


def test_a_clock_that_was_set_back_gives_nobody_more_time():
    kept = found(begun(started=100.0), now=107.0, age=-3600.0)

    assert read(kept, now=5.0).round.ms(5.0) == 7_000


def test_nothing_that_says_who_plays_is_written():
    head = saved.head("player", played(begun(), [([(1.0, 2.0, 3.0)], True)]), None, 101.0).decode()

    assert set(saved._HEAD.validate_json(head).__dict__) == {"version", "player", "round", "match"}
    assert "token" not in head and "name" not in head and "sid" not in head


def test_a_point_takes_twelve_bytes():
    points = Points(*np.ones((3, 256), np.float32), False)

    assert len(saved.ink([points])) == 12 * 256 + 3


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"head": b'{"version": 2, "player": "x", "round": null, "match": null}'}, "version 1"),
        ({"head": b"\x00"}, "version 1"),
        ({"ink": ((0, b"\x09"),)}, "byte 1"),
        ({"ink": ((0, b"\x01\x02\x00abc"),)}, "byte 3"),
        ({"ink": ((0, b"\x01"),)}, "byte 1"),
        ({"ink": ((0, b"\x02"), (3, b"\x02"))}, "entry 1 of the ink is missing"),
    ],
)
def test_what_cannot_be_read_says_why(change, reason):
    with pytest.raises(UnreadableError, match=reason):
        read(replace(found(begun()), **change))


def test_a_word_that_another_network_does_not_know_is_not_asked_for():
    with pytest.raises(UnreadableError, match="word"):
        saved.read(found(begun()), Categories(("circle", "square")), RULE, 101.0)


def test_a_pupils_drawing_of_a_word_that_only_the_room_knows_comes_back_with_its_ink():
    round = played(begun(mode="room", word="snow globe", accepted=(6,)), [([(0, 0, 0), (9, 9, 9)], True)])

    again = read(found(round)).round

    assert (again.word, again.accepted, again.seq) == ("snow globe", (), 1)
    assert rules.among(again, Categories((*CATEGORIES.words, "snow globe"))).accepted == (len(CATEGORIES),)
    assert rules.among(again, CATEGORIES) is again
