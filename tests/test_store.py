"""What is kept, what is never kept, and what happens when it cannot be."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from server.errors import SetupError
from server.store import Keeper, Result, Store


def result(**change):
    fields = {"mode": "classic", "word": "star", "won": True, "reason": "recognized", "ms": 3210, "points": 99}
    return Result(**{**fields, **change}, model="1a2b")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "new" / "folder" / "results.sqlite3"


def kept(file):
    """What is in the database, seen from outside: a dictionary for each result."""
    with closing(sqlite3.connect(file)) as reader:
        reader.row_factory = sqlite3.Row
        return [dict(row) for row in reader.execute("SELECT * FROM results ORDER BY id")]


@pytest.fixture
def store(file):
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


def test_a_result_is_kept_and_nothing_else_than_what_was_promised(store, file):
    store.add(result())
    store.add(result(mode="free", word=None, won=False, reason="skipped"))

    first, second = kept(file)

    promised = {"mode": "classic", "word": "star", "won": 1, "reason": "recognized", "ms": 3210, "points": 99}
    assert first == {"id": 1, "day": datetime.now(UTC).date().isoformat(), "model": "1a2b", **promised}
    assert (second["id"], second["mode"], second["word"], second["won"]) == (2, "free", None, 0)


def test_there_is_no_other_table(store, file):
    with closing(sqlite3.connect(file)) as reader:
        tables = reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()

    assert tables == [("results",)]


def test_readers_and_the_writer_do_not_hold_each_other_up(store, file):
    store.add(result())
    reader = sqlite3.connect(file)
    reader.execute("BEGIN")
    seen = reader.execute("SELECT count(*) FROM results").fetchone()

    store.add(result())
    journal = reader.execute("PRAGMA journal_mode").fetchone()
    reader.close()

    assert seen == (1,) and journal == ("wal",)
    assert len(kept(file)) == 2


def test_a_store_is_opened_again_with_what_was_in_it(store, file):
    store.add(result())

    again = Store(f"sqlite:///{file}")
    again.add(result(word="sun"))
    again.close()

    assert [row["word"] for row in kept(file)] == ["star", "sun"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////proc/nowhere/inkling.sqlite3", "/proc/nowhere"),
        ("sqlite:////dev/null/inkling.sqlite3", "/dev/null"),
        ("sqlite://", "name a file"),
        ("not a url", "URL"),
        ("nosuchdatabase://host/x", "nosuchdatabase"),
    ],
)
def test_a_database_that_cannot_be_written_is_one_line(url, reason):
    with pytest.raises(SetupError) as caught:
        Store(url)

    assert reason in str(caught.value)
    assert "\n" not in str(caught.value) and "INKLING_DATABASE_URL" in str(caught.value)


def test_a_file_that_is_no_database_is_one_line(tmp_path):
    (tmp_path / "notes.txt").write_text("not a database " * 100)

    with pytest.raises(SetupError, match="not a database") as caught:
        Store(f"sqlite:///{tmp_path}/notes.txt")

    assert "\n" not in str(caught.value)


def test_a_password_is_not_shown():
    with pytest.raises(SetupError) as caught:
        Store("nosuchdatabase://me:secret@host/x")

    assert "secret" not in str(caught.value) and "host/x" in str(caught.value)


def test_results_are_written_beside_everything_else(store, file, inline):
    keeper = Keeper(store, inline)

    keeper.keep(result())

    assert [row["word"] for row in kept(file)] == ["star"]
    keeper.close()


def test_a_failing_database_costs_a_result_and_nothing_else(store, file, inline, caplog):
    keeper = Keeper(store, inline)

    keeper.keep(result(word=object()))
    keeper.keep(result())

    assert "a result could not be kept" in caplog.text
    assert [row["word"] for row in kept(file)] == ["star"]
    keeper.close()


def test_a_stuck_database_does_not_fill_the_memory(store, file, inline, monkeypatch, caplog):
    monkeypatch.setattr("server.store.BACKLOG", 0)
    keeper = Keeper(store, inline)

    keeper.keep(result())

    assert kept(file) == [] and "a result is lost" in caplog.text
    keeper.close()
