"""A class of thirty, or sixty: how fast it joins, how late its ink is on the wall, and whether it outlives its server.

    python -m tests.bench.classroom [--pupils 30 54] [--pages 5] [--minutes 10 [4]] [--json FILE]

For each number of pupils: so many on light links and some real browsers join a room with one wall on a light link and
one in a browser. They draw one word after another, each at 30 points a second. In the middle of a word the server is
killed and another one begins; then players, scores and ink are compared.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from server.roomwire import MAX_PLAYERS
from tests.bench import measures
from tests.bench.lesson import Screen, Wall, WallPage, browser, pupil_page
from tests.bench.pupils import Plan, Pupils, piece
from tests.bench.served import LIMITS, ROOT

WORD = 20.0  # seconds for each
SETTLED = 1.0  # seconds: ink that was sent so long before a word ended has been kept
BACK = 60.0  # seconds that everybody has for coming back
JOIN_LIMIT, WALL_LIMIT = 2.0, 200.0  # seconds of machine time for all who join; ms from pen to wall for 95 %
CROSSED = ("over", "no_round")  # problems of ink that was on its way when its word ended: nothing is wrong with it
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """`python -m server` that can be killed, and begins again at the same address with the same database."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._database = f"sqlite:///{folder}/classroom.sqlite3"
        self.begin()

    def begin(self) -> None:
        """Returns when it listens."""
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "server", "--port", str(self._port),
             "--database-url", self._database],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, **LIMITS},
        )  # fmt: skip
        assert self._process.stdout
        if not self._process.stdout.readline():
            raise RuntimeError(f"the server ended with exit code {self._process.wait()}")

    def machine_time(self) -> float:
        """Seconds of processor time that the process has had."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def kill(self) -> None:
        """As a power cut does."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()


