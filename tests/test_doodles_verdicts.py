"""What becomes of a drawing by moderators' verdicts and by players' votes."""

import itertools

import pytest

from server.doodles.verdicts import AGAIN, VERDICTS, Standing, doubted, ruled, surely, voices, voted

WAITING = Standing("waiting", None, False)


@pytest.mark.parametrize(
    ("verdict", "better", "status"),
    [
        ("keep", None, "validated"),
        ("wrong_word", "moon", "validated"),
        ("reject", None, "invalidated"),
        ("unsure", None, "other"),
    ],
)
def test_a_verdict_decides_and_a_report_is_settled_by_it(verdict, better, status):
    after = ruled(Standing("waiting", None, True), verdict, better)

    assert after == Standing(status, better, False)


def test_a_drawing_has_no_better_word_any_more_when_it_is_kept():
    renamed = ruled(WAITING, "wrong_word", "moon")

    assert ruled(renamed, "keep") == Standing("validated", None, False)


@pytest.mark.parametrize(
    ("verdict", "better"), [("wrong_word", None), *((v, "moon") for v in VERDICTS if v != "wrong_word")]
)
def test_exactly_a_wrong_word_has_a_better_one(verdict, better):
    with pytest.raises(ValueError, match="better"):
        ruled(WAITING, verdict, better)


def test_a_standing_comes_back_from_the_log_as_it_went_in():
    for status, better, reported in itertools.product(("waiting", "other"), (None, "the “moon”"), (True, False)):
        standing = Standing(status, better, reported, 2)

        assert Standing.read(standing.text()) == standing
    assert Standing.read('{"status": "other", "better": null, "reported": true}') == Standing("other", None, True)


@pytest.mark.parametrize(
    ("votes", "status"),
    [
        ((0, 0), "waiting"),
        ((1, 0), "waiting"),
        ((1, 1), "waiting"),
        ((2, 0), "validated"),
        ((2, 1), "validated"),
        ((0, 2), "invalidated"),
        ((1, 2), "invalidated"),
        ((2, 2), "other"),
        ((3, 2), "validated"),
        ((2, 3), "invalidated"),
        ((1, 1, 2), "waiting"),
        ((0, 0, 3), "other"),
        ((1, 1, 3), "other"),
        ((2, 0, 9), "validated"),
    ],
)
def test_two_votes_that_agree_decide(votes, status):
    assert voted(*votes) == status


@pytest.mark.parametrize(
    ("votes", "found"),
    [
        ("", (0, 0, 0)),
        ("a+ b+", (2, 0, 0)),
        ("a+ a+ a+ b-", (1, 1, 0)),
        ("a+ a- b?", (0, 0, 2)),
        ("a+ a? a?", (1, 0, 0)),
        ("a- a+ a- b+", (1, 1, 0)),
    ],
)
def test_a_place_has_one_voice(votes, found):
    said = {"+": True, "-": False, "?": None}

    assert voices((place, said[sign]) for place, sign in votes.split()) == found


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        ([], (0, 0, 0)),
        ([(1, 0, 2)], (1, 0, 2)),
        ([(1, 0, 0), (1, 1, 0)], (1, 1, 0)),
        ([(1, 3, 0), (2, 0, 1)], (2, 3, 1)),
    ],
)
def test_voices_that_different_processes_heard_may_be_the_same(heard, found):
    assert surely(heard) == found


def test_one_report_hides_what_nobody_has_looked_at():
    assert doubted(WAITING, reviewed=False) == Standing("waiting", None, True)


def test_what_a_moderator_has_kept_is_hidden_by_several_reports_and_shown_by_the_next_verdict():
    standings = [ruled(WAITING, "keep")]
    for _ in range(AGAIN):
        standings.append(doubted(standings[-1], reviewed=True))

    assert [(one.reported, one.doubts) for one in standings] == [(False, 0), (False, 1), (False, 2), (True, 3)]
    assert ruled(standings[-1], "keep") == standings[0]
