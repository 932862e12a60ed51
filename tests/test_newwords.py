"""`python -m model newwords` and `embed`: words that a network has never seen, taught from a few drawings."""

import json

import pytest

from model import checkpoint
from model.__main__ import main
from model.categories import Categories
from model.checkpoint import Checkpoint
from tests.made import layout
from tests.tiny import CONFIG, WORDS, network


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Shards of six words, of some of them, and a checkpoint that knows four."""
    root = tmp_path_factory.mktemp("newwords")
    layout(root / "web", dict.fromkeys((*WORDS, "owl", "elk"), 60))
    assert main(["fetch", "--from", str(root / "web"), "--out", str(root / "all")]) == 0
    known = ["--from", str(root / "web"), "--out", str(root / "known"), "--classes", *WORDS]
    assert main(["fetch", *known, "--split-from", str(root / "all/manifest.json")]) == 0
    kept = Checkpoint("stream", dict(CONFIG), network().state_dict(), Categories(WORDS))
    checkpoint.save(root / "plain.safetensors", kept)
    files = ["--checkpoint", str(root / "plain.safetensors"), "--data", str(root / "known")]
    assert main(["embed", *files, "--out", str(root / "space.safetensors")]) == 0
    return root


def asked(world, *more, checkpoint="space", data="all"):
    files = ["--checkpoint", str(world / f"{checkpoint}.safetensors"), "--data", str(world / data)]
    return main(["newwords", *files, *more])


def test_the_figures_are_of_the_words_it_does_not_know(world, tmp_path, capsys):
    code = asked(world, "--out", str(tmp_path / "f.json"), "--repeats", "2")

    found = json.loads((tmp_path / "f.json").read_text())
    assert code == 0 and found["new_words"] == ["elk", "owl"] and found["old_words"] == 4
    assert found["test_drawings"] == {"new": 40, "old": 80}
    assert set(found["examples"]) == {"5", "10", "20"}
    row = found["examples"]["20"]
    assert all(0 <= share <= 1 for way in row.values() for side in way.values() for share in side)
    assert row["all"]["old"][-1] <= found["before"][-1], "old words can only lose"
    assert row["one"]["old"][-1] >= row["all"]["old"][-1], "one word takes less than two"
    assert capsys.readouterr().out.count("| 20 |") == 1


def test_it_can_be_asked_for_some_of_them(world, tmp_path, capsys):
    assert asked(world, "--words", "owl", "--out", str(tmp_path / "f.json"), "--repeats", "1") == 0

    found = json.loads((tmp_path / "f.json").read_text())
    assert found["new_words"] == ["owl"] and found["test_drawings"]["new"] == 20
    one, every = (found["examples"]["5"][way] for way in ("one", "all"))
    assert all(one[side] == pytest.approx(every[side]) for side in ("new", "old")), "the same thing, then"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"checkpoint": "plain"}, "has no space for new words"),
        ({"data": "known"}, "knows all the words"),
        ({"data": "nowhere"}, "cannot be read"),
    ],
)
def test_where_there_is_nothing_to_teach_it_says_so(world, capsys, how, why):
    assert asked(world, **how) == 2

    assert why in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "why"), [(["--words", "star"], "is none of the 2"), (["--repeats", "0"], "--repeats 0")]
)
def test_settings_that_make_no_sense_are_refused(world, capsys, more, why):
    assert asked(world, *more) == 2

    assert why in capsys.readouterr().err


def test_a_space_needs_the_networks_own_words(world, capsys, tmp_path):
    files = ["--checkpoint", str(world / "plain.safetensors"), "--data", str(world / "all")]

    assert main(["embed", *files, "--out", str(tmp_path / "x")]) == 2

    assert "knows other words" in capsys.readouterr().err
