"""`python -m model tune`: collected drawings and old ones, a comparison, a checkpoint only where it got no worse."""

import hashlib
import json

import numpy as np
import pytest

from model import checkpoint
from model.__main__ import main
from model.data.collected import collect
from model.data.shards import Shards
from model.errors import BadInputError
from model.measuring import changes
from model.measuring.spaces import embedded
from model.training.mixing import Mixed
from tests.made import layout, line
from tests.test_train_cli import started_with_a_roomy_allocator  # noqa: F401
from tests.tiny import WORDS, checkpoint_of, network

FEW = ["--batch", "16", "--steps", "4", "--warmup", "1", "--decay", "1", "--validate-every", "4", "--threads", "1"]
SIDES = ("train", "train", "train", "valid", "test")


def export(folder, words, each=10, kind="simplified", first=7_000_000):
    """An export as the server makes it, every fifth drawing for the test and another for validation."""
    (folder / "full" / kind).mkdir(parents=True)
    index = ["key_id,split,word"]
    for number, word in enumerate(words):
        keys = range(first + 1000 * number, first + 1000 * number + each)
        text = "".join(line(word, key, kind) for key in keys)
        (folder / "full" / kind / f"{word}.ndjson").write_text(text, encoding="utf-8")
        index += [f"{key},{SIDES[key % 5]},{word}" for key in keys]
    (folder / "index.csv").write_text("\n".join(index) + "\n", encoding="utf-8")
    return signed(folder)


def signed(folder):
    """With a manifest of what is there now."""
    files = [path for path in sorted(folder.rglob("*.*")) if path.name != "manifest.json"]
    sums = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    (folder / "manifest.json").write_text(json.dumps({"files": [{"path": p, "sha256": s} for p, s in sums.items()]}))
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Shards of four classes, and a checkpoint with a space."""
    root = tmp_path_factory.mktemp("tune")
    layout(root / "web", dict.fromkeys(WORDS, 55))
    assert main(["fetch", "--from", str(root / "web"), "--out", str(root / "data")]) == 0
    checkpoint.save(root / "old.safetensors", embedded(checkpoint_of(network()), Shards(root / "data", "train")))
    return root


@pytest.fixture
def tune(world, tmp_path, capsys):
    """Tunes, and returns exit code and what was printed."""

    def tune(doodles, *flags):
        files = ["--checkpoint", str(world / "old.safetensors"), "--data", str(world / "data")]
        code = main(["tune", *files, "--doodles", str(doodles), "--out", str(tmp_path / "out"), *FEW, *flags])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return tune


def test_what_is_tuned_plays_and_what_changed_is_told_word_by_word(world, tune, tmp_path):
    code, said = tune(export(tmp_path / "export", WORDS), "--tolerance", "1")

    old, new = (checkpoint.load(p) for p in (world / "old.safetensors", tmp_path / "out/tuned.safetensors"))
    assert code == 0 and "on the old test" in said
    training = new.figures["training"]
    assert new.version != old.version and training["start"] == old.version
    assert training["data"] == Shards(world / "data", "train").manifest["hash"], "`publish` compares it"
    assert training["collected"] == collect(tmp_path / "export", WORDS).hash and training["share"] == 0.25
    assert len(new.temperatures) > 1 and set(new.figures["ease"]) == set(WORDS) and new.rule == old.rule
    assert new.space and not np.allclose(new.space.middle, old.space.middle), "it is the new network's"
    found = json.loads((tmp_path / "out/tune.json").read_text())
    assert found["old"]["drawings"] == 80 and found["doodles"]["drawings"] == 8
    assert set(found["old"]["by_class"]) == set(WORDS)
    assert "Largest losses" in (tmp_path / "out/tune.md").read_text()


def test_raw_drawings_that_are_trained_on_or_kept_for_the_test_choose_no_threshold(world, tune, tmp_path):
    """An export's raw drawings have the keys of its simplified ones, and an old drawing may come back in any file."""
    folder, old = export(tmp_path / "export", WORDS), world / "web/full/simplified/line.ndjson"
    layout(tmp_path / "raw", dict.fromkeys(WORDS, 2), ("raw",), first=9_000_000)
    files = [old, folder / "full/simplified/line.ndjson", *sorted((tmp_path / "raw/full/raw").iterdir())]

    limits = ["--tolerance", "1", "--most-random", "1", "--most-confusable", "1"]
    code, said = tune(folder, *limits, "--drawings", *map(str, files))

    assert code == 0
    assert "43 of 73 drawings left out, as they are in the train or the test split" in said, "35 old and 8 collected"
    kept = checkpoint.load(tmp_path / "out/tuned.safetensors")
    assert kept.figures["rule"]["drawings"] == 73 - 43


