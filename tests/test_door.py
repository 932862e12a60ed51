"""Who may connect, and from where that counts as."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.door import SWEEP, Door, is_here, place
from server.limits import Bucket
from server.metrics import Metrics


def coming(address="192.0.2.1", **headers):
    return {"REMOTE_ADDR": address, **headers}


@pytest.fixture
def make(settings, clock):
    return lambda **change: Door(settings.model_copy(update=change), clock, Metrics(), threading.Lock())


def entered(door, count, address="192.0.2.1", first=0):
    """How many of so many links get in."""
    return sum(door.enter(f"{address}/{first + i}", coming(address)) is None for i in range(count))


def test_a_school_behind_one_address_gets_in_by_default(make):
    assert entered(make(), 200) == 200


def test_links_from_one_address_are_bounded_and_others_do_not_notice(make):
    door = make(connections_per_address=3)

    assert entered(door, 5) == 3
    assert entered(door, 2, "192.0.2.2") == 2


def test_links_that_come_at_the_same_moment_are_counted_each(make, monkeypatch):
    door, full = make(connections_per_address=3), Bucket.full

    def slow(*args):
        time.sleep(0.05)
        return full(*args)

    monkeypatch.setattr(Bucket, "full", slow)
    with ThreadPoolExecutor(8) as threads:
        let_in = [why is None for why in threads.map(lambda i: door.enter(str(i), coming()), range(8))]

    assert sum(let_in) == 3


def test_a_link_that_ends_makes_room(make, clock):
    door = make(connections_per_address=2)
    entered(door, 2)
    clock.now += 10

    door.leave("192.0.2.1/0")
    door.leave("192.0.2.1/0")

    assert entered(door, 2, first=2) == 1


def test_who_connects_in_a_loop_is_slowed_down_though_each_link_is_closed(make, clock):
    door = make(connections_per_address=20, connection_rate=2)
    inside = 0
    for i in range(100):
        inside += door.enter(str(i), coming()) is None
        door.leave(str(i))
    clock.now += 5

    assert inside == 20
    assert entered(door, 100, first=100) == 10


def test_all_links_together_are_bounded(make):
    door = make(connections=4)

    assert sum(entered(door, 2, f"192.0.2.{i}") for i in range(5)) == 4


def test_a_refusal_says_what_the_limit_is_and_the_log_does_not_say_who(make, caplog):
    door = make(connections_per_address=1)
    entered(door, 1)

    refusal = door.enter("another", coming())

    assert refusal == "1 connections from one address are the most"
    assert "connections are refused" in caplog.text and "192.0.2" not in caplog.text


def test_addresses_without_links_are_forgotten(make, clock):
    door = make(connections=10**6)
    for i in range(SWEEP + 50):
        entered(door, 1, f"10.0.{i // 256}.{i % 256}")
        door.leave(f"10.0.{i // 256}.{i % 256}/0")
        clock.now += 1

    assert len(door._places) <= SWEEP and door._links == {}


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("somewhere", "somewhere"),
    ],
)
def test_what_counts_as_one_address(address, counts_as):
    assert place(address) == counts_as


@pytest.mark.parametrize(
    ("environ", "here"),
    [
        (coming("127.0.0.1"), True),
        (coming("::1"), True),
        (coming("192.0.2.1"), False),
        (coming("127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.1"), False),
        (coming("127.0.0.1", HTTP_FORWARDED="for=192.0.2.1"), False),
        ({}, False),
    ],
)
def test_a_proxy_on_this_machine_does_not_make_everybody_local(environ, here):
    assert is_here(environ) is here


def test_a_proxy_nobody_told_us_of_is_one_line_in_the_log(make, caplog):
    door = make()
    with caplog.at_level(logging.WARNING):
        for i in range(3):
            door.enter(str(i), coming("127.0.0.1", HTTP_X_FORWARDED_FOR="192.0.2.7"))

    [record] = caplog.records
    assert "INKLING_PROXIES=1" in record.message and "192.0.2" not in record.message
