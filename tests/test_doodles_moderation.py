"""Drawings in the tables: judged, offered, voted on, reported, ruled on, and as they were again. On every database."""

import json
import random

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.codes import hashed
from server.doodles import judging, moderation, voting
from server.doodles.desk import Desk
from server.doodles.judging import Judging
from server.doodles.places import Places
from server.doodles.tables import Contributor, Doodle, Look, Report, Review, Vote
from server.doodles.verdicts import Standing
from server.errors import GameError
from server.store import Store
from tests.fakes import FakeRecognizer
from tests.given import contributor, doodle, strokes

ANNE, BEN, CAT = (name * 20 for name in "abc")  # browsers that vote
PLACES = Places()
SCHOOL = PLACES.at("10.0.0.1")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request, tmp_path_factory):
    """A database of each kind there is, made once: its tables are emptied for every test."""
    here = request.param == "sqlite"
    folder = tmp_path_factory.mktemp("moderation")
    store = Store(f"sqlite:///{folder}/doodles.sqlite3" if here else request.getfixturevalue("postgres").url)
    yield store
    store.close()


@pytest.fixture
def engine(store):
    yield store.engine
    with store.engine.begin() as connection:
        for table in (Doodle, Contributor):  # what hangs on them goes with them
            connection.execute(delete(table))


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session
        session.rollback()


@pytest.fixture
def rng():
    return random.Random(1)


def ask(call, *args, **kwargs):
    """The code of the error that a call ends with."""
    with pytest.raises(GameError) as caught:
        call(*args, **kwargs)
    return caught.value.code


def home(who):
    """Where a browser is when it is nowhere else: an address of its own."""
    return PLACES.at(f"192.0.2.{ord(who[0])}")


def vote(session, key, who, answer, place=None, receipt=None):
    return voting.vote(session, key, who, place or home(who), receipt, answer)


def offer(session, who, most, rng, place=None, receipt=None):
    return voting.offer(session, who, place or home(who), receipt, most, rng)


def report(session, key, who, reason):
    return voting.report(session, key, home(who), reason)


def standing(session, key):
    row = session.scalars(select(Doodle).where(Doodle.key == key)).one()
    return Standing(row.status, row.better, row.reported, row.doubts)


# -- votes -------------------------------------------------------------------------------------------------------------


def test_two_players_who_agree_decide(session):
    doodle(session, "1")

    first = vote(session, "1", ANNE, "yes")
    second = vote(session, "1", BEN, "yes")

    assert (first, second) == ("waiting", "validated")


def test_a_third_decides_where_two_differ_and_late_votes_may_still_turn_it(session):
    doodle(session, "1")
    tabs, votes = [name * 20 for name in "abcd"], ("yes", "no", "no", "yes")

    after = [vote(session, "1", tab, said) for tab, said in zip(tabs, votes, strict=True)]

    assert after == ["waiting", "waiting", "invalidated", "other"]


def test_many_browsers_at_one_place_have_one_voice(session):
    doodle(session, "1")
    class_ = [chr(ord("e") + i) * 20 for i in range(12)]

    alone = {vote(session, "1", who, "yes", SCHOOL) for who in class_}
    agreed = vote(session, "1", ANNE, "yes")
    outvoted = [vote(session, "1", who, "no") for who in (BEN, CAT)]

    assert (alone, agreed, outvoted[0]) == ({"waiting"}, "validated", "validated")
    assert outvoted[1] == "other", "two places against two, however many votes"
    assert moderation._task(session, session.scalars(select(Doodle)).one()).yes == 2


def test_a_place_says_what_most_say_there(session):
    doodle(session, "1")
    vote(session, "1", ANNE, "no")

    after = [vote(session, "1", name * 20, said, SCHOOL) for name, said in zip("efg", ("yes", "no", "no"), strict=True)]

    assert after == ["waiting", "waiting", "invalidated"]


