"""What the guesses of a round carry for those who look on: the network's state, its strokes, another network's view.

The state and the strokes are read from what the recognizer keeps anyway. The reference network is another matter: it
runs anew over the whole drawing, so it has an engine and a thread of its own, which answers for all who watch it
together, and only now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from model import Edit, Guess, Points
from server import rules, wire
from server.concurrency import Concurrency
from server.engine import Engine, Guesser, Job, Sketch
from server.players import Player

PAUSE = 0.3  # seconds between two looks of the reference network


class Watching:
    """Who watches what."""

    def __init__(
        self, reference: Guesser | None, concurrency: Concurrency, answered: Callable[[Sketch, Guess], None]
    ) -> None:
        """`answered` is told what the reference network thinks of a sketch."""
        self._reference = reference
        self.engine = reference and Engine(
            reference, concurrency, lambda sketch, guess, _: answered(sketch, guess), self._failed, PAUSE
        )
        self._watched: dict[Sketch, Player] = {}

    def run(self, running: Callable[[], bool]) -> None:
        """Look, as long as `running()`."""
        if self.engine:
            self.engine.run(running)

    def stop(self) -> None:
        """Let `run` see that it is no longer wanted."""
        if self.engine:
            self.engine.stop()

    def watch(self, player: Player) -> dict[str, object]:
        """The player's round is watched as it says -> what there will be to see."""
        watch = player.round and player.round.watch
        assert player.round and watch
        if watch.reference and self.engine and player.reference is None:
            player.reference = self.engine.open()
            self._watched[player.reference] = player
            if player.round.log:
                self.add(player, player.round.log, rules.Mark(player.round.seq - 1, 0.0))
        elif not watch.reference:
            self.close(player)
        return {"hidden": watch.hidden, "reference": player.reference is not None, "strokes": watch.strokes}

    def add(self, player: Player, items: Sequence[Points | Edit], mark: rules.Mark) -> None:
        """Something was drawn. Never waits."""
        if self.engine and player.reference is not None:
            self.engine.add(player.reference, items, mark)

    def close(self, player: Player) -> None:
        """Nobody watches the reference network on this round any longer."""
        if self.engine and player.reference is not None:
            self.engine.close(player.reference)
            self._watched.pop(player.reference, None)
        player.reference = player.compared = None

    def compared(self, sketch: Sketch, guess: Guess) -> Player | None:
        """The reference network has answered -> whose drawing it is; the last guess knows of it."""
        player = self._watched.get(sketch)
        if player and self._reference:
            player.compared = rules.best(guess.probabilities, self._reference.categories)
            player.said = player.said and replace(player.said, reference=player.compared)
        return player

    def seen(self, player: Player, said: wire.Guess, recognizer: Guesser) -> wire.Guess:
        """A guess with all that is watched."""
        round, sketch = player.round, player.sketch
        if round is None or round.watch is None or sketch is None:
            return said
        picture = recognizer.picture(sketch) if round.watch.hidden else None
        return replace(
            said,
            hidden=None if picture is None else tuple(np.round(picture.astype(float), 3).tolist()),
            reference=player.compared,
            strokes=_changes(recognizer.strokes(sketch), round) if round.watch.strokes else None,
        )

    def _failed(self, sketch: Sketch) -> None:
        player = self._watched.get(sketch)
        if player:
            self.close(player)


def between_calls() -> Job:
    """A job that only waits for its turn: when it is done nothing is being fed, and sketches may be looked at."""
    yield from ()


def _changes(guesses: Sequence[Guess], round: rules.Round) -> tuple[float, ...]:
    """By how much each stroke changed the probability of the word; three digits are plenty to colour it by."""
    known = len(guesses[-1].probabilities)  # a room's own words are told by the last guess alone
    accepted = [i for i in round.accepted if i < known] or [int(guesses[-1].probabilities.argmax())]
    p = [float(guess.probabilities[accepted].sum()) for guess in guesses]
    return tuple(np.round(np.diff(p), 3).tolist())
