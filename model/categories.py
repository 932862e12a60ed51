"""The words the network knows, in index order, and which of them count as one another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# A drawing of the word on the left that is taken for a word on the right was understood: the right one is a kind of
# the left one, or another name for the same picture. It need not hold the other way round: a car is no police car.
ACCEPTED: dict[str, tuple[str, ...]] = {
    "bear": ("teddy-bear",),
    "bird": ("duck", "flamingo", "owl", "parrot", "penguin", "swan"),
    "cake": ("birthday cake",),
    "birthday cake": ("cake",),
    "bus": ("school bus",),
    "car": ("police car",),
    "clock": ("alarm clock", "wristwatch"),
    "coffee cup": ("cup", "mug"),
    "computer": ("laptop",),
    "cup": ("coffee cup", "mug"),
    "face": ("smiley face",),
    "fan": ("ceiling fan",),
    "fish": ("shark",),
    "mug": ("coffee cup", "cup"),
    "oven": ("stove",),
    "smiley face": ("face",),
    "squiggle": ("zigzag",),
    "stove": ("oven",),
    "tree": ("palm tree",),
    "truck": ("firetruck", "pickup truck"),
}

# Words that nobody is asked for unprompted, each with the reason. Recognition figures are those of docs/report.
LEFT_OUT: dict[str, str] = {
    "animal migration": "a scene and no thing: no two people would draw the same one",
    "camouflage": "a pattern and no thing: it is drawn as any scribble is, and fewer than half are recognized",
    "cooler": "a box with a lid, like many other things: fewer than one in five is recognized",
    "hurricane": "drawn as a spiral or as a funnel, which is a tornado; one in five is recognized",
    "leg": "two lines with a bend: a bare line is taken for it, and more than half of the guesses of it are wrong",
    "line": "one straight pull is how half of all drawings begin, so the network must not be sure of it",
    "marker": "a crayon and a pencil are drawn in the same way, and one in four is recognized",
    "pool": "drawn like a pond, a bathtub and a hot tub, and one in four is recognized",
    "string bean": "one bent stroke, which could be many things: one in four is recognized",
}


class Categories:
    """The classes of a network: `words[i]` is what output i stands for."""

    def __init__(self, words: Iterable[str], accepted: Mapping[str, tuple[str, ...]] = ACCEPTED) -> None:
        """Raise ValueError for a word that is listed twice or an empty list."""
        self.words = tuple(words)
        self.playable = tuple(word for word in self.words if word not in LEFT_OUT) or self.words
        """The words that may be asked for by chance."""
        self._index = {word: i for i, word in enumerate(self.words)}
        if not self.words or len(self._index) != len(self.words):
            raise ValueError("categories must be a list of different words, at least one")
        self._accepted = {
            word: tuple(self._index[w] for w in (word, *accepted.get(word, ())) if w in self._index)
            for word in self.words
        }

    def __contains__(self, word: object) -> bool:
        return word in self._index

    def __len__(self) -> int:
        return len(self.words)

    def index(self, word: str) -> int:
        """The output that stands for `word`; KeyError when the network does not know it."""
        return self._index[word]

    def accepted(self, word: str) -> tuple[int, ...]:
        """The outputs that count as `word`: its own first, then its kinds and synonyms. KeyError as `index`."""
        return self._accepted[word]
