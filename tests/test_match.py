"""A match from beginning to end as plain values: what each mode asks for, counts, and ends with."""

import pytest

from server import match as matches
from server import wire
from server.errors import GameError

DECK = ("star", "moon", "sun", "tree", "car", "cat", "dog", "hat")


def opened(mode, deck=DECK, **ask):
    return matches.begin("m", wire.Play(mode, **ask), () if mode == "zen" else deck, 20.0, 0.2)


def played(match, *ends):
    """The match after rounds that ended so: "won", or why they were not; with the milliseconds after a colon."""
    for end in ends:
        reason, _, ms = end.partition(":")
        id = f"r{len(match.results)}"
        match = matches.started(match, id)
        over = wire.Over(id, reason == "won", "recognized" if reason == "won" else reason, int(ms or 1000))
        match = matches.ended(match, over)
    return match


@pytest.mark.parametrize(
    ("mode", "count", "seconds", "total"),
    [
        ("classic", 6, 20.0, None),
        ("streak", None, 20.0, None),
        ("sprint", None, None, 60.0),
        ("zen", None, None, None),
        ("hidden", 6, 40.0, None),
    ],
)
def test_each_mode_has_its_own_number_of_rounds_and_clock(mode, count, seconds, total):
    match = opened(mode)

    assert (match.count, match.seconds, match.total, match.threshold) == (count, seconds, total, 0.2)


def test_number_time_and_threshold_can_be_changed_and_time_switched_off():
    assert opened("classic", count=3, seconds=7.0, threshold=0.5).count == 3
    assert matches.described(opened("classic", count=3, seconds=7.0, threshold=0.5)) == {
        "match": "m", "mode": "classic", "count": 3, "seconds": 7.0, "total_seconds": None, "threshold": 0.5,
        "difficulty": "mixed",
    }  # fmt: skip
    assert opened("hidden", clock=False).seconds is None
    assert opened("sprint", seconds=30.0).total == 30.0
    assert matches.described(opened("zen", threshold=0.5))["threshold"] is None


def test_a_sprint_needs_its_clock():
    with pytest.raises(GameError, match="seconds is null") as caught:
        opened("sprint", clock=False)

    assert caught.value.code == "bad_field"


def test_there_are_no_more_rounds_than_words():
    match = played(opened("classic", deck=("star", "moon")), "won", "time")

    assert match.count == 2 and match.done


def test_no_word_comes_twice():
    match, words = opened("streak"), []
    while not match.done:
        words.append(matches.word(matches.started(match, "r")))
        match = played(match, "won")

    assert tuple(words) == DECK


def test_classic_goes_on_after_a_miss_and_ends_after_its_rounds():
    match = played(opened("classic", count=3), "won", "time")

    assert not match.done and (match.index, match.score, match.streak) == (1, 1, 0)
    assert played(match, "won").done


@pytest.mark.parametrize("miss", ["time", "skipped"])
def test_one_miss_ends_a_streak(miss):
    match = played(opened("streak"), "won", "won")
    assert not match.done and match.streak == 2

    match = played(match, miss)

    assert match.done and (match.score, match.streak) == (2, 0)
    with pytest.raises(GameError) as caught:
        matches.started(match, "r")
    assert caught.value.code == "over"


def test_a_sprint_counts_the_time_of_its_rounds_and_a_skip_costs_more():
    match = played(opened("sprint"), "won:10000", "skipped:2000")

    assert match.left == 60_000 - 10_000 - 2_000 - matches.SKIP_COST
    assert matches.seconds(matches.started(match, "r")) == match.left / 1000


def test_a_sprint_is_over_when_its_time_is():
    match = played(opened("sprint", seconds=10.0), "won:5000")

    assert played(match, "time:5000").done
    assert played(match, "skipped:1900").left == 100 and played(match, "skipped:1900").done
    assert played(match, "skipped:4000").left == 0
    assert not played(match, "won:3000").done


def test_zen_has_no_word_no_clock_and_no_end_of_its_own():
    match = played(opened("zen"), *["skipped"] * 20)

    assert not match.done
    assert matches.word(matches.started(match, "r")) is matches.seconds(match) is None
    assert played(opened("zen", count=2), "skipped", "skipped").done


def test_a_round_that_runs_is_where_the_match_is():
    match = matches.started(played(opened("classic"), "won"), "r")

    assert matches.place(match) == {"match": "m", "index": 1, "count": 6, "ms_left": None}
    assert matches.word(match) == "moon" and not match.done


def test_the_end_of_another_round_changes_nothing():
    match = matches.started(opened("classic"), "r")

    assert matches.ended(match, wire.Over("elsewhere", True, "recognized", 5)) is match


def test_the_standing_tells_all_that_happened():
    fields = matches.standing(played(opened("classic"), "won:1500", "time:20000")).fields()

    assert (fields["index"], fields["done"], fields["score"], fields["streak"]) == (1, False, 1, 0)
    assert [(r["round"], r["won"], r["reason"], r["ms"]) for r in fields["results"]] == [
        ("r0", True, "recognized", 1500),
        ("r1", False, "time", 20_000),
    ]
