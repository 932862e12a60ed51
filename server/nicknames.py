"""Names that are made up for pupils, in twelve languages: "Quiet Otter", "Mutige Eule".

`nicknames.toml` holds what they are made of, so that whatever is put together is right in its language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.chance import Chooser
from server.errors import GameError

PLACE = Path(__file__).with_suffix(".toml")
TRIES = 20  # before a name gets a number, and before it gets a larger one
MOST = 1_000_000  # the largest


@dataclass(frozen=True)
class Nicknames:
    """What the names of one language are made of."""

    name: str  # how they are put together
    adjectives: dict[str, tuple[str, ...]]  # by animal, in its gender

    def any(self, rng: Chooser) -> str:
        """One of them."""
        animal = rng.choice(tuple(self.adjectives))
        return self._made(animal, rng.choice(self.adjectives[animal]))

    def all(self) -> list[str]:
        """Every one there is."""
        return [self._made(animal, one) for animal, adjectives in self.adjectives.items() for one in adjectives]

    def _made(self, animal: str, adjective: str) -> str:
        return self.name.format(animal=animal, adjective=adjective)


@cache
def read() -> dict[str, Nicknames]:
    """Those of every language, by its code."""
    languages = tomllib.loads(PLACE.read_text(encoding="utf-8"))
    return {
        code: Nicknames(
            about["name"],
            {
                animal: tuple(kind["adjectives"].split())
                for kind in about["kinds"]
                for animal in kind["animals"].split()
            },
        )
        for code, about in languages.items()
    }


def friendly(language: str, rng: Chooser, taken: Collection[str]) -> str:
    """A name in this language that nobody of those has; with a number once most are taken."""
    stock, folded = read()[language], {name.casefold() for name in taken}
    for number in range(1, MOST + 1):
        for _ in range(TRIES):
            name = stock.any(rng) + (f" {number}" if number > 1 else "")
            if name.casefold() not in folded:
                return name
    raise GameError("room_full", "there are no names left")
