"""The guessing engine: what is batched, what waits, and what a failure does."""

import gc
import logging
import threading
import weakref

import numpy as np
import pytest

from model import Edit, Points
from server.concurrency import choose
from server.concurrency.threading import Mode
from server.engine import CALLS, REST, Engine
from server.rules import Mark
from tests.fakes import FakeRecognizer

WAIT = 60.0  # seconds a test waits at most for what must happen


def points(n, up=False):
    return Points(*np.zeros((3, n), np.float32), up)


class Ears:
    """Hears what the engine says."""

    def __init__(self):
        self.answers, self.failures = [], []

    def answered(self, sketch, guess, mark):
        self.answers.append((sketch, guess.steps, mark.seq))

    def failed(self, sketch):
        self.failures.append(sketch)


@pytest.fixture
def ears():
    return Ears()


@pytest.fixture
def engine(recognizer, ears):
    engine = Engine(recognizer, choose("threading"), ears.answered, ears.failed)
    yield engine
    engine.stop()


def in_background(engine):
    """Starts one step; returns a function that waits for its end."""
    thread = threading.Thread(target=engine.step)
    thread.start()
    return lambda: thread.join(WAIT)


def test_one_call_serves_everybody(engine, recognizer, ears):
    a, b, idle = engine.open(), engine.open(), engine.open()
    engine.add(a, [points(3)], Mark(0, 1.0))
    engine.add(b, [points(4), Edit.UNDO], Mark(1, 2.0))

    assert engine.step()
    assert not engine.step()

    assert len(recognizer.batches) == 1
    assert ears.answers == [(a, 3, 0), (b, 0, 1)]
    assert idle not in {sketch for sketch, *_ in ears.answers}


def test_what_comes_during_a_call_goes_into_the_next_one_together(engine, recognizer, ears):
    a, b = engine.open(), engine.open()
    recognizer.gate.clear()
    engine.add(a, [points(1)], Mark(0, 0.0))
    finish = in_background(engine)
    assert recognizer.entered.wait(WAIT)

    for seq in (1, 2, 3):
        engine.add(a, [points(10)], Mark(seq, 0.0))
    engine.add(b, [points(5)], Mark(0, 0.0))
    recognizer.gate.set()
    finish()
    engine.step()

    assert [len(batch) for batch in recognizer.batches] == [1, 2]
    assert ears.answers == [(a, 1, 0), (a, 31, 3), (b, 5, 0)]


def test_adding_never_waits_for_a_call(engine, recognizer):
    sketch = engine.open()
    recognizer.gate.clear()
    engine.add(sketch, [points(1)], Mark(0, 0.0))
    finish = in_background(engine)
    assert recognizer.entered.wait(WAIT)

    adding = threading.Thread(target=engine.add, args=(sketch, [points(1)], Mark(1, 0.0)))
    adding.start()
    adding.join(WAIT)

    assert not adding.is_alive() and not recognizer.gate.is_set()
    recognizer.gate.set()
    finish()


def test_a_closed_sketch_gets_no_answer_and_is_freed(engine, recognizer, ears):
    sketch = engine.open()
    engine.add(sketch, [points(1)], Mark(0, 0.0))
    recognizer.gate.clear()
    finish = in_background(engine)
    assert recognizer.entered.wait(WAIT)

    engine.close(sketch)
    engine.add(sketch, [points(1)], Mark(1, 0.0))
    recognizer.gate.set()
    finish()
    ghost = weakref.ref(sketch)
    del sketch
    engine.add(engine.open(), [points(1)], Mark(0, 0.0))
    engine.step()  # the native thread has something else to hold
    gc.collect()

    assert [seq for *_, seq in ears.answers] == [0] and len(recognizer.batches) == 2
    assert ghost() is None


def test_a_failing_call_is_logged_and_told_and_does_not_stop_the_engine(engine, recognizer, ears, caplog):
    a, b = engine.open(), engine.open()
    recognizer.errors.append(ArithmeticError("no such number"))
    for sketch in (a, b):
        engine.add(sketch, [points(1)], Mark(0, 0.0))

    with caplog.at_level(logging.ERROR):
        engine.step()
    engine.add(b, [points(2)], Mark(1, 0.0))
    engine.step()

    assert ears.failures == [a, b]
    assert "no such number" in caplog.text
    assert ears.answers == [(b, 2, 1)]


