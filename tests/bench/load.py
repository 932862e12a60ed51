"""How many people can draw at once before their guesses come late, and what one who does nothing costs.

    python -m tests.bench.load KIND [--drawers N] [--json FILE]

KIND is `naive`, `naive-live` or one of the server's async modes. With --drawers it says how so many fare, else it looks
for the most.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
import tempfile
import time
from pathlib import Path
from typing import Any

from server import concurrency
from tests.bench import measures
from tests.bench.crowd import Plan, crowd
from tests.bench.served import NAIVE, NAIVE_LIVE, Server

LIMIT = 100.0  # ms: the pen-to-guess time that 95 of 100 pieces of ink have to keep
PUNCTUAL = 40.0  # ms: if drawers send later than this, it is they who cannot keep up
MODES = tuple(sorted(m.name for m in pkgutil.iter_modules(concurrency.__path__) if not m.name.startswith("_")))
FIRST = {NAIVE: 8, NAIVE_LIVE: 8}  # drawers that the search begins with; OURS for the others
OURS = 100
MOST = 800  # drawers that the search ends with
IDLE = 800  # connections
SETTLE = 3.0  # seconds, after which the memory of idle players is looked at


def hold(server: Server, drawers: int, seed: int = 0) -> dict[str, Any]:
    """How so many drawers fare: pen-to-guess percentiles in ms, hub lag, cores in use, and whether they are held."""
    plan = Plan(server.url, drawers, ramp=max(2.0, drawers / 100), seed=seed)
    with crowd(plan) as together:
        together.begin()
        server.reset()
        together.end()
        report = server.report()
        found = together.found()
    waits, late = measures.percentiles(found["waits"]), measures.percentiles(found["late"])
    unfair = {code: n for code, n in found["problems"].items() if code != "over"}  # ink that crossed the end is normal
    held = bool(waits["p95"]) and waits["p95"] <= LIMIT and not found["lost"] and not unfair
    punctual = bool(late["p95"]) and late["p95"] <= PUNCTUAL
    return {
        "drawers": drawers,
        "held": held and punctual,
        "punctual": punctual,
        "wait_ms": waits,
        "late_ms": late,
        "lag_ms": report["lag"],
        "cores": report["cores"],
        "ink_per_second": round(len(found["waits"]) / plan.seconds, 1),
        "guesses_per_second": round(found["guesses"] / plan.seconds, 1),
        "lost": sum(found["lost"].values()),
        "problems": unfair,
    }


def most(kind: str, limit: int = MOST, **settings: object) -> dict[str, Any]:
    """Look for the most drawers that are held, up to `limit`: all the looks, and the best of them as "found"."""
    looks: list[dict[str, Any]] = []

    def held(drawers: int) -> bool:
        looks.append(hold(server, drawers, seed=len(looks)))
        print("  " + described(kind, looks[-1]), flush=True)
        time.sleep(1)  # what the last crowd left behind is cleared away
        return bool(looks[-1]["held"])

    with Server(kind, **settings) as server:
        number = measures.largest(held, FIRST.get(kind, OURS), limit)
    return {"kind": kind, "found": next((look for look in looks if look["drawers"] == number), None), "looks": looks}


def idle(kind: str, players: int = IDLE, **settings: object) -> dict[str, Any]:
    """What one more player who is connected and does nothing costs: bytes of the server's memory."""
    with Server(kind, **settings) as server:
        hold(server, 8)  # everything that is loaded when first needed is there
        before = measures.memory(server.pid)
        with crowd(Plan(server.url, players, ramp=players / 200, warm=SETTLE, seconds=0, idle=True)) as together:
            together.begin()
            after = measures.memory(server.pid)
    each = None if before is None or after is None else round((after - before) / players)
    return {"kind": kind, "players": players, "bytes_each": each}


def described(kind: str, look: dict[str, Any]) -> str:
    """A look in one line."""
    waits, lag = (" / ".join(f"{ms:.0f}" if ms is not None else "-" for ms in look[name].values())
                  for name in ("wait_ms", "lag_ms"))  # fmt: skip
    verdict = (
        "held" if look["held"] else "not held" if look["punctual"] else "not held: the drawers were late themselves"
    )
    return (
        f"{kind}, {look['drawers']} drawers: pen to guess {waits} ms, hub lag {lag} ms (p50 / p95 / p99), "
        f"{look['cores']:.2f} cores, {look['ink_per_second']:.0f} pieces of ink a second: {verdict}"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=(NAIVE, NAIVE_LIVE, *MODES))
    parser.add_argument("--drawers", type=int, help="only so many")
    parser.add_argument("--json", type=Path, help="write what was found here")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/results.sqlite3"
        if args.drawers:
            with Server(args.kind, database_url=database) as server:
                found = hold(server, args.drawers)
            print(described(args.kind, found))
        else:
            found = most(args.kind, database_url=database) | {"idle": idle(args.kind, database_url=database)}
            print(f"  an idle player: {found['idle']['bytes_each']} bytes")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
