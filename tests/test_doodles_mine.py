"""What a receipt opens: seeing, downloading, taking back. On every database there is."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from model import ink
from server import languages
from server.codes import hashed
from server.concurrency.threading import Mode
from server.doodles import giving, mine
from server.doodles.consent import Consent
from server.doodles.desk import Desk
from server.doodles.given import Given
from server.doodles.mypages import mypages
from server.doodles.tables import Contributor, Doodle, Report, Review, Vote, Withdrawal
from server.settings import ROOT
from server.store import Store
from tests.fakes import WORDS
from tests.services import until
from tests.test_doodles_given import KEEP, ended, stroke

OURS = "acorn-actor-album-alarm-amber-angle"
THEIRS = "angle-amber-alarm-album-actor-acorn"
UNKNOWN = "zebra-zebra-zebra-zebra-zebra-zebra"
WAYS = (".json", ".ndjson", "/delete")
LATER = (Vote, Report, Review)


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def given(store, rng):
    """Drawings of two people, ours with everything that others said of them; our keys."""
    items = []
    for receipt, count in ((OURS, 3), (THEIRS, 1)):
        consent = Consent(hashed(receipt), "de", "UA")
        items.append(giving.Agreed(consent, True, new=True))
        for number in range(count):
            round = replace(ended(stroke(t=(100, 120))), id=f"{receipt} {number}")
            items.append(Given(round, KEEP, consent, "1a2b"))
    keys = [answer for answer in giving.write(store.engine, items, WORDS, rng) if answer]
    with Session(store.engine) as session, session.begin():
        for id in session.scalars(select(Doodle.id)):
            said = (Vote(id, "voter", True), Report(id, "somebody", "rude"), Review(id, "mod", "keep", "{}", 1.0))
            session.add_all(said)
    return keys[:3]


@pytest.fixture
def browser(store, clock):
    app = Flask("test", template_folder=ROOT / "templates")
    desk = Desk(store.engine, Mode(), "mine")
    app.register_blueprint(mypages(languages.read(), desk, clock, on=True))
    yield app.test_client()
    desk.close()


def post(browser, what, **fields):
    return browser.post(f"/doodles/mine{what}", json={"receipt": OURS, **fields})


def left(store, *tables):
    with Session(store.engine) as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_a_receipt_shows_what_was_given(browser, given):
    answer = post(browser, ".json", receipt=OURS.upper().replace("-", " ")).json

    first, *_ = drawings = answer.pop("drawings")
    day = answer.pop("day")
    assert answer == {
        "agreed": True, "licence": "CC BY 4.0", "language": "de", "country": "UA", "count": 3, "next": None
    }  # fmt: skip
    assert [drawing["key"] for drawing in drawings] == given
    assert first.pop("strokes") == [[[0, 255], [26, 230]]]
    assert first == {"key": given[0], "word": "star", "recognized": True, "day": day, "status": "waiting"}


def test_many_drawings_come_page_by_page(browser, given, monkeypatch):
    monkeypatch.setattr(mine, "PAGE", 2)

    first = post(browser, ".json").json
    rest = post(browser, ".json", after=first["next"]).json

    assert [drawing["key"] for page in (first, rest) for drawing in page["drawings"]] == given
    assert first["count"] == 3 and rest["next"] is None


def test_a_download_is_raw_ndjson_that_the_formats_reader_reads(browser, given, monkeypatch, tmp_path):
    monkeypatch.setattr(mine, "LINES", 2)

    answer = post(browser, ".ndjson")

    file = tmp_path / "mine.ndjson"
    file.write_bytes(answer.data)
    drawings = list(ink.read(file))
    assert [str(drawing.key_id) for drawing in drawings] == given
    assert (drawings[0].word, drawings[0].recognized, drawings[0].strokes[0].t.tolist()) == ("star", True, [0, 20])
    assert json.loads(answer.text.splitlines()[0])["timestamp"][10:] == " 00:00:00.00000 UTC", "the day, not the minute"
    assert answer.mimetype == "application/x-ndjson"


def test_what_is_taken_back_is_gone_with_everything_that_was_said_of_it(browser, store, given):
    answer = post(browser, "/delete")

    assert answer.json == {"deleted": 3}
    assert left(store, Doodle, Contributor, *LATER) == [1, 1, 1, 1, 1], "what somebody else gave stays"
    with Session(store.engine) as session:
        assert sorted(session.scalars(select(Withdrawal.key))) == sorted(given)
    assert post(browser, ".json").status_code == 404


def test_a_single_drawing_can_be_taken_back(browser, store, given):
    answer = post(browser, "/delete", keys=[given[1]])

    assert answer.json == {"deleted": 1}
    assert [one["key"] for one in post(browser, ".json").json["drawings"]] == [given[0], given[2]]
    assert left(store, Withdrawal, Contributor) == [1, 2]


def test_nobody_takes_back_what_somebody_else_gave(browser, store, given):
    answer = post(browser, "/delete", receipt=THEIRS, keys=given)

    assert answer.json == {"deleted": 0} and left(store, Doodle, Withdrawal) == [4, 0]


def test_after_everything_was_taken_back_the_receipt_gives_nothing_more(browser, store, given, rng):
    post(browser, "/delete")

    late = Given(replace(ended(stroke()), id="late"), KEEP, Consent(hashed(OURS)), "1a2b")
    [answer] = giving.write(store.engine, [late], WORDS, rng)

    assert answer.code == "not_agreed" and left(store, Doodle) == [1]


def test_a_receipt_that_does_not_exist_is_told_so(browser, store, given):
    for what in WAYS:
        answer = post(browser, what, receipt=UNKNOWN)

        assert (answer.status_code, answer.json["problem"]["code"]) == (404, "no_receipt")
        assert "no such receipt" in answer.json["problem"]["message"]
    assert left(store, Doodle) == [4]


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"receipt": "open sesame"}, 404, 'the word "open"'),
        ({"receipt": "zebra"}, 404, "this one has 1"),
        ({"receipt": None}, 400, "receipt is missing"),
        ({"receipt": "x" * 300}, 400, "a text of 1 to 200 characters"),
        ({"receipt": ["zebra"]}, 400, "receipt is ['zebra']"),
    ],
)
def test_a_request_that_cannot_be_read_is_told_why(browser, fields, status, says):
    for what in WAYS:
        answer = post(browser, what, **fields)

        assert (answer.status_code, says in answer.json["problem"]["message"]) == (status, True), answer.json


@pytest.mark.parametrize("keys", [[], [1], "all", ["k"] * 501])
def test_keys_that_cannot_be_keys_delete_nothing(browser, store, given, keys):
    answer = post(browser, "/delete", keys=keys)

    assert answer.status_code == 400 and left(store, Doodle) == [4]


def test_a_form_of_another_site_is_turned_away(browser, store, given):
    answer = browser.post("/doodles/mine/delete", data=json.dumps({"receipt": OURS}), content_type="text/plain")

    assert answer.status_code == 400 and "application/json" in answer.json["problem"]["message"]
    assert left(store, Doodle) == [4]


def test_whoever_tries_many_receipts_has_to_wait_and_typing_errors_do_not_count(browser, given, clock):
    for _ in range(50):
        post(browser, ".json", receipt="a typing error")
    for _ in range(20):
        assert post(browser, ".json", receipt=UNKNOWN).status_code == 404

    refused = post(browser, ".json")
    clock.now += 10

    assert (refused.status_code, refused.json["problem"]["code"]) == (429, "slow_down")
    assert post(browser, ".json").status_code == 200


def test_many_receipts_that_are_tried_at_once_are_as_many_tries(browser, given, monkeypatch):
    plain, gate, answers = mine.listing, threading.Event(), []

    def listing(*what):
        assert gate.wait(20)
        return plain(*what)

    monkeypatch.setattr(mine, "listing", listing)
    with ThreadPoolExecutor(25) as pool:
        for _ in range(25):
            pool.submit(lambda: answers.append(post(browser, ".json", receipt=UNKNOWN).status_code))
        until(lambda: len(answers) == 5, "five are turned away while the others wait")
        gate.set()

    assert answers == [429] * 5 + [404] * 20


def test_right_receipts_are_no_tries(browser, given):
    answers = {post(browser, ".json").status_code for _ in range(25)}

    assert answers == {200}


def test_a_drawing_that_cannot_be_read_keeps_nobody_from_the_others(browser, store, given):
    with store.engine.begin() as connection:
        connection.execute(update(Doodle).where(Doodle.key == given[1]).values(ink=b"no ink"))

    listed = post(browser, ".json").json["drawings"]
    lines = post(browser, ".ndjson").text.splitlines()

    assert [bool(one["strokes"]) for one in listed] == [True, False, True]
    assert [json.loads(line)["key_id"] for line in lines] == [given[0], given[2]]
    assert post(browser, "/delete").json == {"deleted": 3}


def test_the_pages_come_in_the_language_that_is_asked_for(browser):
    for place in ("/doodles", "/doodles/mine"):
        answer = browser.get(f"{place}?language=ar", headers={"Accept-Language": "de"})

        assert answer.status_code == 200 and 'lang="ar" dir="rtl"' in answer.text
