"""The formats: what is read is what was written, and what is broken is named."""

import json
import os
import pickle
import re
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import ink
from model.formats import binary, ndjson, stroke3
from model.formats.drawing import Drawing, InkError, Stroke
from tests.made import QUICKDRAW

SIMPLE = '{"word":"cat","key_id":"4503599627370497","drawing":[[[0,255],[0,0]],[[0],[51]]]}'
RAW = '{"word":"cat","key_id":"4503599627370497","drawing":[[[10,520.5],[40,40],[0,150]],[[10],[142.1],[480]]]}'
PACKED = bytes.fromhex("01000000000010005553018062bd580200" + "020000ff0000" + "01000033")


def columns(drawing: Drawing) -> list[list[list[float]]]:
    return [[c.tolist() for c in (s.x, s.y, s.t) if c is not None] for s in drawing.strokes]


def drawings(timed: bool = False) -> st.SearchStrategy[Drawing]:
    number = st.integers(0, 255)

    def stroke(points: list[tuple[int, int, int]]) -> Stroke:
        x, y, t = np.array(points, dtype=np.int64).T
        return Stroke(x, y, t if timed else None)

    strokes = st.lists(st.lists(st.tuples(number, number, number), min_size=1, max_size=9).map(stroke), min_size=1)
    return st.builds(
        Drawing,
        word=st.text(min_size=1),
        key_id=st.integers(0, 2**64 - 1),
        strokes=strokes.map(tuple),
        countrycode=st.none() | st.sampled_from(["US", "ZZ"]),
        recognized=st.none() | st.booleans(),
        timestamp=st.none() | st.just("2017-03-05 12:21:56.00000 UTC"),
    )


@pytest.mark.parametrize("line", [SIMPLE, RAW.replace("[10,", "[10.0,").replace("[[10]", "[[10]")])
def test_a_line_is_written_as_it_was_read(line):
    drawing = ndjson.parse(line)

    again = ndjson.dump(drawing)

    assert again == line


def test_raw_and_simplified_lines_are_told_apart_by_the_third_column():
    simple, raw = ndjson.parse(SIMPLE), ndjson.parse(RAW)

    assert not simple.timed and simple.strokes[0].t is None
    assert raw.timed and columns(raw) == [[[10, 520.5], [40, 40], [0, 150]], [[10], [142.1], [480]]]


@given(drawings(timed=False) | drawings(timed=True))
def test_every_drawing_survives_ndjson(drawing):
    again = ndjson.parse(ndjson.dump(drawing))

    assert columns(again) == columns(drawing)
    assert (again.word, again.key_id, again.countrycode) == (drawing.word, drawing.key_id, drawing.countrycode)
    assert (again.recognized, again.timestamp) == (drawing.recognized, drawing.timestamp)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "no JSON"),
        ('{"word":"cat"', "no JSON"),
        ("[1]", "a list where an object"),
        ("[" * 100_000, "nested too deep"),
        (SIMPLE.replace('"word":"cat",', ""), "word is missing"),
        (SIMPLE.replace("4503599627370497", "1" * 21), "key_id"),
        (SIMPLE.replace("4503599627370497", "18446744073709551616"), "below 2**64"),
        (SIMPLE.replace('"4503599627370497"', "7"), "key_id is 7; it must be a text of digits"),
        (SIMPLE.replace("[0,255]", "[0,255,3]"), "stroke 0 has columns of 3 and 2 numbers"),
        (SIMPLE.replace("255", "NaN"), "NaN is no number"),
        (SIMPLE.replace("255", "1e999"), "x of stroke 0 holds Infinity"),
        (SIMPLE.replace("255", '"255"'), 'x of stroke 0 holds "255"'),
        (SIMPLE.replace("255", "[1]"), "x of stroke 0 holds [1]"),
        (SIMPLE.replace("255", "9" * 30), "x of stroke 0 holds 999"),
        (SIMPLE.replace("[0,255]", "[]").replace("[0,0]", "[]"), "x of stroke 0 is []"),
        (SIMPLE.replace("[[0],[51]]", "[[0],[51],[7]]"), "some strokes have times"),
        (SIMPLE.replace("[[[0,255],[0,0]],[[0],[51]]]", "[]"), "at least one stroke"),
        (SIMPLE.replace('"drawing"', '"recognized":1,"drawing"'), "recognized is 1"),
    ],
)
def test_a_broken_line_is_refused_with_its_reason(line, reason):
    with pytest.raises(InkError) as caught:
        ndjson.parse(line)

    assert reason in caught.value.reason


def test_reading_stops_at_a_broken_line_and_names_file_line_and_reason(tmp_path):
    file = tmp_path / "cat.ndjson"
    file.write_text(SIMPLE + "\n" + SIMPLE[:40] + "\n" + SIMPLE + "\n")
    reading = ink.read(file)

    first = next(reading)
    with pytest.raises(InkError, match=r"cat\.ndjson:2: no JSON"):
        next(reading)

    assert first.key_id == 4503599627370497


