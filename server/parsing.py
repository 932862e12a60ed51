"""Reading the fields of a message: a typed value, or a GameError that names the field, its value and what is right."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

from server.errors import GameError

MAX_TEXT = 100  # characters of a word, a token, an id
# What JSON can carry nobody writes down: control characters but tab and line ends, and surrogates, which UTF-8 lacks.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

Choice = TypeVar("Choice", bound=str)

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 60


def fields(name: str, data: object) -> Mapping[str, object]:
    """The named fields of a message called `name`. GameError "bad_message" when it carries anything else."""
    if not isinstance(data, dict):
        raise GameError("bad_message", f"{name} carries {_short.repr(data)}; it takes one object with named fields")
    return data


def bad(name: str, value: object, right: str) -> GameError:
    """The error for a field that is not what it must be."""
    found = "missing" if value is None else _short.repr(value)
    return GameError("bad_field", f"{name} is {found}; it must be {right}")


def text(name: str, value: object, most: int = MAX_TEXT) -> str:
    """A text of 1 to `most` characters, each of which can be written down."""
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise bad(name, value, f"a text of 1 to {most} characters")
    if UNFIT.search(value):
        raise bad(name, value, "a text without control characters or lone surrogates")
    return value


def optional(name: str, value: object) -> str | None:
    """Such a text, or None when it is missing."""
    return None if value is None else text(name, value)


def one_of(name: str, value: object, choices: Sequence[Choice]) -> Choice:
    """One of these texts."""
    for choice in choices:
        if value == choice:
            return choice
    raise bad(name, value, " or ".join(f'"{choice}"' for choice in choices))


def flag(name: str, value: object) -> bool:
    """True or false; false when it is missing."""
    return value is not None and decision(name, value)


def decision(name: str, value: object) -> bool:
    """True or false, which must be said."""
    if not isinstance(value, bool):
        raise bad(name, value, "true or false")
    return value


def whole(name: str, value: object, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    if type(value) is not int or not low <= value <= high:  # `type`: true and false are ints to Python
        raise bad(name, value, f"a whole number from {low} to {high}")
    return value


def number(name: str, value: object, low: float, high: float, unit: str) -> float:
    """A number from `low` to `high`."""
    # Not-a-number is not between any two numbers, and infinity not below any: both fail here.
    if type(value) not in (int, float) or not low <= value <= high:  # type: ignore[operator]
        raise bad(name, value, f"a number from {low} to {high} ({unit})")
    return float(value)  # type: ignore[arg-type]


def numbers(name: str, values: Sequence[object], low: float, high: float, unit: str) -> list[float]:
    """Such numbers, of which `name` is the list."""
    for i, value in enumerate(values):
        # As `number` looks at one, without a name for each: nearly all of what is ever sent are such lists.
        if type(value) not in (int, float) or not low <= value <= high:  # type: ignore[operator]
            number(f"{name}[{i}]", value, low, high, unit)
    return list(values)  # type: ignore[arg-type]
