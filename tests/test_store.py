"""What is kept of rounds, what is never kept, and what happens when it cannot be. On every database there is."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect, text

from server.concurrency.threading import Mode
from server.doodles import tables as doodle_tables
from server.errors import SetupError
from server.keeping import rooms as room_tables
from server.store import Keeper, Result, Store, backlog
from server.store.database import Base
from tests.services import until

ALL = (doodle_tables, room_tables)  # whoever describes a table makes it known by being imported


def result(**change):
    fields = {"mode": "classic", "word": "star", "won": True, "reason": "recognized", "ms": 3210, "points": 99}
    return Result(**{**fields, **change}, model="1a2b")


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "results.sqlite3"


@pytest.fixture
def file_store(file):
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


@pytest.fixture
def keeper(file_store, monkeypatch):
    """Beside the test, and impatient."""
    monkeypatch.setattr(backlog, "RETRY", 0.02)
    keeper = Keeper(file_store, Mode())
    yield keeper
    keeper.close()


def rows(store):
    """What is in the database: a dictionary for each result."""
    with store.engine.connect() as connection:
        return [dict(row) for row in connection.execute(text("SELECT * FROM results ORDER BY id")).mappings()]


def kept(file):
    """The words in an SQLite file, seen from outside."""
    with closing(sqlite3.connect(file)) as reader:
        return [word for (word,) in reader.execute("SELECT word FROM results ORDER BY id")]


def test_a_result_is_kept_and_nothing_else_than_what_was_promised(store):
    store.add(result(round="one"))
    store.add(result(mode="free", word=None, won=False, reason="skipped"))

    first, second = rows(store)

    promised = {"mode": "classic", "word": "star", "won": True, "reason": "recognized", "ms": 3210, "points": 99}
    promised["usual"] = True
    day = first.pop("day")
    assert first == {"id": 1, "model": "1a2b", "round": "one", **promised}
    assert str(day) == datetime.now(UTC).date().isoformat()
    assert (second["id"], second["mode"], second["word"], second["won"]) == (2, "free", None, False)


def test_the_steps_make_the_tables_that_the_classes_describe(store):
    with store.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert found == []


def test_there_is_no_table_that_nobody_knows_of(store):
    tables = set(inspect(store.engine).get_table_names())

    kept = {"kept_players", "kept_ink", "kept_rooms", "kept_room_pieces"}
    doodles = {"arrivals", "contributors", "doodles", "looks", "votes", "reports", "reviews", "withdrawals"}
    assert tables == {"results", "alembic_version", "moderators", "sign_ins"} | kept | doodles


def test_the_database_of_a_newer_game_is_left_alone(store, url):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SetupError, match="newer version of this game"):
        Store(url)


def test_a_round_that_two_processes_saw_the_end_of_counts_once(store):
    store.add(result(round="one", word="star"))
    store.add(result(round="one", word="sun"))
    store.add(result(round="two", word="moon"))

    assert [row["word"] for row in rows(store)] == ["star", "moon"]


def test_a_round_that_went_on_elsewhere_is_not_given_up(store):
    """The process that its player left gives it up after a while; the one that the player went to knows better."""
    store.add(result(round="one", reason="skipped", won=False, points=5))
    store.add(result(round="one", reason="recognized", won=True, points=50))
    store.add(result(round="one", reason="skipped", won=False, points=5))

    [row] = rows(store)
    assert (row["won"], row["reason"], row["points"]) == (True, "recognized", 50)


def test_a_store_is_opened_again_with_what_was_in_it(store, url):
    store.add(result())

    again = Store(url)
    again.add(result(word="sun"))
    again.close()

    assert [row["word"] for row in rows(store)] == ["star", "sun"]


def test_several_servers_may_make_the_tables_at_the_same_time(url):
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(Store, [url] * 8))

    for store in stores:
        store.close()


def test_results_of_an_older_version_of_the_game_stay(file):
    with closing(sqlite3.connect(file)) as old:
        old.execute(
            "CREATE TABLE results (id INTEGER PRIMARY KEY, mode VARCHAR NOT NULL, word VARCHAR, won BOOLEAN NOT NULL,"
            " reason VARCHAR NOT NULL, ms INTEGER NOT NULL, points INTEGER NOT NULL, model VARCHAR NOT NULL,"
            " day DATE NOT NULL)"
        )
        old.execute("INSERT INTO results VALUES (1, 'classic', 'moon', 1, 'recognized', 1, 2, 'x', '2026-01-01')")
        old.commit()

    store = Store(f"sqlite:///{file}")
    store.add(result(round="one"))
    store.add(result(round="one"))
    store.close()

    assert kept(file) == ["moon", "star"]


def test_readers_and_the_writer_do_not_hold_each_other_up(file_store, file):
    file_store.add(result())
    reader = sqlite3.connect(file)
    reader.execute("BEGIN")
    seen = reader.execute("SELECT count(*) FROM results").fetchone()

    file_store.add(result())
    journal = reader.execute("PRAGMA journal_mode").fetchone()
    reader.close()

    assert seen == (1,) and journal == ("wal",)
    assert len(kept(file)) == 2


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:////proc/nowhere/inkling.sqlite3", "/proc/nowhere"),
        ("sqlite:////dev/null/inkling.sqlite3", "/dev/null"),
        ("sqlite://", "name a file"),
        ("not a url", "URL"),
        ("nosuchdatabase://host/x", "nosuchdatabase"),
        ("postgresql://127.0.0.1:1/x", "refused"),
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


@pytest.mark.parametrize("scheme", ["nosuchdatabase", "postgresql"])
def test_a_password_is_not_shown(scheme):
    with pytest.raises(SetupError) as caught:
        Store(f"{scheme}://me:secret@127.0.0.1:1/x")

    assert "secret" not in str(caught.value) and "127.0.0.1:1/x" in str(caught.value)


def test_results_are_written_beside_everything_else(store, inline):
    keeper = Keeper(store, inline)

    keeper.keep(result())

    assert [row["word"] for row in rows(store)] == ["star"]
    keeper.close()


def test_a_result_that_can_never_be_written_costs_itself_and_nothing_else(file_store, file, inline, caplog):
    keeper = Keeper(file_store, inline)

    keeper.keep(result(word=object()))
    keeper.keep(result())

    assert "a result could not be kept" in caplog.text
    assert kept(file) == ["star"]
    keeper.close()


def each_connection(store, statement):
    event.listen(store.engine, "connect", lambda connection, _: connection.execute(statement()))


def test_results_wait_in_order_for_a_database_that_is_locked(keeper, file_store, file, caplog):
    each_connection(file_store, lambda: "PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for word in ("star", "sun", "moon"):
            keeper.keep(result(word=word))
        until(lambda: "results wait" in caplog.text, "the lock is noticed")
        other.rollback()

    until(lambda: kept(file) == ["star", "sun", "moon"], "what waited is written")
    until(lambda: "can be written again" in caplog.text, "the end of it is noticed")

    assert "locked" in caplog.text and caplog.text.count("results wait for it") == 1


def test_results_wait_for_a_disk_that_is_full(keeper, file_store, file, caplog):
    """To SQLite a file that may have no further page is what a full disk is."""
    pages = [1]
    each_connection(file_store, lambda: f"PRAGMA max_page_count = {pages[0]}")

    for number in range(20):
        keeper.keep(result(word=f"{number:04000}"))
    until(lambda: "results wait" in caplog.text, "the full disk is noticed")
    pages[0] = 1 << 30

    until(lambda: len(kept(file)) == 20, "what waited is written")

    assert "disk is full" in caplog.text


def test_results_wait_for_a_database_that_went_away(postgres_gone, monkeypatch, caplog):
    service, store = postgres_gone
    monkeypatch.setattr(backlog, "RETRY", 0.1)
    keeper = Keeper(store, Mode())
    keeper.keep(result(word="star"))
    until(lambda: len(rows(store)) == 1, "the first result is written")

    service.close()
    for word in ("sun", "moon"):
        keeper.keep(result(word=word))
    until(lambda: "results wait" in caplog.text, "its absence is noticed")
    service.start()

    until(lambda: "can be written again" in caplog.text and not keeper._waiting, "its return is noticed")
    keeper.close()
    assert [row["word"] for row in rows(store)] == ["star", "sun", "moon"]
    assert caplog.text.count("results wait for it") == 1


@pytest.fixture
def postgres_gone(postgres):
    """The cluster, to be ended and started."""
    store = Store(postgres.url)
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM results"))
    yield postgres, store
    store.close()


def test_a_database_that_stays_away_does_not_fill_the_memory(keeper, file, monkeypatch, caplog):
    monkeypatch.setattr(backlog, "BACKLOG", 2)
    monkeypatch.setattr(backlog, "LAST", 0.1)
    monkeypatch.setattr(keeper._store, "add", lambda _: (_ for _ in ()).throw(OSError("no such machine")))

    for word in ("star", "sun", "moon", "cloud"):
        keeper.keep(result(word=word))
    keeper.close()

    assert kept(file) == [] and caplog.text.count("results are lost from here on") == 1
    assert "2 results are lost" in caplog.text
