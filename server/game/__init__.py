"""The game as it is played now: `game` takes what is asked, `rounds` changes the rounds, `told` says what they are."""

from server.game.game import Game
from server.game.outside import Outside
from server.game.told import Ack

__all__ = ["Ack", "Game", "Outside"]
