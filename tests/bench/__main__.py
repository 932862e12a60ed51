"""`make bench`: how much this machine can do, in one table, and as JSON with the machine beside it.

    python -m tests.bench [--json FILE] [--modes MODE,MODE..] [--most N]

Recognizer first (bench_recognizer.py), then the most drawers that are held, for the naive servers and for ours in each
async mode (load.py). It takes some ten minutes, and wants the machine for itself.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import load, measures
from tests.bench.served import NAIVE, NAIVE_LIVE, ROOT
from tests.bench.table import table

OUT = ROOT / "test-results" / "bench.json"


def recognizer(folder: Path) -> dict[str, Any]:
    """What bench_recognizer.py finds, in a process of its own."""
    out = folder / "recognizer.json"
    command = [sys.executable, "-m", "tests.bench.bench_recognizer", "--json", str(out)]
    subprocess.run(command, cwd=ROOT, check=True)
    found: dict[str, Any] = json.loads(out.read_text())
    return {key: found[key] for key in ("network", "rows")}


def measured(modes: list[str], most: int, folder: Path) -> dict[str, Any]:
    """Everything, one after the other."""
    database = f"sqlite:///{folder}/results.sqlite3"
    found: dict[str, Any] = {"machine": measures.machine(), "recognizer": recognizer(folder)}
    for kind in (NAIVE, NAIVE_LIVE):
        found[kind] = load.most(kind, most, database_url=database)
    found["modes"] = {}
    for mode in modes:
        try:
            searched = load.most(mode, most, database_url=database)
            found["modes"][mode] = searched | {"idle": load.idle(mode, database_url=database)}
        except RuntimeError as error:  # a mode whose library is not installed
            print(f"  {mode}: {error}", file=sys.stderr)
    return found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, default=OUT, help="where the figures go (test-results/bench.json)")
    parser.add_argument("--modes", default=",".join(load.MODES), help="async modes to measure (all)")
    parser.add_argument("--most", type=int, default=load.MOST, help="drawers that the search ends with")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measured(args.modes.split(","), args.most, Path(folder))
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(found, indent=1) + "\n")
    print(table(found))


if __name__ == "__main__":
    main()
