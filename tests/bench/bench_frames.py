"""What a frame costs in the browser while a pen draws, with 100, 1,000 and 4,000 points on the board.

    python -m tests.bench.bench_frames [--out FILE.json]

Opens the page in the installed Chromium, in Zen mode on a server whose network is a fake, and draws with a mouse, ten
points a frame. `script` is what the page computes for a frame: taking in the points, drawing the board and the rest of
the screen. `frame` is the time from one frame to the next: 16.7 ms at 60 Hz, on a machine that can show them. Each is
in ms, median and 95th percentile.
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
from tests.browser.shapes import scribble
from tests.fake_server import FakeServer

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "test-results" / "bench_frames.json"
POINTS = (100, 1000, 4000)
TAKEN = 60  # frames that are looked at, the newest

# Wraps what the page does in a frame, and notes how long it takes.
TIMED = """
    window.spent = 0;
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (draw) => request((now) => {
        const before = performance.now();
        draw(now);
        window.spent += performance.now() - before;
    });
    window.frame = () => new Promise((done) => request((now) => setTimeout(() => done(now))));
"""
DRAW = """async (strokes) => {
    const box = board.getBoundingClientRect(), side = Math.min(box.width, box.height);
    const send = (type, [x, y]) => board.dispatchEvent(new PointerEvent(type, {
        bubbles: true, cancelable: true, pointerId: 1, pointerType: "mouse", isPrimary: true, button: 0,
        buttons: type === "pointerup" ? 0 : 1,
        clientX: box.left + (box.width - side) / 2 + x * side, clientY: box.top + (box.height - side) / 2 + y * side,
    }));
    const script = [], frames = [];
    for (const stroke of strokes) {
        send("pointerdown", stroke[0]);
        let last = await frame();
        for (let at = 1; at < stroke.length; at += 10) {
            const before = performance.now();
            for (const point of stroke.slice(at, at + 10)) send("pointermove", point);
            window.spent = performance.now() - before;
            const now = await frame();
            script.push(window.spent);
            frames.push(now - last);
            last = now;
        }
        send("pointerup", stroke.at(-1));
    }
    return { script, frame: frames };
}"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, default=OUT, help="JSON file for the figures (%(default)s)")
    out = parser.parse_args(argv).out
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("no chromium is installed: there is nothing to measure with", file=sys.stderr)
        return 2
    found = {"machine": {"cpu": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = FakeServer(database_url=f"sqlite:///{folder}/results.sqlite3")
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        try:
            for kind in ("one stroke", "40 strokes"):
                found[kind] = measure(browser.new_page(viewport={"width": 1440, "height": 900}), server.url, kind)
        finally:
            browser.close()
            server.stop()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(table(found))
    return 0


def measure(page: Page, address: str, kind: str) -> dict[str, Any]:
    """Draw 4,000 points -> {points on the board: {"script" | "frame": {"p50", "p95"} in ms}}."""
    page.add_init_script(TIMED)
    Player(page, f"{address}/").open()
    page.click("[data-play=zen]")
    page.wait_for_selector("body[data-phase=drawing]")
    taken = page.evaluate(DRAW, scribble(max(POINTS), 1 if kind == "one stroke" else 40))
    figures = {}
    for points in POINTS:
        last = len(taken["script"]) * points // max(POINTS)
        newest = slice(max(0, last - TAKEN), last)
        figures[str(points)] = {name: percentiles(taken[name][newest]) for name in ("script", "frame")}
    return figures


def table(found: dict[str, Any]) -> str:
    """The figures as lines of text."""
    lines = [f"{'':12}{'points':>8}{'script p50':>12}{'p95':>8}{'frame p50':>12}{'p95':>8}   ms"]
    for kind in ("one stroke", "40 strokes"):
        for points, one in found[kind].items():
            script, frame = one["script"], one["frame"]
            lines.append(
                f"{kind:12}{points:>8}{script['p50']:>12.2f}{script['p95']:>8.2f}{frame['p50']:>12.1f}{frame['p95']:>8.1f}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
