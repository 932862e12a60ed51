"""What the game needs of the world, and what it does to it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from server import rules, wire
from server.keeping.shelf import Found
from server.players import Player
from server.rooms.room import Taught
from server.store import Result


@dataclass(frozen=True)
class Outside:
    """What the game does to the world. None of it waits, but for `recall`, which may for some seconds."""

    send: Callable[[str, str, dict[str, object]], None]  # connection, message, fields
    hang_up: Callable[[str], None]  # connection
    keep: Callable[[Result], None]
    # What is to be there after a restart. `save`: whether at once, or in a moment.
    save: Callable[[Player, bool], None] = lambda player, at_once: None
    forget: Callable[[Player], None] = lambda player: None
    erase: Callable[[Collection[str]], None] = lambda keys: None  # of players who are not here, perhaps
    recall: Callable[[str, bool], Found | None] = lambda token, known: None  # token, whether its player is here
    # What happens in a room is the room's own: it is told of guesses and of the end, with the player's last guess.
    guessed: Callable[[rules.Round, wire.Guess], None] = lambda round, said: None
    ended: Callable[[rules.Round, wire.Guess | None], None] = lambda round, said: None
    taught: Callable[[rules.Round], tuple[Taught, ...]] = lambda round: ()  # words of its room's own
