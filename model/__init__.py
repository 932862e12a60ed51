"""The recognizer's public names. The game knows the model room through these alone."""

from model.categories import Categories
from model.checkpoint import CheckpointError
from model.recognizer import Recognizer
from model.sketch import Edit, Guess, Points, Sketch
from model.verdict import PassRule

__all__ = ["Categories", "CheckpointError", "Edit", "Guess", "PassRule", "Points", "Recognizer", "Sketch"]