def test_a_class_gets_through_what_nobody_there_has_answered_before_it_meets_the_same_drawings(session, rng):
    for key in "123456":
        doodle(session, key)
    for key in "123":
        vote(session, key, ANNE, "yes", SCHOOL)
    vote(session, "4", BEN, "yes")

    in_class, elsewhere = offer(session, CAT, 6, rng, SCHOOL), offer(session, CAT, 6, rng)

    assert {one.key for one in in_class[:2]} == {"5", "6"} and in_class[2].key == "4" and len(in_class) == 6
    assert {one.key for one in elsewhere[:2]} == {"5", "6"}


def test_no_address_can_be_found_in_what_is_kept_nor_who_said_what_else(session):
    for key in "12":
        doodle(session, key)
        vote(session, key, ANNE, "yes", SCHOOL)
        voting.report(session, key, SCHOOL, "rude")

    kept = [*session.scalars(select(Vote.place)), *session.scalars(select(Report.reporter))]

    assert len(set(kept)) == 2 and all(len(place) == 64 for place in kept)
    assert Places().at("10.0.0.1").on(1) not in kept, "another process cannot make the same of it"
    assert "10.0.0" not in f"{SCHOOL} {SCHOOL!r} {kept}"


def test_votes_of_which_no_place_is_known_count_each(session):
    row = doodle(session, "1")
    session.add_all(Vote(row.id, name, True) for name in ("before", "there were places"))

    assert vote(session, "1", ANNE, "no") == "validated"


def test_nobody_votes_twice_and_what_is_kept_of_a_voter_is_a_hash(session):
    doodle(session, "1")
    vote(session, "1", ANNE, "unsure")

    code = ask(vote, session, "1", ANNE, "yes")

    kept = session.scalars(select(Vote)).one()
    assert code == "voted" and kept.yes is None and ANNE not in kept.voter and len(kept.voter) == 64


def test_what_is_offered_waits_is_harmless_and_neither_answered_nor_ones_own(session, rng):
    mine = contributor(session, hashed("my six words"))
    doodle(session, "1")
    doodle(session, "2", contributor=mine)
    doodle(session, "3", suspicion=0.9)
    doodle(session, "4", suspicion=None)
    doodle(session, "5", reported=True)
    doodle(session, "6", status="validated")
    doodle(session, "7")
    vote(session, "7", ANNE, "yes")

    offered = offer(session, ANNE, 10, rng, receipt="my six words")
    to_others = offer(session, BEN, 10, rng)

    assert [one.key for one in offered] == ["1"]
    assert {one.key for one in to_others} == {"1", "2", "7"}
    assert offered[0].word == "star" and len(offered[0].strokes) == 3


def test_the_least_voted_come_first_wherever_the_search_begins(session):
    for key in range(1, 8):
        doodle(session, str(key), suspicion=key / 20)
    for key in ("1", "3", "4", "6", "7"):
        vote(session, key, ANNE, "yes")

    for seed in range(5):
        offered = offer(session, BEN, 7, random.Random(seed))

        assert {one.key for one in offered[:2]} == {"2", "5"} and len(offered) == 7


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"suspicion": 0.9}, "no_drawing"),
        ({"suspicion": None}, "no_drawing"),
        ({"reported": True}, "no_drawing"),
    ],
)
def test_what_is_not_shown_cannot_be_voted_on(session, fields, code):
    doodle(session, "1", **fields)

    assert ask(vote, session, "1", ANNE, "yes") == code
    assert ask(vote, session, "no such key", ANNE, "yes") == "no_drawing"
    assert session.scalar(select(func.count()).select_from(Vote)) == 0


def test_nobody_votes_on_a_drawing_of_their_own(session):
    doodle(session, "1", contributor=contributor(session, hashed("my six words")))

    assert ask(vote, session, "1", ANNE, "yes", receipt="my six words") == "own"


def test_a_moderators_verdict_stands_whatever_players_vote(session):
    doodle(session, "1")
    moderation.rule(session, "1", "mo", "reject", None, 0, 5.0)

    after = [vote(session, "1", tab, "yes") for tab in (ANNE, BEN, CAT)]

    assert after == ["invalidated"] * 3


# -- reports and examples ----------------------------------------------------------------------------------------------


