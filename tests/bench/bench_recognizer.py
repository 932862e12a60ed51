"""What a point costs: one sketch on one thread, late beside early, kept state beside rerunning, a batch beside singles.

    python -m tests.bench.bench_recognizer [--checkpoint FILE] [--repeat N] [--json FILE]

Prints a table with floor and aim of each figure, and writes it as JSON with the machine beside it. Times are processor
time of this thread, which does all the work. What is compared takes turns, so that a machine that is busy with other
things is so for both: it makes times longer, as caches are shared, and ratios hardly change.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from model import Points, Recognizer, Sketch, checkpoint
from model.categories import Categories
from model.checkpoint import Checkpoint
from model.live import Traced
from model.networks import build
from tests.bench import measures

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "model" / "weights" / "inkling.safetensors"
OUT = ROOT / "test-results" / "bench_recognizer.json"
EARLY, MIDDLE, LATE = 4, 200, 400  # points
MANY = 64  # sketches
IN_A_ROW = 8  # points

Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """A figure, and the two medians (ms) that it is the ratio of, or the first of them alone."""

    what: str
    figure: float
    unit: str
    floor: float | None  # what it must reach, and
    aim: float | None  # what is hoped for
    ms: float
    beside_ms: float | None = None


def kept_at(path: Path) -> Checkpoint:
    """The checkpoint at `path`; where there is none, a new network of the usual shape, which costs the same."""
    if path.exists():
        return checkpoint.load(path)
    network: Any = build("stream", {})
    words = Categories(map(str, range(network.config.categories)))
    return Checkpoint("stream", {}, network.state_dict(), words, version="untrained")


class Pen:
    """A pen that wanders, so that every point leaves the chord and becomes a step: no point is cheap."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.xy = (500 + np.cumsum(rng.normal(0, 20, (LATE + 1, 2)), 0)).astype(np.float32)

    def ink(self, begin: int, end: int) -> list[Points]:
        """Points `begin` to `end` of its one stroke."""
        x, y = self.xy[begin:end].T
        return [Points(x, y, np.arange(begin, end, dtype=np.float32) * 16, up=False)]


def in_turns(rounds: Iterator[Mapping[str, Work]]) -> dict[str, float]:
    """Median ms of processor time of each of the works, which take turns; the first round warms up."""
    times: dict[str, list[float]] = {}
    for works in rounds:
        for name, work in works.items():
            begin = time.thread_time()
            work()
            times.setdefault(name, []).append(1000 * (time.thread_time() - begin))
    return {name: statistics.median(found[1:]) for name, found in times.items()}


def points(recognizer: Recognizer, repeat: int) -> Iterator[dict[str, Work]]:
    """An early, a middle and a late point, each of a sketch that has kept all before it."""

    def next_point(seed: int, number: int) -> Work:
        pen, sketch = Pen(seed), recognizer.open()
        recognizer.feed({sketch: pen.ink(0, number - 1)})
        return lambda: recognizer.feed({sketch: pen.ink(number - 1, number)})

    for seed in range(repeat + 1):
        yield {name: next_point(seed, n) for name, n in (("early", EARLY), ("middle", MIDDLE), ("late", LATE))}


def prefixes(recognizer: Recognizer, repeat: int) -> Iterator[dict[str, Work]]:
    """The points up to one with kept state, and for each all points up to it in one call, as without kept state.

    In a row, as they come: the last IN_A_ROW of them.
    """
    row = range(MIDDLE - IN_A_ROW, MIDDLE)

    def kept(pen: Pen, sketch: Sketch) -> None:
        for number in row:
            recognizer.feed({sketch: pen.ink(number, number + 1)})

    def rerun(pen: Pen) -> None:
        for number in row:
            recognizer.feed({recognizer.open(): pen.ink(0, number + 1)})

    for seed in range(repeat + 1):
        pen, sketch = Pen(seed), recognizer.open()
        recognizer.feed({sketch: pen.ink(0, row.start)})
        yield {"kept": lambda p=pen, s=sketch: kept(p, s), "rerun": lambda p=pen: rerun(p)}


