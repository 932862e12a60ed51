"""Drawings from files: a file as a whole or not at all, on every database there is; and back out as they came."""

import json
import re
import subprocess
import sys
import time
from datetime import date
from functools import partial
from zipfile import ZipFile

import numpy as np
import pytest
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.orm import Session

from model import ink
from server.__main__ import main
from server.doodles import insight, judging, moderation, voting
from server.doodles.datasheet import datasheet
from server.doodles.export import rows as rows_
from server.doodles.export.choice import FORMATS, Choice
from server.doodles.export.export import export
from server.doodles.export.pictures import svg
from server.doodles.imports import arrivals, checks, imports
from server.doodles.imports.entries import Entry
from server.doodles.imports.imports import take
from server.doodles.ink import unpack
from server.doodles.splits import split_of
from server.doodles.tables import Doodle, Withdrawal
from server.errors import SetupError
from server.settings import ROOT
from server.store import Store
from tests import made
from tests.fake_server import FakeServer
from tests.given import doodle
from tests.later import later

DAY = date(2026, 11, 23)
RAW = (
    '{"word":"cat","countrycode":"US","timestamp":"2017-03-05 12:21:56.81707 UTC","recognized":true,"key_id":"%s",'
    '"drawing":%s}\n'
)
LINE = RAW % (7, "[[[10,520.5],[40,41],[0,16]],[[12.0],[3],[99]]]")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """A database that is not there."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/database/drawings.sqlite3"
        return
    there = make_url(request.getfixturevalue("postgres").url.replace("postgresql:", "postgresql+psycopg:"))
    yield there.set(database='drawings of "ours"').render_as_string(hide_password=False)
    engine = create_engine(there, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text('DROP DATABASE IF EXISTS "drawings of ""ours""" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture
def engine(url):
    store = Store(url)
    yield store.engine
    store.close()


@pytest.fixture
def lite(tmp_path):
    """Where it does not matter which database it is."""
    store = Store(f"sqlite:///{tmp_path}/lite.sqlite3")
    yield store.engine
    store.close()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cat.ndjson"


def rows(engine):
    with Session(engine) as session:
        return list(session.scalars(select(Doodle).order_by(Doodle.id)))


def count(engine):
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Doodle))


def test_a_drawing_from_a_file_waits_for_review_with_all_that_the_file_told(engine, file):
    file.write_text(LINE)

    found = take(engine, file, DAY)

    [row] = rows(engine)
    assert found.taken == 1 and found.words == {"cat": 1}
    assert (row.key, row.word, row.status, row.source, row.split) == (
        "7",
        "cat",
        "waiting",
        "cat.ndjson",
        split_of("7"),
    )
    assert (row.recognized, row.country, row.timestamp, row.day) == (True, "US", "2017-03-05 12:21:56.81707 UTC", DAY)
    assert (row.strokes, row.points, row.timed, row.suspicion) == (2, 3, True, None)
    assert unpack(row.ink) == [[[10, 520.5], [40, 41], [0, 16]], [[12.0], [3], [99]]]


def test_a_second_import_adds_nothing_and_changes_nothing(engine, file):
    file.write_text(LINE + LINE.replace('"7"', '"8"') + LINE)
    first = take(engine, file, DAY, status="validated")

    second = take(engine, file, DAY)

    assert (first.taken, first.there) == (2, 1) and (second.taken, second.there) == (0, 3)
    assert [row.status for row in rows(engine)] == ["validated", "validated"]


def test_what_was_withdrawn_does_not_come_back(engine, file):
    with Session(engine) as session, session.begin():
        session.add(Withdrawal("7"))
    file.write_text(LINE + LINE.replace('"7"', '"8"'))

    found = take(engine, file, DAY)

    assert (found.taken, found.withdrawn) == (1, 1) and [row.key for row in rows(engine)] == ["8"]


@pytest.fixture
def small(monkeypatch):
    """Transactions of two drawings, without a pause."""
    monkeypatch.setattr(imports, "BATCH", 2)
    monkeypatch.setattr(arrivals, "REMOVED", 2)
    monkeypatch.setattr(arrivals, "PAUSE", 0)


@pytest.fixture
def nine(file):
    """A file of nine drawings."""
    file.write_text("".join(made.line("cat", key, "raw") for key in range(9)))
    return file


