"""`python -m server moderators ...`: who may review given drawings."""

from __future__ import annotations

import argparse
import sys
from getpass import getpass
from typing import Any

from sqlalchemy.orm import Session

from server.commands import database
from server.doodles import moderators
from server.errors import SetupError


def add_commands(commands: Any) -> None:
    """The group's parsers."""
    for name, run, text in (
        ("add", _add, "let somebody review; the passphrase is asked for twice, or read from stdin"),
        ("list", _list, "who there is"),
        ("remove", _remove, "let somebody no longer review; their sessions end at once"),
    ):
        parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=f"{text.capitalize()}.")
        if name != "list":
            parser.add_argument("name", help="as it is typed to sign in")
        database.add_option(parser)
        parser.set_defaults(run=run)


def _add(args: argparse.Namespace) -> int:
    passphrase = _passphrase()
    with database.opened(args) as engine, Session(engine) as session, session.begin():
        try:
            moderators.add(session, args.name, passphrase)
        except ValueError as error:
            raise SetupError(str(error)) from None
    print(f"{args.name} may review now, at /doodles/review")
    return 0


def _list(args: argparse.Namespace) -> int:
    with database.opened(args) as engine, Session(engine) as session, session.begin():
        found = moderators.everybody(session)
        for moderator in found:
            print(f"{moderator.name:<40} since {moderator.day}")
    if not found:
        print("nobody: python -m server moderators add NAME")
    return 0


def _remove(args: argparse.Namespace) -> int:
    with database.opened(args) as engine, Session(engine) as session, session.begin():
        try:
            moderators.remove(session, args.name)
        except ValueError as error:
            raise SetupError(str(error)) from None
    print(f"{args.name} may no longer review")
    return 0


def _passphrase() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass("Passphrase: ")
    if getpass("Once more: ") != first:
        raise SetupError("the two are not the same; nothing was changed")
    return first
