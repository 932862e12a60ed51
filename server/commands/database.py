"""The database that a command works on."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from server import settings
from server.store import Store


def add_option(parser: argparse.ArgumentParser) -> None:
    """The option that names it."""
    parser.add_argument("--database-url", metavar="URL", help="the database (default: the one that is played on)")


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Engine]:
    """The database, made and migrated when it is not there. SetupError when it cannot be used."""
    given = {} if args.database_url is None else {"database_url": args.database_url}
    store = Store(settings.read(**given).database_url)
    try:
        yield store.engine
    finally:
        store.close()
