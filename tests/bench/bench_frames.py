"""How long a point takes from the hand to the screen, on an empty board and with 100, 1,000 and 4,000 points on it.

    python -m tests.bench.bench_frames [--out FILE.json] [--how]

Opens the page in the installed Chromium, in Zen mode on a server whose network is a fake, and moves the mouse over a
part of the board where nothing is drawn yet. `pixel` is the time from the browser's time stamp of a movement until the
canvas, read back, has ink at its place; at 60 Hz a frame is 16.7 ms, and a movement waits half of one for the next to
begin. `work` is what the page computes for a frame: taking in the movements, drawing the board and the rest of the
screen. `lift` is what it does when the pen is lifted. Each in ms, median and 95th percentile. `--how` opens the panel
"How I decide" for it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.bench.measures import percentiles
from tests.browser.conftest import QUIET
from tests.browser.player import Player
from tests.browser.shapes import Stroke, scribble
from tests.fake_server import FakeServer

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test-results" / "bench_frames.json"
POINTS = (0, 100, 1000, 4000)
MOVES = 60  # of the mouse, for each number of points
PIECE = 8  # of them are one stroke, where there are many
FREE = 0.72  # above this share of the board's height lies what is on it already, below it what is measured
FIGURES = ("pixel", "work", "lift")

# Notes, for each movement of the mouse, when it was and when its ink was on the canvas; for each frame what it took.
TIMED = """
    window.taken = { pixel: [], work: [], lift: [] };
    let [moves, spent, began] = [[], 0, 0];
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => request((now) => {
        const before = performance.now();
        draw(now);
        spent += performance.now() - before;
        if (moves.length > 0) setTimeout(look);
    });
    function look() {
        if (moves.length === 0) return;
        const box = board.getBoundingClientRect(), ratio = board.width / box.width;
        const [x, y] = [(moves.at(-1).x - box.left) * ratio, (moves.at(-1).y - box.top) * ratio];
        const { data } = board.getContext("2d").getImageData(x - 2, y - 2, 5, 5);
        if (data.every((value) => value === 0)) return; // not yet: the next frame
        const now = performance.now();
        for (const { at } of moves) window.taken.pixel.push(now - at);
        window.taken.work.push(spent);
        [moves, spent] = [[], 0];
    }
    for (const type of ["pointermove", "pointerup"]) {
        addEventListener(type, (event) => {
            began = performance.now();
            if (!event.isTrusted || type === "pointerup") return;
            moves.push({ at: event.timeStamp, x: event.clientX, y: event.clientY });
        }, true);
        addEventListener(type, (event) => {
            if (!event.isTrusted) return;
            spent += performance.now() - began;
            if (type === "pointerup") window.taken.lift.push(performance.now() - began);
        });
    }
"""
# Draws what is on the board already, by events of a script; where the pen is down, its stroke goes on.
DRAW = """async ([strokes, down]) => {
    const box = board.getBoundingClientRect();
    const send = (type, [x, y]) => board.dispatchEvent(new PointerEvent(type, {
        bubbles: true, cancelable: true, pointerId: 1, pointerType: "mouse", isPrimary: true, button: 0,
        buttons: type === "pointerup" ? 0 : 1, clientX: box.left + x * box.width, clientY: box.top + y * box.height,
    }));
    for (const stroke of strokes) {
        if (!down) send("pointerdown", stroke[0]);
        for (let at = 1; at < stroke.length; at += 25) {
            for (const point of stroke.slice(at, at + 25)) send("pointermove", point);
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        }
        if (!down) send("pointerup", stroke.at(-1));
    }
    window.taken = { pixel: [], work: [], lift: [] };
}"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=OUT, help="JSON file for the figures (%(default)s)")
    parser.add_argument("--how", action="store_true", help='with the panel "How I decide" open')
    args = parser.parse_args(argv)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("no chromium is installed: there is nothing to measure with", file=sys.stderr)
        return 2
    found: dict[str, Any] = {
        "machine": {"cpu": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    }
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = FakeServer(database_url=f"sqlite:///{folder}/results.sqlite3")
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        try:
            for kind in ("one stroke", "40 strokes"):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                found[kind] = measure(page, server.url, kind == "one stroke", args.how)
                page.close()
        finally:
            browser.close()
            server.stop()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(table(found))
    return 0


def measure(page: Page, address: str, one: bool, how: bool) -> dict[str, Any]:
    """Draw 4,000 points, in one stroke or in 40 -> {points on the board: {figure: {"p50", "p95", ..} in ms}}."""
    page.add_init_script(TIMED)
    player = Player(page, f"{address}/").open()
    page.click("[data-play=zen]")
    player.expect(phase="drawing")
    if how:
        page.click("#how-open")
    box = page.locator("#board").bounding_box()
    assert box
    if one:
        page.mouse.move(box["x"] + 0.05 * box["width"], box["y"] + FREE * box["height"])
        page.mouse.down()
    figures = {}
    for row, (points, before) in enumerate(zip(POINTS, (0, *POINTS), strict=False)):
        page.evaluate(DRAW, [ink(points - before, 1 if one else 10), one])
        y = FREE + (0.97 - FREE) * (row + 0.5) / len(POINTS)
        for move in range(MOVES):
            x = 0.05 + 0.9 * move / MOVES
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            if not one and move % PIECE == 0:
                page.mouse.down()
            if not one and move % PIECE == PIECE - 1:
                page.mouse.up()
        if not one or points == max(POINTS):
            page.mouse.up()
        page.wait_for_function("() => window.taken.pixel.length > 0")
        taken = page.evaluate("taken")
        figures[str(points)] = {name: percentiles(taken[name]) for name in FIGURES}
    return figures


def ink(points: int, strokes: int) -> list[Stroke]:
    """So many points in the upper part of the board."""
    if points == 0:
        return []
    return [[(x, FREE * y) for x, y in stroke] for stroke in scribble(points, strokes)]


def table(found: dict[str, Any]) -> str:
    """The figures as lines of text."""
    lines = [f"{'':12}{'points':>8}" + "".join(f"{name + ' p50':>12}{'p95':>8}" for name in FIGURES) + "   ms"]
    for kind in ("one stroke", "40 strokes"):
        for points, one in found[kind].items():
            cells = [f"{cell(one[name]['p50']):>12}{cell(one[name]['p95']):>8}" for name in FIGURES]
            lines.append(f"{kind:12}{points:>8}" + "".join(cells))
        empty, full = (found[kind][str(points)]["pixel"] for points in (0, max(POINTS)))
        ratios = " and ".join(f"{full[p] / empty[p]:.2f} ({p})" for p in ("p50", "p95"))
        lines.append(
            f"{'':12}from the hand to the pixel, {max(POINTS)} points take {ratios} times what an empty board takes"
        )
    return "\n".join(lines)


def cell(ms: float | None) -> str:
    """A figure, or a dash where nothing was measured."""
    return "–" if ms is None else f"{ms:.2f}"


if __name__ == "__main__":
    sys.exit(main())