# An import of `small` transactions in a process of its own, which is killed before this call of a function.
KILLED = """
import os, sys
from datetime import date
from pathlib import Path
from server.doodles.imports import arrivals, imports
from server.errors import SetupError
from server.settings import ROOT
from server.store import Store

module, name, call = {"imports": imports, "arrivals": arrivals}[sys.argv[3]], sys.argv[4], int(sys.argv[5])
imports.BATCH, arrivals.REMOVED, arrivals.PAUSE = 2, 2, 0
plain, calls = getattr(module, name), []

def last(*args):
    calls.append(args)
    if len(calls) == call:
        os.kill(os.getpid(), 9)
    return plain(*args)

setattr(module, name, last)
engine = Store(sys.argv[1]).engine
imports.take(engine, Path(sys.argv[2]), date(2026, 11, 23), "validated")
"""


def killed(url, path, module, name, call):
    """Such an import, which does not survive."""
    command = [sys.executable, "-c", KILLED, url, str(path), module, name, str(call)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == -9, done.stderr


def seen(engine):
    """How many drawings each of those sees who look for drawings."""
    with Session(engine) as session:
        everybody = {
            "queue": len(moderation.queue(session, "waiting", 50)),
            "counts": moderation.counts(session)["waiting"],
            "judging": len(judging.unjudged(session, 50)),
            "examples": len(voting.examples(session, "cat")),
            "figures": sum(word.drawings for word in insight.words(session)),
            "shapes": len(insight.page(session, "cat", insight.BY["country"], None)),
        }
    return everybody | {"export": sum(rows_.words(engine, Choice(("raw",))).values())}


FIRST, MIDDLE, LAST = ("imports", "_insert", 1, 0), ("imports", "_insert", 4, 6), ("arrivals", "check", 6, 9)


@pytest.mark.parametrize("where", later([FIRST, MIDDLE, LAST], [MIDDLE]))
def test_an_import_that_is_killed_is_there_for_nobody_and_leaves_nothing_to_the_next(engine, url, nine, small, where):
    *call, left = where
    killed(url, nine, *call)
    there, before, sheet = count(engine), seen(engine), datasheet(engine, Choice(("raw",)), DAY)

    found = take(engine, nine, DAY, "validated")

    assert (there, set(before.values())) == (left, {0})
    assert "no word yet" in sheet and "cat.ndjson" not in sheet
    assert (found.taken, found.there) == (9, 0) and count(engine) == 9
    assert seen(engine) == {
        "queue": 0, "counts": 0, "judging": 9, "examples": voting.EXAMPLES, "figures": 9, "shapes": 9, "export": 9
    }  # fmt: skip


def test_a_sweep_that_is_cut_off_is_finished_by_the_next_and_touches_no_others(engine, url, nine, small, monkeypatch):
    killed(url, nine, "imports", "_insert", 4)
    with Session(engine) as session, session.begin():
        doodle(session, "1000")
    pauses = []

    def unplugged(_):
        pauses.append(count(engine))
        raise OSError("the plug was pulled")

    monkeypatch.setattr(arrivals, "pause", unplugged)
    arrivals.sweep(engine)
    monkeypatch.undo()
    arrivals.sweep(engine)

    assert pauses == [5] and [row.key for row in rows(engine)] == ["1000"]


def test_others_write_between_the_transactions_of_an_import_and_see_all_of_it_or_nothing(
    engine, nine, tmp_path, small, monkeypatch
):
    views = []

    def pause(_):
        with Session(engine) as session, session.begin():
            doodle(session, str(1000 + len(views)), status="validated")
        views.append(seen(engine)["export"])
        if len(views) == 2:
            with pytest.raises(SetupError, match="another import"):
                take(engine, nine, DAY)
            arrivals.sweep(engine)  # another server starts

    monkeypatch.setattr(arrivals, "pause", pause)
    found = take(engine, nine, DAY, "validated")

    assert views == [1, 2, 3, 4, 5] and seen(engine)["export"] == 5 + 9 and found.taken == 9


@pytest.mark.slow
def test_a_server_that_starts_removes_what_a_killed_import_has_left(lite, nine, small):
    url = lite.url.render_as_string()
    killed(url, nine, "imports", "_insert", 4)

    server = FakeServer(database_url=url)
    try:
        for _ in range(100):
            if not count(lite):
                break
            time.sleep(0.1)
    finally:
        server.stop()

    assert count(lite) == 0


def test_an_import_whose_lock_was_lost_gives_way_and_leaves_nothing(engine, nine, small, monkeypatch):
    def pause(_):
        monkeypatch.setattr(arrivals, "pause", lambda _: None)
        arrivals._clear(engine)  # as the next one does, when the connection that held the lock is gone

    monkeypatch.setattr(arrivals, "pause", pause)
    with pytest.raises(SetupError, match="another import has begun"):
        take(engine, nine, DAY)

    assert count(engine) == 0 and take(engine, nine, DAY).taken == 9


def test_one_import_after_the_other_counts_and_nothing_is_left_beside_the_database(engine, nine, small, tmp_path):
    takings = []
    for word in ("cat", "dog", "fish"):
        (tmp_path / f"{word}.ndjson").write_text(made.line(word, len(takings) + 100, "raw"))
        takings.append(take(engine, tmp_path / f"{word}.ndjson", DAY, "validated").taken)

    assert takings == [1, 1, 1] and seen(engine)["export"] == 3, "no number of an arrival is used again"
    assert not list(tmp_path.rglob("*-importing"))


def test_an_import_that_fails_while_it_writes_leaves_nothing(engine, tmp_path, file, monkeypatch, small):
    real, calls = imports._insert, []

    def broken(*args):
        calls.append(args)
        if len(calls) == 3:
            raise OSError("the plug was pulled")
        real(*args)

    monkeypatch.setattr(imports, "_insert", broken)
    file.write_text("".join(made.line("cat", key, "raw") for key in range(9)))
    with pytest.raises(OSError, match="plug"):
        take(engine, file, DAY)

    monkeypatch.setattr(imports, "_insert", real)
    assert count(engine) == 0
    assert take(engine, file, DAY).taken == 9 and [int(row.key) for row in rows(engine)] == list(range(9))


def test_a_file_with_one_broken_drawing_is_refused_as_a_whole_and_says_where(engine, file):
    file.write_text(LINE + '{"word":"cat","key_id":"8","drawing":[]}\n')

    with pytest.raises(ink.InkError, match=r"cat\.ndjson:2: drawing is \[\]"):
        take(engine, file, DAY)

    assert count(engine) == 0


def test_broken_drawings_are_skipped_and_counted_when_asked_to(lite, file):
    file.write_text("nonsense\n" + LINE + RAW % (8, "[[[1,2],[1,2],[5,4]]]"))

    found = take(lite, file, DAY, skip_broken=True)

    assert (found.taken, found.skipped) == (1, 2)
    assert [error.line for error in found.broken] == [1, 3] and "backwards" in str(found.broken[1])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (RAW % (1, "[[[],[],[]]]"), "at least one number"),
        (RAW % (1, "[[[1e9],[0],[0]]]"), "a coordinate is 1000000000.0; it must be from -100000 to 100000"),
        (RAW % (1, "[[[0],[1e999],[0]]]"), "finite"),
        (RAW % (1, "[[[0,1],[0,1],[10,5]]]"), "never run backwards in a stroke"),
        (RAW % (1, "[[[0],[0],[-1]]]"), "begin at 0"),
        (RAW % (1, "[[[0],[0],[1e12]]]"), "86400000"),
        (RAW % (1, "[[[0,256],[0,0]]]"), "whole number from 0 to 255"),
        (RAW % (1, "[[[0,1.5],[0,0]]]"), "whole number from 0 to 255"),
        (RAW % (1, json.dumps([[list(range(256)) * 391, [1] * 256 * 391]])), "100096 points; 65535 are the most"),
        (LINE.replace('"cat"', '"<img src=x>"'), "made of letters"),
        (LINE.replace('"cat"', '"../cat"'), "made of letters"),
        (LINE.replace('"cat"', '"a/b"'), "made of letters"),
        (LINE.replace('"cat"', f'"{"x" * 61}"'), "1 to 60 characters"),
        (LINE.replace('"cat"', '"cafe\\u0301"'), "composed"),
        (LINE.replace('"cat"', '" cat"'), "begins with a letter"),
        (LINE.replace('"US"', '"USA"'), "two capital letters"),
        (LINE.replace("2017-03-05", "2017-02-31"), "must look like"),
        (LINE.replace("12:21:56.81707 UTC", "noon"), "must look like"),
        (LINE.replace('"7"', f'"{1 << 64}"'), "below 2**64"),
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_in_one_line(lite, file, line, said):
    file.write_text(line)

    with pytest.raises(ink.InkError) as caught:
        take(lite, file, DAY)

    assert said in str(caught.value) and str(caught.value).startswith(f"{file}:1: ") and "\n" not in str(caught.value)
    assert count(lite) == 0


@pytest.mark.parametrize("word", ["cat", "t-shirt", "The Eiffel Tower", "coração", "猫", "हाथी", "2 cats", "mum's hat"])
def test_words_of_sane_shape_come_in_whatever_the_network_knows(lite, file, word):
    file.write_text(LINE.replace('"cat"', json.dumps(word, ensure_ascii=False)), encoding="utf-8")

    assert take(lite, file, DAY).words == {word: 1}


def test_the_command_counts_what_the_network_does_not_know(file, tmp_path, capsys):
    file.write_text(LINE + LINE.replace('"7"', '"8"').replace('"cat"', '"Grüffelo"'))
    database = ["--database-url", f"sqlite:///{tmp_path}/new/drawings.sqlite3"]

    assert main(["doodles", "import", str(file), "--reviewed", *database]) == 0
    assert main(["doodles", "import", str(file), *database]) == 0

    first, second = capsys.readouterr().out.splitlines()
    assert "2 drawings taken" in first and "1 are of 1 words that the network does not know ('Grüffelo')" in first
    assert "0 drawings taken, 2 were there" in second


@pytest.mark.parametrize("status", ["waiting", "validated"])
def test_what_comes_in_reviewed_is_vouched_for(lite, file, status):
    file.write_text(LINE)

    take(lite, file, DAY, status)

    with lite.connect() as connection:
        row = connection.execute(select(Doodle.status, Doodle.vouched)).one()
    assert tuple(row) == (status, status == "validated")


def test_the_command_says_what_may_help_and_what_it_has_not_looked_at(file, tmp_path, capsys):
    good, broken = tmp_path / "cat.ndjson", tmp_path / "dog.ndjson"
    good.write_text(LINE)
    broken.write_text(LINE.replace("[", "{", 1))
    files = [str(good), str(broken), str(good), str(good)]

    code = main(["doodles", "import", *files, "--database-url", f"sqlite:///{tmp_path}/new.sqlite3"])

    said = capsys.readouterr()
    assert code == 2 and "1 drawings taken" in said.out
    assert "dog.ndjson:1: " in said.err and "--skip-broken leaves such drawings out; 2 more files were not" in said.err


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("cat.txt", b"", "end in .ndjson"),
        ("cat.bin", bytes(10), "cut off"),
        ("cat.npz", b"PK", "no sketch-rnn file"),
        ("cat.parquet", b"PAR1", "no Parquet file"),
        ("cat.zip", b"PK", "no zip of pictures"),
        ("cat.npy", b"", "holds dots and no lines"),
        ("none.ndjson", None, "No such file"),
        ("b<r.bin", (b"\1" + bytes(7) + b"US\1" + bytes(4) + b"\1\0" + b"\1\0" + b"\0\0"), "made of letters"),
    ],
)
def test_a_file_that_is_none_is_one_line_and_exit_code_two(tmp_path, capsys, name, data, said):
    if data is not None:
        (tmp_path / name).write_bytes(data)

    code = main(["doodles", "import", str(tmp_path / name), "--database-url", f"sqlite:///{tmp_path}/new.sqlite3"])

    [line] = capsys.readouterr().err.splitlines()
    assert code == 2 and said in line


