"""`calibrate` and `evaluate` from files to report, with a network that knows nothing."""

import json

import pytest

from model import checkpoint
from model.__main__ import main
from model.measuring import prefixes
from tests.made import layout
from tests.tiny import WORDS, saved


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Shards and raw files of four classes, and an uncalibrated checkpoint."""
    root = tmp_path_factory.mktemp("world")
    layout(root / "web", dict.fromkeys(WORDS, 45), ("simplified",))
    layout(root / "web", dict.fromkeys(WORDS, 6), ("raw",), first=500)
    assert main(["fetch", "--from", str(root / "web"), "--out", str(root / "data"), "--classes", *WORDS]) == 0
    saved(root / "plain.safetensors")
    return root


def raws(world):
    return [str(world / "web" / "full" / "raw" / f"{word}.ndjson") for word in WORDS]


@pytest.fixture(scope="module")
def calibrated(world):
    """The checkpoint that `calibrate` makes; limits that even a network of noise can keep."""
    out = world / "calibrated.safetensors"
    limits = ["--most-random", "1", "--most-confusable", "1"]
    files = ["--checkpoint", str(world / "plain.safetensors"), "--data", str(world / "data"), "--out", str(out)]
    assert main(["calibrate", *files, *limits, "--drawings", *raws(world)]) == 0
    return out


def test_calibrating_writes_temperatures_rule_and_curve(world, calibrated):
    plain, found = checkpoint.load(world / "plain.safetensors"), checkpoint.load(calibrated)

    assert found.version == plain.version, "the weights stay as they are"
    assert len(found.temperatures) > 1
    assert prefixes.temperatures_of(found) != found.temperatures, "a live pen's are other than a simplified drawing's"
    assert prefixes.temperatures_of(plain) == plain.temperatures
    assert found.rule.threshold == found.figures["rule"]["threshold"]
    assert found.rule.threshold in [row["threshold"] for row in found.figures["curve"]]
    assert set(found.figures["confusable"]) == set(found.figures["ease"]) == set(WORDS)
    assert all(0 <= share <= 1 for share in found.figures["ease"].values())
    assert all(word != other for word, other in found.figures["confusable"].items())


def test_limits_that_no_threshold_keeps_are_said_in_one_line(world, capsys):
    files = ["--checkpoint", str(world / "plain.safetensors"), "--data", str(world / "data"), "--out", str(world / "x")]

    code = main(["calibrate", *files, "--most-random", "-1", "--drawings", *raws(world)])

    assert code == 2
    assert "no threshold" in capsys.readouterr().err
    assert not (world / "x").exists()


def test_evaluating_prints_the_report_as_json(world, calibrated, capsys):
    given = ["--checkpoint", str(calibrated), "--data", str(world / "data"), "--drawings", *raws(world)]
    code = main(["evaluate", "--json", *given])

    found = json.loads(capsys.readouterr().out)
    assert code == 0
    assert found["prefixes"]["drawings"] == 80
    assert found["prefixes"]["classes"] == 4
    assert list(found["prefixes"]["at"]) == ["10%", "25%", "50%", "75%", "100%"]
    assert set(found["prefixes"]["by_class"]) == set(WORDS)
    assert found["streamed"]["drawings"] == 24
    assert 0 <= found["streamed"]["at"]["100%"]["top1"] <= found["streamed"]["at"]["100%"]["top3"] <= 1
    assert found["streamed"]["wins"]["drawings"] == 24


def test_the_report_folder_holds_json_markdown_and_pictures(world, calibrated, tmp_path, capsys):
    out = tmp_path / "report"

    main(["evaluate", "--checkpoint", str(calibrated), "--data", str(world / "data"), "--out", str(out)])

    assert {path.name for path in out.iterdir()} == {"report.json", "report.md", "accuracy.png", "reliability.png"}
    assert (out / "accuracy.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "report.md").read_text().startswith(capsys.readouterr().out.strip())


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--checkpoint", "nowhere.safetensors", "--data", "DATA"], "does not exist"),
        ([], "nothing to score"),
        (["--data", "nowhere"], "nowhere"),
        (["--drawings", "nowhere.ndjson"], "nowhere.ndjson"),
        (["--drawings", "FILE", "--only", "EMPTY"], "no drawings"),
    ],
)
def test_bad_input_is_one_clear_line(world, calibrated, tmp_path, capsys, wrong, says):
    (tmp_path / "empty.ndjson").write_text("")
    places = {"DATA": str(world / "data"), "FILE": raws(world)[0], "EMPTY": str(tmp_path / "empty.ndjson")}
    given = [places.get(word, word) for word in wrong]
    if "--checkpoint" not in given:
        given = ["--checkpoint", str(calibrated), *given]

    code = main(["evaluate", *given])

    line = capsys.readouterr().err
    assert code == 2
    assert says in line
    assert line.count("\n") == 1


def test_a_broken_drawing_is_named_and_skipped_only_when_asked(world, calibrated, tmp_path, capsys):
    broken = tmp_path / "circle.ndjson"
    broken.write_text('{"word": "circle"\n' + (world / "web/full/raw/circle.ndjson").read_text())
    asked = ["evaluate", "--checkpoint", str(calibrated), "--drawings", str(broken)]

    assert main(asked) == 2
    assert "circle.ndjson:1:" in capsys.readouterr().err

    assert main([*asked, "--skip-broken"]) == 0
    assert "1 broken drawing" in capsys.readouterr().out


def test_a_word_that_the_network_does_not_know_is_named(world, calibrated, tmp_path, capsys):
    other = tmp_path / "unicorn.ndjson"
    other.write_text((world / "web/full/raw/circle.ndjson").read_text().replace("circle", "unicorn"))

    assert main(["evaluate", "--checkpoint", str(calibrated), "--drawings", str(other)]) == 2

    assert "unicorn" in capsys.readouterr().err