def test_a_reported_drawing_is_hidden_at_once_until_a_moderator_has_looked(session, rng):
    doodle(session, "1", status="validated")
    doodle(session, "2", status="validated")

    report(session, "1", ANNE, "rude")
    hidden = [one["key"] for one in voting.examples(session, "star")]
    task = moderation.queue(session, "waiting", 10)[0]
    moderation.rule(session, "1", "mo", "keep", None, 0, 5.0)
    shown = [one["key"] for one in voting.examples(session, "star")]

    assert (hidden, shown) == (["2"], ["2", "1"])
    assert (task.key, task.reports) == ("1", ["rude"])


def test_one_report_does_not_undo_what_a_moderator_has_kept_but_brings_it_back_into_the_queue(session):
    doodle(session, "1", suspicion=0.1)
    doodle(session, "2", suspicion=0.9)
    report(session, "1", ANNE, "rude")
    kept = moderation.rule(session, "1", "mo", "keep", None, 0, 5.0)
    before = moderation.counts(session)

    hidden = [report(session, "1", who, "wrong") for who in (BEN, CAT)]
    shown = [one["key"] for one in voting.examples(session, "star")]
    first, second = moderation.queue(session, "waiting", 10)

    assert hidden == [False, False] and shown == ["1"]
    assert (first.key, first.reports, first.shown, first.review) == ("1", ["rude", "wrong", "wrong"], True, kept)
    assert (second.key, second.reports, second.shown) == ("2", [], False)
    assert ask(report, session, "1", ANNE, "rude") == "voted", "who has reported it before counts once"
    assert (before["reported"], moderation.counts(session)) == (0, {"waiting": 2, "other": 0, "reported": 1})


def test_three_reports_since_the_verdict_hide_it_until_the_next_one(session):
    doodle(session, "1")
    first = moderation.rule(session, "1", "mo", "keep", None, 0, 5.0)

    hidden = [report(session, "1", who, "rude") for who in (ANNE, BEN, CAT)]
    gone = voting.examples(session, "star")
    second = moderation.rule(session, "1", "jo", "keep", None, first, 6.0)
    back = [one["key"] for one in voting.examples(session, "star")]
    moderation.undo(session, second, "jo")

    assert (hidden, gone, back) == ([False, False, True], [], ["1"])
    assert standing(session, "1") == Standing("validated", None, True, doubts=3)


def test_reports_from_one_place_hide_no_more_than_one(session):
    doodle(session, "1")
    moderation.rule(session, "1", "mo", "keep", None, 0, 5.0)
    voting.report(session, "1", SCHOOL, "rude")

    assert ask(voting.report, session, "1", SCHOOL, "wrong") == "voted"
    assert standing(session, "1") == Standing("validated", None, False, doubts=1)


def test_one_report_for_each_place_and_drawing(session):
    doodle(session, "1")
    report(session, "1", ANNE, "rude")

    assert ask(report, session, "1", ANNE, "other") == "voted"
    assert ask(report, session, "99", ANNE, "other") == "no_drawing"
    report(session, "1", BEN, "other")
    assert moderation.queue(session, "waiting", 1)[0].reports == ["other", "rude"]


def test_examples_are_validated_ones_under_the_word_that_they_show(session):
    doodle(session, "1", status="validated", better="moon")
    doodle(session, "2", word="moon", status="validated")
    doodle(session, "3", word="moon", status="waiting")
    doodle(session, "4", word="moon", status="validated", better="star")
    doodle(session, "5", word="moon", status="validated", reported=True)

    found = voting.examples(session, "moon")

    assert [one["key"] for one in found] == ["2", "1"]
    assert all(0 <= value <= 255 for one in found for stroke in one["drawing"] for column in stroke for value in column)


# -- the queue, verdicts, undo -----------------------------------------------------------------------------------------


