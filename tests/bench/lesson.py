"""The pages of a benchmark's class that are no pupils of pupils.py: host and wall on light links, and real browsers."""

from __future__ import annotations

import asyncio
import json
import shlex
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, Playwright

from server import wire
from tests.bench.link import Link, connect
from tests.bench.pupils import AGAIN, ANSWER

CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync")  # fmt: skip
NICE = 19  # how far real browsers stand back
# A hand that draws as long as there is something to draw, 30 points a second, and lifts the pen every two seconds.
HAND = """() => {
    let n = 0;
    const fire = (type, clientX, clientY, buttons) => board.dispatchEvent(new PointerEvent(type, { bubbles: true,
        pointerId: 1, pointerType: "mouse", isPrimary: true, button: 0, buttons, clientX, clientY }));
    setInterval(() => {
        if (document.body.dataset.phase !== "drawing") return (n = 0);
        const box = board.getBoundingClientRect(), step = n % 60;
        const x = box.left + box.width * (0.5 + 0.35 * Math.sin(0.9 * n / 30));
        const y = box.top + box.height * (0.5 + 0.35 * Math.sin(2.3 * n / 30));
        fire(step === 0 ? "pointerdown" : step === 59 ? "pointerup" : "pointermove", x, y, step === 59 ? 0 : 1);
        return n++;
    }, 1000 / 30);
}"""
GAPS = """() => {
    window.gaps = [];
    let last = performance.now();
    const tick = (now) => { window.gaps.push(now - last); last = now; requestAnimationFrame(tick); };
    requestAnimationFrame(tick);
}"""


class Screen:
    """A page without a pen: it says what it is told to, and comes back when its link is lost."""

    def __init__(self, url: str, heard: Callable[[str, dict[str, Any]], None]) -> None:
        """`heard(name, fields)`: what the server says of itself."""
        self._url, self._hear = url, heard
        self._link: Link | None = None
        self._answer: asyncio.Future[dict[str, Any]] | None = None

    async def ask(self, name: str, **fields: object) -> dict[str, Any]:
        """A question and its answer. RuntimeError when it is refused."""
        while True:
            try:
                if self._link is None:
                    self._link = await connect(self._url, self._heard, self._gone)
                    await self._ask("hello", {"version": wire.VERSION})
                return await self._ask(name, fields)
            except (ConnectionError, TimeoutError):
                self._link = None
                await asyncio.sleep(AGAIN)

    def close(self) -> None:
        """Leave."""
        if self._link:
            self._link.drop()

    async def _ask(self, name: str, fields: dict[str, object]) -> dict[str, Any]:
        assert self._link
        self._answer = asyncio.get_running_loop().create_future()
        self._link.say(f'427["{name}",{json.dumps(fields)}]')
        async with asyncio.timeout(ANSWER):
            answer = await self._answer
        if "problem" in answer:
            raise RuntimeError(f"{name} was refused: {answer['problem']}")
        return answer

    def _heard(self, text: str) -> None:
        if text.startswith("437["):
            if self._answer and not self._answer.done():
                self._answer.set_result(json.loads(text[3:])[0])
        elif text.startswith("42["):
            self._hear(*json.loads(text[2:]))

    def _gone(self) -> None:
        self._link = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("the link was lost"))


class Wall:
    """When each piece of ink came to a wall: by drawing, in the order of the pieces."""

    def __init__(self) -> None:
        self.came: dict[str, list[float]] = {}
        self.frames = 0

    def hear(self, name: str, fields: dict[str, Any]) -> None:
        """What a wall is told."""
        if name == "frame":
            self.frames += 1
            self.take(fields["canvases"])

    def take(self, canvases: Sequence[dict[str, Any]]) -> None:
        """Canvases, of a frame or all there are."""
        now = time.monotonic()
        for canvas in canvases:
            if canvas["drawing"] is not None:
                came = self.came.setdefault(canvas["drawing"], [])
                count = len(canvas.get("ink", ())) + (0 if canvas.get("from") == 0 else len(came))
                came += [now] * (count - len(came))


async def browser(playwright: Playwright, folder: Path) -> Browser:
    """The installed chromium. RuntimeError where there is none. `folder`: an empty one, for as long as it runs.

    It stands back behind server and pupils, as it is on other people's machines in a class: each of its threads, and
    its session, where Linux shares the cores by session.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        raise RuntimeError("no chromium is installed; say --pages 0 to measure without real pages")
    patient = folder / "chromium"
    session = f"test -w /proc/$$/autogroup && echo {NICE} > /proc/$$/autogroup"
    patient.write_text(f'#!/bin/sh\n{session}\nexec nice -n {NICE} {shlex.quote(chromium)} "$@"\n')
    patient.chmod(0o700)
    return await playwright.chromium.launch(executable_path=patient, args=list(CHROMIUM))


async def pupil_page(chromium: Browser, address: str) -> Page:
    """A real page that has joined, and whose hand draws as soon as it may."""
    page = await (await chromium.new_context(viewport={"width": 360, "height": 640})).new_page()
    await page.goto(address)
    await page.wait_for_function("() => document.body.dataset.screen === 'waiting'", timeout=60_000)
    await page.evaluate(HAND)
    return page


class WallPage:
    """A real wall, which counts the times between its frames."""

    def __init__(self, page: Page, meter: CDPSession) -> None:
        """See `open`."""
        self._page, self._meter = page, meter

    @classmethod
    async def open(cls, chromium: Browser, address: str) -> WallPage:
        """It has entered the room."""
        page = await (await chromium.new_context(viewport={"width": 1920, "height": 1080})).new_page()
        await page.goto(address)
        await page.wait_for_function("() => document.body.dataset.screen !== 'wait'", timeout=60_000)
        await page.evaluate(GAPS)
        meter = await page.context.new_cdp_session(page)
        await meter.send("Performance.enable", {"timeDomain": "threadTicks"})
        return cls(page, meter)

    async def gaps(self) -> list[float]:
        """Milliseconds between its frames since the last look."""
        found: list[float] = await self._page.evaluate("() => window.gaps.splice(0)")
        return found

    async def busy(self) -> float:
        """Seconds of processor time that its main thread has had so far: script, style, layout and painting."""
        found = await self._meter.send("Performance.getMetrics")
        return next(float(metric["value"]) for metric in found["metrics"] if metric["name"] == "TaskDuration")
