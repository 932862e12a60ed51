"""`python -m server`: serve the game; with a group of `server/commands/` first, do that instead.

What keeps either from starting is one line, and exit code 2.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from pydantic.fields import FieldInfo

from server import addresses, commands, logs, settings
from server.concurrency import listen
from server.errors import SetupError


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted, or run one command. Returns the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in commands.GROUPS:
        return commands.main(arguments)
    options = {name: value for name, value in vars(_parser().parse_args(arguments)).items() if value is not None}
    from model import CheckpointError  # loads torch, which no command should wait for

    try:
        chosen = settings.read(**options)
        logs.configure(chosen.log)
        _serve(chosen)
    except (SetupError, CheckpointError) as error:
        print(f"inkling: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(chosen: settings.Settings) -> None:
    listener = listen(chosen.host, chosen.port)
    with listener:
        from server.app import (
            create_app,
            serve,
        )  # loads torch, which takes longer than finding the port in use

        app = create_app(chosen)
        stopping: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: _stop(stopping, number))
        host, port = listener.getsockname()[:2]
        print(f"Inkling is at http://{f'[{host}]' if ':' in host else host}:{port}/", flush=True)
        _invite(addresses.urls(host, port))
        serve(app, listener, running=lambda: not stopping)


def _invite(found: Sequence[str]) -> None:
    """For others on the same network: where it is, and a QR code where somebody can see it."""
    for url in found:
        print(f"On your network it is at {url}", flush=True)
    if found and sys.stdout.isatty():
        print(addresses.terminal(found[0]), flush=True)


def _stop(stopping: list[int], number: int) -> None:
    stopping.append(number)
    signal.signal(number, signal.SIG_DFL)  # who says it twice does not want to wait


def _parser() -> argparse.ArgumentParser:
    fields = settings.Settings.model_fields.items()
    width = max(len(name) for name, _ in fields) + 2
    parser = argparse.ArgumentParser(
        prog="python -m server",
        description="Serve the drawing game.",
        epilog="Instead of serving, each with --help:\n"
        + "\n".join(f"  python -m server {group:<12}{text}" for group, text in commands.GROUPS.items())
        + "\n\nEvery setting can be given in the environment:\n"
        + "\n".join(f"  {settings.PREFIX}{name.upper():<{width}}{_told(field)}" for name, field in fields),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name in ("host", "port", "checkpoint", "database_url", "seconds"):
        parser.add_argument(f"--{name.replace('_', '-')}", help=_told(settings.Settings.model_fields[name]))
    return parser


def _told(field: FieldInfo) -> str:
    """What a setting is, and its default; where there is none, the description says what that means."""
    return (field.description or "") + ("" if field.default is None else f" (default: {field.default})")


if __name__ == "__main__":
    sys.exit(main())
