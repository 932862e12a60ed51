"""A simplified drawing as an SVG picture, and back."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, unescape

from model import ink
from server.doodles.ink import Strokes

BORDER = 8
OURS = re.compile(r'<svg [^<]*<title>([^<]*)</title><path d="((?:M\d+ \d+(?:L\d+ \d+)*)+)"')  # as `svg` begins


def svg(drawing: ink.Drawing) -> str:
    """A picture of its own, with the word as its title: the lines of the drawing, in whatever colour the text has."""
    side = 255 + 2 * BORDER
    path = "".join(
        "M" + "L".join(f"{x} {y}" for x, y in zip(stroke.x.tolist(), stroke.y.tolist(), strict=True))
        for stroke in drawing.strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-BORDER} {-BORDER} {side} {side}">'
        f"<title>{escape(drawing.word)}</title>"
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>\n'
    )


def drawn(picture: str) -> tuple[str, Strokes]:
    """The word and the strokes of a picture that `svg` made. ValueError for any other."""
    if not (found := OURS.match(picture)):
        raise ValueError("no picture that an export of ours has written")
    word, path = found.groups()
    strokes = [[point.split() for point in stroke.split("L")] for stroke in path.split("M")[1:]]
    return unescape(word), [[[int(x) for x, _ in points], [int(y) for _, y in points]] for points in strokes]
