"""Training: it can be killed and resumed, it stops when it should, and it says what can't be trained with."""

import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from model import Recognizer
from model.data.shards import Shards
from model.errors import BadInputError
from model.networks import build
from model.training.config import TrainConfig, from_flat, rate_at
from model.training.loop import Average, Data, Plan, Run
from model.training.loss import prefix_ends, prefix_loss, prior, shares_asked, validate
from model.training.supply import Ready
from tests.doodles import Doodles, doodles, shards_of

WORDS = ("arc", "cross", "ladder", "star")
SHAPE = {"embed": 4, "conv": 4, "hidden": 8}
QUICK = TrainConfig(steps=60, batch=8, rate=0.01, warmup=5, decay=20, validate_every=20, save_every=0, average=0.9)


def drawings(count=40, seed=0):
    return doodles(np.arange(count) % len(WORDS), seed)


def run_in(folder, config=QUICK, data=None, **plan):
    data = data or Data(drawings(), drawings(16, seed=1))
    return Run(folder, Plan(WORDS, "stream", SHAPE, config, **plan), data)


def same_weights(a, b):
    for name, weight in a.net.state_dict().items():
        torch.testing.assert_close(weight, b.net.state_dict()[name], atol=1e-6, rtol=0)
        torch.testing.assert_close(a.average.weights[name], b.average.weights[name], atol=1e-6, rtol=0)


def test_a_run_in_pieces_is_the_run_in_one_go(tmp_path):
    whole = run_in(tmp_path / "whole")
    whole.fit()

    for until in (7, 30, 60):
        pieces = run_in(tmp_path / "pieces")
        pieces.fit(until)

    assert pieces.step == whole.step == 60
    same_weights(whole, pieces)


@pytest.mark.timeout(600)
def test_killed_and_resumed_equals_never_stopped(tmp_path):
    """With kill -9, wherever it strikes, from the command line, on shards."""
    data = shards_of(tmp_path, WORDS, train=20, validation=4, per_shard=30)
    flags = "--steps 100000 --decay 0 --batch 8 --embed 4 --conv 4 --hidden 8 --validate-every 20 --save-every 0"
    command = [sys.executable, "-m", "model", "train", "--data", str(data), "--out", str(tmp_path / "killed"),
               "--threads", "1", *flags.split()]  # fmt: skip
    child = subprocess.Popen(command, env=os.environ | {"MALLOC_MMAP_THRESHOLD_": "8589934592"}, start_new_session=True)
    try:
        while not (tmp_path / "killed/last.pt").exists():
            assert child.poll() is None, "it ended by itself"
            time.sleep(0.02)
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    config = TrainConfig(steps=100_000, decay=0, batch=8, validate_every=20, save_every=0)
    splits = Data(Shards(data, "train"), Shards(data, "validation"))
    killed = run_in(tmp_path / "killed", config, splits)
    stopped_at = killed.step
    never = run_in(tmp_path / "never", config, splits)
    killed.fit(stopped_at + 13)
    never.fit(stopped_at + 13)

    assert stopped_at > 0
    same_weights(killed, never)
    assert killed.log.rows()[-1] == never.log.rows()[-1]


def test_a_resumed_run_forgets_the_lines_it_will_write_again(tmp_path):
    run = run_in(tmp_path)
    run.fit(until=20)
    before = run.log.path.read_text()
    run.log.add(40, {"top1@100": 0.5})
    with run.log.path.open("a") as file:
        file.write('{"step": 41, "lo')  # the kill came in the middle of a line

    run_in(tmp_path)

    assert run.log.path.read_text() == before


def test_the_rate_rises_stays_and_falls_to_zero():
    config = TrainConfig(steps=100, rate=2.0, warmup=10, decay=20)

    rates = [rate_at(step, config) for step in range(101)]

    assert rates[0] == pytest.approx(0.2) and rates[9:81] == [2.0] * 72
    assert rates[90] == pytest.approx(1.0) and rates[100] == 0
    assert (np.diff(rates[80:]) <= 0).all()


def test_a_longer_run_has_the_same_rates_until_the_shorter_one_decays():
    short = TrainConfig(steps=100, decay=20)
    longer = replace(short, steps=300, decay=50)

    assert [rate_at(s, short) for s in range(81)] == [rate_at(s, longer) for s in range(81)]


def test_without_warmup_and_decay_the_rate_is_constant():
    config = TrainConfig(steps=5, rate=0.5, warmup=0, decay=0)

    assert [rate_at(step, config) for step in range(5)] == [0.5] * 5


@pytest.mark.parametrize(
    ("length", "share", "end"),
    [(10, 0.1, 0), (10, 0.11, 1), (10, 0.5, 4), (10, 0.75, 7), (10, 1.0, 9), (1, 0.1, 0), (1, 1.0, 0), (7, 0.5, 3),
     (3, 1 / 3, 0), (0, 1.0, 0)],
)  # fmt: skip
def test_a_prefix_is_rounded_up_to_whole_points_and_has_one_at_least(length, share, end):
    assert prefix_ends(np.array([length]), np.array([share])).tolist() == [[end]]


def test_the_shares_asked_for_end_with_the_whole_and_are_the_same_for_the_same_step():
    config = TrainConfig(batch=50, prefixes=3, shortest=0.2)

    shares = shares_asked(config, 7)

    assert shares.shape == (50, 4) and (shares[:, 3] == 1).all()
    assert shares[:, :3].min() >= 0.2 and shares[:, :3].max() < 1
    assert (shares == shares_asked(config, 7)).all() and (shares != shares_asked(config, 8))[:, :3].all()


