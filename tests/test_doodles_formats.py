"""Exports are read by what others have written for Quick, Draw!'s files.

The readers below are ours, after the published descriptions: the binary example and the ndjson of quickdraw-dataset,
the record of the `quickdraw` package, the loader of sketch-rnn, NumPy's own for bitmaps.
"""

import csv
import json
import struct
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import UTC, date, datetime

import numpy as np
import pyarrow.dataset
import pytest
from sqlalchemy.orm import Session

from model import ink
from model.__main__ import main as model_main
from model.data.shards import Shards
from server.doodles.export.choice import FORMATS, Choice
from server.doodles.export.export import export
from server.store import Store
from tests.given import doodle, strokes

DAY = date(2026, 11, 23)
WORDS = ("moon", "star")
EACH = 46  # of a word


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """An export of every format."""
    place = tmp_path_factory.mktemp("export")
    store = Store(f"sqlite:///{place}/drawings.sqlite3")
    with Session(store.engine) as session, session.begin():
        for key in range(1, 2 * EACH + 1):
            split = ("train", "train", "valid", "test")[key // 2 % 4]
            told = {"recognized": key % 3 > 0, "country": "DE" if key % 2 else None}
            doodle(session, str(2**63 + key), ink=strokes(key, 1 + key % 4), status="validated", day=DAY, split=split,
                   word=WORDS[key % 2], **told)  # fmt: skip
    export(store.engine, place / "out", Choice(tuple(FORMATS)), DAY)
    store.close()
    return place / "out"


def simplified(out, word="star"):
    """As JSON, which is how ndjson is read."""
    with (out / f"full/simplified/{word}.ndjson").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def binary(file):
    """The example of quickdraw-dataset: key, country, recognized, timestamp, strokes of (x..), (y..)."""

    def unpacked(pattern):
        return struct.unpack(pattern, file.read(struct.calcsize(pattern)))

    while head := file.read(8):
        (key,) = struct.unpack("Q", head)
        (country,), (recognized,), (timestamp,), (count,) = map(unpacked, ("2s", "b", "I", "H"))
        image = []
        for _ in range(count):
            (points,) = unpacked("H")
            image.append((unpacked(f"{points}B"), unpacked(f"{points}B")))
        yield {"key_id": key, "country_code": country, "recognized": recognized, "timestamp": timestamp, "image": image}


def test_every_line_of_ndjson_has_the_public_keys_in_their_order(out):
    for kind in ("raw", "simplified"):
        with (out / f"full/{kind}/star.ndjson").open(encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                assert list(record) == ["word", "countrycode", "timestamp", "recognized", "key_id", "drawing"]
                assert [type(value) for value in record.values()] == [str, str, str, bool, str, list]
                assert line == json.dumps(record, separators=(",", ":")) + "\n"  # no space, no escape that they lack
                datetime.strptime(record["timestamp"], "%Y-%m-%d %H:%M:%S.%f %Z")


def test_a_raw_stroke_has_three_columns_and_a_simplified_one_two_of_whole_numbers(out):
    with (out / "full/raw/star.ndjson").open() as file:
        raw = [json.loads(line)["drawing"] for line in file]

    assert all(len(stroke) == 3 and len({*map(len, stroke)}) == 1 for drawing in raw for stroke in drawing)
    assert all(drawing[0][2][0] == 0 for drawing in raw)
    for record in simplified(out):
        values = [value for stroke in record["drawing"] for column in stroke for value in column]
        assert all(len(stroke) == 2 for stroke in record["drawing"])
        assert all(type(value) is int for value in values) and min(values) == 0 and 250 < max(values) <= 255


def test_the_binary_example_reads_what_the_simplified_file_says(out):
    with (out / "full/binary/star.bin").open("rb") as file:
        found = list(binary(file))

    expected = simplified(out)
    assert [record["key_id"] for record in found] == [int(record["key_id"]) for record in expected]
    assert [record["country_code"].decode() for record in found] == [record["countrycode"] for record in expected]
    assert [bool(record["recognized"]) for record in found] == [record["recognized"] for record in expected]
    assert [[[list(x), list(y)] for x, y in record["image"]] for record in found] == [r["drawing"] for r in expected]
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    assert {datetime.fromtimestamp(record["timestamp"], UTC) for record in found} == {midnight}


def test_the_quickdraw_package_gets_strokes_of_pairs(out):
    """It zips the columns of the binary file into (x, y), and counts drawings by reading to the end."""
    with (out / "full/binary/moon.bin").open("rb") as file:
        drawings = [[list(zip(x, y, strict=True)) for x, y in record["image"]] for record in binary(file)]

    assert len(drawings) == EACH and all(len(stroke) >= 2 for drawing in drawings for stroke in drawing)


def test_sketch_rnn_loads_its_three_sides_and_draws_the_same(out):
    """np.load with latin1; rows of stroke-3 as int16; made float, cut to +-1000, turned into stroke-5."""
    data = np.load(out / "sketchrnn/star.npz", encoding="latin1", allow_pickle=True)

    sides = {name: data[name] for name in ("train", "valid", "test")}
    with (out / "index.csv").open() as file:
        split = dict(line.rstrip().split(",")[:2] for line in file)
    expected = {name: [r["drawing"] for r in simplified(out) if split[r["key_id"]] == name] for name in sides}
    assert sum(map(len, sides.values())) == EACH and all(map(len, sides.values()))
    for name, rows in sides.items():
        assert rows.dtype == object and {(row.dtype, row.shape[1]) for row in rows} == {(np.dtype(np.int16), 3)}
        for row, drawing in zip(rows, expected[name], strict=True):
            cut = np.clip(np.array(row, np.float32), -1000, 1000)
            big = np.zeros((len(cut) + 1, 5))
            big[: len(cut), :2], big[: len(cut), 3], big[len(cut) :, 4] = cut[:, :2], cut[:, 2], 1
            big[: len(cut), 2] = 1 - big[: len(cut), 3]
            places = np.cumsum(big[:-1, :2], axis=0)
            lines = np.split(places, np.flatnonzero(big[:-1, 3])[:-1] + 1)
            assert [[line[:, 0].tolist(), line[:, 1].tolist()] for line in lines] == drawing


def test_numpy_and_keras_get_pictures_that_can_be_mapped_into_memory(out):
    pictures = np.load(out / "full/numpy_bitmap/star.npy", mmap_mode="r", allow_pickle=False)

    assert pictures.shape == (EACH, 784) and pictures.dtype == np.uint8 and pictures.flags.c_contiguous
    scaled = pictures.reshape(-1, 28, 28, 1).astype("float32") / 255
    inked = (scaled > 0.5).mean(axis=(1, 2, 3))
    assert scaled.max() == 1 and inked.min() > 0.01 and inked.max() < 0.6


def test_parquet_is_one_table_over_all_words(out):
    table = pyarrow.dataset.dataset(out / "parquet", format="parquet").to_table()

    rows = {row["key_id"]: row for row in table.to_pylist()}
    assert len(rows) == 2 * EACH and set(table["word"].to_pylist()) == set(WORDS)
    for record in simplified(out):
        row = rows[int(record["key_id"])]
        assert [[stroke["x"], stroke["y"]] for stroke in row["simplified"]] == record["drawing"]
        assert (row["day"], row["status"], row["timed"]) == (DAY, "validated", True)
    assert b"reviewing" in table.schema.field("status").metadata[b"description"]


def test_every_picture_is_svg_and_shows_the_simplified_lines(out):
    with zipfile.ZipFile(out / "svg/star.zip") as archive:
        pictures = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}

    assert set(pictures) == {f"{record['key_id']}.svg" for record in simplified(out)}
    for record in simplified(out):
        title, path = pictures[f"{record['key_id']}.svg"]
        points = sum(len(stroke[0]) for stroke in record["drawing"])
        assert title.text == "star" and path.get("d").count("M") + path.get("d").count("L") == points
        assert path.get("d").count("M") == len(record["drawing"])


@pytest.mark.slow
def test_a_network_trains_on_an_export(out, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "8589934592")  # or training would start itself again
    tiny = [
        "--embed",
        "4",
        "--conv",
        "4",
        "--hidden",
        "8",
        "--batch",
        "4",
        "--warmup",
        "1",
        "--decay",
        "0",
        "--threads",
        "1",
    ]

    fetched = model_main(
        ["fetch", "--from", str(out), "--out", str(tmp_path / "data"), "--kind", "both", "--jobs", "1"]
    )
    trained = model_main(
        ["train", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "run"), "--steps", "2", *tiny]
    )

    assert (fetched, trained) == (0, 0) and "2 steps are done" in capsys.readouterr().out
    manifest = json.loads((tmp_path / "data/manifest.json").read_text())
    assert manifest["classes"] == list(WORDS)
    told = {row["key_id"]: row["split"] for row in csv.DictReader((out / "index.csv").read_text().splitlines())}
    for split, name in (("train", "train"), ("validation", "valid"), ("test", "test")):
        keys = Shards(tmp_path / "data", split).keys.tolist()
        assert keys and {told[str(key)] for key in keys} == {name}, "the contributors' sides"


def test_an_export_is_a_layout_that_ink_reads_as_it_reads_the_bucket(out):
    formats = [ink.read(out / place) for place in ("full/simplified/moon.ndjson", "full/binary/moon.bin")]

    for simple, packed in zip(*formats, strict=True):
        assert (simple.key_id, simple.countrycode, simple.recognized) == (
            packed.key_id, packed.countrycode, packed.recognized,
        )  # fmt: skip
