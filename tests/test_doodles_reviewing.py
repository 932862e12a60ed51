"""What moderators do: the queue, verdicts, and everything as it was again. On every database."""

from sqlalchemy import func, select

from server.doodles import moderation
from server.doodles.tables import Review
from server.doodles.verdicts import Standing
from tests.given import doodle
from tests.voters import ANNE, ask, report, standing


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
