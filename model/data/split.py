"""Which side a drawing is on: test, validation or train. Pure, and final: a drawing never changes sides.

In each class the drawings are ordered by the SHA-1 (in hex) of their key_id, written in digits behind the seed; the
first 20 are for test, the next 20 for validation, the rest for training. The hashes of the last drawing for test and
of the last one for validation are the class's boundaries, kept in the manifest: from then on they decide, whatever
other drawings join the class. A side that has no drawing yet has no boundary (None), and gets one when it can.

Exports of a game's own drawings say themselves which side each is on (`index.py`); of those there are no boundaries.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

RULE = (
    "in each class, drawings in the order of sha1 hex of seed + key_id: the first 20 test, the next 20 validation, "
    "the rest train; a boundary is the last hash of its side, and decides for every drawing that comes later"
)
BY_INDEX = "as index.csv of the export says, where all drawings of one contributor are on one side"
SPLITS = ("test", "validation", "train")  # a side is an index into these
EACH = 20  # drawings of a class for test, and as many for validation


class Boundaries(NamedTuple):
    """Of one class: the last hash of the test side and of the validation side."""

    test: str | None = None
    validation: str | None = None


def digest(key_id: int, seed: str = "") -> str:
    """What a drawing is ordered by: 40 hex digits."""
    return hashlib.sha1(f"{seed}{key_id}".encode(), usedforsecurity=False).hexdigest()


def settle(digests: Sequence[str], known: Boundaries = Boundaries()) -> Boundaries:  # noqa: B008 - immutable
    """The boundaries of a class that has these drawings: the known ones, and those that can be drawn now."""
    ordered = sorted(digests)
    test = known.test if known.test is not None else _last(ordered, 0)
    begin = 0 if test is None else bisect_right(ordered, test)
    return Boundaries(test, known.validation if known.validation is not None else _last(ordered, begin))


def side(digest: str, boundaries: Boundaries) -> int:
    """The side of a drawing, as an index into SPLITS, by settled boundaries."""
    if boundaries.test is not None and digest <= boundaries.test:
        return 0
    return 1 if boundaries.validation is not None and digest <= boundaries.validation else 2


def _last(ordered: Sequence[str], begin: int) -> str | None:
    side = ordered[begin : begin + EACH]
    return side[-1] if side else None
