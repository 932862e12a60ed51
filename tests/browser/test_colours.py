"""Colours that can be told apart: WCAG AA, computed from the stylesheet, for light and dark."""

import re
from pathlib import Path

import pytest

SHEETS = Path(__file__).resolve().parents[2] / "static/css"
TOKENS = (SHEETS / "tokens.css").read_text(encoding="utf-8")
TEXTS = [  # text on ground
    ("ink", "desk"), ("ink", "paper"), ("ink-soft", "desk"), ("ink-soft", "paper"), ("ink", "swash"), ("ink", "faint"),
    ("on-marker", "marker"), ("bad", "bad-paper"), ("fresh", "desk"), ("fresh", "faint"),
]  # fmt: skip
SHAPES = [  # no text, but it must be seen
    ("ink", "desk"), ("drop", "desk"), ("on-marker", "marker"), ("ink", "paper"), ("rim", "paper"), ("rim", "desk"),
]  # fmt: skip
FIELDS = {"classroom/page": ".field", "doodles/give": ".give-country select", "doodles/insight": ".insight-find input"}


def palette(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return found if scheme == "light" else {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))}


def brightness(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dim, bright = sorted((brightness(one), brightness(other)))
    return (bright + 0.05) / (dim + 0.05)


def test_the_ratio_is_computed_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def weak(pairs: list[tuple[str, str]], scheme: str, least: float) -> dict[tuple[str, str], float]:
    colours = palette(scheme)
    ratios = {(a, b): round(contrast(colours[a], colours[b]), 2) for a, b in pairs}
    return {pair: ratio for pair, ratio in ratios.items() if ratio < least}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(scheme):
    assert weak(TEXTS, scheme, 4.5) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_shape_that_matters_stands_out_from_its_ground(scheme):
    assert weak(SHAPES, scheme, 3) == {}


@pytest.mark.parametrize(("sheet", "field"), FIELDS.items())
def test_where_something_is_typed_or_chosen_has_an_edge_that_is_seen(sheet, field):
    rules = (SHEETS / f"{sheet}.css").read_text(encoding="utf-8")

    assert "solid var(--rim);" in rules.split(f"\n{field} {{")[1].split("}")[0]