async def play(pupils: int, pages: int, minutes: float) -> dict[str, Any]:
    """A whole class -> what was measured."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = Server(Path(folder))
        stack.callback(server.kill)
        wall, host = Wall(), Screen(server.url, lambda name, fields: None)
        settings = {"mode": "guess", "approve": False, "seconds": None, "count": 50}
        room = await host.ask("room_open", settings=settings)
        code = room["code"]
        chromium = await browser(await stack.enter_async_context(async_playwright()), Path(folder)) if pages else None

        before, begin = server.machine_time(), time.monotonic()
        crowd = Pupils(Plan(server.url, code, pupils))
        stack.callback(crowd.stop)
        addresses = [f"{server.url}/join/{code}"] * pages
        await asyncio.gather(
            asyncio.to_thread(crowd.wait), *(pupil_page(chromium, one) for one in addresses if chromium)
        )
        join = {"machine_s": round(server.machine_time() - before, 2), "s": round(time.monotonic() - begin, 2)}

        screen = Screen(server.url, wall.hear)
        wall.take((await screen.ask("room_wall", code=code, token=room["wall"]))["canvases"])
        shown = await WallPage.open(chromium, f"{server.url}/wall/{code}#{room['wall']}") if chromium else None
        guesser = Screen(server.url, lambda name, fields: None)
        seat = (await guesser.ask("room_join", code=code))["seat"]
        await host.ask("room_do", do="start")
        word = (await host.ask("room_host", code=code, token=room["host"]))["room"]["word"]
        await guesser.ask("room_say", seat=seat, text=word)  # now two have points
        await host.ask("room_do", do="set", settings={"mode": "museum"})

        machine, begin, steps = server.machine_time(), time.monotonic(), []
        worked, busy = await shown.busy() if shown else 0.0, None
        words = max(2, round(60 * minutes / WORD))
        for number in range(words):
            await host.ask("room_do", do="next")
            if number == words // 2:
                await asyncio.sleep(WORD / 2)
                cores = (server.machine_time() - machine) / (time.monotonic() - begin)
                if shown:
                    busy = round((await shown.busy() - worked) / (time.monotonic() - begin), 3)
                    steps += await shown.gaps()
                restart, away = await _restart(server, host, code, room["host"])
                await guesser.ask("room_join", code=code, seat=seat)
                wall.take((await screen.ask("room_wall", code=code, token=room["wall"]))["canvases"])
                if shown:
                    await shown.gaps()  # what happened meanwhile is no measure of its smoothness
                await asyncio.sleep(WORD / 2)
                ended = time.monotonic()
                await host.ask("room_do", do="end")
                cut = (await host.ask("room_results"))["drawings"]
                drawings = [await host.ask("room_drawing", drawing=one["drawing"]) for one in cut]
            else:
                await asyncio.sleep(WORD)
        steps += await shown.gaps() if shown else []
        found = await asyncio.to_thread(crowd.home)
        waits = _waits(found["sent"], wall.came, away)
        return {
            "pupils": pupils,
            "pages": pages,
            "minutes": round(words * WORD / 60, 1),
            "join": join,
            "pen_to_wall_ms": measures.percentiles(waits),
            "pieces_of_ink": len(waits),
            "dropped": sum(not away[0] <= at <= away[1] for at in found["lost"]),  # but when the server was killed
            "slowed": found["slowed"],  # times that ink waited because the server wanted it to
            "problems": {code: n for code, n in found["problems"].items() if code not in CROSSED},
            "cores": round(cores, 2),
            "wall_frames_per_second": round(1000 * len(steps) / sum(steps), 1) if steps else None,
            "wall_gap_ms": measures.percentiles(steps),
            "wall_busy": busy,  # of one core: its page's main thread
            "restart": {**restart, "points_lost": _points_lost(found["sent"], drawings, ended)},
        }


async def _restart(server: Server, host: Screen, code: str, token: str) -> tuple[dict[str, Any], tuple[float, float]]:
    """Kill the server and begin another -> what was lost, and from when to when somebody was away.

    Whoever guesses and does not draw comes back later than this.
    """
    before = (await host.ask("room_host", code=code, token=token))["room"]["members"]
    killed = time.monotonic()
    server.kill()
    await asyncio.to_thread(server.begin)
    up = time.monotonic()
    while True:
        after = (await host.ask("room_host", code=code, token=token))["room"]["members"]
        gone = [member["name"] for member in after if not member["here"]]
        if len(gone) <= 1 or time.monotonic() > up + BACK:
            break
        await asyncio.sleep(0.2)
    back = time.monotonic()
    found = {member["name"]: (member["score"], member["drawing"]) for member in after}
    lost = {
        "scored": sum(member["score"] > 0 for member in before),
        "players_lost": max(0, len(gone) - 1) + len(before) - len(after),
        "scores_lost": sum(found[member["name"]][0] != member["score"] for member in before),
        "drawings_lost": sum(found[member["name"]][1] != member["drawing"] for member in before),
        "back_s": round(back - up, 2),
    }
    return lost, (killed - SETTLED, back + SETTLED)


def _waits(sent: dict[str, list[float]], came: dict[str, list[float]], away: tuple[float, float]) -> list[float]:
    """Milliseconds from pen to wall of every piece of ink, but for those that met the restart."""
    pairs = [pair for round, times in sent.items() for pair in zip(times, came.get(round, ()), strict=False)]
    return [1000 * (there - here) for here, there in pairs if not away[0] <= here <= away[1]]


def _points_lost(sent: dict[str, list[float]], drawings: list[dict[str, Any]], ended: float) -> int:
    """Points of the word that was cut in two that the server does not have, though they were sent in time."""
    lost = 0
    for drawing in drawings:
        times = sent.get(drawing["drawing"], ())  # a real page's drawing is not counted here
        pieces = [piece(seq, 0) for seq, at in enumerate(times) if at < ended - SETTLED]
        points = sum(len(one["t"]) for one in pieces)  # type: ignore[arg-type]
        lost += max(0, points - sum(len(stroke[0]) for stroke in drawing["strokes"]))
    return lost


def described(one: dict[str, Any]) -> str:
    """A class in one line."""
    p95, restart = one["pen_to_wall_ms"]["p95"], one["restart"]
    kept = not any(restart[name] for name in restart if name.endswith("_lost"))
    return (
        f"{one['pupils']} pupils and {one['pages']} pages: joined with {one['join']['machine_s']} s of machine time "
        f"({'ok' if one['join']['machine_s'] < JOIN_LIMIT else 'too slow'}), pen to wall {p95} ms for 95 % "
        f"({'ok' if p95 is not None and p95 <= WALL_LIMIT else 'too slow'}), {one['dropped']} dropped, "
        f"{one['slowed']} times slowed, {one['cores']} cores, "
        f"wall's page {one['wall_frames_per_second']} frames a second, its main thread {one['wall_busy']} cores; "
        f"restart: {'nothing lost' if kept else f'LOST {restart}'}, all back after {restart['back_s']} s"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, nargs="+", default=[30], help="on light links, one class each (30)")
    parser.add_argument("--pages", type=int, default=5, help="real browsers besides (5)")
    parser.add_argument("--minutes", type=float, nargs="+", default=[10], help="how long each class plays (10)")
    parser.add_argument("--json", type=Path, help="write what was found here")
    args = parser.parse_args()
    if max(args.pupils) + args.pages + 1 > MAX_PLAYERS:
        parser.error(f"a room takes {MAX_PLAYERS}: --pupils and --pages together at most {MAX_PLAYERS - 1}")
    found: dict[str, Any] = {"machine": measures.machine(), "classes": []}
    for pupils, minutes in itertools.zip_longest(
        args.pupils, args.minutes[: len(args.pupils)], fillvalue=args.minutes[-1]
    ):
        found["classes"].append(asyncio.run(play(pupils, args.pages, minutes)))
        print("  " + described(found["classes"][-1]), flush=True)
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
