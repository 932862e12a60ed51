"""Picture networks, to compare with: a prefix becomes a small grey image, and a convolutional network names it.

Weights are an .npz file in the layout of DoodleNet (ml5.js; github.com/yining1023/doodleNet): six convolutions of
3 x 3, each second one followed by a pooling, and two dense layers. Kernels are stored as (height, width, in, out).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor

from model.errors import BadInputError
from model.measuring.prefixes import Answers
from model.training.batches import Drawings
from model.training.loss import prefix_ends

SIDE = 28  # pixels
BOX, PADDING, PEN = 256, 16, 16  # units: the longer side of the drawing, the margin around it, the width of the line
FINE = 2  # pixels drawn for a unit, before the picture is made small
CONVOLUTIONS = ("conv2d", *(f"conv2d_{i}" for i in range(1, 6)))


class Picture:
    """A network of pictures that answers for `words`, in this order."""

    def __init__(self, path: Path, words: Sequence[str]) -> None:
        """Read the weights; BadInputError when the file is not of this layout, or not of these words."""
        try:
            with np.load(path) as file:
                own = [str(word) for word in file["classes"]]
                self._weights = {name: torch.from_numpy(file[name]).float() for name in file.files if name != "classes"}
            self._order = np.array([own.index(word) for word in words])
            self.logits(np.zeros((1, SIDE, SIDE), np.float32))
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise BadInputError(
                f"{path} holds no picture network of these {len(words)} words in DoodleNet's layout ({error!s:.80})"
            ) from error

    @torch.inference_mode()
    def logits(self, images: NDArray[np.float32]) -> NDArray[np.float32]:
        """Images (N, 28, 28), ink 1 on 0 -> logits (N, C)."""
        x = torch.from_numpy(images)[:, None]
        for i, name in enumerate(CONVOLUTIONS):
            kernel = self._weights[f"{name}.kernel"].permute(3, 2, 0, 1)
            x = F.relu(F.conv2d(x, kernel, self._weights[f"{name}.bias"], padding=1))
            x = F.max_pool2d(x, 2) if i % 2 else x
        inner = torch.tanh(self._dense("dense", x.permute(0, 2, 3, 1).flatten(1)))
        answer: NDArray[np.float32] = self._dense("dense_1", inner).numpy()[:, self._order]
        return answer

    def _dense(self, name: str, x: Tensor) -> Tensor:
        return x @ self._weights[f"{name}.kernel"] + self._weights[f"{name}.bias"]


def ask(network: Picture, data: Drawings, shares: tuple[float, ...], batch: int = 512) -> Answers:
    """The logits after each share of the points of every drawing, as `prefixes.ask` gives them."""
    parts: list[Answers] = []
    for at in range(0, len(data.labels), batch):
        indices = np.arange(at, min(at + batch, len(data.labels)))
        drawn = data.take(indices)
        ends = prefix_ends(np.diff(drawn.offsets), np.array(shares))
        begins = drawn.offsets[:-1, None]
        cut = [(b, b + e + 1) for row, b in zip(ends, begins[:, 0], strict=True) for e in row]
        images = np.stack([raster(np.asarray(drawn.points[a:b, :2], float), drawn.pen[a:b]) for a, b in cut])
        logits = network.logits(images).reshape(*ends.shape, -1)
        parts.append(Answers(logits, ends + 1, data.labels[indices].astype(np.int64)))
    return Answers(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def raster(points: NDArray[np.float64], pen: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Points (n, 2), `pen` (n,) True at a stroke's last -> (28, 28), ink 1 on 0, in the middle, as large as it fits.

    So are Quick Draw's own bitmaps made: a box of 256 with a margin, a round pen of 16.
    """
    low, high = points.min(0), points.max(0)
    scale = (BOX - 1) / max(float((high - low).max()), 1e-9) if (high > low).any() else 1.0
    side = BOX + 2 * PADDING + PEN
    places = FINE * ((points - (low + high) / 2) * scale + side / 2)
    image = Image.new("L", (FINE * side, FINE * side))
    draw, radius = ImageDraw.Draw(image), FINE * PEN / 2
    for stroke in np.split(places, np.flatnonzero(pen[:-1]) + 1):
        line = [(float(x), float(y)) for x, y in stroke]
        if len(line) > 1:
            draw.line(line, 255, FINE * PEN, joint="curve")
        for x, y in (line[0], line[-1]):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), 255)
    small = image.resize((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)
