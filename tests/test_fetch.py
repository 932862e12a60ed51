"""Bringing files over a bad line, and the command that does it. No test sleeps: waiting is a list of seconds."""

import json
import os

import numpy as np
import pytest

from model.__main__ import main
from model.data import fetch
from model.data.fetch import bring, bring_all
from model.data.shards import Shards, read_manifest
from model.data.sources import MissingError, Web, source
from model.errors import BadInputError
from tests.made import layout, line, serving
from tests.test_tune import SIDES, export

PATH = "full/simplified/cat.ndjson"


@pytest.fixture(autouse=True)
def no_proxy_and_no_waiting(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(fetch, "LONGEST_WAIT", 0.0)
    monkeypatch.setattr(fetch, "CHUNK", 1000)


@pytest.fixture
def web(tmp_path):
    layout(tmp_path / "web", {"cat": 100, "The Eiffel Tower": 60, "dog": 0}, ("simplified", "raw"))
    with serving(tmp_path / "web") as (url, manners):
        yield url, manners


def test_files_come_several_at_a_time_and_byte_for_byte(tmp_path, web):
    url, manners = web
    paths = [f"full/{kind}/{name}.ndjson" for kind in ("raw", "simplified") for name in ("cat", "The Eiffel Tower")]
    arrived = []

    bring_all(Web(url), paths, tmp_path / "out", None, 3, lambda size: None, lambda: arrived.append(1))

    assert len(arrived) == 4
    assert all((tmp_path / "out" / path).read_bytes() == (manners.root / path).read_bytes() for path in paths)


def test_a_connection_that_is_cut_again_and_again_is_gone_on_with_where_it_was(tmp_path, web):
    url, manners = web
    manners.cut_after = 3000
    whole = (manners.root / PATH).read_bytes()
    waits = []

    file = bring(Web(url), PATH, tmp_path, wait=waits.append)

    assert file.read_bytes() == whole
    assert manners.sent == len(whole), "no byte is fetched twice"
    assert [wanted for _, wanted in manners.asked[1:]] == [f"bytes={n}-" for n in range(3000, len(whole), 3000)]
    assert len(waits) == len(manners.asked) - 1
    assert sorted(os.listdir(file.parent)) == ["cat.ndjson", "cat.ndjson.from"]


def test_a_half_fetched_file_of_an_earlier_run_is_resumed(tmp_path, web):
    url, manners = web
    manners.cut_after = 5000
    with pytest.raises(KeyboardInterrupt):
        bring(Web(url), PATH, tmp_path, wait=interrupt)
    manners.cut_after = None

    file = bring(Web(url), PATH, tmp_path)

    assert manners.asked[-1] == (f"/{PATH}", "bytes=5000-")
    assert file.read_bytes() == (manners.root / PATH).read_bytes()


def interrupt(seconds: float) -> None:
    raise KeyboardInterrupt


def test_a_server_without_ranges_sends_everything_again_and_the_file_is_right(tmp_path, web):
    url, manners = web
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / f"{PATH}.part").write_bytes(b"half of someth")
    manners.ranges = False

    file = bring(Web(url), PATH, tmp_path)

    assert manners.asked == [(f"/{PATH}", "bytes=14-")]
    assert file.read_bytes() == (manners.root / PATH).read_bytes()


@pytest.mark.parametrize("etag", ['"two"', None])
def test_a_file_that_changed_at_its_source_is_begun_anew(tmp_path, web, etag):
    url, manners = web
    manners.cut_after = 5000
    with pytest.raises(KeyboardInterrupt):
        bring(Web(url), PATH, tmp_path, wait=interrupt)
    (manners.root / PATH).write_text("".join(line("cat", key) for key in range(500, 640)))
    manners.cut_after, manners.etag = None, etag  # without an ETag, another size tells it

    file = bring(Web(url), PATH, tmp_path)

    assert file.read_bytes() == (manners.root / PATH).read_bytes()


def test_a_file_that_became_shorter_at_its_source_is_begun_anew(tmp_path, web):
    url, manners = web
    bring(Web(url), PATH, tmp_path)
    (manners.root / PATH).write_text(line("cat", 1))

    file = bring(Web(url), PATH, tmp_path)

    assert file.read_text() == line("cat", 1)


