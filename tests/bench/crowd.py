"""Hundreds of drawers in some processes of their own, drawing on one server.

In a process (`python -m tests.bench.crowd JSON`): a line is printed when the time that counts begins, one when it
ends, and one with what was found.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import Any

from tests.bench.drawer import Drawer, Habits, Window
from tests.bench.pens import sketchings
from tests.bench.served import ROOT

PER_PROCESS = 150  # drawers, so that no process of theirs comes near to filling a core
GRACE = 0.3  # seconds after the time that counts, in which guesses may still come


@dataclass(frozen=True)
class Plan:
    """What a process of drawers is to do. Times in seconds."""

    url: str
    drawers: int
    ramp: float = 2.0  # they come evenly spread over this time
    warm: float = 3.0  # then draw for so long before it counts
    seconds: float = 8.0  # that count
    seed: int = 0
    idle: bool = False  # they say hello and do nothing
    reload: float = 0.0  # see Habits
    vanish: float = 0.0


class Crowd:
    """The drawers of one plan, divided among processes. `begin` and `end` wait for those moments of all processes."""

    def __init__(self, plan: Plan) -> None:
        count = -(-plan.drawers // PER_PROCESS)
        shares = [plan.drawers // count + (i < plan.drawers % count) for i in range(count)]
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.crowd",
                 json.dumps(asdict(plan) | {"drawers": share, "seed": plan.seed + i})],
                cwd=ROOT, stdout=subprocess.PIPE, text=True,
            )
            for i, share in enumerate(shares)
        ]  # fmt: skip

    def begin(self) -> None:
        """Wait until everybody is there and the time that counts begins."""
        self._lines()

    def end(self) -> None:
        """Wait until it ends."""
        self._lines()

    def found(self) -> dict[str, Any]:
        """What all have found together, lists joined and numbers added."""
        return _joined([json.loads(line) for line in self._lines()])

    def stop(self) -> None:
        """Send everybody away."""
        for process in self._processes:
            process.kill()
            process.wait()
            assert process.stdout
            process.stdout.close()

    def _lines(self) -> list[str]:
        lines = []
        for process in self._processes:
            assert process.stdout
            lines.append(process.stdout.readline())
        if not all(lines):
            raise RuntimeError("a process of drawers has failed")
        return lines


@contextmanager
def crowd(plan: Plan) -> Iterator[Crowd]:
    """A crowd that is gone when the block ends."""
    drawers = Crowd(plan)
    try:
        yield drawers
    finally:
        drawers.stop()


def _joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    found = dict(parts[0])
    for part in parts[1:]:
        for name, value in part.items():
            found[name] = Counter(found[name]) + Counter(value) if isinstance(value, dict) else found[name] + value
    return found


async def play(plan: Plan) -> dict[str, Any]:
    """All of the plan, in this process."""
    loop, rng = asyncio.get_running_loop(), random.Random(plan.seed)
    drawings = [] if plan.idle else sketchings(plan.seed)  # takes a second, so the time is counted from here
    begin = loop.time() + plan.ramp + plan.warm
    window = Window(begin, begin + plan.seconds)
    drawers = [Drawer(plan.url, drawings, window, random.Random(rng.random())) for _ in range(plan.drawers)]
    tasks = [loop.create_task(_live(drawer, plan, plan.ramp * i / plan.drawers)) for i, drawer in enumerate(drawers)]
    await asyncio.sleep(window.begin - loop.time())
    print("begin", flush=True)
    await asyncio.sleep(window.end - loop.time())
    print("end", flush=True)
    await asyncio.sleep(GRACE)
    for drawer, task in zip(drawers, tasks, strict=True):
        task.cancel()
        drawer.leave()
    await asyncio.sleep(0)
    failed = [task.exception() for task in tasks if task.done() and not task.cancelled()]
    if any(failed):
        raise failed[0] or RuntimeError("a drawer went away")
    rounded = {name: [round(ms, 2) for ms in getattr(window, name)] for name in ("waits", "late")}
    return {name: value for name, value in vars(window).items() if name not in ("begin", "end")} | rounded


async def _live(drawer: Drawer, plan: Plan, after: float) -> None:
    await asyncio.sleep(after)
    if plan.idle:
        await drawer.arrive()
        await asyncio.Event().wait()
    await drawer.draw(Habits(plan.reload, plan.vanish))


def main() -> None:
    """The process."""
    with suppress(ValueError, OSError):  # a connection is a file
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(json.dumps(asyncio.run(play(Plan(**json.loads(sys.argv[1]))))), flush=True)


if __name__ == "__main__":
    main()
