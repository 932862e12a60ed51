"""`python -m model train`: what it makes, what it goes on with, and what it refuses."""

import json
import os
import sys

import numpy as np
import pytest
import torch

from model import Recognizer, checkpoint
from model.__main__ import main
from model.data.shards import hash_of
from model.training import command as train_cli
from tests.doodles import shards_of

WORDS = ("arc", "cross", "star")
FEW = ["--batch", "8", "--steps", "1"]
TINY = ["--embed", "4", "--conv", "4", "--hidden", "8", "--batch", "8", "--warmup", "1", "--decay", "0"]


@pytest.fixture(autouse=True)
def started_with_a_roomy_allocator(monkeypatch):
    """Or the tests would start themselves again."""
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "8589934592")


@pytest.fixture
def data(tmp_path):
    return shards_of(tmp_path, WORDS, train=12, validation=4)


@pytest.fixture
def run(tmp_path, data, capsys):
    """Trains, and returns exit code and what was printed."""

    def run(*flags):
        code = main(["train", "--data", str(data), "--out", str(tmp_path / "run"), *flags])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def refused(result):
    code, said = result
    assert code == 2 and said.count("\n") == 1, said
    return said


def kept(tmp_path):
    return torch.load(tmp_path / "run/last.pt", weights_only=True)


def test_it_trains_and_what_it_makes_plays(run, tmp_path):
    code, said = run("--steps", "10", *TINY)

    assert code == 0 and "10 steps are done" in said
    assert Recognizer.load(tmp_path / "run/best.safetensors").categories.words == WORDS
    assert {p.name for p in (tmp_path / "run").iterdir()} == {"last.pt", "best.safetensors", "log.jsonl", "curves.png"}


def test_settings_not_given_again_are_those_of_the_run(run, tmp_path):
    run("--steps", "10", "--seed", "5", "--rotate", "0.3", *TINY)

    code, _ = run("--steps", "20")

    assert code == 0 and kept(tmp_path)["step"] == 20
    config = json.loads(kept(tmp_path)["config"])
    assert config["seed"] == 5 and config["variation"]["rotate"] == 0.3 and config["batch"] == 8


def test_a_new_run_goes_on_from_the_weights_of_a_checkpoint(run, data, tmp_path):
    run("--steps", "10", *TINY)
    first = tmp_path / "run/best.safetensors"

    code = main(["train", "--data", str(data), "--out", str(tmp_path / "on"), "--init", str(first), *FEW])

    made = checkpoint.load(tmp_path / "on/best.safetensors")
    assert code == 0
    assert made.config == checkpoint.load(first).config, "its shape is the checkpoint's"
    assert made.figures["training"]["start"] == checkpoint.load(first).version
    moved = max(float((made.weights[k] - w).abs().max()) for k, w in checkpoint.load(first).weights.items())
    assert moved < 0.01, "one step away from where it began"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--hidden", "16"], "has --hidden 8, not 16: leave it out, the network is that of its first weights"),
        (["--network", "tutorial"], "has --network stream, not tutorial: leave it out, the network is that of"),
    ],
)
def test_another_shape_than_the_first_weights_have_is_refused(run, data, tmp_path, capsys, flags, said):
    run("--steps", "10", *TINY)
    init = ["--init", str(tmp_path / "run/best.safetensors"), "--steps", "1"]

    code = main(["train", "--data", str(data), "--out", str(tmp_path / "on"), *init, *flags])

    assert said in refused((code, capsys.readouterr().err))
    assert not (tmp_path / "on/last.pt").exists()


def test_first_weights_of_other_words_are_refused(run, tmp_path, capsys):
    run("--steps", "10", *TINY)
    other = shards_of(tmp_path / "other", ("arc", "bow"), train=12, validation=4)
    init = ["--init", str(tmp_path / "run/best.safetensors")]

    code = main(["train", "--data", str(other), "--out", str(tmp_path / "on"), *init])

    assert "knows other words" in refused((code, capsys.readouterr().err))


def test_the_reference_is_trained_by_the_same_command_on_whole_drawings(run, tmp_path):
    tiny = ["--layers", "1", "--hidden", "4", "--batch", "8", "--points", "50"]
    code, _ = run("--network", "tutorial", "--steps", "10", *tiny)

    assert code == 0 and json.loads(kept(tmp_path)["config"])["prefixes"] == 0
    assert Recognizer.load(tmp_path / "run/best.safetensors").categories.words == WORDS


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--seed", "6"], "was begun with --seed 1, not 6"),
        (["--hidden", "9"], "was begun with --hidden 8, not 9"),
        (["--mirror", "0"], "was begun with --mirror 0.5, not 0.0"),
        (["--network", "tutorial"], "was begun with --network stream, not tutorial"),
    ],
)
def test_another_setting_than_the_runs_is_refused(run, flags, said):
    run("--steps", "10", "--mirror", "0.5", *TINY)

    assert said in refused(run("--steps", "20", *flags))


