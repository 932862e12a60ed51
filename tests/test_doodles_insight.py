"""Figures about given drawings: what is counted, what is shown of it, and what is never told apart."""

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.app import create_app
from server.doodles import insight
from server.doodles.ink import pack
from server.doodles.tables import Contributor, Doodle
from server.store import Store


@pytest.fixture
def app(settings, recognizer):
    app = create_app(settings, recognizer)
    yield app
    app.extensions["inkling"].game.engine.stop()
    app.extensions["inkling"].keeper.close()


@pytest.fixture
def browser(app):
    return app.test_client()


@pytest.fixture
def engine(settings, app):
    store = Store(settings.database_url)
    yield store.engine
    store.close()


@pytest.fixture
def give(engine):
    """A function that puts drawings into the database, each by a contributor of its own."""

    def give(count=1, strokes=(((0.0, 100.0), (0.0, 0.0), (0, 900)),), **fields):
        with Session(engine) as session:
            for _ in range(count):
                give.number += 1
                who = Contributor(f"receipt {give.number}", "train", language=fields.get("language"))
                session.add(who)
                session.flush()
                usual = {"word": "star", "recognized": True, "ms": 3500, "status": "validated", "contributor": who.id}
                usual["ink"] = pack(strokes)
                session.add(
                    Doodle(
                        key=str(give.number),
                        split="train",
                        strokes=len(strokes),
                        timed=True,
                        points=sum(len(stroke[0]) for stroke in strokes),
                        **{**usual, **fields},
                    )
                )
            session.commit()

    give.number = 0
    return give


def shape(browser, **asked):
    return browser.get("/doodles/insight/word.json", query_string={"word": "star", **asked})


def test_words_are_counted_by_what_became_of_their_drawings(browser, give):
    give(insight.LEAST, ms=2000)
    give(1, ms=8000, recognized=False, status="waiting")
    give(1, word="sun", better="star", recognized=None, ms=None, status="validated")

    [row] = browser.get("/doodles/insight.json").json["words"]

    expected = {"word": "star", "drawings": 7, "validated": 6, "waiting": 1, "recognized": 5, "played": 6}
    assert {name: row[name] for name in expected} == expected
    assert (row["seconds"], row["strokes"]) == (2.0, 1.0)


def test_a_mean_is_of_so_many_that_it_tells_of_no_single_drawing(browser, give):
    give(insight.LEAST - 1, ms=2000)
    give(1, recognized=False)

    [row] = browser.get("/doodles/insight.json").json["words"]

    assert (row["drawings"], row["seconds"], row["strokes"]) == (insight.LEAST, None, 1.0)


def test_the_table_is_the_same_as_csv(browser, give):
    give(2)

    answer = browser.get("/doodles/insight.csv")

    [row] = csv.DictReader(io.StringIO(answer.text))
    assert (row["word"], row["drawings"], row["recognized"]) == ("star", "2", "2")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_word_has_pictures_of_how_it_is_drawn(browser, give):
    give(6)

    found = shape(browser).json["everybody"]

    assert found["drawings"] == 6
    assert found["starts"]["right"] == 6
    assert found["strokes"][0] == 6
    assert found["seconds"][3] == 6
    assert max(map(max, found["average"])) == 100
    assert found["order"] == [found["average"]]


@pytest.mark.parametrize("kind", [{"status": "waiting"}, {"status": "invalidated"}, {"reported": True}])
def test_pictures_come_from_confirmed_drawings_alone(browser, give, kind):
    give(6, **kind)

    assert shape(browser).json["everybody"]["drawings"] == 0


def test_no_average_shows_a_few_drawings_and_no_group_a_few_people(browser, give):
    give(insight.LEAST, language="de")
    give(insight.LEAST + 1, language="en")
    give(insight.LEAST - 1, language="ja")
    give(1)

    found = shape(browser, by="language").json

    assert list(found["groups"]) == ["de", "en"]
    assert found["groups"]["de"]["average"] is not None
    assert insight.Group().fields()["average"] is None


@pytest.mark.parametrize("few", [{"language": "ja"}, {"language": None}])
def test_what_the_groups_leave_of_everybody_is_no_picture_of_a_few_people_either(browser, give, few):
    give(insight.LEAST, language="de")
    give(insight.LEAST + 1, language="en")
    give(insight.LEAST - 1, **few)

    found = shape(browser, by="language").json

    left = found["everybody"]["drawings"] - sum(group["drawings"] for group in found["groups"].values())
    assert list(found["groups"]) == ["en"], "the smallest group stays with those who are too few"
    assert left == 2 * insight.LEAST - 1


