"""Whether drawings and a checkpoint belong together: labels are numbers, and mean the same words to both or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from model.checkpoint import Checkpoint
from model.data.shards import Shards
from model.errors import BadInputError


def fitting(kept: Checkpoint, shards: Shards, path: Path) -> Shards:
    """The shards, which are of the words of the checkpoint at `path`, in its order, and as they were fetched.

    BadInputError when they are of others. ShardError names a file that was changed; every file of the split is read.
    """
    refuse_other_words(kept, shards.classes, path, shards.directory)
    shards.verify()
    return shards


def refuse_other_words(kept: Checkpoint, classes: Sequence[str], path: Path, folder: Path) -> None:
    """BadInputError when the checkpoint at `path` knows other words than `folder` has, or has them in another order."""
    words = kept.categories.words
    if tuple(classes) == words:
        return
    if set(classes) == set(words):
        how = f"the words of {folder} in another order"
    else:
        odd = min(set(classes) ^ set(words))
        how = f"other words than {folder} has drawings of ({odd!r} is in one only)"
    raise BadInputError(f"{path} knows {how}: give the shards it was trained on, or fetch with its --classes")
