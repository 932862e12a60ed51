"""Players say what each other's drawings are, and which should not be shown. On every database."""

import random
import re

import pytest
from sqlalchemy import delete, func, select

from server.codes import hashed
from server.doodles import moderation, voting
from server.doodles.places import Places
from server.doodles.tables import Doodle, Report, Vote
from server.doodles.verdicts import Standing
from tests.given import contributor, doodle
from tests.voters import ANNE, BEN, CAT, SCHOOL, ask, offer, report, standing, vote

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


def test_nobody_gets_a_second_voice_by_waiting_for_a_restart(session):
    doodle(session, "1")
    home, restarted = (Places().at("192.0.2.1") for _ in range(2))

    after = [vote(session, "1", ANNE, "yes", home), vote(session, "1", BEN, "yes", restarted)]

    assert after == ["waiting", "waiting"]


def test_two_who_agree_after_a_restart_decide(session):
    doodle(session, "1")
    vote(session, "1", ANNE, "yes", Places().at("192.0.2.1"))

    after = [vote(session, "1", who, "yes") for who in (BEN, CAT)]

    assert after == ["waiting", "validated"]


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

    assert len(set(kept)) == 2 and all(re.fullmatch("[0-9a-f]{8} [0-9a-f]{64}", place) for place in kept)
    assert Places().at("10.0.0.1").on(1) not in kept, "another process cannot make the same of it"
    assert "10.0.0" not in f"{SCHOOL} {SCHOOL!r} {kept}"


def test_votes_of_which_no_place_is_known_count_each(session):
    row = doodle(session, "1")
    session.add_all(Vote(row.id, name, True) for name in ("before", "places"))

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


def test_what_is_withdrawn_while_it_is_chosen_is_not_offered(session, rng, monkeypatch):
    plain = voting._places
    doodle(session, "1")
    doodle(session, "2")

    def withdrawn(*what):
        session.execute(delete(Doodle).where(Doodle.key == "1"))
        return plain(*what)

    monkeypatch.setattr(voting, "_places", withdrawn)

    assert [one.key for one in offer(session, ANNE, 5, rng)] == ["2"]


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


def test_what_was_reviewed_before_its_import_stands_whatever_players_vote_or_one_of_them_reports(session):
    doodle(session, "1", word="cat", status="validated", vouched=True)

    after = [vote(session, "1", tab, "no") for tab in (ANNE, BEN, CAT)]
    hidden = report(session, "1", ANNE, "rude")

    assert after == ["validated"] * 3 and not hidden
    assert [each["key"] for each in voting.examples(session, "cat")] == ["1"]


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


def test_what_cannot_be_read_is_no_example(session):
    doodle(session, "1", status="validated")
    doodle(session, "2", status="validated").ink = b"no ink"

    assert [one["key"] for one in voting.examples(session, "star")] == ["1"]
