"""The pass that gives every drawing its suspicion, beside the game. On every database."""

import json

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from server.doodles import judging, moderation
from server.doodles.desk import Desk
from server.doodles.judging import Judging
from server.doodles.tables import Doodle, Look
from server.store import Store
from tests.fakes import FakeRecognizer
from tests.given import contributor, doodle, strokes
from tests.voters import ANNE, BEN, CAT, report, vote


def at_once(job, done):
    """As the engine's `later`, but now."""
    while True:
        try:
            next(job)
        except StopIteration as stop:
            return done(stop.value)
        except Exception:
            return done(None)


@pytest.fixture
def pass_over(emptied, inline):
    desk = Desk(emptied, inline, "judging")
    yield Judging(desk, FakeRecognizer(), at_once, inline)
    desk.close()


@pytest.fixture
def judge(emptied, pass_over):
    """Puts rows into the database, and judges what is there -> the rows by key."""

    def judge(*rows):
        with Session(emptied) as session:
            for fields in rows:
                doodle(session, **{"suspicion": None, **fields})
            session.commit()
        while pass_over.step():
            pass
        with Session(emptied) as session:
            return {row.key: row for row in session.scalars(select(Doodle))}

    return judge


def test_every_drawing_gets_its_suspicion_its_reasons_and_the_networks_guesses(judge):
    stars = [{"key": str(key), "ink": strokes(key, 4)} for key in range(1, 12)]  # four strokes: the fake sees a star

    rows = judge(*stars, {"key": "20", "ink": strokes(2, 2)})

    assert len(rows) == 12 and all(row.suspicion is not None for row in rows.values())
    assert rows["1"].suspicion < 0.2 < rows["20"].suspicion
    told = json.loads(rows["20"].reasons)
    assert told["guesses"][0][0] == "square" and any("“square”" in reason["words"] for reason in told["reasons"])


def test_a_copy_is_told_from_a_repeat_and_the_first_is_neither(emptied, judge):
    with Session(emptied) as session:
        anne, ben = (contributor(session, name) for name in ("anne", "ben"))
        session.commit()
    ink = strokes(7, 4)

    rows = judge(
        {"key": "1", "ink": ink, "contributor": anne},
        {"key": "2", "ink": ink, "contributor": anne},
        {"key": "3", "ink": [[[x / 2 for x in s[0]], [y / 2 for y in s[1]], s[2]] for s in ink], "contributor": ben},
        {"key": "4", "ink": strokes(8, 4), "contributor": ben},
    )

    kinds = {key: {reason["kind"] for reason in json.loads(row.reasons)["reasons"]} for key, row in rows.items()}
    assert kinds["1"].isdisjoint({"copy", "repeat"}) and kinds["4"].isdisjoint({"copy", "repeat"})
    assert "repeat" in kinds["2"] and "copy" not in kinds["2"]
    assert "copy" in kinds["3"] and json.loads(rows["3"].reasons)["alike"] == ["1", "2"]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"ink": [[[5.0], [5.0], [0]]]}, "empty"),
        ({"ink": []}, "unreadable"),
        ({"word": "a word of their own"}, "unknown"),
        ({"ink": strokes(3, 10, 1500)}, "low_score"),  # more than the network is asked about
        ({"ink": [[[3, 80, 200], [5, 6, 90]]], "width": None, "timed": False}, "far"),  # from a file, without times
        ({"ink": strokes(4, 2), "guesses": '[[900, [["star", 0.8]]], [2000, [["sun", 0.7]]]]'}, "spoiled"),
    ],
)
def test_odd_drawings_are_judged_like_all_others(judge, fields, kind):
    row = judge({"key": "1", **fields})["1"]

    assert kind in {reason["kind"] for reason in json.loads(row.reasons)["reasons"]}
    assert 0 < row.suspicion <= 1


def test_a_drawing_that_was_withdrawn_meanwhile_leaves_nothing_behind(session):
    row = doodle(session, "1", suspicion=None)
    page = judging.unjudged(session, 5)
    session.delete(row)
    session.flush()

    judging.judged(session, page[0], judging.Seen(0.5, 0, (("star", 0.5),)), "1")

    assert session.scalar(select(func.count()).select_from(Look)) == 0


def test_the_pass_goes_on_after_a_fault(emptied, pass_over, monkeypatch, caplog):
    with Session(emptied) as session:
        doodle(session, "1", suspicion=None)
        session.commit()
    faults, plain = [ValueError("out of ink")], judging.judged

    def judged(*what):
        if faults:
            raise faults.pop()
        plain(*what)

    monkeypatch.setattr(judging, "judged", judged)
    turns = iter([True] * 8)

    pass_over.run(lambda: next(turns, False))

    with Session(emptied) as session:
        assert session.scalars(select(Doodle)).one().suspicion is not None
    assert "could not be judged" in caplog.text and "out of ink" in caplog.text


@pytest.mark.parametrize("guesses", ["nonsense", "[1]", '{"a": 1}', '[[1, [["star", "x"]]]]', "[" * 100_000])
def test_guesses_that_cannot_be_read_keep_no_drawing_from_being_judged(judge, guesses):
    rows = judge({"key": "1", "guesses": guesses}, {"key": "2"})

    assert all(0 < row.suspicion < 1 for row in rows.values())


