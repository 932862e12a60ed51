"""`python -m server doodles ...`: given drawings out of the database and into it."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any

# Command -> its module and one line of help. A module has add_arguments(parser) and run(args) -> exit code.
COMMANDS = {
    "export": ("server.commands.export", "write the reviewed drawings in the formats that people train on"),
    "import": ("server.commands.importing", "take drawings from files, to be reviewed like any other"),
    "datasheet": ("server.commands.datasheet", "print what there is: the questions of Datasheets for Datasets"),
}


def add_commands(commands: Any) -> None:
    """The group's parsers."""
    for name, (module, text) in COMMANDS.items():
        parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=f"{text.capitalize()}.")
        found = import_module(module)
        found.add_arguments(parser)
        parser.set_defaults(run=found.run)