class Confident(torch.nn.Module):
    """Answers 0 whatever it is asked, with logits of 2 and 0."""

    def __init__(self):
        super().__init__()
        self.one = torch.nn.Parameter(torch.tensor(1.0))

    def forward(self, steps, places):
        return torch.tensor([2.0, 0.0]).expand(*places.shape, 2) * self.one


def test_the_loss_weighs_the_whole_and_counts_the_recognized():
    batch = Ready(torch.zeros(2, 3, 1), torch.tensor([3, 2]), torch.tensor([0, 1]))
    right, wrong = math.log(1 + math.exp(-2)), math.log(1 + math.exp(2))

    loss, hits = prefix_loss(Confident(), batch, np.array([[0.5, 1.0]] * 2), TrainConfig(smoothing=0, whole=3))

    assert loss.item() == pytest.approx((right + wrong) / 2) and hits.item() == 1


def test_a_common_class_is_not_guessed_the_more_for_being_common():
    """With three drawings in four of one class, logits that say "even" cost least where a drawing says nothing."""
    raised = prior(np.array([30, 10]), TrainConfig(cap=0))
    batch = Ready(torch.zeros(4, 3, 1), torch.tensor([3] * 4), torch.tensor([0, 0, 0, 1]))

    def loss(lead):
        net = Confident()
        net.one.data.fill_(lead / 2)
        return prefix_loss(net, batch, np.ones((4, 1)), TrainConfig(smoothing=0), raised)[0].item()

    assert loss(0.0) < min(loss(0.5), loss(-0.5))


def test_the_prior_is_of_what_an_epoch_holds():
    even = prior(np.array([500, 100, 100]), TrainConfig(cap=100))
    off = prior(np.array([500, 100]), TrainConfig(cap=0, balance=0))
    empty = prior(np.array([5, 0]), TrainConfig(cap=0))

    assert even.tolist() == pytest.approx([math.log(1 / 3)] * 3)
    assert off.tolist() == [0, 0]
    assert torch.isfinite(empty).all()


def test_validation_is_on_every_class_though_drawings_lie_class_after_class():
    """The first few of a sorted split would be a validation of few classes."""
    taken = []

    class Watched(Doodles):
        def take(self, indices):
            taken.extend(self.labels[indices].tolist())
            return super().take(indices)

    sorted_by_class = doodles(np.repeat(np.arange(4), 50))
    data = Watched(*(getattr(sorted_by_class, name) for name in ("points", "pen", "offsets", "labels")))

    scores = validate(build("stream", SHAPE | {"categories": 4}), data, TrainConfig(validate_on=40))

    assert len(taken) == 40 and set(taken) == {0, 1, 2, 3}
    assert set(scores) == {"top1@10", "top1@25", "top1@50", "top1@75", "top1@100", "top3@100"}
    assert scores["top1@100"] <= scores["top3@100"] <= 1


def test_validation_does_not_depend_on_how_the_drawings_are_portioned(monkeypatch):
    net, data = build("stream", SHAPE | {"categories": 4}), drawings(30)
    at_once = validate(net, data, TrainConfig())

    monkeypatch.setattr("model.training.loss._STEPS_AT_ONCE", 40)

    assert validate(net, data, TrainConfig()) == at_once


def test_the_average_follows_the_weights_and_early_on_forgets_its_start():
    net = torch.nn.Linear(1, 1)
    average = Average(net, 0.999)
    torch.nn.init.constant_(net.weight, 5.0)

    for step in range(40):
        average.update(net, step)

    assert average.weights["weight"].item() == pytest.approx(5.0, abs=1e-3)


def test_the_best_of_the_run_is_exported_and_plays(tmp_path):
    run = run_in(tmp_path)

    run.fit()

    eye = Recognizer.load(tmp_path / "best.safetensors")
    assert eye.categories.words == WORDS
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    scores = [np.mean([row[f"top1@{share}"] for share in (50, 75, 100)]) for row in run.log.rows() if "top1@50" in row]
    assert len(scores) == 3 and run.best == pytest.approx(max(scores), abs=1e-5)


def test_a_run_that_gets_no_better_ends_early_and_stays_ended(tmp_path):
    config = replace(QUICK, steps=1000, rate=1e-12, validate_every=10, patience=2)

    why = run_in(tmp_path, config).fit()
    again = run_in(tmp_path, config)

    assert why == "2 validations in a row were no better"
    assert again.step == 30 and again.fit() == why and again.step == 30  # the first validation was the best


def test_a_loss_that_is_no_number_ends_the_run_before_it_is_saved(tmp_path):
    run = run_in(tmp_path, replace(QUICK, rate=1e30, clip=1e30, warmup=0))

    with pytest.raises(BadInputError, match="the loss became nan: choose a lower --rate"):
        run.fit()

    assert not (tmp_path / "last.pt").exists()


def test_a_run_of_another_network_is_refused(tmp_path):
    run_in(tmp_path).fit(until=10)

    with pytest.raises(BadInputError, match=r"last\.pt holds another network") as caught:
        Run(tmp_path, Plan(WORDS, "stream", SHAPE | {"hidden": 9}, QUICK), Data(drawings(), drawings()))

    assert "\n" not in str(caught.value)


def test_settings_survive_being_flattened():
    config = from_flat({"steps": 5, "rotate": 0.5, "mirror": 0.0})

    assert config.steps == 5 and config.variation.rotate == 0.5 and config.variation.mirror == 0.0
