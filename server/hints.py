"""A definition of every word, for who does not know it, and for the game in which the word itself is not told.

`hints.json` holds them in English, a line each; the page shows them in its own language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from server.errors import GameError

PLACE = Path(__file__).with_name("hints.json")
HINTS: Mapping[str, str] = json.loads(PLACE.read_text(encoding="utf-8"))


def find(word: str) -> str:
    """The word's definition. GameError "not_now" when there is none, as for a word of another network."""
    if word not in HINTS:
        raise GameError("not_now", f'there is no definition of "{word}"')
    return HINTS[word]
