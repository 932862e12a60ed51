"""The inks of Zen mode stay apart for every kind of colour vision, and from the paper: computed from the stylesheet."""

from itertools import combinations

import numpy as np
import pytest

from tests.browser.test_colours import contrast, palette

INKS = ("ink", "ink-rust", "ink-leaf", "ink-sky", "ink-plum")
APART = 20.0  # CIE 1976: 2.3 can just be told apart side by side
# What linear RGB looks like without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1).
SEEN = {
    "by most": np.eye(3),
    "without red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "without green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "without blue cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    """A colour "#rrggbb", as it is seen, in CIE L*a*b*."""
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    share = np.clip(TO_XYZ @ np.clip(seen @ linear, 0, None) / WHITE, 0, None)
    x, y, z = np.where(share > 0.008856, np.cbrt(share), 7.787 * share + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("vision", SEEN)
def test_no_two_inks_look_alike(scheme, vision):
    colours = palette(scheme)
    seen = {name: lab(colours[name], SEEN[vision]) for name in INKS}

    distances = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(INKS, 2)}

    assert {pair: round(apart) for pair, apart in distances.items() if apart < APART} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_ink_and_what_strokes_said_stand_out_from_the_paper(scheme):
    colours = palette(scheme)

    ratios = {name: round(contrast(colours[name], colours["paper"]), 2) for name in (*INKS, "for", "against")}

    assert {name: ratio for name, ratio in ratios.items() if ratio < 3} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_for_and_against_are_told_apart_by_lightness_as_well(scheme):
    colours = palette(scheme)

    assert contrast(colours["for"], colours["against"]) > 1.4