def test_a_suspect_sketch_is_never_batched_with_others(engine, recognizer):
    suspect, innocent = engine.open(alone=True), engine.open()
    engine.add(innocent, [points(2)], Mark(0, 0.0))
    other = engine.open()
    engine.add(suspect, [points(1)], Mark(0, 0.0))
    engine.add(other, [points(3)], Mark(0, 0.0))

    while engine.step():
        pass

    counts = [[len(items[0].x) for items in batch] for batch in recognizer.batches]
    assert counts == [[2, 3], [1]]


def test_nobody_waits_for_ever_behind_suspects(engine, ears):
    suspect, innocent = engine.open(alone=True), engine.open()
    engine.add(suspect, [points(1)], Mark(0, 0.0))
    engine.add(innocent, [points(1)], Mark(0, 0.0))

    for seq in (1, 2):
        engine.step()
        engine.add(suspect, [points(1)], Mark(seq, 0.0))

    assert [sketch for sketch, *_ in ears.answers] == [suspect, innocent]


def test_trouble_with_one_answer_is_not_the_next_ones(recognizer, caplog):
    heard = []

    def answered(sketch, guess, mark):
        heard.append(sketch)
        raise ValueError("a listener tripped")

    engine = Engine(recognizer, choose("threading"), answered, heard.append)
    for sketch in (engine.open(), engine.open()):
        engine.add(sketch, [points(1)], Mark(0, 0.0))

    engine.step()
    engine.stop()

    assert len(heard) == 2 and "a listener tripped" in caplog.text


@pytest.mark.parametrize("mode", ["threading", None])
def test_a_running_engine_answers_until_it_is_stopped(mode, settings):
    concurrency = choose(mode or settings.async_mode)
    recognizer, answered, running = FakeRecognizer(), concurrency.event(), [True]
    engine = Engine(recognizer, concurrency, lambda *_: answered.set(), lambda _: None)
    concurrency.spawn(engine.run, lambda: bool(running))

    engine.add(engine.open(), [points(1)], Mark(0, 0.0))
    assert answered.wait(WAIT)
    running.clear()
    engine.stop()

    assert recognizer.threads and threading.current_thread() not in recognizer.threads


def job(slices, log, name="job"):
    for number in range(slices):
        log.append((name, number))
        yield
    return f"{name} done"


def test_a_job_is_done_in_slices_when_there_is_nothing_to_guess(engine, recognizer, ears):
    log, results = [], []
    engine.later(job(2, log), results.append)
    a = engine.open()
    engine.add(a, [points(3)], Mark(0, 1.0))

    steps = [(engine.step(), len(log), len(recognizer.batches)) for _ in range(5)]

    assert steps == [(True, 0, 1), (True, 1, 1), (True, 2, 1), (True, 2, 1), (False, 2, 1)]
    assert results == ["job done"]


def test_jobs_are_done_one_after_the_other(engine):
    log, results = [], []
    for name in "ab":
        engine.later(job(2, log, name), results.append)

    while engine.step():
        pass

    assert log == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    assert results == ["a done", "b done"]


def test_a_job_goes_on_under_load_too(engine, recognizer):
    log = []
    engine.later(job(2, log), lambda result: None)
    a = engine.open()

    for seq in range(3 * CALLS):
        engine.add(a, [points(1)], Mark(seq, 0.0))
        engine.step()

    assert len(log) == 2
    assert len(recognizer.batches) >= 3 * CALLS - 3


def test_a_job_that_fails_is_told_as_nothing_and_the_engine_goes_on(engine, ears, caplog):
    def broken():
        yield
        raise RuntimeError("weights on fire")

    results = []
    engine.later(broken(), results.append)
    engine.later(job(1, []), lambda result: 1 / 0)
    with caplog.at_level(logging.ERROR):
        while engine.step():
            pass
    engine.add(engine.open(), [points(1)], Mark(0, 0.0))

    assert results == [None]
    assert engine.step() and len(ears.answers) == 1


@pytest.mark.parametrize("pause", [0.3, 0.0])
def test_after_a_call_others_have_their_turn_a_patient_engines_for_longer(recognizer, ears, pause):
    pauses, running = [], [True]

    class Restful(Mode):
        def sleep(self, seconds):
            pauses.append(seconds)
            running.clear()

    engine = Engine(recognizer, Restful(), ears.answered, ears.failed, pause=pause)
    engine.add(engine.open(), [points(1)], Mark(0, 0.0))

    engine.run(lambda: bool(running))
    engine.stop()

    assert len(pauses) == len(ears.answers) == 1
    assert pauses[0] == pause or 0 < pauses[0] <= REST, "as long as the call took, and no longer than is noticed"
