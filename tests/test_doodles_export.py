"""Exports: which drawings are in them, what stands beside them, and that there is a whole one or none."""

import csv
import errno
import hashlib
import json
import zlib
from datetime import date

import numpy as np
import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from model import ink
from server.__main__ import main
from server.doodles.export import folder, rows, writers
from server.doodles.export.choice import FORMATS, Choice
from server.doodles.export.export import export
from server.doodles.splits import SPLITS, split_of
from server.doodles.tables import Doodle, Withdrawal
from server.doodles.words import file_name, word_of
from server.errors import SetupError
from server.store import Store
from tests.bench import export as bench
from tests.given import contributor, doodle, strokes

DAY = date(2026, 11, 23)
ALL = Choice(tuple(FORMATS))


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/database/drawings.sqlite3"


@pytest.fixture
def engine(url):
    store = Store(url)
    yield store.engine
    store.close()


def add(engine, *keys, **fields):
    """A validated drawing for each key."""
    with Session(engine) as session, session.begin():
        for key in keys:
            doodle(session, str(key), **{"status": "validated", "day": DAY, **fields})


def lines(out, kind, word="star"):
    path = out / "full" / kind / f"{word}.ndjson"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def keys(out, word="star"):
    return [int(line["key_id"]) for line in lines(out, "raw", word)]


def test_an_export_holds_what_was_reviewed_and_not_reported(engine, tmp_path):
    add(engine, 1)
    add(engine, 2, reported=True)
    for key, status in enumerate(("waiting", "other", "invalidated"), 3):
        add(engine, key, status=status)

    export(engine, tmp_path / "usual", Choice(("raw",)), DAY)
    export(engine, tmp_path / "wide", Choice(("raw",), ("validated", "waiting"), reported=True), DAY)

    assert keys(tmp_path / "usual") == [1]
    assert keys(tmp_path / "wide") == [1, 2, 3]


def test_a_better_word_replaces_the_word_in_every_format(engine, tmp_path):
    add(engine, 1)
    add(engine, 2, word="moon", better="star")

    manifest = export(engine, tmp_path / "out", ALL, DAY)

    assert keys(tmp_path / "out") == [1, 2] and keys(tmp_path / "out", "moon") == []
    assert list(manifest["words"]) == ["star"]
    assert not list((tmp_path / "out").rglob("moon*"))


def test_a_raw_line_has_quick_draws_keys_in_their_order_and_begins_at_time_zero(engine, tmp_path):
    late = [[[10.5, 20], [5, 6.25], [700, 716]], [[1], [2], [900]]]
    add(engine, 1, ink=late, recognized=True)

    export(engine, tmp_path / "out", Choice(("raw",)), DAY)

    [line] = (tmp_path / "out/full/raw/star.ndjson").read_text().splitlines()
    assert line == (
        '{"word":"star","countrycode":"ZZ","timestamp":"2026-11-23 00:00:00.00000 UTC","recognized":true,'
        '"key_id":"1","drawing":[[[10.5,20],[5,6.25],[0,16]],[[1],[2],[200]]]}'
    )


def test_every_page_of_a_word_is_exported_once(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "PAGE", 3)
    add(engine, *range(1, 8))
    add(engine, 8, 9, 10, word="moon", better="star")

    manifest = export(engine, tmp_path / "out", Choice(("raw",)), DAY)

    assert keys(tmp_path / "out") == list(range(1, 11)) and manifest["drawings"] == 10


def test_what_cannot_be_held_by_a_format_is_left_out_of_it_and_said(engine, tmp_path):
    add(engine, 1)
    add(engine, 2, ink=[[[0, 300], [0, 0]]], timed=False, source="odd.ndjson")
    add(engine, 3, ink=[[[7, 8] * 35_000, [7, 9] * 35_000]], timed=False, source="long.ndjson")

    manifest = export(engine, tmp_path / "out", Choice(("raw", "simplified", "bin")), DAY)

    assert manifest["left_out"]["raw"]["drawings"] == 2
    assert "no times" in manifest["left_out"]["raw"]["examples"][0]
    assert "from 0 to 255" in manifest["left_out"]["simplified"]["examples"][0]
    assert "65535" in manifest["left_out"]["bin"]["examples"][1] and "3: " in manifest["left_out"]["bin"]["examples"][1]
    assert [drawing.key_id for drawing in ink.read(tmp_path / "out/full/binary/star.bin")] == [1]
    assert [line["key_id"] for line in lines(tmp_path / "out", "simplified")] == ["1", "3"]


