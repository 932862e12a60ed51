"""Voting, reporting and reviewing over HTTP: what is answered, what is refused, and who may do what."""

import random

import pytest
from flask import Flask
from sqlalchemy import delete, event, select
from sqlalchemy.orm import Session

from server import languages
from server.app import create_app
from server.concurrency.threading import Mode
from server.doodles import confirmpages, moderators, reviewpages
from server.doodles.desk import Desk
from server.doodles.tables import Doodle, Moderator, SignIn
from server.settings import ROOT
from server.store import Store
from tests.given import doodle

VOTER, OTHER = "a" * 32, "b" * 32
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}
PASSPHRASE = "ink on paper, at night"
MARKUP = '<img src=x onerror="alert(1)">'


class Now:
    """Seconds since 1970, that pass when the test says so."""

    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def now():
    return Now()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('pages')}/doodles.sqlite3")
    yield store
    store.close()


@pytest.fixture(scope="module")
def spoken():
    return languages.read()


@pytest.fixture(scope="module")
def desk(store):
    desk = Desk(store.engine, Mode(), "pages")
    yield desk
    desk.close()


@pytest.fixture
def engine(store):
    yield store.engine
    with store.engine.begin() as connection:
        for table in (Doodle, Moderator):  # what hangs on them goes with them
            connection.execute(delete(table))


@pytest.fixture
def browser(engine, desk, spoken, now):
    """Somebody before the pages on given drawings, as server/app.py joins them."""
    app = Flask("pages", template_folder=ROOT / "templates")
    app.register_blueprint(confirmpages.confirmpages(spoken, desk, now, random.Random(1)))
    app.register_blueprint(reviewpages.reviewpages(spoken, desk, Mode(), frozenset(("star", "moon")), now))
    return app.test_client()


@pytest.fixture
def give(engine):
    """A function that puts drawings with these keys into the database."""

    def give(*keys, **fields):
        with Session(engine) as session:
            for key in keys:
                doodle(session, key, **fields)
            session.commit()

    return give


def problem(answer, status):
    assert answer.status_code == status, answer.text
    return answer.json["problem"]


# -- players --------------------------------------------------------------------------------------------------------


def test_a_drawing_is_offered_and_confirmed(browser, give):
    give("1")

    offered = browser.post("/doodles/confirm/offer", json={"voter": VOTER, "most": 5}).json["drawings"]
    vote = {"voter": VOTER, "key": "1", "answer": "yes"}
    first = browser.post("/doodles/confirm/vote", json=vote).json
    another_tab = browser.post("/doodles/confirm/vote", json={**vote, "voter": OTHER}).json
    second = browser.post("/doodles/confirm/vote", json={**vote, "voter": "c" * 32}, environ_base=ELSEWHERE).json

    assert [(one["key"], one["word"], len(one["strokes"])) for one in offered] == [("1", "star", 3)]
    assert (first, another_tab, second) == ({"status": "waiting"}, {"status": "waiting"}, {"status": "validated"})


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"answer": "perhaps"}, 400, "answer"),
        ({"answer": None}, 400, "answer"),
        ({"voter": "short"}, 400, "voter"),
        ({"voter": ["list"]}, 400, "voter"),
        ({"voter": "x" * 101}, 400, "voter"),
        ({"key": MARKUP}, 404, "drawing"),
        ({"key": 7}, 400, "key"),
        ({"receipt": "not a receipt"}, 404, "receipt"),
    ],
)
def test_a_bad_vote_is_told_what_was_wrong_and_changes_nothing(browser, give, engine, fields, status, named):
    give("1")

    told = problem(
        browser.post("/doodles/confirm/vote", json={"voter": VOTER, "key": "1", "answer": "yes", **fields}), status
    )

    assert named in told["message"]
    with Session(engine) as session:
        assert session.scalars(select(Doodle)).one().status == "waiting"


def test_a_second_vote_and_a_second_report_are_conflicts(browser, give):
    give("1")
    vote = {"voter": VOTER, "key": "1", "answer": "no"}
    report = {"key": "1", "reason": "rude"}
    browser.post("/doodles/confirm/vote", json=vote)

    again = problem(browser.post("/doodles/confirm/vote", json=vote), 409)
    reported = [browser.post("/doodles/report", json=report).status_code for _ in range(2)]

    assert again["code"] == "voted" and reported == [200, 409]
    assert problem(browser.post("/doodles/report", json={**report, "reason": MARKUP}), 400)["code"] == "bad_field"


