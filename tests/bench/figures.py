"""`python -m tests.bench.figures [--check]`: put what was measured into the documents; no figure is typed by hand.

A document marks the place with `<!-- measured: NAME -->` and `<!-- end of measured -->`; what stands between them is
replaced by what TEXTS[NAME] makes of bench.json, soak.json and classroom.json in docs/bench/.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import table
from tests.bench.served import ROOT

FIGURES = ROOT / "docs" / "bench"
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "engine.md")
PLACE = re.compile(r"(<!-- measured: (\w+) -->\n)(.*?)(<!-- end of measured -->)", re.DOTALL)

Figures = dict[str, Any]  # {"bench": .., "soak": .., "classroom": ..}, without what has not been measured


def read(folder: Path = FIGURES) -> Figures:
    """The committed figures."""
    files = {name: folder / f"{name}.json" for name in ("bench", "soak", "classroom")}
    return {name: json.loads(file.read_text()) for name, file in files.items() if file.exists()}


def filled(text: str, figures: Figures) -> str:
    """The document with the figures in its marked places; KeyError for a name that nothing makes."""

    def put(match: re.Match[str]) -> str:
        begin, name, _, end = match.groups()
        return f"{begin}{TEXTS[name](figures)}\n{end}"

    return PLACE.sub(put, text)


def load(figures: Figures) -> str:
    """The whole table."""
    if "bench" not in figures:
        return "Not measured yet: `make bench` does."
    head, *lines = table.rows(figures["bench"])
    marked = [_row(head), "|---" * len(head) + "|", *map(_row, lines)]
    return "\n".join([*marked, "", f"In one run on one machine: {table.machine(figures['bench'])}."])


def speed(figures: Figures) -> str:
    """Sentences for the README: ratios, and the machine."""
    if "bench" not in figures:
        return "Not measured yet: `make bench` does."
    bench = figures["bench"]
    shown = [metric.shown(metric.of(bench, table.DEFAULT)) for metric in table.METRICS]
    return (
        f"A point of a drawing costs {shown[0]} less than running the drawing again (at point 200), point 400 costs "
        f"{shown[1]} × what point 4 does, and one batched step for 64 drawings {shown[2]} less than 64 steps. "
        f"{shown[3]} people draw at once with 95 % of their ink answered within 100 ms: {shown[4]} as many as on a "
        f"server that runs the drawing again for each message, {shown[5]} as many as on one that does so with our live "
        "step of the network. Measured by `make bench`, with the drawers on the same "
        f"machine: {table.machine(bench)}."
    )


def soak(figures: Figures) -> str:
    """What the memory did."""
    if "soak" not in figures:
        return "Not measured yet: `python -m tests.bench.soak` does."
    s = figures["soak"]
    return (
        f"{s['drawers']} players drew for {s['minutes']:g} minutes, {s['rounds']:,} rounds, and came back "
        f"{s['resumed']:,} times to a round after a reload. Memory was {s['megabytes']:.0f} MB and changed by "
        f"{s['megabytes_per_hour']:+.1f} ± {s['error']:.1f} MB an hour: {'flat' if s['flat'] else 'not flat'}. "
        f"When all had gone, {s['sketches_left']} sketches were left."
    )


def classroom(figures: Figures) -> str:
    """How each class fared, a row for each."""
    if "classroom" not in figures:
        return "Not measured yet: `python -m tests.bench.classroom` does."
    heads = ["pupils", "joining, all", "pen to wall, 95 %", "dropped", "server", "wall's page", "lost in a restart"]
    rows = [_row([*map(str, _class(one))]) for one in figures["classroom"]["classes"]]
    marked = [_row(heads), "|---" * len(heads) + "|", *rows]
    return "\n".join([*marked, "", f"In one run on one machine: {table.machine(figures['classroom'])}."])


def _class(one: Figures) -> tuple[object, ...]:
    rate, restart = one["wall_frames_per_second"], one["restart"]
    lost = {name.removesuffix("_lost"): n for name, n in restart.items() if name.endswith("_lost") and n}
    return (
        f"{one['pupils']} and {one['pages']} real pages, {one['minutes']:g} minutes",
        f"{one['join']['machine_s']:g} s of machine time",
        f"{one['pen_to_wall_ms']['p95']:.0f} ms",
        one["dropped"],
        f"{one['cores']:g} cores",
        "-" if rate is None else f"{rate:g} frames a second",
        ", ".join(f"{n} {name}" for name, n in lost.items()) or f"nothing; all back after {restart['back_s']:g} s",
    )


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


TEXTS: dict[str, Callable[[Figures], str]] = {"load": load, "speed": speed, "soak": soak, "classroom": classroom}


def main() -> int:
    """Fill in, or check. The exit code is 1 when a check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; say which documents differ")
    args = parser.parse_args()
    figures = read()
    old = [path for path in DOCUMENTS if path.read_text() != filled(path.read_text(), figures)]
    for path in old:
        print(f"{path.name} {'differs from' if args.check else 'now agrees with'} {FIGURES.relative_to(ROOT)}")
        if not args.check:
            path.write_text(filled(path.read_text(), figures))
    return int(args.check and bool(old))


if __name__ == "__main__":
    sys.exit(main())
