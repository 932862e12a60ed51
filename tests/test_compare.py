"""`compare`: networks of every kind, on the same prefixes of the same drawings."""

import json

from model.__main__ import main
from tests.made import layout
from tests.test_picture import weights
from tests.tiny import WORDS, saved


def test_networks_are_scored_side_by_side(tmp_path, capsys):
    layout(tmp_path / "web", dict.fromkeys(WORDS, 42), ("simplified",))
    main(["fetch", "--from", str(tmp_path / "web"), "--out", str(tmp_path / "data"), "--classes", *WORDS])
    ours, rival = tmp_path / "ours.safetensors", weights(tmp_path / "rival.npz", tuple(reversed(WORDS)))
    saved(ours)
    given = ["--data", str(tmp_path / "data"), "--checkpoint", str(ours), "--out", str(tmp_path / "out.json")]

    code = main(["compare", *given, "--picture", str(rival)])

    found = json.loads((tmp_path / "out.json").read_text())
    assert code == 0
    assert (found["split"], found["drawings"]) == ("test", 20 * len(WORDS))
    assert [n["name"] for n in found["networks"]] == ["ours", "rival"]
    for network in found["networks"]:
        assert list(network["at"]) == ["10%", "25%", "50%", "75%", "100%"]
        assert all(0 <= row["top1"] <= row["top3"] <= 1 for row in network["at"].values())
    assert "| rival |" in capsys.readouterr().out


def test_a_network_of_other_words_is_refused_before_anything_is_asked(tmp_path, capsys):
    layout(tmp_path / "web", dict.fromkeys(("ant", "bee"), 42), ("simplified",))
    main(["fetch", "--from", str(tmp_path / "web"), "--out", str(tmp_path / "data"), "--classes", "ant", "bee"])
    saved(tmp_path / "ours.safetensors")

    code = main(["compare", "--data", str(tmp_path / "data"), "--checkpoint", str(tmp_path / "ours.safetensors")])

    assert code == 2
    assert "knows other words" in capsys.readouterr().err
