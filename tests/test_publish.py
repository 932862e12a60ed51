"""`publish` and `reproduce`: what belongs together is published, what differs is said, and the recipe makes it anew."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model import checkpoint
from model.__main__ import main
from model.data.sharding import COLLECTED, QUICKDRAW
from model.measuring.gather import key_ids
from model.networks import build
from model.publishing import card, provenance, reproduce
from model.training.config import TrainConfig, flattened
from tests.made import layout
from tests.tiny import CONFIG, WORDS, saved

SETTINGS = flattened(TrainConfig(steps=3, batch=4, warmup=1, decay=1, validate_every=3, validate_on=20))
LIMITS = ["--most-random", "1", "--most-confusable", "1"]  # that even a network of noise can keep


def call(*words):
    return main([str(word) for word in words])


class World:
    """Shards, a calibrated checkpoint, a report of it, and the list of raw drawings that were kept for the test."""

    def __init__(self, root: Path) -> None:
        self.root, self.data, self.report = root, root / "data", root / "report"
        self.checkpoint, self.held_out = root / "tiny.safetensors", root / "held.txt"
        layout(self.data, dict.fromkeys(WORDS, 45), ("simplified", "raw"))
        assert call("fetch", "--from", self.data, "--out", self.data, "--kind", "both", "--jobs", 1) == 0
        raw = provenance.raw_files(self.data, WORDS)
        self.held_out.write_text("".join(f"{key}\n" for path in raw for key in sorted(key_ids(path))[:5]))
        saved(root / "plain.safetensors", figures={"training": self.training()})
        data = ("--data", self.data, "--threads", 1, "--drawings", *raw)
        plain = ("--checkpoint", root / "plain.safetensors", "--out", self.checkpoint)
        assert call("calibrate", *plain, *data, "--leave", self.held_out, *LIMITS) == 0
        told = ("--checkpoint", self.checkpoint, "--out", self.report)
        assert call("evaluate", *told, *data, "--only", self.held_out) == 0

    def training(self):
        scores = {"split": "validation", "drawings": 20, "step": 3, "top1@100": 0.25}
        return scores | {"settings": SETTINGS, "data": provenance.data_at(self.data)["hash"]}

    def publish(self, out: Path, **other):
        """The exit code of publishing into `out`, with some of the parts exchanged for others; None leaves one out."""
        parts = {"checkpoint": self.checkpoint, "data": self.data, "report": self.report, "held_out": self.held_out}
        given = [(name, value) for name, value in (parts | other).items() if value]
        return call("publish", "--out", out, *(word for n, v in given for word in (f"--{n.replace('_', '-')}", v)))

    def changed(self, path: Path, **about):
        """The checkpoint with other contents, at `path`."""
        checkpoint.save(path, replace(checkpoint.load(self.checkpoint), **about))
        return path


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def published(world):
    out = world.root / "published"
    assert world.publish(out) == 0
    return out


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text())


def test_the_folder_holds_the_checkpoint_and_everything_about_it(world, published):
    names = {path.name for path in published.iterdir()}

    assert names == {
        "tiny.safetensors", "README.md", "manifest.json", "data.json", "held-out.txt", "constraints.txt", "LICENSE",
        "report.json", "report.md", "accuracy.png", "reliability.png",
    }  # fmt: skip
    assert (published / "tiny.safetensors").read_bytes() == world.checkpoint.read_bytes()
    assert key_ids(published / "held-out.txt") == key_ids(world.held_out)


def test_the_manifest_has_the_sum_of_every_other_file(published):
    sums = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in published.iterdir()
        if path.name != "manifest.json"
    }

    assert manifest_of(published)["files"] == sums


def test_the_manifest_ties_data_code_and_environment_together(world, published):
    manifest = manifest_of(published)

    assert manifest["checkpoint"]["version"] == checkpoint.load(world.checkpoint).version
    assert manifest["data"]["hash"] == json.loads((world.data / "manifest.json").read_text())["hash"]
    assert manifest["data"]["counts"]["simplified"] == {"test": 80, "validation": 80, "train": 20}
    assert manifest["environment"]["locked"]["torch"] == "2.13.0"
    assert manifest["code"]["sources"] == provenance.code_at()["sources"]
    assert manifest["training"] == SETTINGS
    assert manifest["missing"] == []
    assert list(manifest["commands"]) == ["train", "calibrate", "evaluate"]


def test_the_card_has_every_figure_of_the_report(world, published):
    text = (published / "README.md").read_text()
    report = json.loads((world.report / "report.json").read_text())

    for part in ("prefixes", "streamed"):
        for share, row in report[part]["at"].items():
            values = f"{row['top1']:.1%} | {row['top3']:.1%} | {row['map3']:.3f} | {row['ece']:.1%}"
            assert f"| {share} | {report[part]['drawings']} | {values} |" in text
    for word, row in report["prefixes"]["by_class"].items():
        assert f"| {word} | 20 | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} |" in text
    for what in ("Intended use", "Known weaknesses", "Google, Inc.", "Attribution 4.0"):
        assert what in text
    assert "weight_decay 0.02" in text


def test_the_card_names_whoever_drew():
    """Drawings that players gave are not Google's."""
    data = {"classes": 3, "rule": "by hashes", "counts": {}}

    public, given = (card._data(data | {"licence": licence}) for licence in (QUICKDRAW, COLLECTED))

    assert "Google, Inc." in public
    assert "Google" not in given and "CC BY 4.0; datasheet.md of the export says who gave the drawings" in given


