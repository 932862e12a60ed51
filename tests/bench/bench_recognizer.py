"""What a point costs: one sketch on one thread, late beside early, kept state beside rerunning, a batch beside singles.

    python tests/bench/bench_recognizer.py [--checkpoint FILE] [--repeat N] [--out FILE.json]

Prints a table and writes it as JSON with the machine beside it. Times are processor time of this thread, which does
all the work, so that they are what a player waits for on a machine with nothing else to do. On a busy one they are
longer, as caches are shared; ratios travel better.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from model import Points, Recognizer, Sketch
from model.categories import Categories
from model.checkpoint import Checkpoint
from model.networks import build

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "model" / "weights" / "inkling.safetensors"
OUT = ROOT / "test-results" / "bench_recognizer.json"
EARLY, MIDDLE, LATE = 4, 200, 400  # points
MANY = 64  # sketches


def recognizer_at(path: Path) -> Recognizer:
    """The checkpoint at `path`; where there is none, a new network of the usual shape, which costs the same."""
    if path.exists():
        return Recognizer.load(path, threads=1)
    torch.set_num_threads(1)
    network: Any = build("stream", {})
    words = Categories(map(str, range(network.config.categories)))
    return Recognizer(Checkpoint("stream", {}, network.state_dict(), words), "untrained")


class Pen:
    """A pen that wanders, so that every point leaves the chord and becomes a step: no point is cheap."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.xy = (500 + np.cumsum(rng.normal(0, 20, (LATE + 1, 2)), 0)).astype(np.float32)

    def ink(self, begin: int, end: int) -> list[Points]:
        """Points `begin` to `end` of its one stroke."""
        x, y = self.xy[begin:end].T
        return [Points(x, y, np.arange(begin, end, dtype=np.float32) * 16, up=False)]


def median_ms(repeat: int, prepare: Callable[[int], Any], timed: Callable[[Any], Any]) -> float:
    """Median ms of processor time that `timed` takes on what `prepare` made, over `repeat` runs after a first one."""
    times = []
    for i in range(repeat + 1):
        made = prepare(i)
        begin = time.thread_time()
        timed(made)
        times.append(1000 * (time.thread_time() - begin))
    return statistics.median(times[1:])


def point(recognizer: Recognizer, number: int, repeat: int) -> float:
    """ms for point `number` of a sketch (from 1), all before it being kept."""

    def prepare(seed: int) -> dict[Sketch, list[Points]]:
        pen, sketch = Pen(seed), recognizer.open()
        recognizer.feed({sketch: pen.ink(0, number - 1)})
        return {sketch: pen.ink(number - 1, number)}

    return median_ms(repeat, prepare, recognizer.feed)


def rerun(recognizer: Recognizer, number: int, repeat: int) -> float:
    """ms for the first `number` points of a sketch at once, as somebody without kept state would do at every point."""
    return median_ms(repeat, lambda seed: {recognizer.open(): Pen(seed).ink(0, number)}, recognizer.feed)


def many(recognizer: Recognizer, number: int, repeat: int, together: bool) -> float:
    """ms for point `number` of MANY sketches, in one call or in a call for each."""

    def prepare(seed: int) -> dict[Sketch, list[Points]]:
        pens = {recognizer.open(): Pen(MANY * seed + i) for i in range(MANY)}
        recognizer.feed({sketch: pen.ink(0, number - 1) for sketch, pen in pens.items()})
        return {sketch: pen.ink(number - 1, number) for sketch, pen in pens.items()}

    def singly(batch: dict[Sketch, list[Points]]) -> None:
        for sketch, ink in batch.items():
            recognizer.feed({sketch: ink})

    return median_ms(repeat, prepare, recognizer.feed if together else singly)


def measure(recognizer: Recognizer, repeat: int) -> list[dict[str, Any]]:
    """All rows: what was measured, its ms, what it is compared with, that one's ms, and the ratio of the two."""
    early, middle, late = (point(recognizer, number, repeat) for number in (EARLY, MIDDLE, LATE))
    few = max(1, repeat // 10)
    pairs = [
        (f"point {LATE}", late, f"point {EARLY}", early),
        (f"points 1 to {MIDDLE} run again", rerun(recognizer, MIDDLE, few), f"point {MIDDLE}, state kept", middle),
        (f"{MANY} sketches, {MANY} calls", many(recognizer, MIDDLE, few, False),
         f"{MANY} sketches, one call", many(recognizer, MIDDLE, few, True)),
    ]  # fmt: skip
    rows: list[dict[str, Any]] = [{"what": "one point, one sketch, one thread", "ms": middle}]
    return rows + [{"what": a, "ms": x, "beside": b, "beside_ms": y, "ratio": x / y} for a, x, b, y in pairs]


def machine() -> dict[str, Any]:
    """What it was measured on, and how busy that was."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    software = {"python": platform.python_version(), "torch": torch.__version__}
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform(), "load": load, **software}


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for people."""
    lines = [f"{'':<36} {'ms':>8}   {'beside':<28} {'ms':>8} {'ratio':>7}"]
    for row in rows:
        line = f"{row['what']:<36} {row['ms']:8.3f}"
        if "ratio" in row:
            line += f"   {row['beside']:<28} {row['beside_ms']:8.3f} {row['ratio']:7.2f}"
        lines.append(line)
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=WEIGHTS, help="the network to measure (the shipped one)")
    parser.add_argument("--repeat", type=int, default=200, help="runs whose median counts (200)")
    parser.add_argument("--out", type=Path, default=OUT, help="where to write the JSON")
    args = parser.parse_args()
    recognizer = recognizer_at(args.checkpoint)
    rows = measure(recognizer, args.repeat)
    found = {"network": f"{recognizer.name} {recognizer.version}".strip(), "repeat": args.repeat, "rows": rows}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(found | {"machine": machine()}, indent=1) + "\n")
    print(table(rows))
    if (load := machine()["load"]) and load > 1:
        print(f"the machine was busy (load {load:.1f}): a quiet one is faster")


if __name__ == "__main__":
    main()