@pytest.mark.parametrize("ranges", [True, False])
def test_a_server_that_announces_more_than_it_has_is_given_up_on(tmp_path, web, ranges):
    url, manners = web
    manners.claim, manners.ranges = 50, ranges
    size = (manners.root / PATH).stat().st_size

    with pytest.raises(BadInputError, match=rf"{size + 50}|{size} bytes") as caught:
        bring(Web(url), PATH, tmp_path)

    assert len(manners.asked) <= 2 * fetch.TRIES
    assert "brought nothing new" in str(caught.value) and not (tmp_path / PATH).exists()


def test_a_busy_server_is_asked_again(tmp_path, web):
    url, manners = web
    manners.busy = 3

    file = bring(Web(url), PATH, tmp_path)

    assert len(manners.asked) == 4 and file.exists()


def test_a_file_that_is_not_there_is_missing_at_once(tmp_path, web):
    url, manners = web

    with pytest.raises(MissingError, match=r"full/simplified/catt\.ndjson: 404"):
        bring(Web(url), "full/simplified/catt.ndjson", tmp_path)

    assert len(manners.asked) == 1


def test_a_whole_file_costs_one_question_and_survives_a_source_that_is_gone(tmp_path, web):
    url, manners = web
    file = bring(Web(url), PATH, tmp_path)
    whole, sent = file.read_bytes(), manners.sent

    bring(Web(url), PATH, tmp_path)
    (manners.root / PATH).unlink()
    with pytest.raises(MissingError):
        bring(Web(url), PATH, tmp_path)

    assert file.read_bytes() == whole and manners.sent == sent


def test_only_as_much_of_a_file_is_brought_as_holds_the_drawings_wanted(tmp_path, web):
    url, manners = web
    lines = (manners.root / PATH).read_text().splitlines(keepends=True)

    file = bring(Web(url), PATH, tmp_path, drawings=10)
    first = file.read_text()
    bring(Web(url), PATH, tmp_path, drawings=4)  # is there already: nobody is asked
    bring(Web(url), PATH, tmp_path, drawings=30)

    assert first == "".join(lines[:10])
    assert file.read_text() == "".join(lines[:30])
    assert [wanted for _, wanted in manners.asked] == [None, f"bytes={len(first)}-"]


def test_the_first_file_that_fails_stops_the_others(tmp_path, web):
    url, manners = web
    paths = ["full/simplified/nothing.ndjson"] + [PATH] * 200

    with pytest.raises(MissingError):
        bring_all(Web(url), paths, tmp_path, None, 1, lambda size: None, lambda: None)

    assert [path for path, _ in manners.asked] == ["/full/simplified/nothing.ndjson"]


def run(*arguments: object) -> int:
    return main(["fetch", *map(str, arguments)])


def test_the_command_makes_shards_that_hold_every_drawing_once(tmp_path, web, capsys):
    url, _ = web

    code = run("--from", url, "--out", tmp_path / "out", "--kind", "both", "--classes", "cat", "dog",
               "The Eiffel Tower")  # fmt: skip

    shards = Shards(tmp_path / "out", "all")
    assert code == 0 and shards.classes == ("The Eiffel Tower", "cat", "dog")
    assert sorted(shards.keys.tolist()) == [*range(100), *range(1_000_000, 1_000_060)]
    assert np.bincount(shards.labels, minlength=3).tolist() == [60, 100, 0]
    assert len(Shards(tmp_path / "out", "train", "raw")) == 80
    said = capsys.readouterr()
    assert "simplified: 40 test, 40 validation, 80 train" in said.out and "no drawing at all of dog" in said.err


def test_no_drawing_changes_sides_however_many_more_are_fetched(tmp_path, web):
    url, _ = web
    few = ("--from", url, "--out", tmp_path / "out", "--classes", "cat", "dog")
    run(*few, "--per-class", 30)
    before = sides(tmp_path / "out", "simplified")

    run(*few, "--kind", "both")
    run("--from", url, "--out", tmp_path / "other", "--classes", "cat", "--split-from", tmp_path / "out/manifest.json")

    assert len(before) == 30
    for folder, kind in (("out", "simplified"), ("out", "raw"), ("other", "simplified")):
        after = sides(tmp_path / folder, kind)
        assert len(after) == 100 and before.items() <= after.items()


def sides(folder, kind) -> dict[int, str]:
    held = {(s["kind"], s["split"]) for s in read_manifest(folder / "manifest.json")["shards"]}
    return {int(key): split for k, split in held if k == kind for key in Shards(folder, split, kind).keys}


def test_fetching_from_the_folder_itself_only_makes_the_shards_anew(tmp_path):
    layout(tmp_path, {"cat": 50})

    assert run("--from", tmp_path, "--out", tmp_path) == 0

    assert len(Shards(tmp_path, "all")) == 50 and (tmp_path / PATH).exists()


