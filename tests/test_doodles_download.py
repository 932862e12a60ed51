"""The page of the collection, and what is downloaded from it."""

import hashlib
import io
import json
import os
import zipfile
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from server import languages
from server.concurrency.threading import Mode
from server.doodles import exchangepages
from server.doodles.desk import Desk
from server.doodles.export.choice import Choice
from server.doodles.export.export import export
from server.doodles.offers import Offers
from server.doodles.tables import Doodle, Withdrawal
from server.doodles.zips import zipped
from server.settings import ROOT
from server.store import Store
from tests.given import doodle

DAY = date(2026, 11, 23)
CHOICE = Choice(("raw", "simplified", "npz"))


@pytest.fixture(scope="module")
def spoken():
    return languages.read()


@pytest.fixture
def store(settings):
    store = Store(settings.database_url)
    yield store
    store.close()


@pytest.fixture
def engine(store):
    with Session(store.engine) as session, session.begin():
        for key, word in enumerate(("star", "star", "moon", "a/b"), 1):
            doodle(session, str(key), status="validated", word=word)
    return store.engine


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "exports"


@pytest.fixture
def browser(spoken, store, folder):
    app = Flask("inkling", template_folder=ROOT / "templates")
    desk = Desk(store.engine, Mode(), "offers")
    app.register_blueprint(exchangepages.exchangepages(spoken, Offers(folder, desk), Mode()))
    yield app.test_client()
    desk.close()


def unzipped(answer):
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def withdraw(engine, key):
    with Session(engine) as session, session.begin():
        session.execute(delete(Doodle).where(Doodle.key == key))
        session.add(Withdrawal(key))


def test_without_an_export_the_page_says_so_and_nothing_can_be_downloaded(browser, engine):
    assert "There is nothing to download here yet." in browser.get("/doodles/download").text
    assert browser.get("/doodles/download/raw.zip").status_code == 404
    assert browser.get("/doodles/download/datasheet").status_code == 404


def test_the_page_has_counts_licence_and_a_link_for_each_format_and_word_in_the_readers_language(
    browser, engine, folder
):
    export(engine, folder / "first", CHOICE, DAY)

    page = browser.get("/doodles/download", headers={"Accept-Language": "de-AT"}).text

    assert 'lang="de"' in page and "CC BY 4.0" in page and "23. November 2026" in page and "Stern" in page
    for link in ("raw.zip", "npz.zip", "simplified/moon.zip", "raw/a%252Fb.zip"):
        assert f'href="/doodles/download/{link}"' in page
    assert "svg" not in page.partition("<main")[2].partition("</main")[0]


def test_a_format_and_a_word_come_as_a_zip_with_what_must_be_known(browser, engine, folder):
    export(engine, folder / "first", CHOICE, DAY)

    whole, one = (browser.get(f"/doodles/download/{name}.zip") for name in ("raw", "npz/a%252Fb"))

    files = unzipped(whole)
    about = {"manifest.json", "datasheet.md", "index.csv"}
    assert files.pop("withdrawn.txt") == b""
    assert set(files) == about | {f"full/raw/{name}.ndjson" for name in ("star", "moon", "a%2Fb")}
    assert all(files[name] == (folder / "first" / name).read_bytes() for name in files)
    assert set(unzipped(one)) == about | {"withdrawn.txt", "sketchrnn/a%2Fb.npz"}
    assert whole.headers["Content-Disposition"] == 'attachment; filename="inkling-raw-2026-11-23.zip"'
    assert whole.headers["Content-Type"] == "application/zip"


@pytest.mark.parametrize("name", ["gif", "raw/dragon", "raw/..%2F..%2Fmanifest", "%2E%2E/manifest", "raw/star%00"])
def test_what_is_not_in_the_collection_is_not_found(browser, engine, folder, name):
    export(engine, folder / "first", CHOICE, DAY)

    assert browser.get(f"/doodles/download/{name}.zip").status_code == 404


def test_what_is_taken_back_is_not_handed_out_from_then_on(browser, engine, folder):
    export(engine, folder / "first", CHOICE, DAY)
    browser.get("/doodles/download")

    withdraw(engine, "3")

    assert "a drawing was taken back" in browser.get("/doodles/download").text
    assert browser.get("/doodles/download/raw/moon.zip").status_code == 404
    assert "full/raw/moon.ndjson" not in unzipped(browser.get("/doodles/download/raw.zip"))
    assert browser.get("/doodles/download/withdrawn.txt").text == "3\n"
    assert browser.get("/doodles/download/raw/star.zip").status_code == 200


