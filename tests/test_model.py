"""The model room's front: its public names, and what they cost."""

import subprocess
import sys

import pytest

import model
from model.__main__ import COMMANDS, GO_ON, main
from model.data import command, stats


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


@pytest.mark.parametrize(
    ("module", "arguments", "says"),
    [
        (command, ["fetch", "--out", "data"], "stopped; the same command goes on from here\n"),
        (stats, ["stats", "data"], "stopped\n"),
    ],
)
def test_an_interruption_promises_only_what_the_command_keeps(monkeypatch, capsys, module, arguments, says):
    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "run", interrupted)

    assert main(arguments) == 130
    assert capsys.readouterr().err == says


def test_commands_that_go_on_are_commands():
    assert set(GO_ON) <= set(COMMANDS)