@pytest.mark.parametrize("data", [b"no ink", zlib.compress(b"nonsense"), zlib.compress(b"\xff"), zlib.compress(b"[]")])
def test_a_drawing_without_ink_that_can_be_read_is_left_out(engine, tmp_path, url, data):
    add(engine, 1, 2, status="waiting")
    with engine.begin() as connection:
        connection.execute(update(Doodle).where(Doodle.key == "2").values(ink=data))
    asked = ["--status", "waiting", "--format", *FORMATS, "--out", str(tmp_path / "out"), "--database-url", url]

    code = main(["doodles", "export", *asked])

    left_out = json.loads((tmp_path / "out/manifest.json").read_text())["left_out"]
    assert code == 0 and keys(tmp_path / "out") == [1]
    assert {name: found["drawings"] for name, found in left_out.items()} == dict.fromkeys(FORMATS, 1)
    assert all(found["examples"][0].startswith("2: it") for found in left_out.values())


def test_the_manifest_tells_counts_checksums_licence_and_splits(engine, tmp_path):
    add(engine, 1, 2, split="train")
    add(engine, 3, split="test", word="moon")

    export(engine, tmp_path / "out", ALL, DAY)

    out = tmp_path / "out"
    manifest = json.loads((out / "manifest.json").read_text())
    files = {file["path"]: file for file in manifest["files"]}
    assert manifest["licence"] == "CC BY 4.0" and manifest["made"] == "2026-11-23"
    assert manifest["words"] == {
        "moon": {"train": 0, "valid": 0, "test": 1},
        "star": {"train": 2, "valid": 0, "test": 0},
    }
    assert set(files) == {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()} - {"manifest.json"}
    assert len([path for path in files if "star" in path]) == len(FORMATS)
    for path, file in files.items():
        data = (out / path).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
    with (out / "index.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["key_id", "split", "word"], ["3", "test", "moon"], ["1", "train", "star"], ["2", "train", "star"],
        ]  # fmt: skip


def test_the_datasheet_answers_from_the_database(engine, tmp_path):
    with Session(engine) as session, session.begin():
        who = contributor(session, "hash of a receipt")
        session.add(Withdrawal("77"))
    add(engine, 1, 2, 3, contributor=who, language="de", recognized=True)
    add(engine, 4, word="<b>moon</b>", country="DE", source="a*b.ndjson")

    export(engine, tmp_path / "out", Choice(("raw",)), DAY)

    text = (tmp_path / "out/datasheet.md").read_text()
    assert "4 drawings of 2 words, from 1 to 3 a word, by 1 contributors" in text
    assert "3 of the 3 of which that is known" in text and "a\\*b.ndjson 1" in text
    assert "Countries: others 1; not told 3" in text  # one drawing from a country could point at somebody
    assert "1 have been" in text and "<b>" not in text and "$" not in text


def test_given_shares_are_decided_by_the_same_hash_of_the_contributor(engine, tmp_path):
    with Session(engine) as session, session.begin():
        mine, yours = (contributor(session, f"hash {name}") for name in ("a", "b"))
    add(engine, 1, 2, 3, contributor=mine)
    add(engine, 4, 5, 6, contributor=yours)
    add(engine, *range(100, 160), source="cat.ndjson")

    manifest = export(engine, tmp_path / "out", Choice(("npz",), shares=(50, 0, 50)), DAY)

    with (tmp_path / "out/index.csv").open(newline="") as file:
        side = {int(key): split for key, split, _ in list(csv.reader(file))[1:]}
    assert {side[1], side[2], side[3]} == {split_of("hash a", (50, 0, 50))}
    assert {side[4], side[5], side[6]} == {split_of("hash b", (50, 0, 50))}
    assert all(side[key] == split_of(str(key), (50, 0, 50)) for key in range(100, 160))
    assert manifest["words"]["star"]["valid"] == 0 and manifest["splits"]["shares"] == "50/0/50"


def test_shares_come_out_as_they_were_asked_for():
    sides = [split_of(str(number), (70, 15, 15)) for number in range(4_000)]

    assert [round(sides.count(split) / 4_000, 2) for split in SPLITS] == pytest.approx([0.7, 0.15, 0.15], abs=0.02)


