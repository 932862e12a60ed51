"""Names for pupils: friendly ones that are made up, and a filter for those they choose themselves.

The filter is a teacher's help and no judge: it knows a few words in a few languages, and how they are usually
disguised. What it lets through the host can rename.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Protocol

from server.errors import GameError
from server.roomwire import MAX_NAME

_FIRST = (
    "Brave Bright Calm Cheerful Clever Cosy Curious Daring Dreamy Eager Fair Gentle Glad Golden Happy Honest Jolly "
    "Keen Kind Lively Lucky Merry Mighty Neat Nimble Patient Playful Polite Proud Quick Quiet Sunny Swift Tidy Warm "
    "Wise"
)
FIRST = _FIRST.split()
_SECOND = (
    "Badger Beaver Bison Cat Crane Deer Dolphin Duck Eagle Falcon Finch Fox Frog Hare Hedgehog Heron Koala Lion "
    "Lynx Mole Moose Otter Owl Panda Penguin Puffin Rabbit Raven Robin Seal Sparrow Squirrel Swan Tiger Toad Turtle "
    "Whale Wolf"
)
SECOND = _SECOND.split()

# Parts of words that no other word has, and words that are only bad on their own.
_PARTS = (
    "fuck fick shit bitch nigger nigga faggot whore slut penis vagina porn hitler nazi wichser arschloch "
    "hurensohn schlampe fotze missgeburt schwuchtel merde putain salope connard puta mierda pendejo cabron cazzo "
    "stronzo"
)
PARTS = _PARTS.split()
_WHOLE = "ass arse cunt cock cum dick fag hure nutte rape sex tit tits twat wank anal anus kkk pute con culo sau"
WHOLE = _WHOLE.split()

LOOKALIKES = str.maketrans("013457@$!|€", "oieastasiie")
ALLOWED = re.compile(r"[^\W_]+(?:[ .'’-]{1,2}[^\W_]+)*\.?")


class Chooser(Protocol):
    """What is needed of `random.Random`."""

    def choice(self, words: Sequence[str], /) -> str:
        """One of them."""


def friendly(rng: Chooser, taken: Collection[str]) -> str:
    """A name that nobody of those has; with a number once most are taken."""
    folded = {name.casefold() for name in taken}
    for number in range(2, 1_000_000):
        for _ in range(20):
            name = f"{rng.choice(FIRST)} {rng.choice(SECOND)}" + (f" {number - 2}" if number > 3 else "")
            if name.casefold() not in folded:
                return name
    raise GameError("room_full", "there are no names left")


def own(wanted: str, taken: Collection[str]) -> str:
    """A name that somebody chose, tidied. GameError "bad_name" says why not."""
    name = " ".join(unicodedata.normalize("NFKC", wanted).split())
    if not 0 < len(name) <= MAX_NAME:
        raise GameError("bad_name", f"this name has {len(name)} characters; take 1 to {MAX_NAME}")
    if not ALLOWED.fullmatch(name):
        raise GameError("bad_name", "a name has letters and digits, with single blanks, hyphens or apostrophes between")
    if unwanted(name):
        raise GameError("bad_name", "this name is not wanted here; take another one")
    if name.casefold() in {other.casefold() for other in taken}:
        raise GameError("bad_name", f'somebody here is called "{name}" already; take another name')
    return name


def unwanted(name: str) -> bool:
    """Whether the filter knows a word in it, however it is disguised."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", bare.translate(LOOKALIKES))
    together = "".join(words)
    once = re.sub(r"(.)\1+", r"\1", together)  # "shiiit"
    spelt = together if all(len(word) == 1 for word in words) else ""  # "s e x"
    parts = any(part in together or re.sub(r"(.)\1+", r"\1", part) in once for part in PARTS)
    return parts or any(word in WHOLE for word in [*words, spelt])