def test_the_queue_begins_with_what_was_reported_then_with_the_most_suspicious(session):
    doodle(session, "1", suspicion=0.2)
    doodle(session, "2", suspicion=None)
    doodle(session, "3", suspicion=0.8)
    doodle(session, "4", suspicion=0.1, status="validated", reported=True)
    doodle(session, "5", suspicion=0.9, status="validated")
    doodle(session, "6", suspicion=0.9, status="other")

    waiting = [task.key for task in moderation.queue(session, "waiting", 10)]
    without = [task.key for task in moderation.queue(session, "waiting", 2, ["4", "1"])]
    other = [task.key for task in moderation.queue(session, "other", 10)]

    assert (waiting, without, other) == (["4", "3", "1", "2"], ["3", "2"], ["6"])
    assert moderation.counts(session) == {"waiting": 4, "other": 1, "reported": 1}


def test_a_verdict_is_written_down_and_the_drawing_leaves_the_queue(session):
    doodle(session, "1")

    review = moderation.rule(session, "1", "mo", "wrong_word", "moon", 0, 5.0)

    entry = moderation.log(session, None)[0]
    assert standing(session, "1") == Standing("validated", "moon", False)
    assert moderation.queue(session, "waiting", 10) == []
    assert (entry.id, entry.verdict, entry.better, entry.at, entry.undone) == (review, "wrong_word", "moon", 5.0, False)
    assert moderation.undoable(session, "mo") == [review]


def test_undo_brings_back_exactly_what_was_there_level_by_level(session):
    doodle(session, "1", reported=True)
    steps = [("keep", None), ("wrong_word", "moon"), ("unsure", None), ("reject", None)]
    before, reviews = [], [0]
    for verdict, better in steps:
        before.append(standing(session, "1"))
        reviews.append(moderation.rule(session, "1", "mo", verdict, better, reviews[-1], 5.0))

    after = []
    for review in reversed(reviews[1:]):
        moderation.undo(session, review, "mo")
        after.append(standing(session, "1"))

    assert after == before[::-1]
    assert moderation.undoable(session, "mo") == [] and all(entry.undone for entry in moderation.log(session, None))


def test_undo_refuses_what_is_not_the_last_word_anothers_or_done_already(session):
    doodle(session, "1")
    first = moderation.rule(session, "1", "mo", "unsure", None, 0, 5.0)
    second = moderation.rule(session, "1", "jo", "keep", None, first, 6.0)

    codes = [
        ask(moderation.undo, session, first, "mo"),
        ask(moderation.undo, session, second, "mo"),
        ask(moderation.undo, session, 999, "mo"),
    ]
    moderation.undo(session, second, "jo")
    codes.append(ask(moderation.undo, session, second, "jo"))

    assert codes == ["changed", "not_yours", "no_drawing", "changed"]
    assert standing(session, "1") == Standing("other", None, False)


def test_a_report_that_came_after_a_verdict_is_not_undone_with_it(session):
    doodle(session, "1")
    review = moderation.rule(session, "1", "mo", "keep", None, 0, 5.0)
    report(session, "1", ANNE, "rude")

    assert ask(moderation.undo, session, review, "mo") == "changed"
    assert standing(session, "1") == Standing("validated", None, False, doubts=1)


def test_two_moderators_do_not_overrule_each_other_unseen(session):
    doodle(session, "1")
    moderation.rule(session, "1", "mo", "keep", None, 0, 5.0)

    assert ask(moderation.rule, session, "1", "jo", "reject", None, 0, 6.0) == "changed"
    assert ask(moderation.rule, session, "99", "jo", "reject", None, 0, 6.0) == "no_drawing"
    assert standing(session, "1").status == "validated"
    assert session.scalar(select(func.count()).select_from(Review)) == 1


def test_ink_that_cannot_be_read_can_be_rejected(session):
    doodle(session, "1").ink = b"no ink"

    task = moderation.queue(session, "waiting", 1)[0]
    moderation.rule(session, "1", "mo", "reject", None, task.review, 5.0)

    assert task.strokes == [] and standing(session, "1").status == "invalidated"


# -- judging -----------------------------------------------------------------------------------------------------------


def at_once(job, done):
    """As the engine's `later`, but now."""
    while True:
        try:
            next(job)
        except StopIteration as stop:
            return done(stop.value)


@pytest.fixture
def pass_over(engine, inline):
    desk = Desk(engine, inline, "judging")
    yield Judging(desk, FakeRecognizer(), at_once, inline)
    desk.close()