def test_raw_comes_out_byte_for_byte_as_it_came_in(engine, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 3)
    for word in ("cat", "The Eiffel Tower"):
        lines = [made.line(word, key * 7_919 + len(word), "raw") for key in range(1, 8)]
        lines.append(RAW.replace('"cat"', f'"{word}"') % (2**64 - len(word), "[[[-3,1e-05,2.50],[1,2,3],[0,1,1]]]"))
        (tmp_path / f"{word}.ndjson").write_text("".join(lines).replace("2.50", "2.5"))
        take(engine, tmp_path / f"{word}.ndjson", DAY, status="validated")

    export(engine, tmp_path / "out", Choice(("raw",)), DAY)

    for word in ("cat", "The Eiffel Tower"):
        name = f"{word}.ndjson"
        assert (tmp_path / "out/full/raw" / name).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.skipif(
    not (made.QUICKDRAW / "full/raw").is_dir(),
    reason="no Quick, Draw! drawings here; INKLING_QUICKDRAW names their folder",
)
def test_quick_draws_own_raw_files_come_out_byte_for_byte(lite, tmp_path):
    files = sorted((made.QUICKDRAW / "full/raw").glob("*.ndjson"))[:20]
    for path in files:
        take(lite, path, DAY, status="validated")

    export(lite, tmp_path / "out", Choice(("raw",)), DAY)

    for path in files:
        assert (tmp_path / "out/full/raw" / path.name).read_bytes() == path.read_bytes()