def test_the_keys_of_withdrawn_drawings_are_in_the_list_of_these_and_nowhere_else(browser, engine, folder):
    with Session(engine) as session, session.begin():
        untimed = {"ink": [[[1, 2], [3, 4]]], "timed": False, "width": None, "status": "validated"}
        for key, word in (("5005", "moon"), ("6006", "star")):  # such are not in raw
            doodle(session, key, word=word, **untimed)
        doodle(session, "7007", word='"q, r"', status="validated")
    withdraw(engine, "4")
    export(engine, folder / "first", CHOICE, DAY)
    before = browser.get("/doodles/download/manifest.json")

    for key in ("5005", "7007"):
        withdraw(engine, key)
    files = unzipped(browser.get("/doodles/download/raw.zip"))
    manifest = json.loads(files["manifest.json"])

    assert before.data == (folder / "first/manifest.json").read_bytes() and b"5005: " in before.data
    assert files["index.csv"] == b"key_id,split,word\n1,train,star\n2,train,star\n6006,train,star\n"
    assert files.pop("withdrawn.txt") == b"4\n5005\n7007\n"
    assert not any(key in data for data in files.values() for key in (b"5005", b"7007"))
    assert browser.get("/doodles/download/manifest.json").data == files["manifest.json"]
    assert manifest["withheld"] == ['"q, r"', "moon"]
    assert [example[:6] for example in manifest["left_out"]["raw"]["examples"]] == ["6006: "]
    listed = {file["path"]: file for file in manifest["files"]}
    assert not any("moon" in path for path in listed) and "full/raw/star.ndjson" in listed
    for name in ("index.csv", "full/raw/star.ndjson"):
        assert listed[name]["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert listed[name]["bytes"] == len(files[name])


@pytest.mark.parametrize(("key", "left"), [("9009", {"star": 2, "moon": 1, "a/b": 1}), ("3", {"star": 2, "a/b": 1})])
def test_the_manifest_of_a_download_fits_what_comes_along_whatever_was_taken_back(browser, engine, folder, key, left):
    export(engine, folder / "first", CHOICE, DAY)

    withdraw(engine, key)
    files = unzipped(browser.get("/doodles/download/raw.zip"))
    manifest = json.loads(files["manifest.json"])

    listed = {file["path"]: file for file in manifest["files"]}
    for name in ("withdrawn.txt", "index.csv", "datasheet.md"):
        assert listed[name]["sha256"] == hashlib.sha256(files[name]).hexdigest()
        assert listed[name]["bytes"] == len(files[name])
    assert {word: sum(sides.values()) for word, sides in manifest["words"].items()} == left
    assert manifest["drawings"] == sum(left.values()) == files["index.csv"].count(b"\n") - 1
    assert manifest["withdrawn"] == 1 and files["withdrawn.txt"] == f"{key}\n".encode()


def test_the_newest_export_is_offered_once_it_is_whole(browser, engine, folder):
    export(engine, folder / "first", CHOICE, DAY)
    browser.get("/doodles/download")
    withdraw(engine, "3")

    export(engine, folder / "second", Choice(("raw",)), date(2026, 11, 24))
    os.utime(folder / "second/manifest.json", (2e9, 2e9))
    (folder / ".third.part").mkdir()

    page = browser.get("/doodles/download").text
    assert "a drawing was taken back" not in page and "npz" not in page
    assert json.loads(browser.get("/doodles/download/manifest.json").data)["made"] == "2026-11-24"


def test_an_export_of_what_nobody_reviewed_is_not_offered(browser, engine, folder):
    export(engine, folder / "first", Choice(("raw",), ("validated", "waiting")), DAY)

    assert browser.get("/doodles/download/raw.zip").status_code == 404


def test_the_datasheet_is_a_page(browser, engine, folder):
    export(engine, folder / "first", CHOICE, DAY)

    page = browser.get("/doodles/download/datasheet").text

    assert "<h2>Motivation</h2>" in page and "4 drawings of 3 words" in page


def test_more_downloads_than_there_may_be_are_put_off(browser, engine, folder, monkeypatch):
    export(engine, folder / "first", CHOICE, DAY)
    monkeypatch.setattr(exchangepages, "AT_ONCE", 0)

    answer = browser.get("/doodles/download/raw.zip")

    assert answer.status_code == 503 and answer.headers["Retry-After"] == "60"


def test_a_zip_is_made_in_chunks_however_long_its_files_are(tmp_path):
    (tmp_path / "long.parquet").write_bytes(os.urandom(3 << 20))
    (tmp_path / "text.ndjson").write_bytes(b"[0,1]\n" * 500_000)

    parts = list(zipped([(name, tmp_path / name) for name in ("long.parquet", "text.ndjson")]))

    assert max(map(len, parts)) < 400_000
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        assert all(archive.read(name) == (tmp_path / name).read_bytes() for name in archive.namelist())
        assert archive.getinfo("text.ndjson").compress_size < 100_000