def test_all_classes_of_a_folder_are_brought_unless_told_otherwise(tmp_path):
    layout(tmp_path / "in", {"dog": 41, "cat": 41, "Zebra": 41})

    run("--from", tmp_path / "in", "--out", tmp_path / "out")

    assert read_manifest(tmp_path / "out/manifest.json")["classes"] == ["Zebra", "cat", "dog"]
    assert (tmp_path / "out" / PATH).read_bytes() == (tmp_path / "in" / PATH).read_bytes()


def test_a_broken_line_stops_the_command_unless_it_may_be_skipped(tmp_path, capsys):
    layout(tmp_path / "in", {"cat": 50})
    file = tmp_path / "in" / PATH
    large = line("cat", 9).replace('"drawing":[', '"drawing":[[[300],[1]],')
    strange = [line("dog", 7), line("cat", 8, "raw"), large, '{"word":']
    file.write_text(file.read_text() + "".join(strange) + "\n")

    stopped = run("--from", tmp_path / "in", "--out", tmp_path / "out")
    first = capsys.readouterr().err
    skipped = run("--from", tmp_path / "in", "--out", tmp_path / "out", "--skip-broken")
    second = capsys.readouterr().err

    assert stopped == 2 and "cat.ndjson:51: a drawing of 'dog' in the file of 'cat'" in first
    assert skipped == 0 and [f":{n}: " in second for n in range(50, 56)] == [False, True, True, True, True, False]
    assert "numbers from 300 to 300; simplified ones are whole, from 0 to 255" in second
    assert read_manifest(tmp_path / "out/manifest.json")["skipped"] == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "nowhere"], "nowhere is no folder"),
        (["--from", "ftp://host/x"], "must begin with http:// or https://"),
        (["--from", "http:///x"], "name a host"),
        (["--from", "empty"], "full/simplified holds no .ndjson files"),
        (["--from", "in", "--kind", "both"], "full/raw holds no .ndjson files"),
        (["--from", "in", "--classes", "../cat"], "'../cat': a class is named like its file"),
        (["--from", "in", "--classes", "zebr"], "zebr.ndjson; did you mean zebra?"),
        (["--from", "in", "--split-from", "gone.json"], "gone.json: no such file"),
        (["--from", "in", "--split-from", "in/full/simplified/cat.ndjson"], "cat.ndjson"),
        (["--from", "in", "--out", "in/full/simplified/cat.ndjson/x"], "Not a directory"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    layout(tmp_path / "in", {"cat": 41})
    (tmp_path / "empty").mkdir()

    code = run("--out", "out", *arguments)

    error = capsys.readouterr().err
    assert code == 2 and said in error and error.count("\n") == 1, error


@pytest.mark.parametrize("arguments", [["--per-class", "0"], ["--jobs", "x"], ["--kind", "png"], []])
def test_bad_options_are_refused_by_name_with_exit_code_2(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        run(*arguments)

    assert caught.value.code == 2
    assert (arguments or ["--out"])[0] in capsys.readouterr().err


def test_a_server_that_nobody_answers_at_is_one_line_and_exit_code_2(tmp_path, capsys):
    with serving(tmp_path) as (url, _):
        pass

    code = run("--from", url, "--out", tmp_path, "--classes", "cat", "--jobs", "1")

    error = capsys.readouterr().err
    assert code == 2 and "refused" in error and "python -m model fetch: " in error


def test_another_seed_for_the_same_folder_is_refused_because_drawings_would_change_sides(tmp_path, capsys):
    layout(tmp_path / "in", {"cat": 50})
    arguments = ("--from", tmp_path / "in", "--out", tmp_path / "out")

    first, second = run(*arguments, "--seed", "a"), run(*arguments, "--seed", "b")

    assert (first, second) == (0, 2)
    assert 'give --seed "a", or another --out' in capsys.readouterr().err


def by_hand(keys) -> dict[int, str]:
    """The side of each drawing of an `export`, as its index.csv says."""
    return {key: SIDES[key % 5].replace("valid", "validation") for key in keys}


@pytest.mark.parametrize("served", [False, True])
def test_the_sides_of_an_export_are_those_of_its_contributors(tmp_path, served):
    """Who draws in training must not be in the test, too; what hashes of keys say would mix them."""
    folder = export(tmp_path / "export", ("cat", "dog"), each=50)
    with serving(folder) as (url, _):
        place = url if served else folder
        code = run("--from", place, "--out", tmp_path / "out", "--classes", "cat", "dog")

    assert code == 0
    expected = by_hand([*range(7_000_000, 7_000_050), *range(7_001_000, 7_001_050)])
    assert sides(tmp_path / "out", "simplified") == expected
    manifest = read_manifest(tmp_path / "out/manifest.json")
    assert "contributor" in manifest["split"]["rule"] and manifest["split"]["boundaries"] == {}
    assert "Google" not in manifest["licence"]
    assert not (tmp_path / "out/.index").exists()
    assert run("--from", tmp_path / "out", "--out", tmp_path / "out") == 0, "what was fetched can be fetched from"
    assert sides(tmp_path / "out", "simplified") == expected


def test_a_later_export_adds_drawings_and_moves_none(tmp_path, capsys):
    fetch_in = ("--out", tmp_path / "out")
    run("--from", export(tmp_path / "first", ("cat",), each=20), *fetch_in)

    assert run("--from", export(tmp_path / "second", ("cat",), each=30), *fetch_in) == 0
    assert sides(tmp_path / "out", "simplified") == by_hand(range(7_000_000, 7_000_030))

    cut = export(tmp_path / "cut", ("cat",), each=30)
    index = cut / "index.csv"
    index.write_text(index.read_text().replace("7000003,valid", "7000003,train"))
    capsys.readouterr()
    assert run("--from", cut, *fetch_in) == 2
    assert "has 1 drawings on another side than" in capsys.readouterr().err
    assert sides(tmp_path / "out", "simplified") == by_hand(range(7_000_000, 7_000_030))


def test_drawings_split_by_hashes_and_by_an_index_do_not_mix(tmp_path, capsys):
    layout(tmp_path / "web", {"cat": 50})
    folder = export(tmp_path / "export", ("cat",), each=50)
    run("--from", tmp_path / "web", "--out", tmp_path / "hashed")
    run("--from", folder, "--out", tmp_path / "told")
    capsys.readouterr()

    assert run("--from", folder, "--out", tmp_path / "hashed") == 2
    assert "was split without an index.csv" in capsys.readouterr().err
    assert run("--from", tmp_path / "web", "--out", tmp_path / "told") == 2
    assert "was split by an index.csv" in capsys.readouterr().err
    assert run("--from", folder, "--out", tmp_path / "other", "--seed", "a") == 2
    assert "which says the side of each drawing" in capsys.readouterr().err


def test_a_drawing_that_an_index_does_not_name_is_broken(tmp_path, capsys):
    folder = export(tmp_path / "export", ("cat",))
    file = folder / PATH
    file.write_text(file.read_text() + line("cat", 5))

    assert run("--from", folder, "--out", tmp_path / "out") == 2
    assert "cat.ndjson:11: key_id 5 has no split in index.csv" in capsys.readouterr().err
    assert run("--from", folder, "--out", tmp_path / "out", "--skip-broken") == 0
    assert len(Shards(tmp_path / "out", "all")) == 10


@pytest.mark.parametrize("text", ["", "key_id,split\n1,dev\n", "key_id,split\n-1,train\n", "key_id,split\n5\n"])
def test_an_index_that_tells_no_sides_is_refused_in_one_line(tmp_path, capsys, text):
    folder = export(tmp_path / "export", ("cat",))
    (folder / "index.csv").write_text(text)

    code = run("--from", folder, "--out", tmp_path / "out")

    error = capsys.readouterr().err
    assert code == 2 and "index.csv" in error and error.count("\n") == 1


def test_stats_tells_what_is_there_and_finds_a_changed_file(tmp_path, capsys):
    layout(tmp_path / "in", {"cat": 50, "dog": 45})
    run("--from", tmp_path / "in", "--out", tmp_path / "out")
    capsys.readouterr()

    told = main(["stats", str(tmp_path / "out"), "--verify", "--json"])
    stats = json.loads(capsys.readouterr().out)
    pen = tmp_path / "out/simplified/train/00000/pen.npy"
    pen.write_bytes(pen.read_bytes()[:-1] + b"\0")
    found = main(["stats", str(tmp_path / "out"), "--verify"])

    assert told == 0 and stats["kinds"]["simplified"]["splits"]["train"]["drawings"] == 15
    assert found == 2 and "train/00000/pen.npy: SHA-256" in capsys.readouterr().err


def test_a_url_without_classes_stands_for_all_345():
    from model.data.command import _classes

    classes = _classes(source("http://127.0.0.1:9"), None, ("simplified",))

    assert len(classes) == 345 and classes[0] == "The Eiffel Tower" and list(classes) == sorted(classes)