def test_broken_lines_are_skipped_and_counted_when_asked_to(tmp_path):
    file = tmp_path / "cat.ndjson"
    file.write_bytes(f"{SIMPLE}\nnonsense\n\xff\n{SIMPLE}\n".encode("latin1"))

    reading = ink.read(file, on_error="skip")
    taken = list(reading)

    assert len(taken) == reading.taken == 2
    assert reading.skipped == 2 and [(e.path, e.line) for e in reading.broken] == [(file, 2), (file, 3)]


def test_an_endless_line_is_one_broken_line_and_not_the_end_of_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(ndjson, "MAX_LINE", 100)
    file = tmp_path / "cat.ndjson"
    file.write_text("x" * 1000 + "\n" + SIMPLE + "\n")

    reading = ink.read(file, on_error="skip")

    assert [d.word for d in reading] == ["cat"]
    assert "longer than 100 bytes" in reading.broken[0].reason and reading.broken[0].line == 1


def test_numbers_come_as_the_file_writes_them_where_asked_for(tmp_path):
    file = tmp_path / "cat.ndjson"
    file.write_text(RAW + "\nnonsense\n")

    (drawing, strokes), broken = ndjson.records(file)

    assert f'"drawing":{json.dumps(strokes, separators=(",", ":"))}' in RAW
    assert "[10,520.5]" in RAW and drawing.strokes[0].x.tolist() == [10.0, 520.5]
    assert broken.line == 2


def test_the_worked_bytes_of_the_format_page_are_the_worked_drawing(tmp_path):
    file = tmp_path / "cat.bin"
    file.write_bytes(PACKED)

    (drawing,) = ink.read(file)

    assert columns(drawing) == columns(ndjson.parse(SIMPLE))
    assert (drawing.word, drawing.key_id, drawing.countrycode) == ("cat", 4503599627370497, "US")
    assert (drawing.recognized, drawing.timestamp) == (True, "2017-03-06 13:22:08.00000 UTC")
    assert binary.pack(drawing) == PACKED


def test_the_worked_drawing_of_the_format_page_is_one_and_the_same():
    page = ink.__doc__

    rows = re.findall(r"^    ((?:[0-9a-f]{2} +)+)", page, re.MULTILINE)

    assert bytes.fromhex("".join(rows)) == PACKED
    assert SIMPLE in page and RAW in page


@given(st.lists(drawings(), max_size=4))
def test_every_simplified_drawing_survives_bin(tmp_path_factory, some):
    file = tmp_path_factory.mktemp("bin") / "cat.bin"
    binary.write(file, some)

    again = list(binary.read(file))

    assert [columns(d) for d in again] == [columns(d) for d in some]
    assert [(d.key_id, d.countrycode, d.recognized) for d in again] == [
        (d.key_id, d.countrycode, d.recognized) for d in some
    ]
    assert [d.timestamp for d in again] == [d.timestamp for d in some]


@pytest.mark.parametrize("kept", [5, 16, 18, 22])
def test_a_bin_file_that_was_cut_off_is_reported_wherever_the_cut_is(tmp_path, kept):
    file = tmp_path / "cat.bin"
    file.write_bytes(PACKED + PACKED[:kept])

    reading = binary.read(file)
    next(reading)

    with pytest.raises(InkError, match=r"cat\.bin:2: cut off"):
        next(reading)


def test_bin_goes_on_behind_a_drawing_without_points(tmp_path):
    file = tmp_path / "cat.bin"
    file.write_bytes(struct.pack("<Q2sbIHH", 7, b"US", 1, 0, 1, 0) + PACKED)

    reading = binary.read(file, on_error="skip")

    assert [d.key_id for d in reading] == [4503599627370497]
    assert reading.skipped == 1


def test_bin_refuses_what_its_bytes_cannot_hold():
    raw = ndjson.parse(RAW)

    with pytest.raises(InkError, match="whole numbers from 0 to 255"):
        binary.pack(raw)
    with pytest.raises(InkError, match=r"countrycode is 'USA'"):
        binary.pack(ndjson.parse(SIMPLE.replace('"drawing"', '"countrycode":"USA","drawing"')))
    with pytest.raises(InkError, match="timestamp is 'soon'"):
        binary.pack(ndjson.parse(SIMPLE.replace('"drawing"', '"timestamp":"soon","drawing"')))


@given(st.lists(drawings(), max_size=4))
def test_every_simplified_drawing_survives_sketch_rnns_moves(tmp_path_factory, some):
    file = tmp_path_factory.mktemp("npz") / "cat.full.npz"
    stroke3.write(file, {"train": some, "test": some[:1]})

    again = stroke3.read(file)

    assert [columns(d) for d in again["train"]] == [columns(d) for d in some]
    assert len(again["test"]) == len(some[:1]) and again["valid"] == []
    assert all(d.word == "cat" for d in ink.read(file))


