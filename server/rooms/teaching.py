"""Teaching a new word, pure: the class draws examples of it, words after words, and then it can be guessed here.

While a word is taught, the room plays as a museum does: all draw it, nobody wins, until the host says that it is
enough. What was learned of it is a text that only the recognizer can read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from dataclasses import replace

from server import names
from server.errors import GameError
from server.rooms.room import Room, Taught, Try
from server.roomwire import MAX_NAME

WANTED = 20  # examples
FEWEST = 5
MAX_TAUGHT = 8  # words of one room
MAX_EXAMPLES = 200  # that are learned from


def proposed(room: Room, typed: str, known: Container[str]) -> str:
    """The word as it will be asked for. GameError "bad_word", "known_word" or "too_many_words".

    `known`: the words of the network, case-folded. The word that is being taught has its place already.
    """
    word = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not 0 < len(word) <= MAX_NAME:
        raise GameError("bad_word", f"this word has {len(word)} characters; take 1 to {MAX_NAME}")
    if not names.ALLOWED.fullmatch(word):
        raise GameError("bad_word", "a word has letters and digits, with single blanks, hyphens or apostrophes between")
    if names.unwanted(word):
        raise GameError("bad_word", "this word is not wanted here; take another one")
    if word.casefold() in known:
        raise GameError("known_word", f'the network knows "{word}" already; take one that it does not know')
    if any(taught.word.casefold() == word.casefold() for taught in room.taught):
        raise GameError("known_word", f'this room has taught "{word}" already; forget it first, to teach it anew')
    others = {taught.word for taught in room.taught} | ({room.teaching} if room.teaching else set())
    if len(others - {word}) >= MAX_TAUGHT:
        raise GameError("too_many_words", f"a room teaches {MAX_TAUGHT} words at most; forget one of them first")
    return word


def deck(room: Room, word: str) -> tuple[str, ...]:
    """What is played to teach it: the word, as often as the class needs for all examples. GameError "not_now"."""
    if room.phase not in ("lobby", "done"):
        raise GameError("not_now", "a word is taught from the lobby; end this game first, and go back with again")
    drawers = sum(member.here for member in room.present)
    return (word,) * -(-WANTED // max(1, drawers))


def examples(room: Room) -> list[str]:
    """The rounds that show the word: those that are over, that the network saw something in, and nobody has hidden."""
    bouts = [*room.past, *([room.bout] if room.bout and room.bout not in room.past else [])]
    tries = [t for bout in bouts if bout.word == room.teaching for t in bout.tries if _counts(room, t)]
    return [t.round for t in tries if t.round][:MAX_EXAMPLES]


def enough(room: Room, drawings: int) -> str:
    """The word that there are so many drawings of. GameError "not_now" or "too_few"."""
    if room.teaching is None or room.phase == "drawing":
        raise GameError("not_now", "there is nothing to learn now; say teach with a word, and let the class draw it")
    if drawings < FEWEST:
        raise GameError("too_few", f"there are {drawings} drawings with something on them; it takes {FEWEST} at least")
    return room.teaching


def learned(room: Room, taught: Taught) -> Room:
    """The room knows one word more."""
    return replace(room, taught=(*(t for t in room.taught if t.word != taught.word), taught))


def forgotten(room: Room, word: str) -> Room:
    """And one less, which is asked for no more. GameError "unknown_word", or "not_now" while words are drawn."""
    if room.phase == "drawing":
        raise GameError("not_now", "words are forgotten between two words, or in the lobby")
    if all(taught.word != word for taught in room.taught):
        raise GameError("unknown_word", f'this room has not taught "{word[:MAX_NAME]}"')
    begun = len(room.deck) - len(room.ahead)
    deck = (*room.deck[:begun], *(w for w in room.ahead if w != word))
    settings = replace(room.settings, words=tuple(w for w in room.settings.words if w != word))
    return replace(room, taught=tuple(t for t in room.taught if t.word != word), deck=deck, settings=settings)


def _counts(room: Room, t: Try) -> bool:
    return t.over and bool(t.top) and t.member not in room.hidden
