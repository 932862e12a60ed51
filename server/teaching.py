"""What the recognizer does for words that rooms have taught: learning them from drawings, and guessing them there.

Learning is a job of the engine: a drawing is a slice, so that nobody who draws waits for it. Guessing them costs a
product of a short vector with some means, and only in rooms that have such words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import BadInputError, Categories, Edit, Guess, Points, Prototype, Prototypes, Space
from server.board import strokes
from server.engine import Engine, Guesser, Job, Sketch
from server.errors import GameError
from server.rooms.room import Taught

Entries = Sequence[Points | Edit]
KEPT = 200  # sets of words, of rooms, that are ready to be guessed


class Own(NamedTuple):
    """A room's words beside the network's."""

    categories: Categories
    prototypes: Prototypes


class Teaching:
    """For one recognizer, and the engine that asks it."""

    def __init__(self, recognizer: Guesser, engine: Engine) -> None:
        self._recognizer, self._engine = recognizer, engine
        self.words = frozenset(word.casefold() for word in recognizer.categories.words)
        self._own = lru_cache(KEPT)(self._made)

    def possible(self) -> None:
        """GameError "cannot_learn" for a network without a space for new words."""
        self._space()

    def learn(self, word: str, drawings: Sequence[Entries], done: Callable[[Taught | None], None]) -> None:
        """Learn the word from drawings, each with something on it, when there is time; `done` is told what came of it.

        None: it failed. GameError "cannot_learn" for a network without a space for new words.
        """
        space = self._space()
        job = _looked(self._recognizer, drawings)

        def told(places: NDArray[np.float32] | None) -> None:
            if places is None:
                return done(None)
            found = Prototype.of(word, places)
            assert places.shape[1:] == space.centres.shape[1:]
            return done(Taught(word, found.examples, self._recognizer.version, found.packed()))

        self._engine.later(job, told)

    def checked(self, taught: Taught) -> Taught:
        """What came from elsewhere. GameError "other_network" or "bad_field"."""
        space = self._space()
        if taught.network != self._recognizer.version:
            raise GameError("other_network", f'"{taught.word}" was taught to another network; teach it anew')
        try:
            Prototype.unpacked(taught.word, taught.examples, taught.learned, space)
        except BadInputError as error:
            raise GameError("bad_field", str(error)) from None
        return taught

    def known(self, taught: tuple[Taught, ...]) -> Categories:
        """The words that are guessed where these were taught."""
        own = self._own(taught)
        return own.categories if own else self._recognizer.categories

    def seen(self, taught: tuple[Taught, ...], sketch: Sketch, guess: Guess) -> Guess:
        """A guess that knows them. Not while the sketch is fed."""
        own = self._own(taught)
        return own.prototypes.guess(guess, self._recognizer.place(sketch)) if own else guess

    def _made(self, taught: tuple[Taught, ...]) -> Own | None:
        """Those of another network wait for it: they are not guessed, and not lost."""
        space = self._recognizer.space
        mine = [t for t in taught if t.network == self._recognizer.version]
        if space is None or not mine:
            return None
        words = [Prototype.unpacked(t.word, t.examples, t.learned, space) for t in mine]
        known = self._recognizer.categories.words
        return Own(Categories((*known, *(t.word for t in mine))), Prototypes(space, words))

    def _space(self) -> Space:
        if self._recognizer.space is None:
            raise GameError("cannot_learn", "this network has no space for new words; python -m model embed makes it")
        return self._recognizer.space


def _looked(recognizer: Guesser, drawings: Sequence[Entries]) -> Job:
    """The places (N, K, d) of drawings after each share of their points, a slice for each."""
    found = []
    for log in drawings:
        found.append(_places(recognizer, [_joined(stroke) for stroke in strokes(log)]))
        yield
    return np.stack(found)


def _places(recognizer: Guesser, drawn: Sequence[Points]) -> NDArray[np.float32]:
    """(K, d) of one drawing, as if it were drawn now."""
    sketch: Sketch = recognizer.open()
    places: list[NDArray[np.float32]] = []
    ends = np.cumsum([len(stroke.x) for stroke in drawn])
    for begin, end in Prototype.cuts(int(ends[-1])):
        for stroke, last in zip(drawn, ends.tolist(), strict=True):
            a, b = (min(max(n - (last - len(stroke.x)), 0), len(stroke.x)) for n in (begin, end))
            if a < b:
                part = Points(stroke.x[a:b], stroke.y[a:b], stroke.t[a:b], up=b == len(stroke.x))
                recognizer.feed({sketch: [part]})
        place = recognizer.place(sketch)
        assert place is not None  # there is something on it
        places.append(place)
    return np.stack(places)


def _joined(stroke: Sequence[Points]) -> Points:
    x, y, t = (np.concatenate([getattr(piece, axis) for piece in stroke]) for axis in "xyt")
    return Points(x, y, t, up=True)
