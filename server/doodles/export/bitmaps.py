"""A simplified drawing as a picture of 28 x 28 grey values, as in Quick, Draw!'s `numpy_bitmap` files.

Theirs were drawn by Cairo (quickdraw-dataset, issue 19): the drawing in the middle of 256 x 256, a border of 24 on each
side, lines 16 wide with round ends and corners, all of it scaled to 28 pixels, smoothed, 0 for paper and 255 for ink.
Ours are drawn by Pillow from the same numbers at sixteen times the size and averaged. They differ from exact coverage
laid over one another, as Cairo does it, by 6 of 255 on the average of inked pixels: Pillow places lines to whole fine
pixels, and strokes that touch are one shape here, where Cairo lays each over the others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model import ink

SIDE = 28
FINE = 16  # times
BOARD, BORDER, WIDTH = 256.0, 24.0, 16.0  # in pixels of a simplified drawing: half of (2 x 16 padding + 16 line)
SCALE = SIDE * FINE / (BOARD + 2 * BORDER)


def bitmap(drawing: ink.Drawing) -> NDArray[np.uint8]:
    """A simplified drawing as (784,) grey values, row by row from the top."""
    image = Image.new("L", (SIDE * FINE, SIDE * FINE))
    draw = ImageDraw.Draw(image)
    points = [stroke.points for stroke in drawing.strokes]
    offset = (BOARD - np.max([some.max(axis=0) for some in points], axis=0)) / 2 + BORDER
    radius = WIDTH * SCALE / 2
    disc = radius - 0.5  # Pillow counts the pixels at both edges in
    for stroke in points:
        places = [tuple(place) for place in ((stroke + offset) * SCALE).tolist()]
        draw.line(places, fill=255, width=round(2 * radius))
        for x, y in places:  # round ends and corners
            draw.ellipse((x - disc, y - disc, x + disc, y + disc), fill=255)
    return np.asarray(image.reduce(FINE), dtype=np.uint8).ravel()
