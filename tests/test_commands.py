"""`python -m server GROUP COMMAND` as whoever types it sees it: help, or what was done, or one line and exit code 2."""

import subprocess
import sys
from types import ModuleType

import pytest
from sqlalchemy import text

from server import commands
from server.__main__ import main
from server.commands import database
from server.errors import SetupError


@pytest.fixture
def group(monkeypatch):
    """A group of our own, `probe`, whose command `do` runs what the test puts in `group.does`."""
    module = ModuleType("server.commands.probe")

    def add_commands(added):
        parser = added.add_parser("do", help="what the test says")
        database.add_option(parser)
        parser.set_defaults(run=lambda args: module.does(args))

    module.add_commands = add_commands
    monkeypatch.setitem(sys.modules, "server.commands.probe", module)
    monkeypatch.setitem(commands.GROUPS, "probe", "what a test needs")
    return module


def test_a_command_says_what_came_of_it(group):
    group.does = lambda args: 3

    assert main(["probe", "do"]) == 3


def test_what_cannot_be_done_is_one_line_and_exit_code_two(group, capsys):
    def does(args):
        raise SetupError("no ink left")

    group.does = does

    assert main(["probe", "do"]) == 2
    assert capsys.readouterr().err == "python -m server probe do: no ink left\n"


def test_a_command_finds_a_database_that_was_not_there(group, tmp_path):
    def does(args):
        with database.opened(args) as engine, engine.connect() as connection:
            return connection.execute(text("SELECT count(*) FROM doodles")).scalar_one()

    group.does = does

    assert main(["probe", "do", "--database-url", f"sqlite:///{tmp_path}/new/folder/drawings.sqlite3"]) == 0


def test_a_fault_of_the_database_is_one_line_too(group, capsys, tmp_path):
    def does(args):
        with database.opened(args) as engine, engine.connect() as connection:
            connection.execute(text("SELECT * FROM nowhere"))

    group.does = does

    assert main(["probe", "do", "--database-url", f"sqlite:///{tmp_path}/drawings.sqlite3"]) == 2
    assert capsys.readouterr().err == "python -m server probe do: the database: no such table: nowhere\n"


@pytest.mark.parametrize("arguments", [["--help"], ["doodles", "--help"]])
def test_help_names_the_groups_and_their_commands(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 0 and "doodles" in capsys.readouterr().out


def test_a_command_does_not_wait_for_torch():
    modules = "server.__main__, server.commands.export, server.commands.importing, server.commands.datasheet"
    code = f"import sys, {modules}; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_group_takes_a_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["doodles"])

    assert ended.value.code == 2 and "COMMAND" in capsys.readouterr().err
