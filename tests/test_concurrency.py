"""Each async mode keeps the same promises. The names of the modes are the files of the package."""

import socket
import sys
import threading
from importlib import import_module
from pathlib import Path

import pytest

import server.concurrency
from server.concurrency import choose, listen
from server.errors import SetupError
from server.settings import Settings

MODES = sorted(path.stem for path in Path(server.concurrency.__file__).parent.glob("[!_]*.py"))
GREEN = Settings.model_fields["async_mode"].default
WAIT = 60.0


@pytest.fixture(params=MODES)
def mode(request):
    return choose(request.param)


def test_there_is_more_than_one_mode_and_the_default_is_one_of_them():
    assert len(MODES) > 1 and GREEN in MODES


def test_a_worker_computes_in_one_native_thread_of_its_own(mode):
    worker = mode.worker("test")

    threads = {worker.run(threading.current_thread) for _ in range(3)}
    worker.close()

    assert len(threads) == 1
    assert threads != {threading.current_thread()}
    assert all(type(thread) is threading.Thread for thread in threads)


def test_a_workers_exception_is_raised_to_who_asked(mode):
    worker = mode.worker("test")

    with pytest.raises(ZeroDivisionError):
        worker.run(lambda: 1 // 0)

    assert worker.run(lambda: 1) == 1
    worker.close()


def test_nothing_ends_a_workers_thread_but_close(mode):
    worker = mode.worker("test")

    with pytest.raises(SystemExit):
        worker.run(sys.exit, 1)

    assert worker.run(lambda: 1) == 1
    worker.close()


def test_others_go_on_while_a_worker_computes(mode):
    worker, gate, beaten = mode.worker("test"), threading.Event(), mode.event()
    done = mode.event()

    def compute():
        worker.run(gate.wait, WAIT)
        done.set()

    mode.spawn(compute)
    mode.spawn(beaten.set)

    assert beaten.wait(WAIT)
    gate.set()
    assert done.wait(WAIT)
    worker.close()


def test_a_worker_does_one_thing_at_a_time(mode):
    worker, order, finished = mode.worker("test"), [], mode.event()

    def compute(number):
        order.append(worker.run(lambda: (order.append(-number), number)[1]))
        if len(order) == 6:
            finished.set()

    for number in (1, 2, 3):
        mode.spawn(compute, number)

    assert finished.wait(WAIT)
    assert sorted(order) == [-3, -2, -1, 1, 2, 3]
    worker.close()


def test_a_lock_lets_its_holder_in_again_and_others_wait(mode):
    lock, order, done = mode.lock(), [], mode.event()

    def second():
        with lock:
            order.append("second")
        done.set()

    with lock, lock:
        mode.spawn(second)
        mode.sleep(0.01)
        order.append("first")

    assert done.wait(WAIT)
    assert order == ["first", "second"]


def test_an_unknown_mode_is_refused_in_one_line():
    with pytest.raises(SetupError, match=r"async mode 'warp' cannot be used.*INKLING_ASYNC_MODE"):
        choose("warp")


def test_a_port_is_taken_by_one_server_only():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]

        with pytest.raises(SetupError, match=f"cannot listen at 127.0.0.1 port {port}: .*in use.*--port"):
            listen("127.0.0.1", port)


def test_small_messages_do_not_wait_for_each_other():
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("host", ["nowhere.invalid", "256.1.1.1", "x" * 300])
def test_a_host_that_is_none_is_refused_in_one_line(host):
    with pytest.raises(SetupError, match="cannot listen at"):
        listen(host, 0)


def test_unmasking_gives_what_the_masks_definition_says():
    unmask = import_module(f"server.concurrency.{GREEN}").unmask
    data, mask = bytes(range(256)) * 3, (1, 200, 33, 7)

    for offset in range(5):
        expected = bytes(byte ^ mask[(offset + i) % 4] for i, byte in enumerate(data))
        assert unmask(data, mask, len(data), offset) == expected
    assert unmask(b"", mask, 0, 2) == b""


@pytest.mark.parametrize("name", MODES)
def test_nothing_is_patched_behind_torchs_back(name):
    choose(name)

    assert threading.Thread.start.__module__ == "threading"
    assert socket.socket.__module__ == "socket"


@pytest.mark.parametrize(
    ("name", "asks"), [(GREEN, "patcher.is_monkey_patched"), ("gevent", "monkey.is_module_patched")]
)
def test_a_green_mode_refuses_to_compute_in_patched_threads(name, asks, monkeypatch):
    module, question = asks.split(".")
    monkeypatch.setattr(import_module(f"{name}.{module}"), question, lambda what: what in ("thread", "threading"))

    with pytest.raises(RuntimeError, match="needs native threads"):
        choose(name)
