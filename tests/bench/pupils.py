"""Pupils of a benchmark's class, in a process of their own: they join a room and draw, at 30 points a second.

In the process (`python -m tests.bench.pupils JSON`): a line is printed when all have joined; a line on stdin sends them
home, and what was found is printed. Times are those of time.monotonic(), which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import math
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

from server import wire
from tests.bench.link import Link, connect
from tests.bench.served import ROOT

POINTS_A_SECOND = 30
PIECE = wire.FLUSH_MS / 1000  # seconds between two messages of a pen that is down, as a page sends them
STROKE = 50  # messages: then the pen is lifted
ANSWER = 30.0  # seconds to wait for an acknowledgement
AGAIN = 0.3  # seconds before calling a server again that is gone
# What a page does about ink that is refused (static/js/stream.js): seconds before it goes on from there.
PAUSES = {"slow_down": 1.0, "restarting": 1.0, "gap": 0.1}
ASKED = 999999  # the acknowledgement of what is not ink


@dataclass(frozen=True)
class Plan:
    """What a process of pupils is to do."""

    url: str
    code: str
    pupils: int


@dataclass
class Found:
    """What a pupil found out. `sent`: by round, when each piece of ink was drawn, to be sent at once."""

    sent: dict[str, list[float]] = field(default_factory=dict)
    slowed: int = 0  # how often ink waited because the server had said so
    lost: list[float] = field(default_factory=list)  # when links ended without our doing
    problems: Counter[str] = field(default_factory=Counter)


def piece(seq: int, began: float) -> dict[str, object]:
    """A piece of a long curly line: the points of 1/POINTS_A_SECOND seconds each that fall into it.

    `began` shifts the curve, so that no two drawings are alike.
    """
    first, last = (math.ceil(seq * PIECE * POINTS_A_SECOND), math.ceil((seq + 1) * PIECE * POINTS_A_SECOND))
    turns = [n / POINTS_A_SECOND for n in range(first, last)]
    x = [round(500 + 350 * math.sin(0.9 * s + began), 1) for s in turns]
    y = [round(500 + 350 * math.sin(2.3 * s + 0.4 * began), 1) for s in turns]
    return {"x": x, "y": y, "t": [round(1000 * s) for s in turns], "up": seq % STROKE == STROKE - 1}


class Pupil:
    """One pupil. `live` goes on until it is cancelled: a lost link is counted, and made again."""

    def __init__(self, plan: Plan, found: Found) -> None:
        self._plan, self._found = plan, found
        self._link: Link | None = None
        self._resume: str | None = None
        self._seat: str | None = None
        self._log: list[dict[str, object]] = []  # of the round that is drawn
        self._round: str | None = None
        self._next = 0  # piece to be sent
        self._silent = 0.0  # until when nothing is sent
        self._numbers = itertools.count(ASKED + 1)  # of acknowledgements
        self._waiting: dict[int, int] = {}  # by acknowledgement, the piece; those that no longer count are not here
        self._answer: asyncio.Future[dict[str, Any]] | None = None
        self.joined = asyncio.Event()

    async def live(self) -> None:
        """Come in, draw, come back."""
        due = time.monotonic()
        while True:
            try:
                if self._link is None:
                    await self._arrive()
                    due = time.monotonic()
                self._draw()
            except (ConnectionError, TimeoutError):
                self._link = None
                await asyncio.sleep(AGAIN)
            due = max(due + PIECE, time.monotonic())  # a pupil who is late does not hurry: that would be a flood
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def leave(self) -> None:
        """Close the link."""
        if self._link:
            self._link.drop()

    async def _arrive(self) -> None:
        self._link, self._silent = await connect(self._plan.url, self._heard, self._gone), 0.0
        again = {"resume": self._resume} if self._resume else {}
        hello = await self._ask("hello", {"version": wire.VERSION, **again})
        self._resume = hello["resume"]
        seat = {"seat": self._seat} if self._seat else {}
        joined = await self._ask("room_join", {"code": self._plan.code, **seat})
        self._seat = joined["seat"]
        self._begin(joined["begin"])
        running = hello["round"]
        if isinstance(running, dict) and running["round"] == self._round:
            self._rewind(running["seq"])  # what the server has not kept is sent again
        self.joined.set()

    def _draw(self) -> None:
        """The next piece, at its time."""
        if self._round is None:
            return
        fields = piece(len(self._log), hash(self._round) % 100)
        self._log.append(fields)
        self._found.sent[self._round].append(time.monotonic())
        self._pump()

    def _pump(self) -> None:
        """Send what waits, unless the server wants some rest."""
        while self._link and self._next < len(self._log) and time.monotonic() >= self._silent:
            number, fields = next(self._numbers), {"round": self._round, "seq": self._next, **self._log[self._next]}
            self._waiting[number] = self._next
            self._link.say(f'42{number}["ink",{json.dumps(fields)}]')
            self._next += 1

    def _rewind(self, seq: int) -> None:
        """Ink is to be sent from this piece on; what is said of ink that was sent before does not count."""
        self._next = seq
        self._waiting.clear()

    def _acknowledged(self, number: int, problem: dict[str, Any] | None) -> None:
        seq = self._waiting.pop(number, None)
        if seq is None or problem is None or problem["code"] not in PAUSES:
            return
        self._rewind(min(seq, problem.get("expected", seq)))
        self._silent = time.monotonic() + PAUSES[problem["code"]]
        self._found.slowed += problem["code"] == "slow_down"

    async def _ask(self, name: str, fields: dict[str, object]) -> dict[str, Any]:
        assert self._link
        self._answer = asyncio.get_running_loop().create_future()
        self._link.say(f'42{ASKED}["{name}",{json.dumps(fields)}]')
        async with asyncio.timeout(ANSWER):
            answer = await self._answer
        if "problem" in answer:
            raise ConnectionError(f"the server refused {name}: {answer['problem']}")
        return answer

    def _heard(self, text: str) -> None:
        if text.startswith("43"):
            number, _, fields = text[2:].partition("[")
            self._answered(int(number), json.loads("[" + fields)[0])
        elif text.startswith('42["begin"'):
            self._begin(json.loads(text[2:])[1])
        elif text.startswith('42["over"') and self._round and self._round in text:
            self._round = None
        elif text.startswith('42["problem"'):
            self._found.problems[json.loads(text[2:])[1]["code"]] += 1

    def _answered(self, number: int, fields: dict[str, Any]) -> None:
        if number != ASKED:
            self._acknowledged(number, fields.get("problem"))
        elif self._answer and not self._answer.done():
            self._answer.set_result(fields)

    def _begin(self, begin: dict[str, Any] | None) -> None:
        if begin is None or begin["round"] == self._round:
            return
        self._round, self._log, self._silent = begin["round"], [], 0.0
        self._rewind(0)
        self._found.sent[begin["round"]] = []

    def _gone(self) -> None:
        self._link = None
        self._found.lost.append(time.monotonic())
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("the link was lost"))


class Pupils:
    """Such a process, seen from outside."""

    def __init__(self, plan: Plan) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.pupils", json.dumps(asdict(plan))],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def wait(self) -> None:
        """Until all have joined."""
        self._line()

    def home(self) -> dict[str, Any]:
        """Send them home -> what they found."""
        assert self._process.stdin
        self._process.stdin.write("home\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._line())
        return found

    def stop(self) -> None:
        """The process ends, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with suppress(BrokenPipeError):
                pipe.close()

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process of pupils has failed")
        return line


async def attend(plan: Plan) -> Found:
    """All of the plan, in this process."""
    loop, found = asyncio.get_running_loop(), Found()
    pupils = [Pupil(plan, found) for _ in range(plan.pupils)]
    tasks = [loop.create_task(pupil.live()) for pupil in pupils]
    await asyncio.gather(*(pupil.joined.wait() for pupil in pupils))
    print("joined", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    for pupil, task in zip(pupils, tasks, strict=True):
        task.cancel()
        pupil.leave()
    failed = [task.exception() for task in tasks if task.done() and not task.cancelled()]
    if any(failed):
        raise failed[0] or RuntimeError("a pupil went away")
    return found


if __name__ == "__main__":
    print(json.dumps(vars(asyncio.run(attend(Plan(**json.loads(sys.argv[1])))))), flush=True)
