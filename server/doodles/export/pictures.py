"""A simplified drawing as an SVG picture."""

from __future__ import annotations

from xml.sax.saxutils import escape

from model import ink

BORDER = 8


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
