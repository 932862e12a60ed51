"""A frozen value with some fields changed."""

from dataclasses import dataclass, replace

import pytest

from server.changed import changed


@dataclass(frozen=True)
class Place:
    x: float
    y: float = 0.0


def test_it_is_what_the_standard_library_would_make_of_it():
    before = Place(1.0, 2.0)

    after = changed(before, y=5.0)

    assert after == replace(before, y=5.0) and hash(after) == hash(Place(1.0, 5.0))
    assert before == Place(1.0, 2.0)


def test_a_field_that_there_is_not_is_a_mistake():
    with pytest.raises(AssertionError, match="Place has not all of z"):
        changed(Place(1.0), z=3.0)
