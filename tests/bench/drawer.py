"""One drawer: draws one thing after another as a page would, and measures how long its ink waits for a guess."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from server import wire
from tests.bench.link import Link, connect
from tests.bench.pens import Sketching

REST = 0.5  # seconds between the last stroke and the next round
ANSWER = 30.0  # seconds to wait for an acknowledgement
AGAIN = 1.0  # seconds before calling a server again that hung up


@dataclass
class Window:
    """The time that counts, and what was found in it. Seconds on the event loop's clock."""

    begin: float
    end: float
    waits: list[float] = field(default_factory=list)  # ms from sending a piece of ink to the first guess that saw it
    late: list[float] = field(default_factory=list)  # ms that pieces of ink were sent after their time, by us
    guesses: int = 0
    rounds: int = 0
    resumed: int = 0
    lost: Counter[str] = field(default_factory=Counter)  # links that ended without our doing, by reason
    problems: Counter[str] = field(default_factory=Counter)  # by code

    def __contains__(self, at: float) -> bool:
        return self.begin <= at < self.end

    def answered(self, sent: float, now: float) -> None:
        """A piece of ink sent then has its guess now, or will never have one."""
        if sent in self:
            self.waits.append(1000 * (now - sent))


@dataclass(frozen=True)
class Habits:
    """What a drawer does besides drawing: the chance of each, for each drawing."""

    reload: float = 0.0  # comes back in the middle of the round
    vanish: float = 0.0  # never comes back; somebody else comes instead


class Drawer:
    """A player. `draw` goes on until it is cancelled."""

    def __init__(
        self, url: str, drawings: Sequence[Sketching], window: Window, rng: random.Random, loop: Any = None
    ) -> None:
        """`loop` is the running event loop, unless a test wants to say what time it is."""
        self._url, self._drawings, self._window, self._rng = url, drawings, window, rng
        self._loop = loop or asyncio.get_running_loop()
        self._link: Link | None = None
        self._resume: str | None = None
        self._round = ""
        self._over = asyncio.Event()
        self._waiting: deque[tuple[int, float]] = deque()  # (seq, when it was sent) of ink without a guess
        self._answer: asyncio.Future[dict[str, object]] | None = None

    async def arrive(self) -> None:
        """Connect, and say hello."""
        self._link = await connect(self._url, self._heard, self._gone)
        hello = {"version": wire.VERSION, **({"resume": self._resume} if self._resume else {})}
        answer = await self._ask("hello", hello)
        self._resume = str(answer["resume"])
        self._running = answer["round"]

    async def draw(self, habits: Habits | None = None) -> None:
        """One drawing after another, at the speed they were drawn at. A lost link is counted, and made again."""
        while True:
            try:
                if self._link is None:
                    await self.arrive()
                await self._draw_once(habits or Habits())
            except (ConnectionError, TimeoutError) as error:
                self._window.lost[str(error) or type(error).__name__] += 1
                self._link = None
                await asyncio.sleep(AGAIN)

    async def _draw_once(self, habits: Habits) -> None:
        drawing, chance = self._rng.choice(self._drawings), self._rng.random()
        if chance >= habits.vanish + habits.reload:
            return await self._play(drawing)
        await self._play(drawing, cut=self._rng.randrange(len(drawing.messages)))
        if chance < habits.vanish:
            self._resume = None
            await self.arrive()
        else:
            await self._come_back(drawing)

    def leave(self) -> None:
        """Close the link."""
        self._give_up()
        if self._link:
            self._link.close()

    # -- rounds --------------------------------------------------------------------------------------------------------

    async def _play(self, drawing: Sketching, cut: int | None = None) -> None:
        """A round; up to message `cut`, where the link is lost, if so wanted."""
        answer = await self._ask("start", {"mode": "classic", "word": drawing.word})
        self._round = str(answer["round"])
        self._over.clear()
        self._waiting.clear()
        self._began = self._loop.time()
        await self._replay(drawing, 0, cut)
        if cut is not None and self._link:
            self._waiting.clear()
            self._link.drop()
        elif cut is None:
            await self._finish()

    async def _come_back(self, drawing: Sketching) -> None:
        """After a reload: the same round, from the message that the server wants next."""
        await asyncio.sleep(self._rng.uniform(0.1, 2))
        await self.arrive()
        if isinstance(self._running, dict) and self._running["round"] == self._round:
            self._window.resumed += 1
            await self._replay(drawing, int(self._running["seq"]), None)
            await self._finish()

    async def _replay(self, drawing: Sketching, first: int, cut: int | None) -> None:
        for seq, message in enumerate(drawing.messages[first:cut], first):
            due = self._began + message.at
            if (pause := due - self._loop.time()) > 0:
                await asyncio.sleep(pause)
            if self._over.is_set():
                return
            now = self._loop.time()
            self._say(f'42{seq}["ink",{{"round":"{self._round}","seq":{seq},{message.fields}}}]')
            self._waiting.append((seq, now))
            if now in self._window:
                self._window.late.append(1000 * max(0.0, now - due))

    async def _finish(self) -> None:
        """Look at it for a moment; what is not over then is given up."""
        if not self._over.is_set():
            await asyncio.sleep(REST)
        if not self._over.is_set():
            self._say('42["skip",{"round":"' + self._round + '"}]')
            async with asyncio.timeout(ANSWER):
                await self._over.wait()
        self._window.rounds += self._loop.time() in self._window

    # -- the link ------------------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        if self._link:
            self._link.say(text)

    async def _ask(self, name: str, fields: dict[str, object]) -> dict[str, object]:
        self._answer = self._loop.create_future()
        self._say(f'42999999["{name}",{json.dumps(fields)}]')
        async with asyncio.timeout(ANSWER):
            answer = await self._answer
        if "problem" in answer:
            raise ConnectionError(f"the server refused {name}: {answer['problem']}")
        return answer

    def _heard(self, text: str) -> None:
        if text.startswith('42["guess"'):
            self._guessed(text)
        elif text.startswith("43999999["):
            self._answered(json.loads(text[8:])[0])
        elif text.startswith('42["over"') and self._round in text:
            if '"won":true' in text:
                self._waiting.clear()  # it has been recognized: nobody needs another guess
            self._give_up()
            self._over.set()
        elif text.startswith('42["problem"'):
            self._window.problems[json.loads(text[2:])[1]["code"]] += 1

    def _answered(self, ack: dict[str, object]) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result(ack)

    def _guessed(self, text: str) -> None:
        now, waiting = self._loop.time(), self._waiting
        self._window.guesses += now in self._window
        if self._round not in text:
            return
        begin = text.index('"seq":') + 6
        seen = int(text[begin : text.index(",", begin)])
        while waiting and waiting[0][0] <= seen:
            self._window.answered(waiting.popleft()[1], now)

    def _give_up(self) -> None:
        """What still waits for a guess will never have one, and has waited until now."""
        now = self._loop.time()
        for _, sent in self._waiting:
            self._window.answered(sent, now)
        self._waiting.clear()

    def _gone(self) -> None:
        self._link = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("the link was lost"))
        self._over.set()