def batches(recognizer: Recognizer, repeat: int) -> Iterator[dict[str, Work]]:
    """A point of many sketches in a call for each, and the next one in one call."""
    pens: dict[Sketch, Pen] = {recognizer.open(): Pen(i) for i in range(MANY)}
    recognizer.feed({sketch: pen.ink(0, MIDDLE) for sketch, pen in pens.items()})

    def singly(number: int) -> None:
        for sketch, pen in pens.items():
            recognizer.feed({sketch: pen.ink(number, number + 1)})

    def together(number: int) -> None:
        recognizer.feed({sketch: pen.ink(number, number + 1) for sketch, pen in pens.items()})

    for number in range(MIDDLE, min(MIDDLE + 2 * (repeat + 1), LATE), 2):
        yield {"singly": lambda n=number: singly(n), "together": lambda n=number + 1: together(n)}


def steps(kept: Checkpoint, repeat: int) -> Iterator[dict[str, Work]]:
    """The same point by the live step and by the network as it is."""
    eyes = {"live": Recognizer(kept), "as it is": Recognizer(kept, step=Traced)}
    pen, sketches = Pen(0), {name: eye.open() for name, eye in eyes.items()}

    def feed(name: str, number: int) -> Work:
        return lambda: eyes[name].feed({sketches[name]: pen.ink(number, number + 1)})

    for number in range(min(repeat + 1, LATE)):
        yield {name: feed(name, number) for name in eyes}


def measure(kept: Checkpoint, repeat: int) -> list[Row]:
    """All rows."""
    recognizer, few = Recognizer(kept), max(2, repeat // 5)
    one, prefix = in_turns(points(recognizer, repeat)), in_turns(prefixes(recognizer, few))
    batch, step = in_turns(batches(recognizer, few)), in_turns(steps(kept, repeat))

    rerun, kept_state = (prefix[name] / IN_A_ROW for name in ("rerun", "kept"))

    def ratio(what: str, a: float, b: float, floor: float | None = None, aim: float | None = None) -> Row:
        return Row(what, a / b, "times", floor, aim, a, b)

    return [
        Row("one point, one sketch, one thread", one["middle"], "ms", 2, 0.5, one["middle"]),
        ratio(f"point {LATE} over point {EARLY}", one["late"], one["early"], 1.2, 1.05),
        ratio(f"points 1 to {MIDDLE} rerun over one from kept", rerun, kept_state, 20, 60),
        ratio(f"{MANY} sketches in {MANY} calls over one call", batch["singly"], batch["together"], 6, 12),
        ratio("the network as it is over the live step", step["as it is"], step["live"]),
    ]


def table(rows: list[Row]) -> str:
    """The rows for people."""
    lines = [f"{'':<46}{'figure':>9} {'':<5} {'floor':>6} {'aim':>6}   {'ms':>8} / {'ms':<8}"]
    for row in rows:
        floor, aim = (f"{value:g}" if value is not None else "" for value in (row.floor, row.aim))
        beside = f" / {row.beside_ms:<8.3f}" if row.beside_ms is not None else ""
        lines.append(f"{row.what:<46}{row.figure:9.2f} {row.unit:<5} {floor:>6} {aim:>6}   {row.ms:8.3f}{beside}")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=WEIGHTS, help="the network to measure (the shipped one)")
    parser.add_argument("--repeat", type=int, default=200, help="runs whose median counts (200; a fifth for long ones)")
    parser.add_argument("--json", type=Path, default=OUT, metavar="FILE", help="where to write the JSON")
    args = parser.parse_args()
    torch.set_num_threads(1)
    kept, load = kept_at(args.checkpoint), os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    rows = measure(kept, args.repeat)
    found = {
        "network": f"{args.checkpoint.stem} {kept.version}",
        "repeat": args.repeat,
        "rows": [asdict(row) for row in rows],
        "machine": measures.machine() | {"load": load},
    }
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(found, indent=1) + "\n")
    print(table(rows))
    if load and load > 1:
        print(f"the machine was busy before it began (load {load:.1f}): times are shorter on a quiet one")


if __name__ == "__main__":
    main()
