"""Random kills while drawings are given: how many were said to be kept, and how many of those are lost. None may be.

    python -m tests.bench.kills [--kills N] [--json FILE]

On SQLite the process that gives is killed; on PostgreSQL, where it is installed, that and the database in turn.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests import kills, services
from tests.test_doodles_kills import restart


def main(arguments: list[str] | None = None) -> int:
    """Kill, count, print. The exit code is 1 when a drawing is lost."""
    parser = argparse.ArgumentParser(description="random kills while drawings are given: none is to be lost")
    parser.add_argument("--kills", type=int, default=50, help="on each database (default: 50)")
    parser.add_argument("--json", type=Path, help="also write what was found there")
    chosen = parser.parse_args(arguments)
    rows = [_row("SQLite, its server killed", _sqlite(chosen.kills))]
    try:
        rows += _postgres(chosen.kills)
    except pytest.skip.Exception as missing:
        print(f"PostgreSQL: {missing}")
    print("| what was killed | kills | kept | lost |\n|---|--:|--:|--:|")
    for row in rows:
        print("| {what} | {kills} | {kept} | {lost} |".format(**row))
    if chosen.json:
        chosen.json.write_text(json.dumps({"rows": rows}, indent=1) + "\n", encoding="utf-8")
    return int(any(row["lost"] for row in rows))


def _sqlite(times: int) -> kills.Found:
    with tempfile.TemporaryDirectory(prefix="inkling-") as folder:
        return kills.kill(f"sqlite:///{folder}/doodles.sqlite3", times, random.Random(1))


def _postgres(times: int) -> list[dict[str, Any]]:
    with services.postgres() as service:
        service.start()
        server = _row("PostgreSQL, its server killed", kills.kill(service.url, times - times // 2, random.Random(2)))
    with services.postgres() as service:
        service.start()
        both = kills.kill(service.url, times // 2, random.Random(3), lambda: restart(service))
    return [server, _row("PostgreSQL itself killed, then its server", both)]


def _row(what: str, found: kills.Found) -> dict[str, Any]:
    return {"what": what, "kills": found.kills, "kept": len(found.acknowledged), "lost": len(found.lost)}


if __name__ == "__main__":
    sys.exit(main())
