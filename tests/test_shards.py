"""Shards: what is taken out is what was put in, in the order asked for, and damage is named."""

import json
import pickle
import shutil

import numpy as np
import pytest

from model.data import sharding
from model.data.sharding import Plan, make_shards
from model.data.shards import ShardError, Shards, hash_of, read_manifest
from model.formats import ndjson
from model.formats.drawing import InkError
from tests.made import layout

CLASSES = {"Zebra": 45, "cat": 130, "dog": 70, "none": 0}


def make(folder, kinds=("simplified",), **options):
    layout(folder, CLASSES, kinds)
    return make_shards(Plan(folder, "here", tuple(CLASSES), kinds, **options), {}, lambda: None)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sharding, "PER_SHARD", 40)
    make(tmp_path, ("simplified", "raw"))
    return tmp_path


@pytest.mark.parametrize("kind", ["simplified", "raw"])
def test_every_drawing_comes_out_as_it_went_in(folder, kind):
    written = {d.key_id: d for name in CLASSES for d in ndjson.read(folder / f"full/{kind}/{name}.ndjson")}
    shards = Shards(folder, "all", kind)

    batch = shards.take(np.arange(len(shards)))

    assert sorted(shards.keys.tolist()) == sorted(written)
    assert batch.points.dtype == (np.int16 if kind == "simplified" else np.float32)
    for i, key in enumerate(shards.keys):
        drawing, where = written[int(key)], slice(*batch.offsets[i : i + 2])
        columns = [[c for c in (s.x, s.y, s.t) if c is not None] for s in drawing.strokes]
        assert batch.points[where].tolist() == np.concatenate([np.stack(c, 1) for c in columns]).tolist()
        ends = np.cumsum([len(s) for s in drawing.strokes]) - 1
        assert np.flatnonzero(batch.pen[where]).tolist() == ends.tolist()
        assert shards.classes[shards.labels[i]] == drawing.word and shards.lengths[i] == len(drawing)
    assert shards.strokes.sum() == batch.pen.sum()


def test_drawings_are_taken_in_the_order_asked_for_across_shards_and_more_than_once(folder):
    shards = Shards(folder, "train")
    one_by_one = [shards.take(np.array([i])) for i in range(len(shards))]
    asked = np.array([len(shards) - 1, 0, 3, 3, 60])

    batch = shards.take(asked)

    assert batch.points.tolist() == np.concatenate([one_by_one[i].points for i in asked]).tolist()
    assert batch.pen.tolist() == np.concatenate([one_by_one[i].pen for i in asked]).tolist()
    assert np.diff(batch.offsets).tolist() == shards.lengths[asked].tolist()


def test_nothing_is_taken_for_no_indices_and_refused_for_wrong_ones(folder):
    shards = Shards(folder, "test")

    assert shards.take(np.array([], np.int64)).offsets.tolist() == [0]
    with pytest.raises(IndexError, match="60"):
        shards.take(np.array([len(shards)]))
    with pytest.raises(IndexError, match="-1"):
        shards.take(np.array([-1]))


def test_a_class_gives_twenty_to_test_twenty_to_validation_and_the_manifest_counts_them(folder):
    counts = read_manifest(folder / "manifest.json")["counts"]["simplified"]

    for split in ("test", "validation", "train"):
        labels = Shards(folder, split).labels
        assert {name: int((labels == i).sum()) for i, name in enumerate(CLASSES)} == counts[split]
    assert counts["test"] == {"Zebra": 20, "cat": 20, "dog": 20, "none": 0}
    assert counts["train"] == {"Zebra": 5, "cat": 90, "dog": 30, "none": 0}


def test_raw_and_simplified_drawings_of_one_key_are_on_one_side(folder):
    for split in ("test", "validation", "train"):
        assert set(Shards(folder, split).keys.tolist()) == set(Shards(folder, split, "raw").keys.tolist())


def test_training_drawings_are_spread_over_shards_and_shuffled_in_each(folder):
    shards = Shards(folder, "train")
    sizes = [s["drawings"] for s in shards.manifest["shards"] if s["split"] == "train" and s["kind"] == "simplified"]

    first = shards.labels[: sizes[0]].tolist()

    assert len(sizes) == 4 and sum(sizes) == 125
    assert first != sorted(first) and len(set(first)) == 3