def test_one_address_reports_only_so_often(browser, now):
    report = {"key": "nothing", "reason": "rude"}

    answers = [browser.post("/doodles/report", json=report).status_code for _ in range(31)]
    now.now += 60
    later = browser.post("/doodles/report", json=report).status_code

    assert set(answers[:-1]) == {404} and answers[-1] == 429 and later == 404


@pytest.mark.parametrize("body", ["nothing", "[1]", '"text"', "{", "null"])
def test_what_is_no_json_object_is_refused(browser, body):
    answer = browser.post("/doodles/confirm/vote", data=body, content_type="application/json")

    assert problem(answer, 400)["code"] == "bad_message"


# -- moderators -----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """A hash that takes a millisecond."""
    monkeypatch.setattr(moderators, "_HASHER", moderators.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def review(browser, desk):
    """The same, where there is a moderator."""
    desk.run(moderators.add, "mo", PASSPHRASE)
    return browser


def sign_in(review, name="mo", passphrase=PASSPHRASE, **headers):
    return review.post("/doodles/review/sign-in", json={"name": name, "passphrase": passphrase}, headers=headers)


def queue(review, **headers):
    return review.post("/doodles/review/queue", json={"pile": "waiting", "without": []}, headers=headers)


def rule(review, **fields):
    usual = {"key": "1", "verdict": "keep", "known": 0}
    return review.post("/doodles/review/rule", json={**usual, **fields})


def test_a_moderator_signs_in_rules_undoes_and_signs_out(review, give):
    give("1", "2")

    cookie = sign_in(review).headers["Set-Cookie"]
    tasks = queue(review).json["tasks"]
    made = rule(review, verdict="wrong_word", better="moon").json["review"]
    left = queue(review).json["left"]
    undone = review.post("/doodles/review/undo", json={"review": made}).json["task"]
    log = review.post("/doodles/review/log", json={}).json["entries"]
    review.post("/doodles/review/sign-out", json={})

    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/doodles/review"))
    assert {task["key"] for task in tasks} == {"1", "2"}
    assert left == {"waiting": 1, "other": 0, "reported": 0}
    assert (undone["key"], undone["status"]) == ("1", "waiting")
    assert [(entry["better"], entry["undone"]) for entry in log] == [("moon", True)]
    assert problem(queue(review), 401)["code"] == "signed_out"


@pytest.mark.parametrize("path", ["queue", "rule", "undo", "log"])
def test_nobody_does_a_moderators_work_without_signing_in(review, path):
    assert problem(review.post(f"/doodles/review/{path}", json={}), 401)["code"] == "signed_out"


def test_what_a_session_is_known_by_is_kept_as_a_hash(review, engine):
    token = sign_in(review).headers["Set-Cookie"].split("=", 1)[1].split(";")[0]

    with Session(engine) as session:
        kept, moderator = session.scalars(select(SignIn)).one(), session.scalars(select(Moderator)).one()
        assert token not in kept.token and len(kept.token) == 64
        assert PASSPHRASE not in moderator.passphrase and moderator.passphrase.startswith("$argon2id$")


def test_a_session_ends_after_half_an_hour_of_nothing(review, now):
    sign_in(review)

    for _ in range(3):
        now.now += 29 * 60
        assert queue(review).status_code == 200
    now.now += 31 * 60

    assert problem(queue(review), 401)["code"] == "signed_out"


def test_a_session_ends_after_half_a_day_whatever_is_done(review, now):
    sign_in(review)
    answers = []

    for _ in range(25):
        now.now += 29 * 60
        answers.append(queue(review).status_code)

    assert answers == [200] * 24 + [401]


def test_a_moderator_who_was_removed_is_out_at_once(review, desk):
    sign_in(review)

    desk.run(moderators.remove, "mo")

    assert problem(queue(review), 401)["code"] == "signed_out"


@pytest.mark.parametrize(("name", "passphrase"), [("mo", "wrong" * 4), ("nobody", PASSPHRASE), (MARKUP, PASSPHRASE)])
def test_a_wrong_name_and_a_wrong_passphrase_are_told_alike(review, name, passphrase):
    told = problem(sign_in(review, name, passphrase), 403)

    assert told == {"code": "wrong_passphrase", "message": "name and passphrase do not belong together"}


def test_an_address_tries_ten_times_and_then_waits_even_with_the_right_one(review, now):
    tried = [sign_in(review, f"mo{i}", "wrong" * 4).status_code for i in range(10)]

    refused = problem(sign_in(review), 429)
    now.now += 31

    assert tried == [403] * 10 and refused["code"] == "slow_down"
    assert sign_in(review).status_code == 200


def attempt(review, address, passphrase="wrong" * 4):
    fields = {"name": "mo", "passphrase": passphrase}
    return review.post("/doodles/review/sign-in", json=fields, environ_base={"REMOTE_ADDR": address}).status_code


def test_a_name_is_not_tried_from_many_addresses_for_ever(review, now):
    tried = [attempt(review, f"10.0.0.{i}") for i in range(101)]

    assert tried == [403] * 100 + [429]


def test_no_single_address_keeps_a_moderator_out(review, now):
    tried = []
    for _ in range(120):
        now.now += 15
        tried.append(attempt(review, "198.51.100.7"))

    assert tried[-1] == 429 and tried.count(403) == 10 + 29, "ten at once, and then one a minute"
    assert attempt(review, "192.0.2.1", PASSPHRASE) == 200


def test_whoever_looks_at_the_queue_holds_up_nobody_who_writes(review, engine):
    sign_in(review)
    begun = []

    def note(connection, cursor, statement, *_):
        if statement.startswith("BEGIN"):
            begun.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    queue(review)
    event.remove(engine, "before_cursor_execute", note)

    assert begun == ["BEGIN IMMEDIATE", "BEGIN", "BEGIN", "BEGIN"], "but for the session, which goes on from now"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://other.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_another_sites_page_does_nothing_in_a_moderators_name(review, give, headers):
    give("1")
    sign_in(review)

    assert problem(queue(review, **headers), 400)["code"] == "bad_message"
    assert problem(sign_in(review, **headers), 400)["code"] == "bad_message"
    form = review.post("/doodles/review/rule", data={"key": "1", "verdict": "reject"})
    assert problem(form, 400)["code"] == "bad_message"


def test_the_page_itself_may_ask(review):
    sign_in(review)

    assert queue(review, Origin="http://localhost").status_code == 200
    assert queue(review, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"verdict": "hang"}, 400, "bad_field"),
        ({"verdict": "wrong_word"}, 400, "bad_field"),
        ({"verdict": "keep", "better": "moon"}, 400, "bad_field"),
        ({"verdict": "wrong_word", "better": MARKUP}, 400, "unknown_word"),
        ({"key": "99"}, 404, "no_drawing"),
        ({"key": MARKUP}, 404, "no_drawing"),
        ({"known": -1}, 400, "bad_field"),
        ({"known": True}, 400, "bad_field"),
        ({"known": 5}, 409, "changed"),
    ],
)
def test_a_bad_ruling_is_told_what_was_wrong_and_changes_nothing(review, give, fields, status, code):
    give("1")
    sign_in(review)

    assert problem(rule(review, **fields), status)["code"] == code
    assert len(queue(review).json["tasks"]) == 1