def test_the_same_drawings_make_the_same_sketch_rnn_file_whenever_it_is_written(tmp_path, monkeypatch):
    some = [ndjson.parse(SIMPLE)]
    stroke3.write(tmp_path / "now.npz", {"train": some})

    monkeypatch.setattr(zipfile.time, "localtime", lambda *_: (2040, 1, 1, 0, 0, 0))
    stroke3.write(tmp_path / "later.npz", {"train": some})

    assert (tmp_path / "now.npz").read_bytes() == (tmp_path / "later.npz").read_bytes()


def test_the_worked_moves_of_the_format_page_are_the_worked_drawing():
    moves = stroke3.to_moves(ndjson.parse(SIMPLE))

    assert str(moves.tolist()) == "[[0, 0, 0], [255, 0, 1], [-255, 51, 1]]"
    assert str(moves.tolist()) in ink.__doc__


class Trap:
    """What a hostile file would have a careless reader run."""

    def __reduce__(self):
        return (os.mkdir, ("trapped",))


def test_a_sketch_rnn_file_cannot_run_anything(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    row = np.empty(1, dtype=object)
    row[0] = Trap()
    np.savez("trap.npz", train=row, valid=row, test=row)

    with pytest.raises(InkError, match="drawings need arrays only"):
        stroke3.read(Path("trap.npz"))

    assert not Path("trapped").exists()


def test_moves_pickled_by_python_2_are_read(tmp_path):
    file = tmp_path / "cat.npz"
    moves = stroke3.to_moves(ndjson.parse(SIMPLE))
    row = np.empty(1, dtype=object)
    row[0] = moves
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    old = pickle.dumps(row, protocol=2).replace(b"numpy._core.", b"numpy.core.")
    npy = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + old

    with zipfile.ZipFile(file, "w") as archive:
        for split in stroke3.SPLITS:
            archive.writestr(f"{split}.npy", npy)

    assert columns(stroke3.read(file)["valid"][0]) == columns(ndjson.parse(SIMPLE))


@pytest.mark.parametrize("data", [b"", b"PK nonsense"])
def test_what_is_no_sketch_rnn_file_is_named(tmp_path, data):
    file = tmp_path / "cat.npz"
    file.write_bytes(data)

    with pytest.raises(InkError, match=r"cat\.npz: no sketch-rnn file"):
        list(ink.read(file))


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_sketch_rnn_file_is_an_error_in_one_line_or_none(tmp_path_factory, place, byte):
    """Archive, compression and header fail in ways of their own; what is never looked at may be anything."""
    file = tmp_path_factory.mktemp("npz") / "cat.npz"
    stroke3.write(file, {"train": [ndjson.parse(SIMPLE)] * 3})
    data = bytearray(file.read_bytes())
    data[place % len(data)] = byte
    file.write_bytes(data)

    try:
        found = stroke3.read(file)
    except InkError as error:
        assert "cat.npz: " in str(error) and "\n" not in str(error)
    else:
        assert len(found["train"]) == 3


def moves_as(row, old, new):
    """An array file of one row, in whose pickle something is exchanged for something else."""
    holder = np.empty(1, dtype=object)
    holder[0] = row
    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"
    pickled = pickle.dumps(holder, protocol=4).replace(old, new)
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + pickled


@pytest.mark.parametrize(
    ("row", "old", "new", "why"),
    [
        (np.ones((4, 3), np.int64), b"i8", b"O8", "moves of the type 'O8'"),  # NumPy would take numbers for addresses
        (np.ones((4, 3), "U2"), b"", b"", "moves of the type 'U2'"),
        (np.ones((4, 3), np.int16), b"O8", b"i8", "no row of drawings"),
        (7, b"", b"", "'int' object has no attribute 'numbers'"),
    ],
)
def test_pickles_of_something_else_than_moves_are_refused(tmp_path, row, old, new, why):
    file = tmp_path / "cat.npz"
    with zipfile.ZipFile(file, "w") as archive:
        for split in stroke3.SPLITS:
            archive.writestr(f"{split}.npy", moves_as(row, old, new))

    with pytest.raises(InkError, match=rf"cat\.npz: no sketch-rnn file: {why}"):
        stroke3.read(file)


def test_another_ending_is_refused_with_the_endings_there_are():
    with pytest.raises(InkError, match=r"end in \.ndjson, \.bin or \.npz"):
        ink.read(Path("cat.csv"))


@pytest.mark.skipif(not QUICKDRAW.is_dir(), reason="no Quick, Draw! drawings: INKLING_QUICKDRAW names their folder")
@pytest.mark.parametrize("kind", ["raw", "simplified"])
def test_real_lines_of_whole_numbers_are_written_as_they_were_read(kind):
    lines = (QUICKDRAW / "full" / kind / "The Eiffel Tower.ndjson").read_text(encoding="utf-8").splitlines()
    whole = [line for line in lines if "." not in line.partition('"drawing"')[2]]

    again = [ndjson.dump(ndjson.parse(line)) for line in whole]

    assert len(whole) > 3 and again == whole
