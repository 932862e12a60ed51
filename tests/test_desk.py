"""The desk: whole transactions in a thread of its own, and words when the database is away."""

import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from server.concurrency.threading import Mode
from server.doodles.desk import Desk
from server.doodles.tables import Withdrawal
from server.errors import GameError
from server.store import Store


@pytest.fixture
def desk(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/doodles.sqlite3")
    desk = Desk(store.engine, Mode(), "desk")
    yield desk
    desk.close()
    store.close()


def count(session):
    return session.scalar(select(func.count()).select_from(Withdrawal))


def test_work_is_done_in_another_thread_and_committed(desk):
    def add(session, key):
        session.add(Withdrawal(key))
        return threading.current_thread() is not threading.main_thread()

    assert desk.run(add, "1")

    assert desk.run(count) == 1


def test_work_that_fails_leaves_nothing_behind(desk):
    def fail(session):
        session.add(Withdrawal("1"))
        session.flush()
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        desk.run(fail)

    assert desk.run(count) == 0


def test_who_only_reads_waits_for_nobody_who_writes(desk, tmp_path):
    with closing(sqlite3.connect(tmp_path / "doodles.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")

        assert desk.read(count) == 0


def test_a_database_that_is_away_is_said_in_words(desk, caplog):
    def locked(session):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    with pytest.raises(GameError, match="try again") as caught:
        desk.run(locked)

    assert caught.value.code == "away"
    assert "database is locked" in caplog.text