def test_one_that_may_have_got_worse_is_not_published(tune, tmp_path):
    code, said = tune(export(tmp_path / "export", WORDS), "--tolerance", "0", "--rate", "1")

    assert code == 2 and "not published" in said and "tolerance of 0.00%" in said
    assert "collected drawings: 24 train, 8 valid, 8 test; old ones to train on: " in said
    assert not (tmp_path / "out/tuned.safetensors").exists()
    assert (tmp_path / "out/tune.json").exists(), "what it did is told all the same"


def test_another_rate_needs_another_folder(tune, tmp_path):
    """Or who is told to try one would be given the same answer again."""
    folder = export(tmp_path / "export", WORDS)
    tune(folder, "--tolerance", "1")

    code, said = tune(folder, "--tolerance", "1", "--rate", "1e-5")

    assert code == 2 and "was begun with --rate 3e-05, not 1e-05: leave it out, or choose another --out" in said


def test_other_collected_drawings_or_another_share_need_another_folder(tune, tmp_path):
    folder = export(tmp_path / "export", WORDS)
    tune(folder, "--tolerance", "1")

    assert "was begun with another --share: choose another --out" in tune(folder, "--share", "0.5")[1]
    other = export(tmp_path / "other", WORDS, first=8_000_000)
    assert "was begun with other collected drawings: choose another --out" in tune(other)[1]


def test_the_help_names_the_settings_that_a_tuning_has(capsys):
    with pytest.raises(SystemExit):
        main(["tune", "--help"])

    assert "batches in the whole run (200)" in capsys.readouterr().out


def test_raw_exports_are_simplified_and_words_nobody_knows_are_left_out(tmp_path):
    found = collect(export(tmp_path / "export", ("circle", "snow globe"), kind="raw"), WORDS)

    assert found.unknown == {"snow globe": 10}
    assert [len(found.splits[side]) for side in ("train", "valid", "test")] == [6, 2, 2]
    train = found.splits["train"]
    assert train.points.min() >= 0 and train.points.max() == 255
    assert set(train.labels) == {WORDS.index("circle")} and train.offsets[-1] == len(train.points)


def test_test_drawings_of_an_export_are_never_trained_on(world, tmp_path):
    folder = export(tmp_path / "export", WORDS)
    index = (folder / "index.csv").read_text()
    only = [row for row in index.splitlines() if ",train," not in row]
    (folder / "index.csv").write_text("\n".join(only).replace(",test,", ",train,"))

    with pytest.raises(BadInputError, match="not as it was exported"):
        collect(folder, WORDS)
    with pytest.raises(BadInputError, match="has no split in"):
        collect(signed(folder), WORDS)


