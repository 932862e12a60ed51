"""The rule that puts each drawing on its side, for good."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from model.data.split import Boundaries, digest, settle, side

KEYS = st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=150)


def sides(keys: list[int], boundaries: Boundaries, seed: str = "") -> dict[int, int]:
    return {key: side(digest(key, seed), boundaries) for key in keys}


def test_the_first_twenty_by_sha1_are_test_the_next_twenty_validation_and_the_rest_train():
    keys = list(range(100))
    ordered = sorted(keys, key=lambda key: hashlib.sha1(str(key).encode()).hexdigest())

    found = sides(keys, settle([digest(key) for key in keys]))

    assert [found[key] for key in ordered] == [0] * 20 + [1] * 20 + [2] * 60


def test_the_seed_is_written_before_the_key():
    assert digest(7, "a") == hashlib.sha1(b"a7").hexdigest()


@given(KEYS, KEYS, KEYS)
def test_a_drawing_stays_on_its_side_whatever_joins_its_class(first, second, third):
    known, before = Boundaries(), {}

    for more in (first, second, third):
        known = settle([digest(key) for key in more], known)
        now = sides([*before, *more], known)

        assert before.items() <= now.items()
        before = now


@given(KEYS)
def test_test_and_validation_have_at_most_twenty_drawings_and_fill_up_in_this_order(keys):
    counts = [0, 0, 0]

    for where in sides(keys, settle([digest(key) for key in keys])).values():
        counts[where] += 1

    assert counts == [min(len(keys), 20), min(max(len(keys) - 20, 0), 20), max(len(keys) - 40, 0)]


def test_an_empty_class_has_no_boundaries_yet():
    assert settle([]) == Boundaries(None, None)
