"""What a training changed: the same test drawings seen by a network before and after. Pure.

Both see the same drawings, so the difference is paired: most drawings are recognized by both or by neither, and only
the others speak (McNemar 1947).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
SURE = 1.645  # standard errors: 95 of 100 times the truth is not below


@dataclass(frozen=True)
class Change:
    """Top-1 of N drawings, the mean over K shares of their points, before and after."""

    drawings: int
    before: float
    after: float
    at_least: float  # the change is not below this, with a confidence of 95 %
    gained: int  # drawings recognized with all points only after
    lost: int  # and only before


def change(before: Flags, after: Flags) -> Change:
    """From (N, K) what was recognized, the last of K with all points."""
    difference = after.mean(1) - before.mean(1)
    error = difference.std(ddof=1) / np.sqrt(len(difference)) if len(difference) > 1 else 1.0
    gained, lost = (after & ~before)[:, -1].sum(), (before & ~after)[:, -1].sum()
    at_least = difference.mean() - SURE * error
    return Change(len(before), float(before.mean()), float(after.mean()), float(at_least), int(gained), int(lost))


def by_class(before: Flags, after: Flags, labels: NDArray[np.int64], words: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Top-1 with all points of each word that has drawings, before and after."""
    return {
        words[c]: {
            "drawings": int((labels == c).sum()),
            "before": float(before[labels == c, -1].mean()),
            "after": float(after[labels == c, -1].mean()),
        }
        for c in np.unique(labels)
    }


def described(before: Flags, after: Flags, labels: NDArray[np.int64], words: Sequence[str]) -> dict[str, Any]:
    """Both of them, and top-1 at each share, for a report."""
    at = {"before": before.mean(0).tolist(), "after": after.mean(0).tolist()}
    return {**asdict(change(before, after)), "at": at, "by_class": by_class(before, after, labels, words)}


def markdown(title: str, found: dict[str, Any], shares: Sequence[float], most: int = 10) -> str:
    """A table of what changed, the largest gains and losses, and every class."""
    at = found["at"]
    lines = [
        f"## {title}: {found['drawings']:,} drawings",
        "",
        f"| | {' | '.join(f'{share:.0%} of the points' for share in shares)} |",
        "|---|" + "---|" * len(shares),
        *(f"| top-1 {when} | {' | '.join(f'{p:.1%}' for p in at[when])} |" for when in ("before", "after")),
        "",
        f"{found['gained']} drawings are recognized only after, {found['lost']} only before. The change of the mean "
        f"over the shares is {found['after'] - found['before']:+.2%}, and not below {found['at_least']:+.2%} with a "
        "confidence of 95 %.",
    ]
    rows = sorted(found["by_class"].items(), key=lambda row: row[1]["before"] - row[1]["after"])
    gains = [row for row in rows if row[1]["after"] > row[1]["before"]][:most]
    losses = [row for row in rows[::-1] if row[1]["after"] < row[1]["before"]][:most]
    for name, some in (("Largest gains", gains), ("Largest losses", losses)):
        lines += ["", f"{name}: {', '.join(f'{w} {_points(r):+.0f}' for w, r in some) or 'none'} (points of top-1)."]
    lines += ["", "| word | drawings | before | after |", "|---|---|---|---|"]
    lines += [f"| {w} | {r['drawings']} | {r['before']:.0%} | {r['after']:.0%} |" for w, r in found["by_class"].items()]
    return "\n".join(lines)


def _points(row: dict[str, Any]) -> float:
    return float(100 * (row["after"] - row["before"]))
