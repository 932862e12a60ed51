"""Fixtures for every test of the server: no network, no weights, a database of its own, time as a number."""

import random

import pytest
from tests.fakes import FakeRecognizer

from server.settings import Settings


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


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