def test_what_was_withdrawn_is_not_exported_and_its_keys_are_listed(engine, tmp_path):
    add(engine, 1, 2)
    with Session(engine) as session, session.begin():
        session.execute(delete(Doodle).where(Doodle.key == "1"))
        session.add_all([Withdrawal("1", DAY), Withdrawal("18446744073709551615", DAY)])

    export(engine, tmp_path / "out", Choice(("raw",)), DAY)

    assert keys(tmp_path / "out") == [2]
    assert (tmp_path / "out/withdrawn.txt").read_text() == "1\n18446744073709551615\n"
    assert json.loads((tmp_path / "out/withdrawn.json").read_text())[0] == {"key_id": "1", "day": "2026-11-23"}


def test_what_is_withdrawn_while_the_export_runs_leaves_it_again(engine, tmp_path):
    add(engine, 1, 2)
    add(engine, 3, word="moon")
    seen = []

    def step(done):
        seen.append(done)
        if len(seen) == 2:  # "moon" is written already
            with Session(engine) as session, session.begin():
                session.execute(delete(Doodle).where(Doodle.key.in_(["2", "3"])))
                session.add_all([Withdrawal("2"), Withdrawal("3")])

    manifest = export(engine, tmp_path / "out", Choice(("raw",)), DAY, step=step)

    assert keys(tmp_path / "out") == [1] and not (tmp_path / "out/full/raw/moon.ndjson").exists()
    assert manifest["words"] == {"star": {"train": 1, "valid": 0, "test": 0}} and manifest["withdrawn"] == 2


@pytest.mark.parametrize(
    "word",
    ["../../etc/passwd", "a/b", "<script>alert(1)</script>", ".hidden", "..", "nul\0", "x" * 90, "CON:", "é" * 60],
)
def test_no_word_leads_out_of_the_folder(engine, tmp_path, word):
    add(engine, 1, word=word)

    export(engine, tmp_path / "place/out", ALL, DAY)

    files = [path for path in tmp_path.rglob("*") if path.is_file() and "database" not in path.parts]
    assert all(tmp_path / "place/out" in path.parents for path in files)
    [raw] = (tmp_path / "place/out/full/raw").iterdir()
    assert json.loads(raw.read_text())["word"] == word
    assert raw.stem == file_name(word) and word_of(raw.stem) == word
    assert not raw.name.startswith(".") and len(raw.name.encode()) < 255


def test_a_name_that_would_be_too_long_is_cut_and_stays_its_own():
    long, other = file_name("é" * 90), file_name("é" * 91)

    assert long != other and max(len(long), len(other)) <= 200


def test_long_files_are_written_in_parts(engine, tmp_path, monkeypatch):
    monkeypatch.setitem(writers.MOST, "npz", 2)
    add(engine, 1, 2, 3)

    manifest = export(engine, tmp_path / "out", Choice(("npz",)), DAY)

    parts = sorted((tmp_path / "out/sketchrnn").iterdir())
    assert [part.name for part in parts] == ["star.npz", "star.part2.npz"]
    assert [len(list(ink.read(part))) for part in parts] == [2, 1]
    assert [file["drawings"] for file in manifest["files"] if "npz" in file["path"]] == [2, 1]


def test_a_bitmap_is_drawn_where_the_ink_is_and_in_the_middle():
    bar = ink.Drawing("line", 1, (ink.Stroke(np.array([0, 255]), np.array([0, 0])),))

    picture = writers.bitmap(bar).reshape(28, 28)

    assert picture[13:15, 3:25].min() > 150  # in the middle, though it lies at the top
    assert picture[:12].max() == picture[16:].max() == 0 and picture[:, :1].max() == picture[:, 27:].max() == 0


def test_a_folder_that_is_not_empty_is_refused_and_left_as_it_is(engine, tmp_path, url, capsys):
    add(engine, 1)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")

    code = main(["doodles", "export", "--format", "raw", "--out", str(tmp_path / "out"), "--database-url", url])

    [line] = capsys.readouterr().err.splitlines()
    assert code == 2 and "out is not empty" in line
    assert [path.name for path in tmp_path.iterdir() if path.name != "database"] == ["out"]
    assert (tmp_path / "out/mine.txt").read_text() == "mine"


