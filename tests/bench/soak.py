"""Hours of coming and going: does the server's memory stay flat?

    python -m tests.bench.soak [--minutes 30] [--drawers 40] [--mode MODE] [--json FILE]

Players draw one thing after another; some reload in the middle of a round and come back to it, some vanish without a
word and somebody else comes. Memory and open sketches are looked at again and again, and a straight line is laid
through the memory of the later looks.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from server.players import AWAY
from server.settings import Settings
from tests.bench import measures
from tests.bench.crowd import Plan, crowd
from tests.bench.load import MODES
from tests.bench.served import Server

EVERY = 5.0  # seconds between two looks
RELOAD, VANISH = 0.2, 0.1  # of all drawings
WARM = 0.25  # of the time: not counted, for what is kept once is not yet all there


def soak(mode: str, minutes: float, drawers: int) -> dict[str, Any]:
    """Play for so long -> the looks, and what they say."""
    seconds = 60 * minutes
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(mode, database_url=f"sqlite:///{folder}/soak.sqlite3") as server,
    ):
        plan = Plan(server.url, drawers, ramp=2, warm=0, seconds=seconds, reload=RELOAD, vanish=VANISH)
        with crowd(plan) as together:
            together.begin()
            looks, begin = [], time.monotonic()
            while (at := time.monotonic() - begin) < seconds:
                report = server.report()
                looks.append({"s": round(at, 1), "bytes": report["memory"], "sketches": report["sketches"]})
                print(
                    f"  {at / 60:5.1f} min {report['memory'] / 1e6:8.1f} MB {report['sketches']:5} sketches", flush=True
                )
                time.sleep(EVERY)
            together.end()
            found = together.found()
        time.sleep(AWAY + 2)  # whoever is gone is forgotten now
        left = server.report()["sketches"]
    return verdict(looks) | {
        "mode": mode,
        "minutes": minutes,
        "drawers": drawers,
        "rounds": found["rounds"],
        "resumed": found["resumed"],
        "lost": sum(found["lost"].values()),
        "sketches_left": left,
        "machine": measures.machine(),
        "looks": looks,
    }


def verdict(looks: list[dict[str, Any]]) -> dict[str, Any]:
    """Whether memory is flat, and the line through it in MB."""
    later = looks[round(WARM * len(looks)) :]
    megabytes = [look["bytes"] / 1e6 for look in later]
    rise = measures.slope([look["s"] for look in later], megabytes)
    return {
        "megabytes": round(megabytes[0], 1),
        "megabytes_per_hour": round(rise.per_hour, 2),
        "error": round(rise.error, 2),
        "flat": rise.flat(megabytes[0]),
        "most_sketches": max(look["sketches"] for look in looks),
    }


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30, help="how long (30)")
    parser.add_argument("--drawers", type=int, default=40, help="at once (40)")
    parser.add_argument("--mode", choices=MODES, default=Settings.model_fields["async_mode"].default)
    parser.add_argument("--json", type=Path, help="write what was found here")
    args = parser.parse_args()
    found = soak(args.mode, args.minutes, args.drawers)
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(found, indent=1) + "\n")
    print(
        f"{found['rounds']} rounds, {found['resumed']} resumed, {found['lost']} links lost; "
        f"{found['megabytes']:.0f} MB and {found['megabytes_per_hour']:+.1f} ± {found['error']:.1f} MB an hour: "
        f"{'flat' if found['flat'] else 'NOT flat'}; {found['sketches_left']} sketches left when all were gone"
    )


if __name__ == "__main__":
    main()
