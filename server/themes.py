"""What each word is about, such as animals or food, for a teacher who chooses some; `themes.toml` says it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

OTHER = "other"  # a word of another network


PLACE = Path(__file__).with_name("themes.toml")


def lists() -> dict[str, list[str]]:
    """The words of each theme."""
    themes = tomllib.loads(PLACE.read_text(encoding="utf-8"))
    return {theme: words.replace("\n", " ").strip().split(", ") for theme, words in themes.items()}


def read() -> Mapping[str, str]:
    """The theme of each word."""
    return {word: theme for theme, words in lists().items() for word in words}
