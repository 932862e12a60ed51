"""Stand-ins for what is slow or large: short real classes, whose behaviour can be read in one look."""

import threading
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from model import Categories, Edit, Guess, PassRule, Points, Space

WORDS = ("circle", "square", "triangle", "star", "ladder", "spiral")
SURE = 12  # points after which the fake is sure


@dataclass(eq=False)
class FakeSketch:
    """Its strokes, each a number of points, with their history."""

    strokes: list[int] = field(default_factory=list)
    past: list[list[int]] = field(default_factory=list)
    future: list[list[int]] = field(default_factory=list)
    down: bool = False

    def take(self, item):
        if isinstance(item, Edit):
            self.edit(item)
        elif len(item.x):
            if not self.down:
                self.past.append(self.strokes)
                self.strokes, self.future = [*self.strokes, 0], []
            self.strokes = [*self.strokes[:-1], self.strokes[-1] + len(item.x)]
        self.down = isinstance(item, Points) and not item.up

    def edit(self, edit):
        if edit is Edit.UNDO and self.past:
            self.future.append(self.strokes)
            self.strokes = self.past.pop()
        elif edit is Edit.REDO and self.future:
            self.past.append(self.strokes)
            self.strokes = self.future.pop()
        elif edit is Edit.CLEAR and self.strokes:
            self.past.append(self.strokes)
            self.strokes, self.future = [], []


class FakeRecognizer:
    """Guesses by counting: n strokes are the n-th of WORDS, the surer the more points there are (0.9 from SURE on).

    `gate` holds calls back while it is cleared, `entered` says that one has begun, `errors` are raised by the next.
    """

    name, version = "fake", "1"
    rule = PassRule(threshold=0.5, updates=2, ink=50.0, rest=100.0)  # a test that waits is not resting
    ease: ClassVar[dict[str, float]] = {}
    space = Space(np.zeros(2, np.float32), np.eye(2, dtype=np.float32), np.tile(np.float32([24, 3]), (6, 4, 1)))

    def __init__(self, words=WORDS):
        self.categories = Categories(words)
        self.gate, self.entered = threading.Event(), threading.Event()
        self.gate.set()
        self.batches = []  # of each call: what was fed of each sketch
        self.threads = set()  # that called
        self.errors = []

    def open(self):
        return FakeSketch()

    def memory(self):
        return 0

    def feed(self, batch):
        self.threads.add(threading.current_thread())
        self.batches.append([list(items) for items in batch.values()])
        self.entered.set()
        assert self.gate.wait(30), "a test held the fake back and forgot it"
        if self.errors:
            raise self.errors.pop(0)
        for sketch, items in batch.items():
            for item in items:
                sketch.take(item)
        return {sketch: self.guess(sketch) for sketch in batch}

    def strokes(self, sketch):
        return [self.seen(sketch.strokes[:n]) for n in range(len(sketch.strokes) + 1)]

    def picture(self, sketch):
        return np.linspace(-1, 1, 64, dtype=np.float32) if sketch.strokes else None

    def place(self, sketch):
        """In a space of strokes, and points by the dozen, where its own words have three of each."""
        return np.array([8 * len(sketch.strokes), sum(sketch.strokes) / 12], np.float32) if sketch.strokes else None

    def guess(self, sketch):
        return self.seen(sketch.strokes)

    def seen(self, strokes):
        points, count = sum(strokes), len(self.categories)
        p = np.full(count, 1 / count, np.float32)
        if points:
            sure = 0.9 * min(1.0, points / SURE)
            p[:] = (1 - sure) / (count - 1)
            p[(len(strokes) - 1) % count] = sure
        return Guess(p, points)
