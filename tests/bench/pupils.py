"""Pupils of a benchmark's class, in a process of their own: they join a room and draw, at 30 points a second.

In the process (`python -m tests.bench.pupils JSON`): a line is printed when all have joined; a line on stdin sends them
home, and what was found is printed. Times are those of time.monotonic(), which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
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


@dataclass(frozen=True)
class Plan:
    """What a process of pupils is to do."""

    url: str
    code: str
    pupils: int


@dataclass
class Found:
    """What a pupil found out. `sent`: by round, when each piece of ink was sent first."""

    sent: dict[str, list[float]] = field(default_factory=dict)
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
        self._link = await connect(self._plan.url, self._heard, self._gone)
        again = {"resume": self._resume} if self._resume else {}
        hello = await self._ask("hello", {"version": wire.VERSION, **again})
        self._resume = hello["resume"]
        seat = {"seat": self._seat} if self._seat else {}
        joined = await self._ask("room_join", {"code": self._plan.code, **seat})
        self._seat = joined["seat"]
        self._begin(joined["begin"])
        running = hello["round"]
        if isinstance(running, dict) and running["round"] == self._round:
            for seq in range(running["seq"], len(self._log)):  # what the server has not kept
                self._send(seq)
        self.joined.set()

    def _draw(self) -> None:
        """The next piece, at its time."""
        if self._round is None:
            return
        fields = piece(len(self._log), hash(self._round) % 100)
        self._log.append(fields)
        self._found.sent[self._round].append(time.monotonic())
        self._send(len(self._log) - 1)

    def _send(self, seq: int) -> None:
        if self._link:
            self._link.say(f'42{seq}["ink",{json.dumps({"round": self._round, "seq": seq, **self._log[seq]})}]')

    async def _ask(self, name: str, fields: dict[str, object]) -> dict[str, Any]:
        assert self._link
        self._answer = asyncio.get_running_loop().create_future()
        self._link.say(f'42999999["{name}",{json.dumps(fields)}]')
        async with asyncio.timeout(ANSWER):
            answer = await self._answer
        if "problem" in answer:
            raise ConnectionError(f"the server refused {name}: {answer['problem']}")
        return answer

    def _heard(self, text: str) -> None:
        if text.startswith("43999999[") and self._answer and not self._answer.done():
            self._answer.set_result(json.loads(text[8:])[0])
        elif text.startswith('42["begin"'):
            self._begin(json.loads(text[2:])[1])
        elif text.startswith('42["over"') and self._round and self._round in text:
            self._round = None
        elif text.startswith('42["problem"'):
            self._found.problems[json.loads(text[2:])[1]["code"]] += 1

    def _begin(self, begin: dict[str, Any] | None) -> None:
        if begin is None or begin["round"] == self._round:
            return
        self._round, self._log = begin["round"], []
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
