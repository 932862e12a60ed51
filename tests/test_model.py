"""The model room's front: its public names, and what they cost."""

import subprocess
import sys

import pytest

import model


def test_every_public_name_is_there():
    assert all(getattr(model, name).__name__.rpartition(".")[2] == name for name in model.__all__)
    assert sorted(model._HOMES) == sorted(model.__all__)


def test_other_names_are_not():
    with pytest.raises(AttributeError, match="no attribute 'Recogniser'"):
        _ = model.Recogniser


def test_moving_files_does_not_load_torch():
    """Each worker process of `fetch` would hold it in memory."""
    code = "import sys, model.__main__, model.data.command, model.data.shards; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
