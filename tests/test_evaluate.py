"""`calibrate` and `evaluate` from files to report, with a network that knows nothing."""

import json
import re
from dataclasses import replace

import pytest

from model import Categories, checkpoint
from model.__main__ import main
from model.checkpoint import Checkpoint
from model.data.shards import Shards
from model.measuring import figures, prefixes
from tests.made import layout
from tests.tiny import CONFIG, WORDS, network, saved


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


@pytest.fixture(scope="module")
def seen(world):
    """A file of drawings that are in the training or test split, 25 of each class, with their keys."""
    path = world / "seen.ndjson"
    keys = {int(key) for split in ("train", "test") for key in Shards(world / "data", split).keys}
    files = sorted((world / "web/full/simplified").glob("*.ndjson"))
    lines = [line for file in files for line in file.read_text().splitlines(keepends=True)]
    path.write_text("".join(line for line in lines if int(json.loads(line)["key_id"]) in keys))
    return path


def test_drawings_of_training_and_test_choose_nothing(world, calibrated, seen, tmp_path, capsys):
    """Where raw and simplified drawings share their keys, it would otherwise be calibrated on what it has learned."""
    given = ["--checkpoint", str(world / "plain.safetensors"), "--data", str(world / "data"), "--most-random", "1"]
    given += ["--out", str(tmp_path / "out.safetensors"), "--most-confusable", "1", "--drawings", str(seen)]

    mixed = main(["calibrate", *given, *raws(world)])
    said = capsys.readouterr().err
    alone = main(["calibrate", *given])

    assert mixed == 0 and "100 of 124 drawings left out, as they are in the train or the test split" in said
    again, before = checkpoint.load(tmp_path / "out.safetensors"), checkpoint.load(calibrated)
    assert (again.temperatures, again.rule, again.figures) == (before.temperatures, before.rule, before.figures)
    assert alone == 2 and "all 100 drawings are in the train or the test split" in capsys.readouterr().err


def test_drawings_that_the_network_knows_are_not_scored_and_are_counted(world, calibrated, seen, capsys):
    given = ["--checkpoint", str(calibrated), "--data", str(world / "data"), "--drawings", str(seen), *raws(world)]

    assert main(["evaluate", "--json", *given]) == 0
    printed = capsys.readouterr()
    assert main(["evaluate", *given]) == 0

    found = json.loads(printed.out)["streamed"]
    assert (found["left_out"], found["drawings"]) == (20, 80 + 24), "of each class five are trained on"
    assert "20 of 124 drawings left out" in printed.err
    assert "in the training or validation split: 20 drawings" in capsys.readouterr().out


def test_too_few_answers_for_a_temperature_are_said(world, tmp_path, capsys):
    given = ["--checkpoint", str(world / "plain.safetensors"), "--data", str(world / "data"), "--most-random", "1"]
    given += ["--out", str(tmp_path / "out.safetensors"), "--most-confusable", "1"]

    assert main(["calibrate", *given, "--drawings", *raws(world)]) == 0

    said = capsys.readouterr().err
    assert re.search(r"^streamed drawings: fewer than 200 answers at .*50- steps; the temperature of fewer", said, re.M)


def test_a_checkpoint_that_was_never_calibrated_says_so(world, capsys):
    code = main(["evaluate", "--checkpoint", str(world / "plain.safetensors"), "--drawings", *raws(world)])

    said = capsys.readouterr().err
    assert (code, said.count("\n")) == (2, 1)
    assert "plain does not say what" in said and "`calibrate` it first" in said


def test_a_network_of_two_words_is_scored_and_has_no_false_wins_to_count(tmp_path, capsys):
    two = WORDS[:2]
    layout(tmp_path, dict.fromkeys(two, 42))
    layout(tmp_path, dict.fromkeys(two, 3), ("raw",), first=500)
    main(["fetch", "--from", str(tmp_path), "--out", str(tmp_path), "--classes", *two])
    config = CONFIG | {"categories": 2}
    kept = Checkpoint("stream", config, network(categories=2).state_dict(), Categories(two))
    checkpoint.save(tmp_path / "two.safetensors", kept)
    files = ["--checkpoint", str(tmp_path / "two.safetensors"), "--data", str(tmp_path)]
    capsys.readouterr()

    scored = main(["evaluate", "--json", *files])
    at = json.loads(capsys.readouterr().out)["prefixes"]["at"]
    raw = [str(path) for path in (tmp_path / "full/raw").iterdir()]
    code = main(["calibrate", *files, "--out", str(tmp_path / "out"), "--drawings", *raw])

    assert scored == 0 and at["100%"]["top3"] == 1
    assert code == 2 and "false wins can't be counted: of 2 words none is wrong" in capsys.readouterr().err


def test_a_report_without_a_win_is_json_that_everybody_reads(world, calibrated, tmp_path, capsys):
    """NaN is none of JSON's numbers: a browser or jq would refuse the whole report."""
    kept = checkpoint.load(calibrated)
    checkpoint.save(tmp_path / "never.safetensors", replace(kept, rule=replace(kept.rule, threshold=2.0)))
    given = ["--checkpoint", str(tmp_path / "never.safetensors"), "--drawings", *raws(world), "--out", str(tmp_path)]

    def refuse(constant):
        raise AssertionError(constant)

    assert main(["evaluate", *given, "--data", str(world / "data"), "--json"]) == 0

    for text in (capsys.readouterr().out, (tmp_path / "report.json").read_text()):
        wins = json.loads(text, parse_constant=refuse)["streamed"]["wins"]
        assert (wins["rate"], wins["median_share"], wins["median_seconds"]) == (0, None, None)
    assert "points -, - s)" in (tmp_path / "report.md").read_text()
    assert "at a median of - of the points and - seconds" in figures.wins(json.loads(text))


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
    kept = checkpoint.load(calibrated)
    assert found["streamed"]["temperatures"] == [list(pair) for pair in kept.temperatures]
    assert found["prefixes"]["temperatures"] == [list(pair) for pair in prefixes.temperatures_of(kept)]
    assert found["streamed"]["left_out"] == 0


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
