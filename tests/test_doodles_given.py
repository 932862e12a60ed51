"""The drawing that is kept of a round: what is in it, and what can never be one. Bad input changes nothing."""

from dataclasses import replace

import numpy as np
import pytest

from model import Edit, PassRule, Points
from server import rules, thoughts, wire
from server.doodles import receipts
from server.doodles.consent import Consent
from server.doodles.given import Given, check, doodle
from server.doodles.ink import unpack
from server.doodles.splits import split_of
from server.errors import GameError
from tests.fakes import WORDS

RULE = PassRule(0.5, 2, 50.0, 1.0)
KEEP = wire.Keep("r", (1000, 707), "touch", "de")
CONSENT = Consent("hash", "de", "UA")


def stroke(x=(1, 2.25), y=(3, 4), t=(0, 20.4), up=True):
    return Points(np.array(x, np.float32), np.array(y, np.float32), np.array(t, np.float32), up)


def ended(*log, word="star", mode="classic"):
    round = rules.Round("r", mode, word, (3,), RULE, 0.0, 20.0)
    over = wire.Over("r", True, "recognized", 3210, word)
    seen = ((500, (("star", 0.5), ("square", 0.25)), 0.5),)
    return replace(rules.rebuilt(round, log, 0), over=over, thoughts=seen)


def row(round, keep=KEEP, words=WORDS):
    return doodle(Given(round, keep, CONSENT, "1a2b"), words, "1234567890123456", 7)


def refusal(round, keep=KEEP, words=WORDS):
    with pytest.raises(GameError) as caught:
        row(round, keep, words)
    return caught.value


def test_what_was_promised_is_kept_and_nothing_else():
    kept = row(ended(stroke(), stroke(x=(5,), y=(6,), t=(40,))))

    found = {name: value for name, value in vars(kept).items() if not name.startswith("_") and value is not None}
    assert unpack(found.pop("ink")) == [[[1.0, 2.25], [3.0, 4.0], [0, 20]], [[5.0], [6.0], [40]]]
    assert found.pop("day").isoformat()[:2] == "20"
    assert found == {
        "key": "1234567890123456", "split": split_of("hash"), "word": "star", "strokes": 2, "points": 3, "timed": True,
        "contributor": 7, "round": "r", "source": "play", "recognized": True, "target_p": 0.5, "mode": "classic",
        "model": "1a2b", "guesses": '[[500,[["star",0.5],["square",0.25]]]]', "ms": 3210, "width": 1000,
        "height": 707, "pen": "touch", "language": "de", "country": "UA",
    }  # fmt: skip


def test_what_was_undone_is_not_kept():
    kept = row(ended(stroke(), stroke(x=(5,), y=(6,), t=(40,)), Edit.UNDO))

    assert (kept.strokes, kept.points) == (1, 2)


def test_a_dot_is_a_drawing():
    kept = row(ended(stroke(x=(5,), y=(6,), t=(0,))))

    assert (kept.strokes, kept.points, unpack(kept.ink)) == (1, 1, [[[5.0], [6.0], [0]]])


@pytest.mark.parametrize(
    ("round", "code", "says"),
    [
        (ended(), "nothing_drawn", "nothing is on the board"),
        (ended(stroke(), Edit.CLEAR), "nothing_drawn", "nothing is on the board"),
        (ended(stroke(), word=None, mode="zen"), "nothing_drawn", "asked for no word"),
        (replace(ended(stroke()), over=None), "not_now", "still runs"),
        (ended(stroke(*(np.arange(100_000) * step for step in (0.01, 0.007, 1)))), "full", "100000 points; 50000"),
        (ended(stroke(x=(1, 1000.6))), "bad_field", "x is 1000.5"),
        (ended(stroke(y=(3, 720))), "bad_field", "y is 720.0; it must be on the board, which is 1000 x 707"),
        (ended(stroke(y=(3, -1))), "bad_field", "y is -1.0"),
        (ended(stroke(x=(float("nan"), 1))), "bad_field", "x is nan"),
        (ended(stroke(t=(20, 10))), "bad_field", "run backwards"),
        (ended(stroke(), stroke(t=(0, 20))), "bad_field", "run backwards"),
        (ended(stroke(t=(0, float("inf")))), "bad_field", "run backwards"),
        (ended(stroke(), word="unicorn"), "unknown_word", "'unicorn' is not among the 6 words"),
        (ended(stroke(), word="<b>star</b>"), "unknown_word", "'<b>star</b>' is not among"),
    ],
)
def test_a_drawing_that_cannot_be_one_is_told_what_is_wrong(round, code, says):
    error = refusal(round)

    assert (error.code, says in error.message) == (code, True), error.message


def test_a_board_that_was_rounded_is_not_too_small():
    kept = row(ended(stroke(y=(3, 707.4))))

    assert unpack(kept.ink)[0][1] == [3.0, 707.4]


def test_what_cannot_be_given_is_known_before_anything_is_done():
    check(ended(stroke()))

    with pytest.raises(GameError, match="nothing is on the board"):
        check(ended())


def thought(ms, word):
    return (ms, ((word, 0.5),), 0.5)


def test_thoughts_are_kept_when_the_best_one_changes_and_twice_a_second_else():
    kept = ()
    for ms in range(0, 2000, 40):
        kept = thoughts.noted(kept, thought(ms, "sun" if ms < 1000 else "star"))

    assert [ms for ms, *_ in kept] == [0, 520, 1000, 1520, 1960]


def test_a_long_round_has_no_more_thoughts_than_a_short_one():
    kept = ()
    for number in range(5000):
        kept = thoughts.noted(kept, thought(40 * number, f"word {number}"))

    assert len(kept) <= thoughts.MOST and kept[-1][0] == 40 * 4999
    assert [ms for ms, *_ in kept] == sorted(ms for ms, *_ in kept)


def test_a_receipt_is_six_words_of_a_list_without_doubles(rng):
    made = {receipts.make(rng) for _ in range(1000)}

    assert len(made) == 1000 and all(receipts.read(one) == one for one in made)
    assert len(set(receipts.WORDS)) == len(receipts.WORDS) and len(receipts.WORDS) ** receipts.COUNT >= 2**50
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 9 for word in receipts.WORDS)


def test_a_receipt_may_be_typed_in_many_ways():
    assert receipts.read(" Acorn, ACTOR album\nalarm-amber . angle ") == "acorn-actor-album-alarm-amber-angle"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "a receipt has 6 words; this one has 0"),
        ("acorn actor album", "this one has 3"),
        ("acorn actor album alarm amber ankel", 'the word "ankel" in it; did you mean "ankle"?'),
        ("<script>alert(1)</script>", 'the word "script"'),
        ("x" * 5000, 'the word "xxxxxxxxxxxxxxxxxxxx" in it'),
    ],
)
def test_a_receipt_that_cannot_be_one_is_told_why(typed, says):
    with pytest.raises(GameError) as caught:
        receipts.read(typed)

    assert caught.value.code == "no_receipt" and says in caught.value.message
