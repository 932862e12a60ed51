"""Two sets of drawings as one, the second with a given share: what training on old and new drawings reads."""

from __future__ import annotations

import numpy as np

from model.data.collected import Doodles
from model.data.shards import Batch
from model.training.batches import Drawings
from model.training.order import Ints


class Mixed:
    """All drawings of both; those of whichever are too few are there several times, so that `share` are new ones.

    The last time round may not reach all of them: which ones are repeated once more is a matter of their order, and an
    epoch has every one at least once.
    """

    def __init__(self, old: Drawings, new: Doodles, share: float) -> None:
        """`share` is above 0 and below 1, and neither is empty."""
        self._old, self._new = old, new
        olds, news = len(old.labels), len(new)
        self._olds = max(olds, round(news * (1 - share) / share))
        news = max(news, round(olds * share / (1 - share)))
        self._index = np.concatenate([np.arange(self._olds) % olds, np.arange(news) % len(new)])
        self.labels = self._of(np.asarray(old.labels[:]), new.labels.astype(np.int64))
        self.lengths = self._of(np.asarray(old.lengths[:]), new.lengths)

    def take(self, indices: Ints) -> Batch:
        """The drawings at `indices` (N,), in that order."""
        fresh = indices >= self._olds
        here = self._index[indices]
        parts = [self._old.take(here[~fresh]), self._new.take(here[fresh])]
        pen = np.concatenate([part.pen for part in parts])
        points = np.concatenate([np.asarray(part.points[:, :2], np.int16) for part in parts])
        lengths = np.concatenate([np.diff(part.offsets) for part in parts])
        order = np.argsort(np.concatenate([np.flatnonzero(~fresh), np.flatnonzero(fresh)]))
        both = Doodles(points, pen, np.concatenate([[0], np.cumsum(lengths)]), np.zeros(len(lengths), np.int16))
        return both.take(order)

    def _of(self, old: Ints, new: Ints) -> Ints:
        column: Ints = np.concatenate([old[self._index[: self._olds]], new[self._index[self._olds :]]])
        return column
