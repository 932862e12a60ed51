"""Tests that are one for each of many values: a few at every change, all of them with `make test`."""

import pytest


def later(values, soon):
    """The values as parameters, marked slow but for those in `soon`."""
    return [pytest.param(value, marks=() if value in soon else pytest.mark.slow) for value in values]
