"""What the page offers to set must make sense for the network that is shipped."""

import re
from pathlib import Path

import pytest

from model import checkpoint
from model.places import WEIGHTS

MODES = (Path(__file__).parents[1] / "static/js/menu/modes.js").read_text(encoding="utf-8")


def test_easy_to_please_is_easier_than_fair_and_hard_to_convince_is_harder():
    if not WEIGHTS.exists():
        pytest.skip(f"{WEIGHTS.name} is missing: there is no trained network whose threshold could be compared")
    easy, hard, stubborn = (
        float(p) for p in re.search(r"THRESHOLDS = \{ easy: (.+), hard: (.+), stubborn: (.+) \}", MODES).groups()
    )

    fair = checkpoint.load(WEIGHTS).rule.threshold

    assert easy < fair < hard < stubborn