def test_every_format_of_an_export_is_taken_in_again_and_says_the_same(lite, tmp_path):
    with Session(lite) as session, session.begin():
        for key, split in enumerate(("train", "valid", "test"), 1):
            told = {"recognized": True, "country": "DE", "language": "de", "target_p": 0.5, "better": "moon"}
            told["guesses"] = '[[900,[["star",0.5],["moon",0.25]]]]'
            doodle(session, str(key), status="validated", split=split, day=date(2026, 1, 2), **told)
    export(lite, tmp_path / "out", Choice(tuple(FORMATS)), DAY)
    simple = [drawing.strokes for drawing in ink.read(tmp_path / "out/full/simplified/moon.ndjson")]

    for place in ("full/raw/moon.ndjson", "full/simplified/moon.ndjson", "full/binary/moon.bin", "sketchrnn/moon.npz",
                  "parquet/moon.parquet", "svg/moon.zip"):  # fmt: skip
        store = Store(f"sqlite:///{tmp_path}/again-{place.replace('/', '-')}.sqlite3")
        assert take(store.engine, tmp_path / "out" / place, DAY).taken == 3
        again = rows(store.engine)
        store.close()
        for row, strokes in zip(again, simple, strict=True):
            if not row.timed:
                assert [s[:2] for s in unpack(row.ink)] == [[s.x.tolist(), s.y.tolist()] for s in strokes]
        if "npz" in place or "parquet" in place:
            assert [row.split for row in again] == ["train", "valid", "test"]
        if "parquet" in place:
            assert [unpack(row.ink) for row in again] == [unpack(row.ink) for row in rows(lite)]
            assert [(r.word, r.better, r.day, r.target_p, r.language, r.guesses) for r in again] == [
                ("star", "moon", date(2026, 1, 2), 0.5, "de", told["guesses"])
            ] * 3
        elif "npz" not in place:
            assert [row.key for row in again] == ["1", "2", "3"]
            assert {(row.word, row.better) for row in again} == {("moon", None)}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cat.svg", None, "not the key_id of a drawing"),
        ("7.svg", "<svg><path d='M0 0L9 9'/></svg>", "no picture that an export of ours has written"),
        ("7.svg", "M0 0L9", "no picture that"),
        ("7.svg", "L255 9" * 70_000, "a drawing of 70001 points; 65535 are the most"),
        ("7.svg", "L256 9", "a coordinate is 256"),
    ],
)
def test_a_zip_of_other_pictures_is_refused(lite, tmp_path, name, text, said):
    ours = svg(ink.Drawing("cat", 7, (ink.Stroke(np.array([1, 2]), np.array([3, 4])),)))
    if text is not None:
        text = text if text[0] in "<M" else ours.replace("L2 4", text)
    with ZipFile(tmp_path / "cat.zip", "w") as archive:
        archive.writestr(name, text or ours)

    with pytest.raises(ink.InkError, match=re.escape(said)):
        take(lite, tmp_path / "cat.zip", DAY)

    assert count(lite) == 0


