"""The server's log: a line for each fault, for people or for machines. No names, no addresses, no words, no ink.

Whatever a hostile client does again and again is told a few times a minute, with the number of those left out.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Literal

from pythonjsonlogger.json import JsonFormatter

from server.limits import Bucket

Form = Literal["auto", "lines", "json"]

OFTEN, BURST = 1 / 6, 10  # one message may be told so often a second on and on, and so often at once
FRAMES = 3  # innermost places of an error that a line names
# They would tell of every link, request and transaction.
QUIET = ("werkzeug", "engineio.server", "socketio.server", "server.http", "alembic")


def configure(form: Form) -> None:
    """Write the log to stderr. "auto": lines for people on a terminal, else JSON."""
    people = form == "lines" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(Line("%(levelname)s %(name)s: %(message)s") if people else json_lines())
    handler.addFilter(Calm())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def json_lines() -> logging.Formatter:
    """A JSON object a line: time (UTC), level, logger, message, and error and traceback where there is one."""
    formatter = JsonFormatter(
        "%(asctime)s %(levelname)s %(name)s %(message)s",
        datefmt="%Y-%m-%dT%H:%M:%SZ",
        rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "traceback"},
    )
    formatter.converter = time.gmtime
    return formatter


class Line(logging.Formatter):
    """One line whatever happens: an error is its kind, its text and the innermost places; JSON has all of them."""

    def format(self, record: logging.LogRecord) -> str:
        """The record on one line."""
        record.message = record.getMessage()
        line = self.formatMessage(record)
        if record.exc_info and record.exc_info[1]:
            line += f": {described(record.exc_info[1], record.exc_info[2])}"
        return " ".join(line.split())


def described(error: BaseException, trace: TracebackType | None) -> str:
    """What went wrong, and where."""
    places = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(trace)[-FRAMES:]]
    return f"{type(error).__name__}: {error} ({' > '.join(places)})"


class Calm(logging.Filter):
    """Lets each message through now and then. What is left out is counted on the next one."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._told: dict[str, Bucket] = {}
        self._left_out: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be told."""
        kind, now = str(record.msg), self._now()
        if not self._told.setdefault(kind, Bucket.full(OFTEN, BURST, now)).take(1, now):
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return False
        if count := self._left_out.pop(kind, 0):
            record.msg, record.args = f"{record.getMessage()} (and {count} times before)", None
        return True
