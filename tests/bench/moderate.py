"""`python -m tests.bench.moderate`: drawings moderated by keyboard alone, in the installed chromium.

A thousand drawings wait; keys are pressed as fast as the page takes them, and nothing else is touched: keep, reject,
unsure, a better word by digit, undo. `shown` is the time from a key until the next drawing has been painted, which is
what the machine adds to a moderator's own time; `settled` is when the last verdict was in the database.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.doodles.tables import Doodle, Review
from server.store import Store
from tests.bench import measures
from tests.browser.conftest import QUIET
from tests.browser.moderator import Moderator, fill
from tests.fake_server import FakeServer

KEYS = "kkkrkkuk1k"  # of ten drawings: most are fine
WAIT = 600_000  # milliseconds that something which must happen may take

# Press each key when the picture of the one before has been painted; the times in between, in ms.
WORK = """async ({ count, keys }) => {
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const times = [];
    const sheet = document.getElementById("sheet");
    for (let index = 0; index < count; index += 1) {
        const before = sheet.firstChild, start = performance.now();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: keys[index % keys.length], bubbles: true }));
        if (index + 1 < count) while (sheet.firstChild === before) await painted();
        await painted();
        times.push(performance.now() - start);
    }
    return times;
}"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--drawings", type=int, default=1000, help="how many (%(default)s)")
    parser.add_argument("--json", type=Path, help="also write what was found there")
    args = parser.parse_args(argv)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        print("no chromium is installed: there is nothing to moderate with", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = f"sqlite:///{folder}/doodles.sqlite3"
        fill(database, args.drawings)
        server = FakeServer(database_url=database)
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        try:
            found = measure(browser.new_page(viewport={"width": 1440, "height": 900}), server.url, args.drawings)
        finally:
            browser.close()
            server.stop()
        found["verdicts"] = verdicts(database)
    print(json.dumps(found, indent=1))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(page: Page, address: str, count: int) -> dict[str, Any]:
    """Moderate so many drawings -> the figures."""
    page.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    Moderator(page, f"{address}/").sign_in().sees(f"{count} waiting")
    start = time.perf_counter()
    times = sorted(page.evaluate(WORK, {"count": count, "keys": KEYS}))
    worked = time.perf_counter() - start
    page.wait_for_function("() => document.querySelector('#said').textContent.startsWith('Nothing waits')")
    page.click("#log-open")  # waits for what is under way
    page.wait_for_selector(".review-entries tr")
    return {
        "machine": measures.machine(),
        "drawings": count,
        "shown_ms": {
            "p50": round(statistics.median(times), 1),
            "p95": round(times[int(0.95 * (len(times) - 1))], 1),
            "most": round(times[-1], 1),
        },
        "seconds": round(worked, 1),
        "settled_after_seconds": round(time.perf_counter() - start, 1),
    }


def verdicts(database: str) -> dict[str, int]:
    """What is in the database in the end. An AssertionError when a drawing was lost or ruled on twice."""
    store = Store(database)
    with Session(store.engine) as session:
        counted = Counter(session.scalars(select(Review.verdict)))
        waiting = session.scalar(select(func.count()).select_from(Doodle).where(Doodle.status == "waiting"))
        twice = len(session.scalars(select(Review.doodle)).all()) - len(set(session.scalars(select(Review.doodle))))
    store.close()
    assert waiting == 0 and twice == 0, f"{waiting} drawings wait, {twice} were ruled on twice"
    return dict(counted)


if __name__ == "__main__":
    sys.exit(main())