def test_one_moderator_does_not_undo_what_another_said(review, give, desk):
    give("1")
    desk.run(moderators.add, "jo", PASSPHRASE)
    sign_in(review)
    made = rule(review).json["review"]

    sign_in(review, "jo")

    assert problem(review.post("/doodles/review/undo", json={"review": made}), 403)["code"] == "not_yours"
    assert problem(review.post("/doodles/review/undo", json={"review": made + 1}), 404)["code"] == "no_drawing"


@pytest.mark.parametrize("without", [None, "1", [1], ["x"] * 100])
def test_the_queue_takes_a_list_of_keys(review, without):
    sign_in(review)

    answer = review.post("/doodles/review/queue", json={"pile": "waiting", "without": without})

    assert "without" in problem(answer, 400)["message"]


def test_the_page_of_moderators_is_in_english_and_the_players_in_their_own(review):
    german = {"Accept-Language": "de"}

    moderators_, players = (review.get(f"/doodles/{name}", headers=german).text for name in ("review", "confirm"))

    assert 'lang="en"' in moderators_ and 'lang="de"' in players


# -- both, in the game ----------------------------------------------------------------------------------------------


def test_the_game_shows_what_was_confirmed_as_examples_of_its_word(settings, recognizer):
    app = create_app(settings, recognizer)
    browser, parts = app.test_client(), app.extensions["inkling"]
    with Session(parts.keeper._store.engine) as session:
        doodle(session, "1", suspicion=None)
        doodle(session, "2", status="validated")
        session.commit()
    before = browser.get("/examples/star.json").json["given"]

    browser.post("/doodles/report", json={"key": "2", "reason": "rude"})
    unjudged = browser.post("/doodles/confirm/offer", json={"voter": VOTER, "most": 5}).json
    after = browser.get("/examples/star.json").json["given"]
    parts.game.engine.stop()
    parts.keeper.close()

    assert [one["key"] for one in before] == ["2"] and after == []
    assert unjudged == {"drawings": []}, "nobody has looked at it, not even the network"
