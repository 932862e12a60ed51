"""A drawing that was said to be kept survives the kill of the server, and of the database."""

import random
import signal
import time

import pytest

from tests import kills, services


@pytest.mark.slow
def test_no_drawing_that_was_said_to_be_kept_is_lost_when_the_server_is_killed(url):
    told = kills.kill(url, 2, random.Random(7))

    assert told.lost == {} and len(told.acknowledged) >= 2 * kills.AT_LEAST
    assert len(set(told.found.values())) == len(told.found)


@pytest.mark.slow
def test_no_drawing_that_was_said_to_be_kept_is_lost_when_the_database_is_killed():
    with services.postgres() as service:
        told = kills.kill(service.start().url, 1, random.Random(7), lambda: restart(service))

    assert told.lost == {} and len(told.acknowledged) >= 2 * kills.AT_LEAST


def restart(service: services.Service) -> None:
    """Killed without a word, and started as soon as its orphans let go of its memory."""
    service.close(signal.SIGKILL)
    for _ in range(100):
        try:
            service.start()
            return
        except AssertionError:  # an orphan is still there
            time.sleep(0.1)
    pytest.fail("PostgreSQL did not come back")
