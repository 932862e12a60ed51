"""Batches for training: step i is the same whoever makes it and whenever."""

from itertools import islice
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from model.data.shards import Shards
from model.encode import RUNNING_BOX
from model.errors import BadInputError
from model.training import supply
from model.training.config import TrainConfig
from model.training.distributed import World
from model.training.supply import Batches, ahead, chosen
from tests.doodles import doodles, shards_of

DATA = doodles(np.arange(50) % 3)
CONFIG = TrainConfig(batch=8, cap=15)  # 45 drawings, 5 steps an epoch


def some(count, start=0, world=World(), config=CONFIG, data=DATA):  # noqa: B008
    return list(islice(Batches(data, 3, config, RUNNING_BOX, start, world), count))


def same(a, b):
    """Whether two batches that nobody taught are equal."""
    pairs = zip(a[:3], b[:3], strict=True)
    return a.taught is b.taught is None and all(torch.equal(x, y) for x, y in pairs)


def test_a_run_that_begins_anywhere_goes_on_as_one_from_the_start():
    whole = [(step, indices.tolist()) for step, indices in islice(chosen(DATA, 3, CONFIG), 23)]

    for start in (1, 4, 5, 12):
        part = [(step, indices.tolist()) for step, indices in islice(chosen(DATA, 3, CONFIG, start), 23 - start)]

        assert part == whole[start:]


def test_an_epoch_has_no_drawing_twice_and_the_next_one_is_in_another_order():
    steps = [indices for _, indices in islice(chosen(DATA, 3, CONFIG), 10)]
    first, second = (np.concatenate(part).tolist() for part in (steps[:5], steps[5:]))

    assert len(set(first)) == len(first) == 40
    assert first != second


def test_the_same_step_is_varied_in_the_same_way_and_another_in_another():
    (_, a), (_, b) = some(2, start=3)
    again = some(1, start=3)[0][1]

    assert same(a, again)
    assert a.steps.shape != b.steps.shape or not torch.equal(a.steps, b.steps)


def test_without_variation_the_drawings_are_as_they_are():
    plain = TrainConfig(batch=8, cap=15, vary=False)
    _, indices = next(chosen(DATA, 3, plain))

    _, batch = some(1, config=plain)[0]

    assert batch.lengths.tolist() == DATA.lengths[indices].tolist()
    assert batch.labels.tolist() == DATA.labels[indices].tolist()


def test_processes_share_out_a_batch_and_each_varies_its_own_part():
    whole = some(1, config=TrainConfig(batch=8, cap=15, vary=False))[0][1]

    parts = [some(1, world=World(rank, 2), config=TrainConfig(batch=8, cap=15, vary=False))[0][1] for rank in (0, 1)]

    labels = torch.stack([part.labels for part in parts], 1).flatten()
    assert labels.tolist() == whole.labels.tolist()


def test_loaders_take_turns(monkeypatch):
    expected = [step for step, _ in some(6, start=2)]

    found = []
    for loader in (0, 1, 2):
        monkeypatch.setattr(supply, "get_worker_info", lambda n=loader: SimpleNamespace(id=n, num_workers=3))
        found.append([step for step, _ in some(2, start=2)])

    assert [step for turn in zip(*found, strict=True) for step in turn] == expected


@pytest.mark.timeout(600)
def test_a_loader_makes_the_same_batches(tmp_path):
    """In a process of its own, which opens the shards by their names."""
    data = Shards(shards_of(tmp_path, ("a", "b", "c"), train=10, validation=1, per_shard=7), "train")
    expected = some(4, data=data)

    loaded = ahead(Batches(data, 3, CONFIG, RUNNING_BOX), loaders=1)
    found = list(islice(loaded, 4))

    assert [step for step, _ in found] == [0, 1, 2, 3]
    for (_, a), (_, b) in zip(found, expected, strict=True):
        assert same(a, b)


def test_too_few_drawings_for_a_batch_are_refused_with_the_batch_that_would_do():
    with pytest.raises(BadInputError, match="45 training drawings do not fill one batch: choose --batch 45 or smaller"):
        next(chosen(DATA, 3, TrainConfig(batch=46, cap=15)))