def test_shards_are_the_same_whenever_and_with_however_many_processes_they_are_made(tmp_path, monkeypatch):
    one, _ = make(tmp_path / "one")
    monkeypatch.setattr(sharding, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(sharding.os, "cpu_count", lambda: 2)

    two, _ = make(tmp_path / "two", jobs=2)
    again, _ = make(tmp_path / "two", jobs=1)

    assert one["hash"] == two["hash"] == again["hash"]


def test_a_broken_file_leaves_the_shards_that_were_there_and_no_working_folder(folder):
    before = read_manifest(folder / "manifest.json")["hash"]
    file = folder / "full/simplified/dog.ndjson"
    file.write_text(file.read_text() + "nonsense\n")

    with pytest.raises(InkError, match=r"dog\.ndjson:71"):
        make_shards(Plan(folder, "here", tuple(CLASSES), ("simplified",)), {}, lambda: None)

    Shards(folder, "all", "raw").verify()
    assert read_manifest(folder / "manifest.json")["hash"] == before and not (folder / ".work").exists()


@pytest.mark.parametrize("name", ["points", "pen", "offsets", "labels", "keys"])
def test_a_changed_file_is_found_and_named(folder, name):
    path = folder / f"simplified/validation/00000/{name}.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))

    with pytest.raises(ShardError, match=rf"validation/00000/{name}\.npy: SHA-256"):
        Shards(folder, "validation").verify()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda shard: (shard / "pen.npy").unlink(), r"pen\.npy cannot be read"),
        (lambda shard: (shard / "pen.npy").write_bytes(b"short"), r"pen\.npy cannot be read"),
        (lambda shard: shutil.copy(shard / "labels.npy", shard / "pen.npy"), r"pen\.npy has \d+ rows"),
        (lambda shard: np.save(shard / "keys.npy", np.array([object()]), allow_pickle=True), r"keys\.npy cannot"),
    ],
)
def test_a_damaged_shard_is_refused_before_anything_is_taken_from_it(folder, damage, said):
    damage(folder / "simplified/test/00000")

    with pytest.raises(ShardError, match=said):
        Shards(folder, "test")


def test_a_kind_or_split_that_is_not_there_is_refused_with_what_is(tmp_path):
    make(tmp_path)

    with pytest.raises(ShardError, match="holds no raw train shards; it holds simplified test, simplified train"):
        Shards(tmp_path, "train", "raw")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(format="inkling-shards-0"), "format 'inkling-shards-0', expected 'inkling-shards-1'"),
        (lambda m: m.update(seed="other"), "was changed after it was written"),
    ],
)
def test_a_manifest_of_another_format_or_changed_by_hand_is_refused(folder, change, said):
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))

    with pytest.raises(ShardError, match=said):
        Shards(folder, "test")


def test_a_folder_without_a_manifest_is_refused_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(ShardError, match="`python -m model fetch` makes it"):
        Shards(tmp_path, "test")


def test_the_hash_stands_for_everything_but_itself():
    assert hash_of({"a": 1, "hash": "x"}) == hash_of({"a": 1}) != hash_of({"a": 2})


def test_columns_are_used_like_arrays_without_being_read_whole(folder):
    shards = Shards(folder, "all")
    labels, lengths = np.asarray(shards.labels), np.asarray(shards.lengths)
    some = np.array([5, 0, len(shards) - 1, 5])

    assert shards.labels[some].tolist() == labels[some].tolist()
    assert shards.labels[3:90].tolist() == labels[3:90].tolist()
    assert shards.lengths[some].tolist() == lengths[some].tolist() and int(shards.lengths[-1]) == lengths[-1]
    assert (shards.labels == 1).tolist() == (labels == 1).tolist()
    assert ((shards.lengths + 1) / 2).sum() == ((lengths + 1) / 2).sum()


def test_letting_pages_go_changes_nothing_that_is_read_later(folder, monkeypatch):
    expected = Shards(folder, "train").take(np.arange(60))
    monkeypatch.setattr("model.data.shards.LET_GO", 0)
    monkeypatch.setattr("model.data.shards.LONG", 0)
    shards = Shards(folder, "train")

    found = [shards.take(np.array([i])) for i in range(60)]

    assert np.concatenate([one.points for one in found]).tolist() == expected.points.tolist()
    assert np.concatenate([one.pen for one in found]).tolist() == expected.pen.tolist()


def test_shards_go_to_another_process_by_their_names(folder):
    """A loader would be sent all the drawings otherwise."""
    shards = Shards(folder, "train")

    sent = pickle.dumps(shards)

    assert len(sent) < 1000
    assert pickle.loads(sent).take(np.array([7])).points.tolist() == shards.take(np.array([7])).points.tolist()