@pytest.fixture
def judge(engine, pass_over):
    """Puts rows into the database, and judges what is there -> the rows by key."""

    def judge(*rows):
        with Session(engine) as session:
            for fields in rows:
                doodle(session, **{"suspicion": None, **fields})
            session.commit()
        while pass_over.step():
            pass
        with Session(engine) as session:
            return {row.key: row for row in session.scalars(select(Doodle))}

    return judge


def test_every_drawing_gets_its_suspicion_its_reasons_and_the_networks_guesses(judge):
    stars = [{"key": str(key), "ink": strokes(key, 4)} for key in range(1, 12)]  # four strokes: the fake sees a star

    rows = judge(*stars, {"key": "20", "ink": strokes(2, 2)})

    assert len(rows) == 12 and all(row.suspicion is not None for row in rows.values())
    assert rows["1"].suspicion < 0.2 < rows["20"].suspicion
    told = json.loads(rows["20"].reasons)
    assert told["guesses"][0][0] == "square" and any("“square”" in reason["words"] for reason in told["reasons"])


def test_a_copy_is_told_from_a_repeat_and_the_first_is_neither(engine, judge):
    with Session(engine) as session:
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


def test_the_pass_goes_on_after_a_fault(engine, pass_over, monkeypatch, caplog):
    with Session(engine) as session:
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

    with Session(engine) as session:
        assert session.scalars(select(Doodle)).one().suspicion is not None
    assert "could not be judged" in caplog.text and "out of ink" in caplog.text


class NextRecognizer(FakeRecognizer):
    """The same after more training."""

    version = "2"


@pytest.fixture
def next_pass(engine, inline):
    """A function that starts a server's pass with the next network. Its `seen` are the drawings it was shown."""
    desks = []

    def start(recognizer=None):
        desks.append(Desk(engine, inline, "judging"))
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


def by_key(engine):
    with Session(engine) as session:
        return {row.key: row for row in session.scalars(select(Doodle))}


def test_the_next_network_judges_again_what_nobody_has_reviewed(engine, judge, next_pass):
    ink = strokes(7, 4)
    before = judge(
        {"key": "1", "ink": ink},
        {"key": "2", "ink": ink},
        *({"key": key} for key in "3456"),
    )
    with Session(engine) as session, session.begin():
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

    rows = by_key(engine)
    assert {key: row.judged for key, row in rows.items()} == dict(zip("123456", "221212", strict=True))
    assert sorted(seen()) == sorted(rows[key].id for key in "1246")
    assert all(rows[key].suspicion == before[key].suspicion for key in rows), "the same network, by another name"
    assert "alike" in rows["2"].reasons and rows["2"].reasons == before["2"].reasons, "a copy is one still"
    assert rows["1"].reasons == before["1"].reasons, "and the first one is none"
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Look)) == looks


def test_a_pass_that_was_cut_off_is_gone_on_with_and_new_drawings_come_first(engine, judge, next_pass, monkeypatch):
    monkeypatch.setattr(judging, "PAGE", 2)
    monkeypatch.setattr(judging, "SPAN", 3)
    judge(*({"key": str(key)} for key in range(1, 8)))
    first, judged = next_pass()
    while not judged():
        first.step()
    with Session(engine) as session, session.begin():
        doodle(session, "99", suspicion=None)
    second, seen = next_pass()

    finish(second)

    rows = by_key(engine)
    assert {row.judged for row in rows.values()} == {"2"}
    assert seen() == [rows["99"].id, *(rows[str(key)].id for key in range(3, 8))]
    assert not second.step() and len(seen()) == 6, "and then there is nothing left to do"


def test_two_servers_of_different_versions_do_not_take_turns(engine, judge, next_pass):
    judge({"key": "1"})
    newer, _ = next_pass()
    with Session(engine) as session:
        page, _ = judging.outdated(session, "3", 0, 5)
    finish(newer)

    with Session(engine) as session, session.begin():
        judging.judged(session, page[0], judging.Seen(0.0, 5, (("moon", 0.9),)), "3")

    assert by_key(engine)["1"].judged == "2", "it had read the drawing before the other one judged it"
