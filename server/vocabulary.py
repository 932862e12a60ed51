"""Which words are asked for, and how hard each of them is to draw so that it is recognized.

How hard a word is begins as a figure that travels with the network (on drawings that nobody here drew) and is
learned on from play: the figure counts like PRIOR rounds of its own. Chance is an argument.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from model import Categories
from server import wire
from server.chance import Shuffler
from server.errors import GameError

PRIOR = 20.0  # rounds that the network's own figure counts for
SLOW = 20_000.0  # milliseconds: a win that took so long, or longer, is worth half of one at once
LEVELS: tuple[wire.Difficulty, ...] = ("easy", "medium", "hard")
STEPS = 5  # words of one level before the next in a mixed streak


@dataclass(frozen=True)
class Tally:
    """How rounds of one word, in which something was drawn, ended."""

    rounds: int
    wins: int
    ms: int  # of the wins together


class Vocabulary:
    """The words with their difficulty, which changes as rounds are played."""

    def __init__(self, categories: Categories, ease: Mapping[str, float], defined: Container[str]) -> None:
        """`ease`: for each word how easily the network sees it, 0 to 1; those that are missing count as average.

        `defined`: the words that can be asked for by a definition.
        """
        self._defined = defined
        self._categories = categories
        known = [ease[word] for word in categories.words if word in ease]
        average = sum(known) / len(known) if known else 0.5
        self._ease = {word: ease.get(word, average) for word in categories.words}
        self._rounds: Counter[str] = Counter()
        self._worth: dict[str, float] = {}

    @property
    def words(self) -> Container[str]:
        """All the network knows."""
        return self._categories

    def learn(self, tallies: Mapping[str, Tally]) -> None:
        """More rounds were played. Words that this network does not know are passed over."""
        for word, tally in tallies.items():
            if word in self._categories:
                self._rounds[word] += tally.rounds
                mean = tally.ms / tally.wins if tally.wins else 0.0
                worth = tally.wins * (1 - 0.5 * min(1.0, mean / SLOW))
                self._worth[word] = self._worth.get(word, 0.0) + worth

    def ease(self, word: str) -> float:
        """How easy a word is, 0 to 1: the mean of its rounds, the network's figure counted in as PRIOR of them."""
        return (PRIOR * self._ease[word] + self._worth.get(word, 0.0)) / (PRIOR + self._rounds[word])

    def levels(self) -> dict[wire.Difficulty, list[str]]:
        """A third of the playable words for each level, the easiest first."""
        words = sorted(self._categories.playable, key=lambda word: (-self.ease(word), word))
        edges = [round(i * len(words) / len(LEVELS)) for i in range(len(LEVELS) + 1)]
        return {level: words[a:b] for level, (a, b) in zip(LEVELS, pairwise(edges), strict=True)}

    def deck(self, ask: wire.Play, rng: Shuffler, before: str | None = None) -> tuple[str, ...]:
        """The words of a match in the order they come, none twice. `before`, the last word played, comes late.

        Empty in zen mode. A mixed streak is a ladder: it begins with easy words. GameError "unknown_word".
        """
        for word in ask.words:
            if word not in self._categories:
                raise GameError(
                    "unknown_word", f'"{word}" is not among the {len(self._categories)} words the network knows'
                )
        if ask.mode == "zen":
            return ()
        deck = self._shuffled(ask, rng)
        if ask.mode == "hidden":
            deck = [word for word in deck if word in self._defined]
        if not deck:
            raise GameError("unknown_word", "none of these words can be asked for by a definition")
        return (*(word for word in deck if word != before), *(word for word in deck if word == before))

    def _shuffled(self, ask: wire.Play, rng: Shuffler) -> list[str]:
        if ask.words:
            return _mixed(dict.fromkeys(ask.words), rng)
        levels = self.levels()
        if ask.difficulty != "mixed":
            return _mixed(levels[ask.difficulty], rng)
        if ask.mode != "streak":
            return _mixed(self._categories.playable, rng)
        rungs = [word for level in LEVELS[:-1] for word in _mixed(levels[level], rng)[:STEPS]]
        return rungs + _mixed((word for word in self._categories.playable if word not in rungs), rng)


def _mixed(words: Iterable[str], rng: Shuffler) -> list[str]:
    words = list(words)
    return rng.sample(words, len(words))
