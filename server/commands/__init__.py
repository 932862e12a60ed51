"""`python -m server GROUP COMMAND`: what is done to a game's database from a terminal; without a group, it serves.

A group is a module of this package with a function `add_commands(commands)`, which adds its parsers, each with
`set_defaults(run=...)`: `run(args)` returns the exit code. Only the group that is called is imported.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from sqlalchemy.exc import SQLAlchemyError

from model import BadInputError
from server.errors import SetupError
from server.store.database import reason

GROUPS = {
    "doodles": "given drawings: export them, import others, describe what there is",
    "moderators": "who may review given drawings",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command, the group's name first. Returns the exit code: 2, and one line, for what cannot be done."""
    group, *rest = arguments
    parser = argparse.ArgumentParser(prog=f"python -m server {group}", description=f"{GROUPS[group].capitalize()}.")
    import_module(f"server.commands.{group}").add_commands(parser.add_subparsers(metavar="COMMAND", required=True))
    args = parser.parse_args(rest)
    try:
        return int(args.run(args))
    except SQLAlchemyError as error:
        complaint = f"the database: {reason(error)}"
    except (SetupError, BadInputError) as error:
        complaint = str(error)
    except OSError as error:
        complaint = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    except KeyboardInterrupt:
        print("\nstopped; nothing was left half-done", file=sys.stderr)
        return 130
    print(f"python -m server {' '.join(arguments[:2])}: {complaint}", file=sys.stderr)
    return 2
