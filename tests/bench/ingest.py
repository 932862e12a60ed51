"""Drawings kept a second, against bare inserts of the same rows: what our way to the database costs.

    python -m tests.bench.ingest [--drawings N] [--repeats N] [--json FILE]

Ours begins with rounds that are over and ends when each is said to be kept: strokes put together, checked, packed, in
transactions of up to 64. The bare inserts are SQLAlchemy Core's of the rows that came of it, as many to a transaction,
just as durable. Both take turns in one run; the ratio of the medians is what counts, for it hardly knows the machine.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

from server.concurrency.threading import Mode
from server.doodles import giving
from server.doodles.consent import Consent
from server.doodles.given import Given
from server.doodles.tables import Contributor, Doodle
from server.store import Store
from server.store.database import DURABLE
from tests import services
from tests.bench import measures
from tests.fakes import WORDS
from tests.giver import KEEP, ended

ME = Consent("bench")
FLOOR, AIM = 0.1, 0.25  # of the bare inserts a second


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a table, write JSON."""
    parser = argparse.ArgumentParser(description="drawings kept a second, against bare inserts of the same rows")
    parser.add_argument("--drawings", type=int, default=2000, help="of one repeat (default: 2000)")
    parser.add_argument("--repeats", type=int, default=5, help="of each, in turns (default: 5)")
    parser.add_argument("--json", type=Path, help="also write what was found there")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="inkling-") as folder:
        rows = [measured("SQLite", f"sqlite:///{folder}/doodles.sqlite3", chosen.drawings, chosen.repeats)]
    try:
        with services.postgres() as service:
            rows.append(measured("PostgreSQL", service.start().url, chosen.drawings, chosen.repeats))
    except pytest.skip.Exception as missing:
        print(f"PostgreSQL: {missing}")
    print("| database | kept a second | bare inserts a second | ratio | floor | aim |\n|---|--:|--:|--:|--:|--:|")
    for row in rows:
        print("| {database} | {kept:.0f} | {bare:.0f} | {ratio:.2f} | {floor} | {aim} |".format(**row))
    if chosen.json:
        found = {"machine": measures.machine(), "drawings": chosen.drawings, "repeats": chosen.repeats, "rows": rows}
        chosen.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def measured(name: str, url: str, drawings: int, repeats: int) -> dict[str, Any]:
    """The medians of both, and their ratio."""
    store = Store(url)
    durable = store.engine.execution_options(**{DURABLE: True})
    rounds = [ended(str(number)) for number in range(drawings)]
    kept, bare = [], []
    for _ in range(repeats):
        kept.append(drawings / timed(lambda: _give(store, rounds)))
        rows = _rows(store.engine)
        _clear(store.engine)
        bare.append(drawings / timed(partial(_insert, durable, rows)))
        _clear(store.engine)
    store.close()
    medians = {"kept": statistics.median(kept), "bare": statistics.median(bare)}
    ratio = medians["kept"] / medians["bare"]
    return {"database": name, **medians, "ratio": ratio, "floor": FLOOR, "aim": AIM}


def timed(act: Callable[[], None]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _give(store: Store, rounds: list[Any]) -> None:
    done = threading.Event()
    left = len(rounds)

    def settled(item: giving.Item, answer: giving.Answer) -> None:
        nonlocal left
        if isinstance(item, Given):
            assert isinstance(answer, str), answer
            left -= 1
            if not left:
                done.set()

    way = giving.backlog(store.engine, store.prepare, Mode(), WORDS, random.SystemRandom(), settled)
    way.put(giving.Agreed(ME, True, new=True))
    for round in rounds:
        while not way.put(Given(round, KEEP, ME, "1")):
            time.sleep(0.01)
    assert done.wait(600), "drawings are lost"
    way.close()


def _rows(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(Doodle.__table__)).mappings()]


def _insert(engine: Engine, rows: list[dict[str, Any]]) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Contributor.__table__), {**_PERSON, "id": rows[0]["contributor"]})
    for start in range(0, len(rows), giving.BATCH):
        with engine.begin() as connection:
            connection.execute(insert(Doodle.__table__), rows[start : start + giving.BATCH])


def _clear(engine: Engine) -> None:
    with engine.begin() as connection:
        for table in ("doodles", "contributors"):
            connection.execute(text(f"DELETE FROM {table}"))


_PERSON = {"receipt": "bench", "split": "train", "agreed": True, "licence": "CC BY 4.0", "day": Contributor("", "").day}


if __name__ == "__main__":
    sys.exit(main())
