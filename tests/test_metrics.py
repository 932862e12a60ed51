"""Figures for Prometheus: what is counted, what it costs nobody, and what is never in them."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.app import create_app
from server.concurrency import choose
from server.metrics import Metrics, Watched
from server.settings import ROOT
from tests.fakes import FakeRecognizer
from tests.test_engine import points


def figures(metrics):
    """{"name{label}": value} of everything shown."""
    families = text_string_to_metric_families(metrics.page().decode())
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in families for sample in family.samples
    }  # fmt: skip


@pytest.fixture
def metrics(clock):
    return Metrics(clock)


def test_each_ink_message_is_timed_up_to_the_first_guess_that_has_counted_it_in(metrics, clock):
    for seq, parsed in enumerate((1000.0, 1000.5, 1000.9)):
        metrics.inked("a", seq, 4, parsed)
    clock.now = 1001.0

    metrics.sent("a", "guess", {"seq": 1})
    metrics.sent("a", "guess", {"seq": 1})

    shown = figures(metrics)
    assert shown["inkling_pen_to_guess_seconds_count"] == 2
    assert shown["inkling_pen_to_guess_seconds_sum"] == pytest.approx(1.0 + 0.5)
    assert shown["inkling_points_total"] == 12


def test_a_round_that_is_over_leaves_no_ink_waiting_for_the_next_ones_guesses(metrics):
    metrics.inked("a", 5, 4, 0.0)
    metrics.sent("a", "over", {})
    metrics.inked("b", 0, 4, 0.0)
    metrics.left("b")

    for sid in "ab":
        metrics.sent(sid, "guess", {"seq": 9})

    assert figures(metrics)["inkling_pen_to_guess_seconds_count"] == 0
    assert metrics._inked == {}


def test_ink_that_is_never_guessed_at_does_not_pile_up(metrics):
    for seq in range(5000):
        metrics.inked("a", seq, 1, 0.0)

    assert len(metrics._inked["a"]) == 1000


def test_a_call_of_the_network_is_measured_and_what_it_skips_is_counted(metrics):
    watched = Watched(FakeRecognizer(), metrics)
    a, b = watched.open(), watched.open()

    guesses = watched.feed({a: [points(1), points(1), points(1)], b: []})

    shown = figures(metrics)
    assert guesses[a].steps == 3 and watched.version == "1"
    assert (shown["inkling_batch_sketches_sum"], shown["inkling_step_seconds_count"]) == (2, 1)
    assert shown["inkling_guesses_dropped_total{superseded}"] == 2


def test_a_failing_call_fails_as_it_would_unwatched(metrics):
    recognizer = FakeRecognizer()
    recognizer.errors.append(ArithmeticError("no"))

    with pytest.raises(ArithmeticError):
        Watched(recognizer, metrics).feed({})


def test_problems_are_counted_by_code(metrics):
    for code in ("gap", "gap", "slow_down"):
        metrics.sent("a", "problem", {"code": code, "message": "secret"})

    shown = figures(metrics)
    assert (shown["inkling_problems_total{gap}"], shown["inkling_problems_total{slow_down}"]) == (2, 1)
    assert b"secret" not in metrics.page()


def test_how_late_a_thread_wakes_is_the_hubs_lag(metrics, clock):
    class Slow(type(choose("threading"))):
        def sleep(self, seconds):
            clock.now += seconds + 0.25

    left = [1, 1, 1]
    metrics.listen(Slow(), lambda: left and left.pop())

    shown = figures(metrics)
    assert shown["inkling_hub_lag_seconds_count"] == 3
    assert shown["inkling_hub_lag_seconds_sum"] == pytest.approx(0.75)


def test_every_figure_is_explained(settings, recognizer):
    app = create_app(settings, recognizer)
    families = list(app.extensions["inkling"].metrics.registry.collect())
    app.extensions["inkling"].game.engine.stop()
    app.extensions["inkling"].keeper.close()

    text = (ROOT / "docs/operations.md").read_text()
    assert len(families) > 10
    assert [family.name for family in families if f"`{family.name}" not in text] == []


def test_two_apps_count_for_themselves():
    one, other = Metrics(), Metrics()
    one.points.inc(5)

    assert figures(other)["inkling_points_total"] == 0
