"""What was measured, in the sentences and tables of the documents. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.bench import table

FILES = ("bench", "soak", "classroom", "ingest", "kills", "export", "formats", "moderate")

Figures = dict[str, Any]  # by name in FILES, without what has not been measured


def load(figures: Figures) -> str:
    """The whole table."""
    if "bench" not in figures:
        return "Not measured yet: `make bench` does."
    head, *lines = table.rows(figures["bench"])
    return "\n".join([_table(head, lines), "", f"In one run on one machine: {table.machine(figures['bench'])}."])


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
    flat = "flat (less than 5 % an hour, or no more than noise)" if s["flat"] else "not flat"
    return (
        f"{s['drawers']} players drew for {s['minutes']:g} minutes, {s['rounds']:,} rounds, and came back "
        f"{s['resumed']:,} times to a round after a reload. Memory was {s['megabytes']:.0f} MB and changed by "
        f"{s['megabytes_per_hour']:+.1f} ± {s['error']:.1f} MB an hour: {flat}. "
        f"When all had gone, {s['sketches_left']} sketches were left."
    )


def classroom(figures: Figures) -> str:
    """How each class fared, a row for each."""
    if "classroom" not in figures:
        return "Not measured yet: `python -m tests.bench.classroom` does."
    heads = ["pupils", "joining, all", "pen to wall, 95 %", "dropped", "server", "wall's page", "lost in a restart"]
    rows = [[*map(str, _class(one))] for one in figures["classroom"]["classes"]]
    return "\n".join([_table(heads, rows), "", f"In one run on one machine: {table.machine(figures['classroom'])}."])


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


def ingest(figures: Figures) -> str:
    """Drawings kept, beside bare inserts of the same rows."""
    if "ingest" not in figures:
        return "Not measured yet: `python -m tests.bench.ingest` does."
    found = figures["ingest"]
    heads = ["database", "drawings kept a second", "bare inserts of the same rows a second", "ratio"]
    rows = [[f["database"], f"{f['kept']:,.0f}", f"{f['bare']:,.0f}", f"{f['ratio']:.2f}"] for f in found["rows"]]
    return "\n".join([_table(heads, rows), "", f"In one run on one machine: {table.machine(found)}."])


def kills(figures: Figures) -> str:
    """What was said to be kept and what was lost."""
    if "kills" not in figures:
        return "Not measured yet: `python -m tests.bench.kills` does."
    rows = [[f["what"], f"{f['kills']}", f"{f['kept']:,}", f"{f['lost']}"] for f in figures["kills"]["rows"]]
    return _table(["what was killed", "kills", "drawings kept", "of these lost"], rows)


def export(figures: Figures) -> str:
    """A million."""
    return _exports(figures, "export")


def formats(figures: Figures) -> str:
    """Each format."""
    return _exports(figures, "formats")


def _exports(figures: Figures, name: str) -> str:
    """How long exports took, and in how much memory."""
    if name not in figures:
        return "Not measured yet: `python -m tests.bench.export` does."
    found = figures[name]
    few, many = sorted(found["exports"], key=int)
    heads = ["format", f"{int(many):,} drawings", "on the disk", "memory at most", f"with {int(few):,}"]
    rows = [
        [f"`{name}`", f"{f['seconds']:.0f} s", f"{f['written_mb']:,.0f} MB", f"{f['peak_mb']} MB",
         f"{found['exports'][few][name]['peak_mb']} MB"]
        for name, f in found["exports"][many].items()
    ]  # fmt: skip
    return "\n".join([_table(heads, rows), "", f"In one run on one machine: {table.machine(found)}."])


def moderate(figures: Figures) -> str:
    """How long a moderator waits for the machine."""
    if "moderate" not in figures:
        return "Not measured yet: `python -m tests.bench.moderate` does."
    found = figures["moderate"]
    shown = found["shown_ms"]
    return (
        f"{found['drawings']:,} drawings were moderated by keyboard alone in {found['seconds']:.0f} seconds: from a "
        f"key until the next drawing was painted {shown['p50']:.0f} ms in the median, {shown['p95']:.0f} ms for 95 %, "
        f"{shown['most']:.0f} ms at most, none lost or ruled on twice ({table.machine(found)})."
    )


def _table(heads: list[str], rows: list[list[str]]) -> str:
    return "\n".join([_row(heads), "|---" * len(heads) + "|", *map(_row, rows)])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


TEXTS: dict[str, Callable[[Figures], str]] = {
    "load": load, "speed": speed, "soak": soak, "classroom": classroom, "ingest": ingest, "kills": kills,
    "export": export, "formats": formats, "moderate": moderate,
}  # fmt: skip
