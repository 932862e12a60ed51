"""Arithmetic of the benchmarks, and what they say of the machine. Pure but for the looks at the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

PERCENTILES = (50, 95, 99)


def percentiles(values: Sequence[float]) -> dict[str, float | None]:
    """{"p50", "p95", "p99"} by nearest rank: each is a value that was measured. None where nothing was."""
    if not len(values):
        return {f"p{p}": None for p in PERCENTILES}
    found = np.percentile(values, PERCENTILES, method="inverted_cdf")
    return {f"p{p}": round(float(value), 2) for p, value in zip(PERCENTILES, found, strict=True)}


def largest(held: Callable[[int], bool], first: int, most: int, grain: float = 0.1) -> int:
    """The largest number for which `held`, to within a tenth: doubled or halved from `first`, then bisected.

    0 when not even one is held. `held` is asked once for each number, and taken to be monotonic.
    """
    good, bad = 0, most + 1
    n = min(first, most)
    while 0 < n <= most and (good == 0 or bad > most):
        if held(n):
            good = n
            n = min(2 * n, most) if n < most else most + 1
        else:
            bad = n
            n //= 2
        if good and bad <= most:
            break
    while good and bad - good > max(1, grain * good):
        n = (good + bad) // 2
        good, bad = (n, bad) if held(n) else (good, n)
    return good


@dataclass(frozen=True)
class Slope:
    """A straight line through samples: its rise in an hour, and the standard error of that."""

    per_hour: float
    error: float

    def flat(self, level: float, share: float = 0.05) -> bool:
        """Whether it rises by less than `share` of `level` in an hour, or by nothing that can be told from noise."""
        return self.per_hour < max(share * level, 2 * self.error)


def slope(seconds: Sequence[float], values: Sequence[float]) -> Slope:
    """Least squares through at least three samples."""
    x, y = np.asarray(seconds) / 3600, np.asarray(values)
    (rise, base), squares = np.polyfit(x, y, 1), ((x - x.mean()) ** 2).sum()
    rest = y - (rise * x + base)
    return Slope(float(rise), float(np.sqrt((rest**2).sum() / (len(x) - 2) / squares)))


def memory(pid: int) -> int | None:
    """Bytes of memory that a process has in use; None where the system does not say."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGESIZE")


def machine() -> dict[str, Any]:
    """What it was measured on: no names, no addresses."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "torch": version("torch"),
    }
