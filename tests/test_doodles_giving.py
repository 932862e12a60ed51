"""From a yes to a drawing that is kept: what players say, what the database gets, and when. On every database."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select, text, update
from sqlalchemy.orm import Session

from server import wire
from server.codes import hashed
from server.concurrency.threading import Mode
from server.doodles import giving
from server.doodles.collecting import Collecting
from server.doodles.consent import Consent
from server.doodles.given import Given
from server.doodles.splits import split_of
from server.doodles.tables import Contributor, Doodle
from server.errors import GameError
from server.store import Store, backlog
from tests.fakes import WORDS
from tests.services import until
from tests.test_doodles_given import KEEP, ended, stroke
from tests.world import begun, draw, joined

ME = Consent("me")


class Room:
    """A room whose host wants drawings, or does not."""

    wants = False

    def gives(self, sid, round):
        return self.wants


class Place:
    """A game that collects, its database, and what the players are told."""

    def __init__(self, game, store, concurrency, clock, rng, world, on=True):
        self.game, self.store, self.world, self.room = game, store, world, Room()
        self.full = False
        self.backlog = giving.backlog(
            store.engine, store.prepare, concurrency, WORDS, rng, lambda *what: self.collecting.settled(*what)
        )
        self.collecting = Collecting(
            game, self.room, self._put, "1", on, lambda *what: world.sent.append(what), clock, rng
        )

    def _put(self, item):
        return not self.full and self.backlog.put(item)

    def yes(self, sid="a", **fields):
        return self.collecting.agree(sid, wire.Agree(True, **fields))

    def no(self, sid="a", **fields):
        return self.collecting.agree(sid, wire.Agree(False, **fields))

    def keep(self, round, sid="a"):
        return self.collecting.keep(sid, wire.Keep(round, (1000, 1000), "mouse", "en"))

    def drawn(self, sid="a", **ask):
        """A round that is over."""
        round = begun(self.game, sid, **ask)
        draw(self.game, round, 0, sid, up=True)
        self.game.skip(sid, wire.Skip(round))
        return round

    def kept(self, sid="a"):
        return self.world.heard(sid, "kept")

    def ask(self, query):
        with Session(self.store.engine) as session:
            return session.execute(query).all()

    def count(self):
        return self.ask(select(func.count()).select_from(Doodle))[0][0]


@pytest.fixture
def store(url):
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def place(game, store, inline, clock, rng, world):
    place = Place(game, store, inline, clock, rng, world)
    joined(game, "a", "b")
    yield place
    place.backlog.close()


def refused(act, *args, **fields):
    with pytest.raises(GameError) as caught:
        act(*args, **fields)
    return caught.value.code


def test_a_drawing_of_somebody_who_said_yes_is_kept(place):
    ack = place.yes(language="de", country="UA")
    round = place.drawn(word="ladder")

    place.keep(round)

    [(person,)] = place.ask(select(Contributor))
    [(row,)] = place.ask(select(Doodle))
    assert place.kept() == [{"round": round, "key": row.key, "problem": None}]
    assert (row.word, row.recognized, row.points, row.mode, row.model) == ("ladder", False, 12, "classic", "1")
    assert (row.status, row.reported, row.version, row.contributor) == ("waiting", False, 1, person.id)
    assert (len(row.key), row.key.isdigit(), row.guesses.startswith('[[0,[["circle",0.9]')) == (16, True, True)
    assert (person.receipt, person.agreed, person.licence) == (hashed(ack["receipt"]), True, "CC BY 4.0")
    assert (person.language, person.country, row.country) == ("de", "UA", "UA")
    assert row.split == person.split == split_of(person.receipt)


def test_a_country_is_kept_while_one_is_given(place):
    receipt = place.yes()["receipt"]
    place.keep(place.drawn())
    place.yes(receipt=receipt, country="UA")
    place.keep(place.drawn())
    place.no(receipt=receipt)
    between = place.ask(select(Contributor.country))
    place.yes(receipt=receipt)
    place.keep(place.drawn())

    assert place.ask(select(Doodle.country).order_by(Doodle.id)) == [(None,), ("UA",), (None,)]
    assert (between, place.ask(select(Contributor.country))) == ([("UA",)], [(None,)])


def test_without_a_yes_nothing_is_kept(place):
    round = place.drawn()

    assert refused(place.keep, round) == "not_agreed"
    assert (place.count(), place.ask(select(Contributor))) == (0, [])


def test_after_a_no_nothing_more_is_kept_and_what_was_given_stays(place):
    receipt = place.yes()["receipt"]
    place.keep(place.drawn())

    ack = place.no(receipt=receipt)

    assert ack == {"agreed": False, "receipt": receipt}
    assert refused(place.keep, place.drawn()) == "not_agreed"
    assert place.count() == 1 and place.ask(select(Contributor.agreed)) == [(False,)]


def test_a_yes_after_a_no_goes_on_with_the_same_receipt(place):
    receipt = place.yes()["receipt"]
    place.no()
    place.yes(receipt=receipt.upper().replace("-", " "))

    place.keep(place.drawn())

    assert place.count() == 1 and place.ask(select(Contributor.receipt)) == [(hashed(receipt),)]


def test_a_receipt_that_nobody_has_gives_nothing(place):
    place.yes(receipt="acorn actor album alarm amber angle")
    round = place.drawn()

    place.keep(round)

    [kept] = place.kept()
    assert (kept["key"], kept["problem"]["code"]) == (None, "not_agreed")
    assert (place.count(), place.ask(select(Contributor))) == (0, [])


def test_a_receipt_that_cannot_be_one_is_turned_away(place):
    assert refused(place.yes, receipt="open sesame") == "no_receipt"
    assert refused(place.keep, place.drawn()) == "not_agreed"


def test_a_round_is_kept_once_however_often_it_is_sent(place):
    place.yes()
    round = place.drawn()

    for _ in range(3):
        place.keep(round)

    assert place.count() == 1 and len({kept["key"] for kept in place.kept()}) == 1 and len(place.kept()) == 3


def test_a_server_that_has_forgotten_the_round_knows_whether_it_was_kept(place):
    place.yes()
    round = place.drawn()
    place.keep(round)
    place.game.players.of("a").round = None

    place.keep(round)
    place.keep("no such round")

    first, again, never = place.kept()
    assert again == first
    assert (never["key"], never["problem"]["code"]) == (None, "no_round")


def test_what_somebody_else_drew_is_not_mine_to_give(place):
    place.yes("a")
    place.yes("b")
    theirs = place.drawn("b")
    place.keep(theirs, "b")

    place.keep(theirs, "a")

    [kept] = place.kept("a")
    assert kept["problem"]["code"] == "no_round" and place.count() == 1


def test_a_round_that_is_kept_is_not_kept_again_under_another_receipt(place, caplog):
    place.yes()
    round = place.drawn()
    place.keep(round)
    place.yes()

    place.keep(round)

    first, second = place.kept()
    assert first["key"] and (second["key"], second["problem"]["code"]) == (None, "not_yours")
    assert place.count() == 1 and not caplog.records


def test_a_round_that_still_runs_or_asked_for_nothing_is_not_given(place):
    place.yes()
    running = begun(place.game)

    assert refused(place.keep, running) == "not_now"
    assert refused(place.keep, place.drawn(mode="free")) == "nothing_drawn"
    place.game.skip("a", wire.Skip(empty := begun(place.game)))
    assert refused(place.keep, empty) == "nothing_drawn"


def test_a_drawing_off_the_board_that_the_page_tells_is_not_kept_and_nothing_else_is_lost(place):
    place.yes()
    round = place.drawn()

    place.collecting.keep("a", wire.Keep(round, (50, 1000), "mouse"))
    place.keep(round)

    bad, good = place.kept()
    assert (bad["key"], bad["problem"]["code"]) == (None, "bad_field") and "on the board" in bad["problem"]["message"]
    assert good["key"] and place.count() == 1


def test_a_server_that_collects_nothing_says_so(game, store, inline, clock, rng, world):
    place = Place(game, store, inline, clock, rng, world, on=False)
    joined(game, "a")

    assert refused(place.yes) == refused(place.keep, place.drawn()) == "no_collecting"
    assert place.no() == {"agreed": False, "receipt": None}


def test_a_room_gives_nothing_unless_its_host_wants_it(place, clock):
    place.yes()
    player = place.game.players.of("a")
    for id in ("r1", "r2"):
        place.game.begin(player, id, "star", 0.5, clock.now, None)
        draw(place.game, id, up=True)
        place.game.stop(player, id)

    assert refused(place.keep, "r2") == "no_collecting"
    place.room.wants = True
    place.keep("r2")

    assert place.ask(select(Doodle.source, Doodle.round)) == [("room", "r2")]


def test_whoever_sits_down_next_has_not_said_yes(place):
    place.yes()

    place.game.release(place.game.players.of("a"))

    assert refused(place.keep, place.drawn()) == "not_agreed"


def test_too_many_receipts_from_one_address_have_to_wait(place, clock):
    place.game.players.of("a").address = "here"
    clock.now += 60

    for _ in range(62):
        clock.now += 1
        place.yes()

    assert refused(place.yes) == "slow_down"
    assert place.yes("b")["receipt"]


def test_a_drawing_that_cannot_wait_is_sent_again_later(place):
    place.yes()
    round = place.drawn()

    place.full = True
    assert refused(place.keep, round) == "away"
    waiting = dict(place.collecting._waiting)
    place.full = False
    place.keep(round)

    assert place.count() == 1 and waiting == {}, "nobody is remembered who is not told"


def test_a_key_that_is_taken_is_made_again(place, monkeypatch):
    keys = iter(["1000000000000001", "1000000000000001", "1000000000000002"])
    monkeypatch.setattr(giving, "key", lambda rng: next(keys))
    place.yes()

    place.keep(place.drawn())
    place.keep(place.drawn())

    assert [kept["key"] for kept in place.kept()] == ["1000000000000001", "1000000000000002"]


def test_one_drawing_that_can_never_be_written_costs_itself_and_nothing_else(store, inline, rng, monkeypatch, caplog):
    """A fault of ours in one row is not to keep the whole batch from being written."""
    settled = []
    waiting = giving.backlog(store.engine, store.prepare, inline, WORDS, rng, lambda *what: settled.append(what))
    real = giving.doodle

    def faulty(item, *args):
        row = real(item, *args)
        if item.round.id == "bad":
            row.points = object()
        return row

    monkeypatch.setattr(giving, "doodle", faulty)
    waiting._writing = True  # so that all of them are one batch
    for item in (giving.Agreed(ME, True, True), *(given(id) for id in ("one", "bad", "two"))):
        waiting.put(item)
    waiting._write_all()

    answers = {getattr(item.round, "id", None): answer for item, answer in settled[1:]}
    assert answers["bad"] is None and answers["one"].isdigit() and answers["two"].isdigit()
    assert "a drawing could not be kept" in caplog.text
    waiting.close()


def test_what_the_log_says_of_a_row_that_was_refused_tells_neither_word_nor_ink(
    store, inline, rng, monkeypatch, caplog
):
    secrets, real = ["zebra"], giving.doodle

    def faulty(*args):
        row = real(*args)
        secrets.extend((row.key, row.ink.hex()[:20], repr(row.ink)[2:20]))
        row.split = None
        return row

    monkeypatch.setattr(giving, "doodle", faulty)
    waiting = giving.backlog(store.engine, store.prepare, inline, ["zebra"], rng, lambda *what: None)
    waiting.put(giving.Agreed(ME, True, True))
    waiting.put(given("one", word="zebra"))
    waiting.close()

    assert "a drawing could not be kept" in caplog.text and "IntegrityError" in caplog.text
    assert len(secrets) > 1 and not [secret for secret in secrets if secret in caplog.text]


def given(id, word="star"):
    round = ended(stroke(), word=word)
    return Given(replace(round, id=id), KEEP, ME, "1")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "doodles.sqlite3"


@pytest.fixture
def filed(file, rng, monkeypatch):
    """A way into a file, beside the test and impatient; what is settled comes into a dictionary, by round."""
    monkeypatch.setattr(backlog, "RETRY", 0.02)
    store = Store(f"sqlite:///{file}")
    settled = {}

    def hear(item, answer):
        if isinstance(item, Given):
            settled[item.round.id] = answer

    waiting = giving.backlog(store.engine, store.prepare, Mode(), WORDS, rng, hear)
    yield store, waiting, settled
    waiting.close()
    store.close()


def in_file(file):
    with closing(sqlite3.connect(file)) as reader:
        return [round for (round,) in reader.execute("SELECT round FROM doodles ORDER BY id")]


def each_connection(store, statement):
    event.listen(store.engine, "connect", lambda connection, _: connection.execute(statement()))


def test_a_drawing_is_said_to_be_kept_when_the_lock_is_gone_and_not_before(filed, file, caplog):
    store, waiting, settled = filed
    each_connection(store, lambda: "PRAGMA busy_timeout = 10")
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting.put(giving.Agreed(ME, True, True))
        for id in ("one", "two", "three"):
            waiting.put(given(id))
        until(lambda: "drawings wait" in caplog.text, "the lock is noticed")
        before = dict(settled)
        other.rollback()

    until(lambda: len(settled) == 3, "what waited is written")

    assert before == {} and in_file(file) == ["one", "two", "three"]


def test_a_drawing_is_said_to_be_kept_when_the_disk_has_room_and_not_before(filed, file, caplog):
    store, waiting, settled = filed
    waiting.put(giving.Agreed(ME, True, True))
    until(lambda: waiting.waiting == 0, "the yes is written")
    pages = [1]
    each_connection(store, lambda: f"PRAGMA max_page_count = {pages[0]}")

    for number in range(100):
        waiting.put(given(str(number)))
    until(lambda: "drawings wait" in caplog.text, "the full disk is noticed")
    early = set(settled)
    there = set(in_file(file))
    pages[0] = 1 << 30

    until(lambda: len(settled) == 100, "what waited is written")

    assert early <= there and len(in_file(file)) == 100
    assert "disk is full" in caplog.text


def test_what_may_wait_is_bounded(filed, file, monkeypatch):
    _, waiting, settled = filed
    monkeypatch.setattr(waiting, "_most", 3 * giving.weight(given("x")))
    gate = threading.Event()
    monkeypatch.setattr(waiting, "_write", lambda items: gate.wait(30) and [GameError("away", "no")] * len(items))

    taken = [waiting.put(given(str(number))) for number in range(5)]
    gate.set()
    until(lambda: waiting.waiting == 0, "the gate is open")

    assert taken == [True, True, True, False, False] and len(settled) == 3
    assert waiting.put(given("later"))


def test_sqlite_syncs_each_transaction_of_drawings_and_of_nothing_else(filed):
    store, waiting, _ = filed
    levels = []

    def note(connection, cursor, statement, *_):
        if statement.startswith("INSERT INTO contributors"):
            levels.append(cursor.connection.execute("PRAGMA synchronous").fetchone())

    event.listen(store.engine, "before_cursor_execute", note)
    waiting.put(giving.Agreed(ME, True, True))
    until(lambda: waiting.waiting == 0, "the yes is written")
    with Session(store.engine) as session, session.begin():
        session.add(Contributor("other", "train"))

    assert levels == [(2,), (1,)]  # FULL, NORMAL


def test_a_receipt_is_not_given_under_once_it_said_no_elsewhere(store, rng):
    items = (giving.Agreed(ME, True, True), given("one"))
    assert all(answer is None or answer.isdigit() for answer in giving.write(store.engine, items, WORDS, rng))
    with Session(store.engine) as session, session.begin():
        session.execute(update(Contributor).values(agreed=False))

    [again, new] = giving.write(store.engine, (given("one"), given("two")), WORDS, rng)

    assert again.isdigit() and new.code == "not_agreed"


def test_two_processes_that_keep_the_same_round_agree_on_its_key(store, rng):
    giving.write(store.engine, (giving.Agreed(ME, True, True),), WORDS, rng)
    found = []

    def write():
        found.append(giving.write(store.engine, [given(str(n)) for n in range(20)], WORDS, rng))

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 3 and found[0] == found[1] == found[2]
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM doodles")).scalar() == 20
