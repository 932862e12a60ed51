"""A checkpoint and drawings that do not belong together are refused in one line, by every command that takes both."""

import argparse
from dataclasses import replace

import numpy as np
import pytest
import torch

from model import Categories, checkpoint
from model.__main__ import main
from model.data.fitting import fitting
from model.data.shards import Shards
from model.errors import BadInputError
from model.threads import add_threads, set_threads
from tests.made import layout
from tests.test_checkpoint import altered
from tests.test_train_cli import started_with_a_roomy_allocator  # noqa: F401
from tests.tiny import CONFIG, WORDS, checkpoint_of, network, saved

COMMANDS = ("calibrate", "evaluate", "compare", "teach", "embed")
OTHERS = ("newwords", "tune", "train")  # which take --threads as well


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Shards of four classes, and where they were fetched from."""
    root = tmp_path_factory.mktemp("fitting")
    layout(root, dict.fromkeys(WORDS, 45))
    layout(root / "more", dict.fromkeys(WORDS, 5), ("raw",), first=500)
    assert main(["fetch", "--from", str(root), "--out", str(root)]) == 0
    return root


@pytest.fixture
def asked(data, tmp_path, capsys):
    """Asks a command about the shards with a checkpoint -> exit code and what was said."""

    def asked(command, path, *more):
        given = ["--data", str(data), "--checkpoint", str(path), "--out", str(tmp_path / "out")]
        given += ["--drawings", str(data / "more/full/raw/line.ndjson")] if command == "calibrate" else []
        capsys.readouterr()
        return main([command, *given, *more]), capsys.readouterr().err

    return asked


@pytest.mark.parametrize("command", COMMANDS)
def test_words_in_another_order_are_refused(asked, tmp_path, command):
    """Every label would mean another word, and nothing would fail."""
    path = tmp_path / "turned.safetensors"
    checkpoint.save(path, replace(checkpoint_of(network()), categories=Categories(tuple(reversed(WORDS)))))

    code, said = asked(command, path)

    assert (code, said.count("\n")) == (2, 1)
    assert str(path) in said and "in another order" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_weights_that_do_not_fit_are_one_line(asked, tmp_path, command):
    path = altered(saved(tmp_path / "odd.safetensors"), config=CONFIG | {"hidden": 24})

    code, said = asked(command, path)

    assert (code, said.count("\n")) == (2, 1)
    assert str(path) in said and "does not fit" in said


@pytest.mark.usefixtures("started_with_a_roomy_allocator")
def test_first_weights_that_do_not_fit_are_one_line(data, tmp_path, capsys):
    path = altered(saved(tmp_path / "odd.safetensors"), config=CONFIG | {"hidden": 24})

    code = main(["train", "--data", str(data), "--out", str(tmp_path / "run"), "--init", str(path), "--device", "cpu"])

    said = capsys.readouterr().err
    assert (code, said.count("\n")) == (2, 1)
    assert str(path) in said and "does not fit" in said


def test_drawings_of_more_words_than_the_checkpoint_knows_are_refused(data, tmp_path):
    fewer = Categories(WORDS[:-1])

    with pytest.raises(BadInputError, match=f"knows other words .*'{WORDS[-1]}' is in one only"):
        fitting(replace(checkpoint_of(network()), categories=fewer), Shards(data, "test"), tmp_path / "a")


def test_a_shard_that_was_changed_is_named_before_anything_is_measured(data, asked, tmp_path):
    path = next((data / "simplified/test").rglob("labels.npy"))
    whole = path.read_bytes()
    labels = np.load(path)
    np.save(path, labels[::-1])
    try:
        code, said = asked("evaluate", saved(tmp_path / "a.safetensors"))
    finally:
        path.write_bytes(whole)

    assert code == 2 and "labels.npy: SHA-256" in said


@pytest.mark.parametrize("command", COMMANDS + OTHERS)
@pytest.mark.parametrize("threads", ["0", "-1"])
@pytest.mark.usefixtures("started_with_a_roomy_allocator")
def test_no_threads_at_all_are_refused(data, tmp_path, capsys, command, threads):
    given = ["--data", str(data), "--threads", threads, "--out", str(tmp_path / "out")]
    given += ["--checkpoint", str(tmp_path / "none")] if command != "train" else []
    given += ["--doodles", str(tmp_path)] if command == "tune" else []

    assert main([command, *given]) == 2

    assert f"--threads {threads}: it must be at least 1" in capsys.readouterr().err


def test_threads_are_set_where_they_are_given():
    before = torch.get_num_threads()
    parser = argparse.ArgumentParser()
    add_threads(parser)
    try:
        set_threads(parser.parse_args(["--threads", "1"]))
        one = torch.get_num_threads()
        set_threads(parser.parse_args([]))
        still = torch.get_num_threads()
    finally:
        torch.set_num_threads(before)

    assert (one, still) == (1, 1)
