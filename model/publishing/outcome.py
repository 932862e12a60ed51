"""What a tuning has come to, as it is told: lines on the terminal, `tune.json` and `tune.md`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model.data.collected import Collected
from model.measuring import changes

NAMED = 10  # unknown words that are named


def left_out(doodles: Collected) -> list[str]:
    """A line for each reason for which drawings of the export are not used."""
    lines = []
    if doodles.unknown:
        some = ", ".join(f"{word} ({count})" for word, count in list(doodles.unknown.items())[:NAMED])
        more = ", .." * (len(doodles.unknown) > NAMED)
        lines.append(f"left out, as the network does not know them: {some}{more}")
    if doodles.there:
        lines.append(f"left out, as they are among the old ones: {doodles.there} drawings")
    if doodles.broken:
        lines.append(f"{doodles.broken} broken lines left out")
    return lines


def write(out: Path, found: dict[str, Any]) -> None:
    """What `tune.compared` found, for programs and for people."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "tune.json").write_text(json.dumps(found, indent=1) + "\n")
    parts = [("The old test split", found["old"]), ("Collected drawings for the test", found["doodles"])]
    texts = [changes.markdown(title, part, found["shares"]) for title, part in parts if part]
    (out / "tune.md").write_text("\n\n".join(["# What tuning changed", *texts]) + "\n")


def summary(found: dict[str, Any]) -> str:
    """Before and after, in a line."""
    old, new = found["old"], found["doodles"]
    shares = ", ".join(f"{100 * share:.0f}" for share in found["shares"])
    text = (
        f"top-1 (mean at {shares} % of the points) on the old test {old['before']:.2%} before, {old['after']:.2%} after"
    )
    return text + (f"; on collected drawings {new['before']:.2%} before, {new['after']:.2%} after" if new else "")


def refusal(found: dict[str, Any], out: Path) -> str:
    """Why nothing is published, and what may help."""
    return (
        f"not published: {summary(found)}. On the old test it may be down by {-found['old']['at_least']:.2%}, more "
        f"than the tolerance of {found['tolerance']:.2%}. {out / 'tune.md'} tells word by word. A lower --rate, or a "
        "smaller --share, may do better, with another --out"
    )
