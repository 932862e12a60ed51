"""What was measured, as a table: each metric with the floor it must reach, the aim, and what was found. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from server.settings import Settings
from tests.bench.served import NAIVE, NAIVE_LIVE

DEFAULT = Settings.model_fields["async_mode"].default
Found = dict[str, Any]


@dataclass(frozen=True)
class Metric:
    """A row. `of(found, mode)` is its value, None where there is none; `unit` goes behind each number."""

    name: str
    floor: float
    aim: float
    unit: str
    of: Callable[[Found, str], float | None]
    less: bool = False  # less is better

    def reached(self, value: float | None) -> str:
        """Which of the two a value reaches."""
        if value is None:
            return "-"
        better = (lambda a, b: a <= b) if self.less else (lambda a, b: a >= b)
        return "aim" if better(value, self.aim) else "floor" if better(value, self.floor) else "below the floor"

    def shown(self, value: float | None) -> str:
        """A value with its unit."""
        return "-" if value is None else f"{value:.3g}{self.unit}"


def ratio(what: str) -> Callable[[Found, str], float | None]:
    """The ratio in the row of bench_recognizer.py that begins so. It has nothing to do with async modes."""

    def of(found: Found, mode: str) -> float | None:
        if mode != DEFAULT:
            return None
        return next((row["figure"] for row in found["recognizer"]["rows"] if row["what"].startswith(what)), None)

    return of


def drawers(found: Found, mode: str) -> float | None:
    """The most that were held."""
    best = found["modes"][mode]["found"]
    return best["drawers"] if best else 0


def against(kind: str) -> Callable[[Found, str], float | None]:
    """Times as many as this naive server held."""

    def of(found: Found, mode: str) -> float | None:
        naive = found[kind]["found"]
        ours = drawers(found, mode)
        return ours / naive["drawers"] if naive and ours is not None else None

    return of


def lag(found: Found, mode: str) -> float | None:
    """Milliseconds, with the most drawers that were held."""
    best = found["modes"][mode]["found"]
    return best["lag_ms"]["p99"] if best else None


def idle(found: Found, mode: str) -> float | None:
    """Kilobytes."""
    each = found["modes"][mode]["idle"]["bytes_each"]
    return None if each is None else each / 1000


METRICS = (
    Metric("a point with kept state against rerunning the prefix, at point 200", 20, 60, " ×", ratio("points 1 to")),
    Metric("cost of point 400 over cost of point 4", 1.2, 1.05, "", ratio("point 400"), less=True),
    Metric("one batched step for 64 sketches against 64 single steps", 6, 12, " ×", ratio("64 sketches")),
    Metric("drawers held, pen to guess at most 100 ms for 95 %", 100, 250, "", drawers),
    Metric("the same against the naive server", 10, 30, " ×", against(NAIVE)),
    Metric("the same against the naive server with our live step", 10, 30, " ×", against(NAIVE_LIVE)),
    Metric("hub lag at that load, 99 %", 20, 5, " ms", lag, less=True),
    Metric("memory of an idle connected player", 200, 60, " kB", idle, less=True),
)


def rows(found: Found) -> list[list[str]]:
    """The heads, and a row for each metric."""
    modes = sorted(found["modes"], key=lambda mode: mode != DEFAULT)
    lines = [["metric", "floor", "aim", *(f"found: {mode}" for mode in modes)]]
    for metric in METRICS:
        values = [metric.of(found, mode) for mode in modes]
        cells = [f"{metric.shown(v)} ({metric.reached(v)})" if v is not None else "-" for v in values]
        lines.append([metric.name, metric.shown(metric.floor), metric.shown(metric.aim), *cells])
    return lines


def machine(found: Found) -> str:
    """The machine in one line."""
    m = found["machine"]
    return f"{m['cpu']}, {m['cores']} cores, {m['system']}, Python {m['python']}, torch {m['torch']}"


def table(found: Found) -> str:
    """For people at a terminal."""
    lines = rows(found)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        [*("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines), machine(found)]
    )
