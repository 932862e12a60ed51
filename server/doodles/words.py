"""A word that a drawing is of: what may be one, and the name of the file that holds its drawings."""

from __future__ import annotations

import hashlib
import unicodedata
from urllib.parse import quote, unquote

MAX_WORD = 60  # characters
BESIDE = " -'’&,"  # what a word may hold beside letters and digits: "hot air balloon", "t-shirt", "mum's hat"
MAX_NAME = 200  # bytes of a file's name before its ending; file systems take 255


def wrong(word: str) -> str | None:
    """What keeps this from being a word, or None: letters and digits of any script, a few signs between them."""
    if not 0 < len(word) <= MAX_WORD:
        return f"a word has 1 to {MAX_WORD} characters"
    if word != unicodedata.normalize("NFC", word):
        return "its letters are not in their composed form (Unicode NFC)"
    # L letters, N numbers, M marks that belong to letters
    if any(unicodedata.category(sign)[0] not in "LNM" and sign not in BESIDE for sign in word):
        return f"a word is made of letters, digits and {' '.join(BESIDE.strip())}"
    if unicodedata.category(word[0])[0] not in "LN" or word != word.strip():
        return "a word begins with a letter or a digit and does not end in a space"
    return None


def file_name(word: str) -> str:
    """The file name, without ending, for any text: itself if it is a word, else with what is not allowed as %41.

    Never a path, never hidden, never too long.
    """
    if wrong(word) is None and len(word.encode()) <= MAX_NAME:
        return word
    safe = quote(word, safe="").replace(".", "%2E")
    if len(safe) <= MAX_NAME:
        return safe or "%"
    return f"{safe[: MAX_NAME - 17]}~{hashlib.sha256(word.encode()).hexdigest()[:16]}"


def word_of(name: str) -> str:
    """The word in a file's name without its ending; inverts `file_name` where that did not have to shorten."""
    return unquote(name.partition(".part")[0])
