"""The recognizer's public names. The game knows the model room through these alone.

They are fetched when they are first asked for: torch takes seconds to load, which a command that only moves files, or
its worker processes, should not wait for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model import ink as ink
    from model.categories import Categories
    from model.checkpoint import CheckpointError
    from model.errors import BadInputError
    from model.examples import Examples
    from model.prototypes import Prototype, Prototypes, Space
    from model.recognizer import Recognizer
    from model.sketch import Edit, Guess, Points, Sketch
    from model.verdict import PassRule

__all__ = [
    "BadInputError", "Categories", "CheckpointError", "Edit", "Examples", "Guess", "PassRule", "Points", "Prototype",
    "Prototypes", "Recognizer", "Sketch", "Space", "ink",
]  # fmt: skip

_HOMES = {
    "BadInputError": "errors",
    "Categories": "categories",
    "CheckpointError": "checkpoint",
    "Edit": "sketch",
    "Examples": "examples",
    "Guess": "sketch",
    "PassRule": "verdict",
    "Points": "sketch",
    "Prototype": "prototypes",
    "Prototypes": "prototypes",
    "Recognizer": "recognizer",
    "Sketch": "sketch",
    "Space": "prototypes",
    "ink": "ink",  # a module: every format of drawings
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"model.{_HOMES[name]}")
    return home if name == _HOMES[name] else getattr(home, name)
