"""Exporting given drawings: how long each format takes, and in how much memory, whatever the number of drawings.

    python -m tests.bench.export [--drawings 1000000] [--format raw ...] [--database-url URL] [--folder DIR]
                                 [--json FILE]

Fills a new database with drawings made by chance, as many points and strokes as Quick, Draw!'s raw ones have in the
median, spread over the words; exports them with `python -m server doodles export`, each format in a process of its
own, a tenth of them first. Memory is bounded when the second peak is little above the first. A million needs some 3 GB
of disk.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from sqlalchemy import insert

from server.doodles.export.choice import FORMATS
from server.doodles.ink import pack
from server.doodles.splits import split_of
from server.doodles.tables import Doodle, today
from server.settings import ROOT
from server.store import Store
from tests.bench import measures

WORDS = (ROOT / "model/words.txt").read_text(encoding="utf-8").splitlines()
STROKES, POINTS = 4, 162  # of a drawing
POOL = 1_000  # different drawings; more of them would take long to make, and would take no longer to export
BATCH = 10_000


def scribble(rng):
    """A packed drawing of a pen that turns slowly, as pens do: what trembles is simplified five times as slowly."""
    turns = np.cumsum(rng.normal(0.06, 0.2, POINTS))
    walks = np.cumsum(8 * np.stack([np.cos(turns), np.sin(turns)]), axis=1) + rng.uniform(300, 700, (2, 1))
    x, y = np.clip(walks, 0, 1000).round(1)
    t = np.cumsum(rng.integers(8, 60, POINTS))
    parts = np.split(np.arange(POINTS), np.sort(rng.choice(np.arange(1, POINTS), STROKES - 1, replace=False)))
    return pack([[x[part].tolist(), y[part].tolist(), t[part].tolist()] for part in parts])


def fill(engine, first, last):
    """Drawings with the keys from first up to last, validated."""
    rng = np.random.default_rng(7)
    pool = [scribble(rng) for _ in range(POOL)]
    usual = {"strokes": STROKES, "points": POINTS, "timed": True, "source": "play", "version": 1, "day": today()}
    usual |= {"width": 1000, "height": 1000, "status": "validated", "reported": False, "recognized": True}
    for begin in range(first, last, BATCH):
        rows = [
            {**usual, "key": str(key), "word": WORDS[key % len(WORDS)], "ink": pool[key * 7 % POOL],
             "split": split_of(str(key))}
            for key in range(begin, min(begin + BATCH, last))
        ]  # fmt: skip
        with engine.begin() as connection:
            connection.execute(insert(Doodle), rows)


def exported(url, format, folder):
    """Seconds, peak in MB, and MB on the disk of one export by a new process."""
    command = [sys.executable, "-m", "server", "doodles", "export", "--format", format, "--out", str(folder)]
    began = time.monotonic()
    process = subprocess.Popen([*command, "--database-url", url], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{format}: exit code {process.returncode}"
    seconds = time.monotonic() - began
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(folder)
    return {"seconds": round(seconds, 1), "peak_mb": round(used.ru_maxrss / 1024), "written_mb": round(size / 1e6, 3)}


def measured(url, folder, drawings, formats):
    """For each format what it took to export a tenth of the drawings, and all of them."""
    store = Store(url)
    found = {}
    for first, last in ((0, drawings // 10), (drawings // 10, drawings)):
        fill(store.engine, first, last)
        found[str(last)] = {name: exported(url, name, folder / "out") for name in formats}
    store.close()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drawings", type=int, default=1_000_000)
    parser.add_argument("--format", nargs="+", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--database-url", help="an empty one (default: a new SQLite file)")
    parser.add_argument("--folder", type=Path, help="where there is room (default: the system's for temporary files)")
    parser.add_argument("--json", type=Path, help="also write what was found there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=args.folder) as place:
        url = args.database_url or f"sqlite:///{place}/drawings.sqlite3"
        found = measured(url, Path(place), args.drawings, args.format)
    if args.json:
        args.json.write_text(json.dumps({"machine": measures.machine(), "exports": found}, indent=1) + "\n")
    for drawings, figures in found.items():
        print(f"{drawings} drawings")
        for name, figure in figures.items():
            rate = int(drawings) / figure["seconds"]
            print(f"  {name:<11}{figure['seconds']:>9.1f} s{rate:>9.0f} a second{figure['peak_mb']:>7} MB at most"
                  f"{figure['written_mb']:>9.1f} MB written")  # fmt: skip


if __name__ == "__main__":
    main()