def test_a_folder_that_is_not_empty_is_left_alone(world, published, capsys):
    before = {path.name: path.read_bytes() for path in published.iterdir()}

    code = world.publish(published)

    assert (code, capsys.readouterr().err) == (
        2, f"python -m model publish: --out {published} is not an empty folder: choose another, or empty it\n"
    )  # fmt: skip
    assert {path.name: path.read_bytes() for path in published.iterdir()} == before


def changed_report(world, folder, change):
    shutil.copytree(world.report, folder)
    report = json.loads((folder / "report.json").read_text())
    change(report)
    (folder / "report.json").write_text(json.dumps(report))
    return folder


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda report: report.update(version="0123456789ab"), "is of version 0123456789ab, the checkpoint is"),
        (lambda report: report["streamed"]["rule"].update(threshold=0.5), "is of the pass rule"),
        (lambda report: report["prefixes"].update(split="train"), "is of the train split"),
        (lambda report: report["prefixes"].update(data="0" * 64), "is of the shards 000000000000"),
        (lambda report: report.pop("streamed"), "has no 'streamed': evaluate with --drawings, too"),
    ],
)
def test_a_report_of_something_else_is_refused(world, tmp_path, capsys, change, says):
    report = changed_report(world, tmp_path / "report", change)

    code = world.publish(tmp_path / "out", report=report)

    line = capsys.readouterr().err
    assert (code, line.count("\n")) == (2, 1)
    assert says in line
    assert not (tmp_path / "out").exists()


def spoilt(data, folder):
    """A copy of shards in which one number is another."""
    shutil.copytree(data, folder)
    path = folder / "raw" / "test" / "00000" / "labels.npy"
    labels = np.load(path)
    labels[0] += 1
    np.save(path, labels)
    return folder


def test_a_shard_whose_hash_differs_is_named(world, tmp_path, capsys):
    code = world.publish(tmp_path / "out", data=spoilt(world.data, tmp_path / "data"))

    line = capsys.readouterr().err
    assert (code, line.count("\n")) == (2, 1)
    assert "labels.npy: SHA-256" in line
    assert not (tmp_path / "out").exists()


def test_a_checkpoint_of_other_classes_or_other_training_drawings_is_refused(world, tmp_path, capsys):
    words = checkpoint.Categories(("circle", "line", "star", "house"))
    strange = world.changed(tmp_path / "a.safetensors", categories=words)
    kept = checkpoint.load(world.checkpoint)
    training = kept.figures["training"] | {"data": "f" * 64}
    other = world.changed(tmp_path / "b.safetensors", figures=kept.figures | {"training": training})

    assert world.publish(tmp_path / "out", checkpoint=strange) == 2
    assert "knows other words" in capsys.readouterr().err
    assert world.publish(tmp_path / "out", checkpoint=other) == 2
    assert "it was trained on the shards ffffffffffff" in capsys.readouterr().err


