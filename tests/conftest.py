"""Fixtures for every test of the server: no network, no weights, a database of its own, time as a number."""

import contextlib
import os
import random

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch loads: threads wait for each other on a busy machine

import pytest
from sqlalchemy import create_engine, delete, text
from sqlalchemy.orm import Session

from server.concurrency.threading import Mode
from server.doodles.tables import Contributor, Doodle
from server.game import Game
from server.keeping import tables
from server.keeping.redis import RedisShelf
from server.keeping.tables import TableShelf
from server.settings import Settings
from server.store import Store
from tests import services
from tests.fakes import FakeRecognizer
from tests.school import School
from tests.world import World


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


class Inline(Mode):
    """Nothing runs beside anything: what is spawned is done at once, and nobody sleeps."""

    def spawn(self, function, /, *args):
        function(*args)

    def sleep(self, seconds):
        pass


@pytest.fixture
def inline():
    return Inline()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def rng():
    return random.Random(7)


@pytest.fixture
def recognizer():
    return FakeRecognizer()


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.delenv("INKLING_ASYNC_MODE", raising=False)
    return Settings(database_url=f"sqlite:///{tmp_path}/results.sqlite3", port=0)


@pytest.fixture
def world():
    return World()


@pytest.fixture
def game(settings, recognizer, inline, world, clock, rng):
    game = Game(settings, recognizer, inline, world.outside(), clock, rng)
    yield game
    game.engine.stop()


@pytest.fixture
def school(settings, recognizer, inline, clock, rng):
    school = School(settings, recognizer, inline, clock, rng)
    yield school
    school.close()


@pytest.fixture(scope="module")
def postgres():
    with services.postgres() as service:
        yield service.start()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared(request, tmp_path_factory):
    """A database of each kind there is, made once."""
    with contextlib.ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('shared')}/doodles.sqlite3"
        else:
            url = stack.enter_context(services.postgres()).start().url
        store = Store(url)
        yield store
        store.close()


@pytest.fixture
def emptied(shared):
    """An engine to it. Its tables of drawings are emptied after each test."""
    yield shared.engine
    with shared.engine.begin() as connection:
        for table in (Doodle, Contributor):  # what hangs on them goes with them
            connection.execute(delete(table))


@pytest.fixture
def session(emptied):
    """A transaction in it that is taken back."""
    with Session(emptied) as session:
        yield session
        session.rollback()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty database of each kind there is."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/new/folder/results.sqlite3"
        return
    address = request.getfixturevalue("postgres").url
    yield address
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture(scope="module")
def redis_service():
    with services.redis() as service:
        yield service.start()


@pytest.fixture(scope="module")
def postgres_store():
    with services.postgres() as service:
        store = Store(service.start().url)
        yield store
        store.close()


@pytest.fixture(params=["sqlite", "postgresql", "redis"])
def shelf(request, tmp_path):
    """An empty shelf."""
    if request.param == "redis":
        shelf = RedisShelf(request.getfixturevalue("redis_service").url)
        shelf._redis.flushall()
        yield shelf
        shelf.close()
        return
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path}/kept.sqlite3")
    else:
        store = request.getfixturevalue("postgres_store")
    yield TableShelf(store.engine)
    with store.engine.begin() as connection:
        for table in (tables.pieces, tables.players):
            connection.execute(table.delete())