def test_a_sketch_rnn_drawing_that_begins_anywhere_is_moved_onto_the_board(lite, tmp_path):
    ink.stroke3.write_moves(tmp_path / "cat.npz", {"test": [np.array([[-5, 3, 0], [10, 250, 1]], np.int16)]})

    take(lite, tmp_path / "cat.npz", DAY)

    [row] = rows(lite)
    assert unpack(row.ink) == [[[0, 10], [3, 253]]] and (row.word, row.split) == ("cat", "test")


def test_a_parquet_file_of_somebody_else_is_refused(lite, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet

    write = partial(pyarrow.parquet.write_table, where=tmp_path / "cat.parquet")
    write(pa.table({"key_id": [1], "word": ["cat"], "strokes": ["none"]}))
    with pytest.raises(ink.InkError, match="row that is not as our exports"):
        take(lite, tmp_path / "cat.parquet", DAY)
    write(pa.table({"key_id": [1], "word": ["cat"]}))
    with pytest.raises(ink.InkError, match="no column strokes"):
        take(lite, tmp_path / "cat.parquet", DAY)

    assert count(lite) == 0


@pytest.mark.parametrize(
    "guesses",
    ["nonsense", "[1]", "7", 7, '[[1,[["star",2]]]]', "[[1,[[7,0.5]]]]", "[[-1,[]]]", "[[NaN,[]]]", "[" * 100_000],
)
def test_guesses_of_another_shape_are_refused(guesses):
    entry = Entry(1, "cat", [[[1], [2], [0]]], more={"guesses": guesses})

    with pytest.raises(ink.InkError, match=r"guesses is .*it must be JSON"):
        checks.row(entry, "cat.parquet", "waiting")


def test_a_source_does_not_pass_for_play(lite, tmp_path):
    (tmp_path / "cat.ndjson").write_text(LINE)

    with pytest.raises(ink.InkError, match="drawn here"):
        take(lite, tmp_path / "cat.ndjson", DAY, source="play")

    assert count(lite) == 0