def test_a_list_of_keys_with_something_else_in_it_or_too_few_is_refused(world, tmp_path, capsys):
    strange, few = tmp_path / "strange.txt", tmp_path / "few.txt"
    strange.write_text("1\n2\nthree\n")
    few.write_text("1\n2\n")

    assert world.publish(tmp_path / "out", held_out=strange) == 2
    assert "'three' is no key_id" in capsys.readouterr().err
    assert world.publish(tmp_path / "out", held_out=few) == 2
    assert "names 2 drawings, fewer than were streamed" in capsys.readouterr().err


def test_what_nobody_recorded_is_said_and_not_made_up(world, tmp_path, capsys):
    bare = world.changed(tmp_path / "bare.safetensors", figures={})

    code = world.publish(tmp_path / "out", checkpoint=bare, held_out=None)

    manifest, said = manifest_of(tmp_path / "out"), capsys.readouterr().out
    assert code == 0
    assert [text.split(":")[0] for text in manifest["missing"]] == [
        "training settings", "limits of false wins", "which raw drawings are the test's"
    ]  # fmt: skip
    assert all(text in said for text in manifest["missing"])
    assert manifest["commands"] == {}
    assert "does not carry the settings of its training" in (tmp_path / "out" / "README.md").read_text()


def test_what_it_learned_from_beside_the_shards_is_missing_and_no_recipe_makes_another_network(
    world, at_home, tmp_path, capsys
):
    """Without first weights, teacher or collected drawings `train` would make something else, and nobody would know."""
    beside = {"start": "0123456789ab", "teachers": ["a", "b"], "collected": "c" * 64, "share": 0.25}
    kept = checkpoint.load(world.checkpoint)
    figures = kept.figures | {"training": kept.figures["training"] | beside}
    taught = world.changed(tmp_path / "taught.safetensors", figures=figures)

    assert world.publish(tmp_path / "out", checkpoint=taught) == 0

    manifest = manifest_of(tmp_path / "out")
    assert [text.split(";")[0] for text in manifest["missing"]] == [
        "first weights: it began with those of version 0123456789ab",
        "teacher: it learned from the answers of a and b",
        "collected drawings: 25% of what it learned from was the export cccccccccccc",
    ]
    assert list(manifest["commands"]) == ["calibrate", "evaluate"]
    assert "25% were collected ones, the export cccccccccccc" in (tmp_path / "out/README.md").read_text()
    capsys.readouterr()
    assert dry(tmp_path / "out", world.data) == 1
    said = capsys.readouterr().out
    assert all(row_of(said, name).endswith("differs") for name in ("first weights", "teacher", "collected drawings"))
    assert "python -m model train --network" not in said


def dry(published, data, *more):
    return call("reproduce", published / "manifest.json", "--data", data, "--dry-run", *more)


@pytest.fixture
def at_home(monkeypatch):
    """Whatever is installed here, it is what was locked."""
    monkeypatch.setattr(reproduce, "installed", lambda locked: dict(locked))


def test_where_everything_is_at_hand_nothing_differs(world, published, at_home, capsys):
    code = dry(published, world.data)

    said = capsys.readouterr().out
    assert code == 0, said
    assert "nothing differs" in said
    assert f"python -m model train --network stream --data {world.data}" in said
    assert "--steps 3" in said and "--no-vary" not in said
    assert f"--drawings {world.data}/full/raw/*.ndjson --only {published}/held-out.txt" in said


def row_of(said, name):
    return next(line for line in said.splitlines() if line.startswith(name + " "))


def test_the_same_drawings_fetched_from_elsewhere_are_the_same(world, published, at_home, tmp_path, capsys):
    again, web = tmp_path / "again", tmp_path / "web"
    shutil.copytree(world.data / "full", web / "full")
    assert call("fetch", "--from", web, "--out", again, "--kind", "both", "--jobs", 1) == 0

    code = dry(published, again)

    assert code == 0, capsys.readouterr().out
    assert provenance.data_at(again)["hash"] != manifest_of(published)["data"]["hash"]