def test_other_first_weights_than_the_runs_are_refused(run, data, tmp_path, capsys):
    run("--steps", "10", *TINY)
    aside = ["train", "--data", str(data), "--out", str(tmp_path / "aside"), "--steps", "3", "--seed", "2", *TINY]
    assert main(aside) == 0
    capsys.readouterr()

    said = refused(run("--steps", "20", "--init", str(tmp_path / "aside/best.safetensors")))

    assert "was begun with other first weights: choose another --out" in said


def test_other_drawings_than_the_runs_are_refused(run, tmp_path):
    run("--steps", "10", *TINY)
    other = shards_of(tmp_path / "other", WORDS, train=13, validation=4)

    assert main(["train", "--data", str(other), "--out", str(tmp_path / "run")]) == 2


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--batch", "0"], "--batch 0: it must be at least 1"),
        (["--rate", "0"], "--rate 0.0: it must be more than 0"),
        (["--rate", "nan"], "--rate nan: it must be more than 0"),
        (["--drop-stroke", "1.5"], "--drop-stroke 1.5: it must be from 0 to 1"),
        (["--batch", "999"], "36 training drawings do not fill one batch: choose --batch 36 or smaller"),
        (["--pooling", "4"], "--pooling: the network 'stream' has no such setting"),
        (["--threads", "0"], "--threads 0: it must be at least 1"),
        (["--loaders", "-1"], "--loaders -1: it must be at least 0"),
        (["--hidden", "0"], "--hidden 0: it must be at least 1"),
        (["--kernel", "0"], "--kernel 0: it must be at least 1"),
        (["--dropout", "1"], "--dropout 1.0: it must be at least 0 and below 1"),
        (["--network", "tutorial", "--points", "0"], "--points 0: it must be at least 1"),
    ],
)
def test_settings_that_cannot_be_trained_with_are_refused(run, flags, said):
    assert said in refused(run(*flags))


@pytest.mark.parametrize("flags", [["--network", "lstm"], ["--hiden", "3"], ["--hid", "3"], ["--steps", "many"]])
def test_unknown_settings_and_networks_are_errors(run, flags, capsys):
    """An abbreviation too: the setting it stands for may change when another is added."""
    with pytest.raises(SystemExit) as caught:
        run(*flags)

    assert caught.value.code == 2
    assert flags[1] in capsys.readouterr().err


def test_drawings_that_are_not_there_are_refused(tmp_path, capsys):
    assert main(["train", "--data", str(tmp_path / "nowhere"), "--out", str(tmp_path / "run")]) == 2

    said = capsys.readouterr().err
    assert "nowhere" in said and "model fetch" in said and said.count("\n") == 1
    assert not (tmp_path / "run").exists()


def test_a_changed_shard_is_refused_by_its_name(run, data, tmp_path):
    path = data / "simplified/train/00000/points.npy"
    points = np.load(path)
    points[3] += 1
    np.save(path, points)

    assert "points.npy: SHA-256" in refused(run(*TINY))


def test_a_class_without_drawings_is_refused_by_its_name(tmp_path, capsys):
    data = shards_of(tmp_path, WORDS, train=1, validation=1)
    manifest = json.loads((data / "manifest.json").read_text())
    manifest["classes"].append("moon")
    manifest["hash"] = hash_of(manifest)
    (data / "manifest.json").write_text(json.dumps(manifest))

    assert main(["train", "--data", str(data), "--out", str(tmp_path / "run")]) == 2
    assert "class 'moon' has no train drawings" in capsys.readouterr().err


def test_a_damaged_run_is_refused(run, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run/last.pt").write_bytes(b"not a run")

    assert "last.pt cannot be read" in refused(run(*TINY))


def test_it_starts_again_with_an_allocator_that_keeps_what_is_freed(monkeypatch):
    """Half of the time of a training on a CPU went to the kernel without."""
    started = []
    monkeypatch.delenv("MALLOC_MMAP_THRESHOLD_")
    monkeypatch.setattr(os, "execve", lambda *call: started.append(call))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "orig_argv", ["python", "-X", "dev", "-m", "model", "train"])

    train_cli.keep_freed_memory()

    [(program, arguments, environment)] = started
    assert program == sys.executable and arguments[1:] == ["-X", "dev", "-m", "model", "train"]
    assert environment["MALLOC_MMAP_THRESHOLD_"] == environment["MALLOC_TRIM_THRESHOLD_"] == str(8 * 1024**3)


def test_it_starts_again_only_once(monkeypatch):
    monkeypatch.setattr(os, "execve", lambda *call: pytest.fail("it would start for ever"))

    train_cli.keep_freed_memory()
