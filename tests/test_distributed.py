"""Two processes on one machine are one training."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from model.data.shards import Shards
from model.errors import BadInputError
from model.training.config import TrainConfig
from model.training.distributed import ALONE, World, joined
from model.training.loop import Data, Plan, Run
from tests.doodles import shards_of

WORDS = ("arc", "cross", "star")
SHAPE = {"embed": 4, "conv": 4, "hidden": 8, "dropout": 0.0}
FLAGS = ("--steps 4 --batch 8 --warmup 0 --decay 0 --validate-every 2 --no-vary --no-mixed "
         "--embed 4 --conv 4 --hidden 8 --dropout 0 --device cpu --threads 1")  # fmt: skip


def in_two(*command):
    """Run it in two processes, as torchrun starts them."""
    run = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--rdzv-backend", "c10d",
           "--rdzv-endpoint", "127.0.0.1:0", "--local-addr", "127.0.0.1"]  # fmt: skip
    quiet = {"MALLOC_MMAP_THRESHOLD_": "8589934592", "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    return subprocess.run([*run, *command], env=os.environ | quiet, capture_output=True, text=True, timeout=600)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_steps_of_two_processes_are_those_of_one(tmp_path):
    """Started by torchrun, joined by gloo on the loopback device; every gradient is that of the whole batch."""
    data = shards_of(tmp_path, WORDS, train=12, validation=4)

    done = in_two("-m", "model", "train", "--data", str(data), "--out", str(tmp_path / "two"), *FLAGS.split())

    assert done.returncode == 0, done.stderr[-3000:]
    config = TrainConfig(steps=4, batch=8, warmup=0, decay=0, validate_every=2, vary=False, mixed=False)
    splits = Data(Shards(data, "train"), Shards(data, "validation"))
    one = Run(tmp_path / "one", Plan(WORDS, "stream", SHAPE, config), splits)
    one.fit()
    two = torch.load(tmp_path / "two/last.pt", weights_only=True)
    assert two["step"] == 4
    moments = one.optimizer.state_dict()["state"]
    for i, moment in two["optimizer"]["state"].items():
        torch.testing.assert_close(moment["exp_avg"], moments[i]["exp_avg"], atol=1e-6, rtol=1e-3)
    for name, weight in one.net.state_dict().items():
        torch.testing.assert_close(two["net"][name], weight, atol=1e-4, rtol=0)
    lines = (tmp_path / "two/log.jsonl").read_text().splitlines()
    assert len(lines) == 2 and (tmp_path / "two/best.safetensors").exists()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_machines_with_other_drawings_are_refused(tmp_path):
    """Gradients of drawings with other labels would be averaged, and nothing would tell."""
    for rank, words in enumerate((WORDS, WORDS[::-1])):
        shards_of(tmp_path / str(rank), words, train=12, validation=4)
    script = tmp_path / "own_data.py"
    script.write_text(
        "import os, sys\n"
        "from model.__main__ import main\n"
        f"data = {str(tmp_path)!r} + '/' + os.environ['RANK']\n"
        "sys.exit(main(['train', '--data', data, *sys.argv[1:]]))\n"
    )

    done = in_two(str(script), "--out", str(tmp_path / "run"), *FLAGS.split())

    assert done.returncode != 0
    assert "--data is not the same on every machine: bring the same files to all of them" in done.stderr
    assert not (tmp_path / "run/last.pt").exists()


def test_one_process_of_each_machine_reads_the_sums_of_its_files():
    assert [World(rank, 4, local=rank % 2).reads for rank in range(4)] == [True, False, True, False]
    assert [World(rank, 4, local=rank % 2).leads for rank in range(4)] == [True, False, False, False]


def test_the_parts_of_all_processes_are_the_whole():
    rows = np.arange(10)

    parts = [World(rank, 3).part(rows).tolist() for rank in range(3)]

    assert sorted(row for part in parts for row in part) == rows.tolist()


def test_alone_nothing_is_shared_and_nothing_is_wrapped():
    module = torch.nn.Linear(1, 1)

    assert ALONE.shared("value") == "value" and ALONE.spread(module) is module and ALONE.leads
    assert ALONE.alike("value")


def test_without_torchrun_there_is_one_process(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)

    with joined("cpu") as world:
        assert (world.rank, world.size, world.device.type) == (0, 1, "cpu")


def test_a_device_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    with pytest.raises(BadInputError, match="--device cuda: torch finds no CUDA device"), joined("cuda"):
        pass