def test_other_drawings_and_another_split_are_said(world, published, at_home, tmp_path, capsys):
    layout(tmp_path / "web", dict.fromkeys(WORDS, 45), ("simplified", "raw"), first=7)
    fetch = ("fetch", "--from", tmp_path / "web", "--out", tmp_path / "data", "--kind", "both", "--jobs", 1)
    assert call(*fetch) == 0

    code = dry(published, tmp_path / "data")

    said = capsys.readouterr().out
    assert code == 1
    assert all(row_of(said, name).endswith("differs") for name in ("drawings", "split", "raw drawings"))
    assert "--split-from data.json" in said
    assert "3 of " in said


@pytest.mark.parametrize("spoil", [True, False])
def test_damaged_or_missing_data_is_a_difference(world, published, at_home, tmp_path, capsys, spoil):
    data = spoilt(world.data, tmp_path / "data") if spoil else tmp_path / "nowhere"

    code = dry(published, data)

    row = row_of(capsys.readouterr().out, "data")
    assert code == 1
    assert row.endswith("differs")
    assert ("labels.npy" if spoil else "nowhere/manifest.json") in row


def test_other_code_and_other_packages_are_said(world, published, tmp_path, capsys, monkeypatch):
    manifest = manifest_of(published)
    manifest["code"]["sources"] = "0" * 64
    manifest["environment"]["python"] = "3.9.1"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    here = manifest["environment"]["locked"] | {"numpy": "1.0.0"}
    monkeypatch.setattr(reproduce, "installed", lambda locked: {n: v for n, v in here.items() if n != "tqdm"})

    code = dry(tmp_path, world.data)

    said = capsys.readouterr().out
    assert code == 1
    assert "sources 0000000000" in row_of(said, "code")
    assert row_of(said, "numpy").split()[2:] == ["1.0.0", "differs"]
    assert row_of(said, "tqdm").split()[2:] == ["not", "installed", "differs"]
    assert row_of(said, "Python").endswith("differs")
    assert "greenlet" not in said, "a package that is as locked has no row of its own"


def test_a_file_of_the_publication_that_was_changed_is_said(world, published, at_home, tmp_path, capsys):
    shutil.copytree(published, tmp_path / "copy")
    (tmp_path / "copy" / "README.md").write_text("better than it is")
    (tmp_path / "copy" / "LICENSE").unlink()

    code = dry(tmp_path / "copy", world.data)

    said = capsys.readouterr().out
    assert code == 1
    assert row_of(said, "README.md").endswith("differs")
    assert row_of(said, "files").endswith("8 as published beside the manifest")


def test_what_the_manifest_lacks_is_a_difference_and_nothing_runs(world, at_home, tmp_path, capsys, monkeypatch):
    bare = world.changed(tmp_path / "bare.safetensors", figures={})
    assert world.publish(tmp_path / "out", checkpoint=bare, held_out=None) == 0
    asked = ("reproduce", tmp_path / "out" / "manifest.json", "--data", world.data, "--out", tmp_path / "anew")

    assert call(*asked) == 1
    assert row_of(capsys.readouterr().out, "training settings").endswith("differs")
    assert call(*asked, "--anyway") == 2
    assert "training settings: the checkpoint does not carry them" in capsys.readouterr().err
    assert not (tmp_path / "anew").exists()


@pytest.mark.parametrize(("text", "says"), [("{}", "is of format None"), ("{", "cannot be read"), (None, "cannot be")])
def test_a_manifest_that_is_none_is_refused_in_one_line(world, tmp_path, capsys, text, says):
    if text:
        (tmp_path / "manifest.json").write_text(text)

    code = dry(tmp_path, world.data)

    line = capsys.readouterr().err
    assert (code, line.count("\n")) == (2, 1)
    assert says in line


@pytest.mark.slow
def test_the_recipe_makes_a_checkpoint_of_the_same_kind(world, published, tmp_path, capfd, monkeypatch):
    """The recorded commands are run for real: a flag that `train` no longer knows, say, would end this with code 2."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # threads that wait for each other on a busy machine take minutes
    asked = ("reproduce", published / "manifest.json", "--data", world.data, "--out", tmp_path / "anew", "--anyway")

    code = call(*asked)

    said = capfd.readouterr()
    assert code == 0, said.err
    made = checkpoint.load(tmp_path / "anew" / "inkling.safetensors")
    assert made.config == build("stream", CONFIG).config.__dict__
    assert made.categories.words == WORDS
    assert "prefixes, top-1 at 100%" in said.out and "reproduced" in said.out