def test_old_drawings_that_come_back_in_an_export_are_left_out(world, tune, tmp_path):
    """Somebody may have imported them: the old test drawings would be trained on."""
    folder = export(tmp_path / "export", WORDS[:1], each=55, first=0)
    found = collect(folder, WORDS, old=Shards(world / "data", "test").keys)

    code, said = tune(folder)

    assert found.there == 20 and sum(len(doodles) for doodles in found.splits.values()) == 35
    assert code == 2 and "but for 55 that are among the old ones" in said


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_both_sets_are_there_as_a_whole_and_in_the_share_that_is_asked_for(world, tmp_path, share):
    old, new = Shards(world / "data", "train"), collect(export(tmp_path / "e", WORDS), WORDS).splits["train"]

    mixed = Mixed(old, new, share)
    asked = np.array([len(mixed.labels) - 1, 0, len(mixed.labels) - len(new), 1])

    fresh = len(mixed.labels) - mixed._olds
    assert abs(fresh / len(mixed.labels) - share) < 0.01
    assert mixed._olds >= len(old) and fresh >= len(new)
    taken = mixed.take(asked)
    assert np.diff(taken.offsets).tolist() == mixed.lengths[asked].tolist()
    last = taken.points[taken.offsets[1] : taken.offsets[2]]
    assert (last == old.take(np.array([0])).points).all()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda e: (e / "manifest.json").unlink(), "is no manifest of an export"),
        (lambda e: (e / "full/simplified/star.ndjson").write_text("{}"), "not as it was exported"),
        (lambda e: signed(e / "full").joinpath("simplified/star.ndjson").write_text("{}\n"), "not as it was exported"),
        (lambda e: ((e / "full/simplified/star.ndjson").write_text("{}\n"), signed(e)), "star.ndjson:1: word is"),
        (lambda e: [f.unlink() for f in (e / "full/simplified").iterdir()], "is no export with drawings"),
        (lambda e: ([f.write_text("") for f in (e / "full/simplified").iterdir()], signed(e)), "holds no drawing"),
        (lambda e: ((e / "index.csv").write_text("key_id,split\n7000000,dev\n"), signed(e)), "split 'dev'"),
        (lambda e: ((e / "index.csv").write_text("what\n1\n"), signed(e)), "does not tell which drawings"),
    ],
)  # fmt: skip
def test_an_export_that_cannot_be_used_is_refused_in_one_line(tune, tmp_path, spoil, why):
    folder = export(tmp_path / "export", WORDS)
    spoil(folder)

    code, said = tune(folder)

    assert code == 2 and why in said and said.count("\n") == 1
    assert not (tmp_path / "out").exists(), "nothing half-done"


def test_an_export_of_other_words_alone_is_refused(tune, tmp_path):
    code, said = tune(export(tmp_path / "export", ("snow globe",)))

    assert code == 2 and "holds no drawing of the 4 words" in said


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (["--share", "1"], "--share 1.0"),
        (["--tolerance", "-1"], "--tolerance -1.0"),
        (["--rate", "0"], "--rate 0.0"),
        (["--checkpoint", "nowhere.safetensors"], "does not exist"),
    ],
)
def test_settings_that_make_no_sense_are_refused(tune, tmp_path, flags, why):
    code, said = tune(export(tmp_path / "export", WORDS), *flags)

    assert code == 2 and why in said


def test_a_broken_shard_and_a_checkpoint_of_other_words_or_another_encoder_are_refused(world, tmp_path, capsys):
    folder = export(tmp_path / "export", WORDS)
    data = tmp_path / "web"
    layout(data, {"circle": 45, "owl": 45})
    main(["fetch", "--from", str(data), "--out", str(data)])
    old, out = str(world / "old.safetensors"), str(tmp_path / "out")
    capsys.readouterr()

    def refused(file, data):
        files = ["--checkpoint", str(file), "--data", str(data), "--doodles", str(folder), "--out", out]
        assert main(["tune", *files]) == 2
        return capsys.readouterr().err

    assert "knows other words" in refused(old, data)
    next((data / "simplified/train").rglob("points.npy")).write_bytes(b"damaged")
    assert "cannot be read" in refused(old, data)
    checkpoint.save(tmp_path / "alien.safetensors", checkpoint_of(network(), encoder=99))
    assert "encoder version 99" in refused(tmp_path / "alien.safetensors", data)


def test_a_paired_difference_is_surer_than_two_figures():
    """One in a hundred drawings lost, none gained: two figures could not tell, a paired comparison can."""
    before = np.ones((2000, 1), bool)
    before[:800] = False
    after = before.copy()
    after[800:820] = False

    found = changes.change(before, after)

    assert (found.gained, found.lost) == (0, 20)
    assert found.before == pytest.approx(0.6) and found.after == pytest.approx(0.59)
    assert -0.015 < found.at_least < -0.01, "two independent figures would be 2.5 % apart by chance"