@pytest.mark.parametrize("where", ["pieces", "judged"])
def test_a_drawing_that_cannot_be_judged_is_left_to_moderators_and_costs_itself_alone(
    judge, monkeypatch, caplog, where
):
    plain = getattr(judging, where)

    def faulty(*what):
        drawing = what[-1] if where == "pieces" else what[1]
        if drawing.word == "moon" and drawing.strokes:
            raise ArithmeticError("out of ink")
        return plain(*what)

    monkeypatch.setattr(judging, where, faulty)
    rows = judge({"key": "1"}, {"key": "2", "word": "moon"}, {"key": "3"})

    assert rows["2"].suspicion == 1 and "unreadable" in rows["2"].reasons
    assert rows["1"].suspicion < 1 and rows["3"].suspicion < 1
    assert "a drawing cannot be judged" in caplog.text


def test_looking_for_drawings_waits_for_nobody_who_writes(emptied, pass_over):
    with Session(emptied) as other:
        doodle(other, "1", suspicion=None)  # and SQLite has one lock for all who write

        looked = [pass_over.step() for _ in range(2)]

    assert looked == [True, False], "the second time there is nothing old left either"


def test_what_waits_to_be_judged_is_found_without_a_look_at_the_rest(tmp_path):
    store, asked = Store(f"sqlite:///{tmp_path}/doodles.sqlite3"), []
    event.listen(store.engine, "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    with Session(store.engine) as session:
        judging.unjudged(session, 8)
        statement, values = asked[-1]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    store.close()

    assert "USING INDEX doodles_unjudged" in str(plan)


class NextRecognizer(FakeRecognizer):
    """The same after more training."""

    version = "2"


@pytest.fixture
def next_pass(emptied, inline):
    """A function that starts a server's pass with the next network. Its `seen` are the drawings it was shown."""
    desks = []

    def start(recognizer=None):
        desks.append(Desk(emptied, inline, "judging"))
        seen = []

        def later(job, done):
            seen.append(job.gi_frame.f_locals["page"])
            at_once(job, done)

        judging_ = Judging(desks[-1], recognizer or NextRecognizer(), later, inline)
        return judging_, lambda: [drawing.id for page in seen for drawing in page]

    yield start
    for desk in desks:
        desk.close()


def finish(judging_):
    while judging_.step():
        pass


def by_key(emptied):
    with Session(emptied) as session:
        return {row.key: row for row in session.scalars(select(Doodle))}


def test_the_next_network_judges_again_what_nobody_has_reviewed(emptied, judge, next_pass):
    ink = strokes(7, 4)
    before = judge(
        {"key": "1", "ink": ink},
        {"key": "2", "ink": ink},
        *({"key": key} for key in "3456"),
    )
    with Session(emptied) as session, session.begin():
        moderation.rule(session, "3", "mo", "keep", None, 0, 5.0)
        undone = moderation.rule(session, "4", "mo", "keep", None, 0, 5.0)
        moderation.undo(session, undone, "mo")
        for who in (ANNE, BEN):
            vote(session, "5", who, "yes")
            vote(session, "6", who, "yes")
        report(session, "6", CAT, "rude")
        looks = session.scalar(select(func.count()).select_from(Look))
    again, seen = next_pass()

    finish(again)

    rows = by_key(emptied)
    assert {key: row.judged for key, row in rows.items()} == dict(zip("123456", "221212", strict=True))
    assert sorted(seen()) == sorted(rows[key].id for key in "1246")
    assert all(rows[key].suspicion == before[key].suspicion for key in rows), "the same network, by another name"
    assert "alike" in rows["2"].reasons and rows["2"].reasons == before["2"].reasons, "a copy is one still"
    assert rows["1"].reasons == before["1"].reasons, "and the first one is none"
    with Session(emptied) as session:
        assert session.scalar(select(func.count()).select_from(Look)) == looks


def test_a_pass_that_was_cut_off_is_gone_on_with_and_new_drawings_come_first(emptied, judge, next_pass, monkeypatch):
    monkeypatch.setattr(judging, "PAGE", 2)
    monkeypatch.setattr(judging, "SPAN", 3)
    judge(*({"key": str(key)} for key in range(1, 8)))
    first, judged = next_pass()
    while not judged():
        first.step()
    with Session(emptied) as session, session.begin():
        doodle(session, "99", suspicion=None)
    second, seen = next_pass()

    finish(second)

    rows = by_key(emptied)
    assert {row.judged for row in rows.values()} == {"2"}
    left = [rows[str(key)].id for key in range(1, 8) if rows[str(key)].id not in judged()]
    assert seen() == [rows["99"].id, *left] and len(left) >= 5
    assert not second.step() and len(seen()) == len(left) + 1, "and then there is nothing left to do"


def test_two_servers_of_different_versions_do_not_take_turns(emptied, judge, next_pass):
    judge({"key": "1"})
    newer, _ = next_pass()
    with Session(emptied) as session:
        page, _ = judging.outdated(session, "3", 0, 5)
    finish(newer)

    with Session(emptied) as session, session.begin():
        judging.judged(session, page[0], judging.Seen(0.0, 5, (("moon", 0.9),)), "3")

    assert by_key(emptied)["1"].judged == "2", "it had read the drawing before the other one judged it"