def test_a_stroke_that_few_people_drew_has_no_picture_however_often_they_drew_it(engine, browser, give):
    both = (((0.0, 9.0), (0.0, 9.0), (0, 1)), ((9.0, 0.0), (9.0, 9.0), (2, 3)))
    give(insight.LEAST)
    with Session(engine) as session:
        someone = session.scalars(select(Contributor.id)).first()
    give(insight.LEAST, strokes=both, contributor=someone)

    once, twice = shape(browser).json["everybody"]["order"]

    assert once is not None and twice is None


def test_drawings_from_files_hide_nobody(browser, give):
    """Whoever has the files can take them away as well."""
    give(insight.LEAST, language="de")
    give(1, language="ja")
    give(9, contributor=None, language="ja", recognized=None, ms=None)

    assert shape(browser, by="language").json["groups"] == {}


def test_a_group_besides_which_there_is_nobody_is_everybody(browser, give):
    give(insight.LEAST, language="de")
    give(2, contributor=None, recognized=None, ms=None)

    assert list(shape(browser, by="language").json["groups"]) == ["de"]


def test_a_group_of_many_drawings_by_one_person_is_not_shown(engine, browser, give):
    give(1, language="fr")
    with Session(engine) as session:
        session.add_all(
            Doodle(f"x{i}", "train", "star", 1, 1, True, pack([[[1], [1], [0]]]), 1, language="fr", status="validated")
            for i in range(9)
        )
        session.commit()

    assert shape(browser, by="language").json["groups"] == {}


def test_who_is_counted_are_the_givers_of_what_is_summed(engine, browser, give, monkeypatch):
    monkeypatch.setattr(insight, "PAGE", 3)
    monkeypatch.setattr(insight, "SAMPLE", 6)
    give(insight.LEAST, language="de")
    with Session(engine) as session:
        someone = session.scalars(select(Contributor.id)).first()
    give(6, language="de", contributor=someone)

    found = shape(browser, by="language").json

    assert found["groups"] == {}
    assert found["everybody"].pop("drawings") == 0 and set(found["everybody"].values()) == {None}


def test_while_few_people_have_given_drawings_the_pictures_are_of_those_from_files(browser, give):
    give(insight.LEAST - 1)
    give(insight.LEAST + 1, contributor=None, recognized=None, ms=None)

    found = shape(browser).json["everybody"]

    assert (found["drawings"], found["strokes"][0], sum(found["seconds"])) == (6, 6, 0)


def test_more_drawings_than_one_page_are_all_looked_at_up_to_the_bound(browser, give, monkeypatch):
    monkeypatch.setattr(insight, "PAGE", 3)
    monkeypatch.setattr(insight, "SAMPLE", 6)
    give(8)

    assert shape(browser).json["everybody"]["drawings"] == 6


def test_ink_that_cannot_be_read_costs_itself_alone(browser, give):
    give(5)
    give(1, ink=b"no ink at all")

    assert shape(browser).json["everybody"]["drawings"] == 5


def test_what_was_found_is_remembered_for_a_minute(settings, recognizer, clock, give):
    other = create_app(settings, recognizer, clock)
    page = other.test_client()
    give(1)
    before = page.get("/doodles/insight.json").json
    give(1)

    assert page.get("/doodles/insight.json").json == before
    clock.now += 61
    assert page.get("/doodles/insight.json").json["words"][0]["drawings"] == 2

    other.extensions["inkling"].game.engine.stop()
    other.extensions["inkling"].keeper.close()


@pytest.mark.parametrize("asked", [{"by": "name"}, {"word": ""}, {"word": "x" * 101}])
def test_a_question_that_cannot_be_answered_is_told_what_would_be_right(browser, asked):
    answer = shape(browser, **asked)

    assert answer.status_code == 400
    assert answer.json["problem"]["code"] == "bad_field"


def test_a_word_nobody_drew_is_a_word_without_drawings(browser):
    assert shape(browser, word="<b>cat</b>").json["everybody"]["drawings"] == 0


def test_the_page_speaks_the_browsers_language(browser):
    answer = browser.get("/doodles/insight", headers={"Accept-Language": "ar"})

    assert answer.status_code == 200
    assert 'dir="rtl"' in answer.text and "doodles/insight.js" in answer.text
