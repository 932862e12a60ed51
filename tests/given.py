"""Given drawings for tests: ink of our own making, and rows of it in a database."""

import numpy as np

from server.doodles.ink import pack
from server.doodles.tables import Contributor, Doodle


def strokes(seed=0, count=3, points=12):
    """Strokes that wander, in columns x, y and t, in board units; others for each seed."""
    rng = np.random.default_rng(seed)
    found, t = [], 0
    for _ in range(count):
        x, y = np.cumsum(rng.normal(0, 40, (points, 2)), 0).T + rng.uniform(300, 700, (2, 1))
        found.append([x.round(1).tolist(), y.round(1).tolist(), list(range(t, t + 16 * points, 16))])
        t += 16 * points + 200
    return found


def contributor(session, receipt):
    """Somebody who gives drawings, by the hash of a receipt."""
    who = Contributor(receipt, "train")
    session.add(who)
    session.flush()
    return who.id


def doodle(session, key, ink=None, **fields):
    """One row, of a drawing on our board that waits and looks harmless unless `fields` say otherwise."""
    ink = strokes(int(key)) if ink is None else ink
    usual = {"word": "star", "split": "train", "width": 1000, "height": 750, "suspicion": 0.1, "timed": True}
    points = sum(len(stroke[0]) for stroke in ink)
    row = Doodle(key=key, strokes=len(ink), points=points, **{**usual, "ink": pack(ink), **fields})
    session.add(row)
    session.flush()
    return row