def test_an_empty_folder_is_taken(engine, tmp_path):
    add(engine, 1)
    (tmp_path / "out").mkdir()

    export(engine, tmp_path / "out", Choice(("raw",)), DAY)

    assert keys(tmp_path / "out") == [1]


@pytest.mark.parametrize("format", FORMATS)
def test_a_disk_that_fills_up_leaves_nothing_and_is_said_in_one_line(
    engine, tmp_path, monkeypatch, format, url, capsys
):
    add(engine, *range(1, 6))
    real, added = writers.Files.add, []

    def full(self, record):
        added.append(record)
        if len(added) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, record)

    monkeypatch.setattr(writers.Files, "add", full)
    code = main(["doodles", "export", "--format", format, "--out", str(tmp_path / "out"), "--database-url", url])

    [line] = capsys.readouterr().err.splitlines()
    assert code == 2 and "the disk is full" in line and "nothing was left" in line
    assert [path.name for path in tmp_path.iterdir()] == ["database"]


def test_a_killed_export_leaves_nothing_once_the_next_has_run(engine, tmp_path):
    add(engine, 1)
    (tmp_path / ".out.part/full/raw").mkdir(parents=True)
    (tmp_path / ".out.part/full/raw/star.ndjson").write_text("half a li")

    export(engine, tmp_path / "out", Choice(("raw",)), DAY)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["database", "out"] and keys(tmp_path / "out") == [1]


def test_two_exports_do_not_write_into_one_folder(tmp_path):
    with (
        folder.whole(tmp_path / "out"),
        pytest.raises(SetupError, match="another export"),
        folder.whole(tmp_path / "out"),
    ):
        pass

    assert (tmp_path / "out").is_dir()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "gif"], "invalid choice: 'gif'"),
        (["--format", "raw", "--split", "80/20"], "three whole numbers"),
        (["--format", "raw", "--split", "80/20/20"], "makes 120"),
        (["--format", "raw", "--status", "lovely"], "invalid choice: 'lovely'"),
    ],
)
def test_a_wrong_option_is_named(tmp_path, capsys, arguments, said):
    with pytest.raises(SystemExit) as ended:
        main(["doodles", "export", "--out", str(tmp_path / "out"), *arguments])

    assert ended.value.code == 2 and said in capsys.readouterr().err


def test_parquet_without_pyarrow_is_refused_before_anything_is_written(engine, tmp_path, monkeypatch):
    add(engine, 1)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)

    with pytest.raises(SetupError, match="pip install"):
        export(engine, tmp_path / "out", ALL, DAY)

    assert [path.name for path in tmp_path.iterdir()] == ["database"]


def test_the_command_says_what_it_did_and_the_datasheet_is_one(engine, tmp_path, url, capsys):
    add(engine, 1, 2, ink=strokes())

    code = main(["doodles", "export", "--format", "raw", "npy", "--out", str(tmp_path / "out"), "--database-url", url])

    assert code == 0 and "2 drawings of 1 words (2 train, 0 valid, 0 test)" in capsys.readouterr().out
    assert main(["doodles", "datasheet", "--database-url", url]) == 0
    assert "2 drawings of 1 words" in capsys.readouterr().out


def test_the_command_names_older_exports_that_have_what_was_taken_back_since(engine, tmp_path, url, capsys):
    add(engine, 1, 2)
    said = []
    for name, gone in [("first", None), ("second", "1"), ("third", None)]:
        if gone:
            with Session(engine) as session, session.begin():
                session.execute(delete(Doodle).where(Doodle.key == gone))
                session.add(Withdrawal(gone, DAY))
        main(["doodles", "export", "--format", "raw", "--out", str(tmp_path / "out" / name), "--database-url", url])
        said.append(capsys.readouterr().out.splitlines())

    assert [len(lines) for lines in said] == [1, 2, 2]
    assert said[1][-1] == said[2][-1] and said[2][-1].endswith(f"since: {tmp_path / 'out' / 'first'}")


def test_the_bench_fills_a_database_and_measures_an_export_in_a_process_of_its_own(tmp_path, url):
    found = bench.measured(url, tmp_path, 40, ["raw"])

    assert set(found) == {"4", "40"}
    assert found["40"]["raw"]["seconds"] > 0 and found["40"]["raw"]["peak_mb"] > 10
    assert found["40"]["raw"]["written_mb"] > found["4"]["raw"]["written_mb"] > 0
