"""Kills in the middle of giving, and what is found afterwards: every drawing that was said to be kept must be there."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.doodles.tables import Doodle
from server.errors import SetupError
from server.store import Store

ROOT = Path(__file__).resolve().parents[1]
AT_LEAST = 20  # drawings kept before a kill
LONGEST = 0.3  # seconds more until it comes


@dataclass
class Found:
    """What came of some kills."""

    kills: int = 0
    acknowledged: dict[str, str] = field(default_factory=dict)  # key by round
    found: dict[str, str] = field(default_factory=dict)

    @property
    def lost(self) -> dict[str, str]:
        """Drawings that were said to be kept, and are not there, or not under that key."""
        return {round: key for round, key in self.acknowledged.items() if self.found.get(round) != key}


def kill(url: str, times: int, rng: random.Random, database: Callable[[], None] | None = None) -> Found:
    """Kill a process that gives drawings, so often. `database`: kills that, and starts it again."""
    told = Found()
    for _ in range(times):
        told.acknowledged |= _one(url, f"giver-{told.kills}", rng, database)
        told.kills += 1
    told.found = _there(url)
    return told


def _one(url: str, name: str, rng: random.Random, database: Callable[[], None] | None) -> dict[str, str]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.giver", url, name], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            lines = [process.stdout.readline() for _ in range(AT_LEAST)]
            time.sleep(rng.uniform(0, LONGEST))
            if database:
                database()
                lines += [process.stdout.readline() for _ in range(AT_LEAST)]  # it goes on once it is back
        finally:
            process.kill()
        lines += process.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]  # the last one may have been cut by the kill
    return dict(whole)


def _there(url: str) -> dict[str, str]:
    for _ in range(100):  # a database that was killed has something to make good first
        with suppress(SetupError):
            store = Store(url)
            break
        time.sleep(0.1)
    with Session(store.engine) as session:
        found = dict(session.execute(select(Doodle.round, Doodle.key)).all())
    store.close()
    return found
