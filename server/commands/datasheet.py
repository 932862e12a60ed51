"""`python -m server doodles datasheet`."""

from __future__ import annotations

import argparse

from server.commands import database
from server.doodles.datasheet import datasheet
from server.doodles.export.choice import Choice
from server.doodles.tables import today


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `datasheet`."""
    database.add_option(parser)


def run(args: argparse.Namespace) -> int:
    """Print it."""
    with database.opened(args) as engine:
        print(datasheet(engine, Choice(()), today()), end="")
    return 0
