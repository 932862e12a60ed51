"""A class where there are several servers: one of them has it, and another one goes on with it."""

import random
import signal
import time
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from server.events import _tab
from server.keeping import tables
from server.keeping.rooms import KEPT_FOR, LATER, Kept, RoomTables, pieces, rooms
from server.keeping.tables import TableShelf
from server.store import Store
from tests import services
from tests.conftest import Clock
from tests.fake_server import FakeServer
from tests.page import Seat
from tests.school import School, refused
from tests.world import draw

TABLES = (rooms, pieces, tables.players, tables.pieces)


class Server(School):
    """One of several processes that keep rooms and players in one database, with a clock of its own."""

    def __init__(self, settings, recognizer, inline, store, now):
        shelf = TableShelf(store.engine)
        shelf.shared = True
        clock = Clock()
        clock.now = now
        super().__init__(settings, recognizer, inline, clock, random.Random(), RoomTables(store.engine, True), shelf)

    def come(self, sid, name, resume=None, **fields):
        """A page of the room, as its link says."""
        self.page(sid, resume, tab=self.room["code"])
        return self.say(sid, name, code=self.room["code"], **fields)

    def live(self):
        return self.classroom._hall.lives.get(self.room["code"])


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('shared')}/inkling.sqlite3")
    yield store
    store.close()


@pytest.fixture
def store(database):
    """The database of all servers, which no test leaves anything in."""
    yield database
    with database.engine.begin() as connection:
        for table in TABLES:
            connection.execute(table.delete())


@pytest.fixture
def servers(settings, recognizer, inline, store):
    """Two, and a class that has drawn its first word at one of them, where a pupil draws the second."""
    one, other = (Server(settings, recognizer, inline, store, now) for now in (1000.0, 5.0))
    one.open(approve=False)
    other.room = one.room
    one.seat = one.come("a", "room_join")
    one.resume = one.game.players.of("a").resume
    one.do("start")
    one.win("a")
    one.do("next")
    one.round = one.begun("a")["round"]
    draw(one.game, one.round, 0, "a", n=4)
    one.classroom.flush()
    yield one, other
    for server in (one, other):
        server.close()


def taken_over(one, other):
    """Host and pupil are at the other server."""
    other.come("host", "room_host", token=one.room["host"])
    return other.come("a", "room_join", one.resume, seat=one.seat["seat"])


def rows(store):
    with store.engine.connect() as connection:
        return [connection.execute(select(table)).all() for table in TABLES]


def test_a_class_goes_on_at_another_server_with_its_people_scores_and_ink(servers):
    one, other = servers

    back = taken_over(one, other)
    draw(other.game, one.round, 1, "a", n=4)
    other.do("end")

    [member] = other.seen["members"]
    assert (member["name"], member["score"]) == (one.seat["me"]["name"], 1)
    assert (back["me"], back["begin"]["round"]) == (one.seat["me"], one.round)
    found = [other.say("host", "room_results", number=n)["drawings"][0]["strokes"] for n in (1, 2)]
    assert [len(strokes[0][0]) for strokes in found] == [24, 8]


@pytest.mark.parametrize("seconds", [1, 20, KEPT_FOR + 1])
def test_the_server_that_had_a_class_lets_go_of_it_and_changes_and_deletes_nothing(servers, store, seconds):
    """Whether it was used there once more, is paused because the host is gone, or has expired."""
    one, other = servers
    taken_over(one, other)
    one.page("late")
    if seconds == 1:
        one.say("late", "room_join", code=one.room["code"])
    else:
        one.leave("host")
    other.classroom.flush()
    before = rows(store)

    one.pass_by(seconds)
    one.classroom.flush()

    assert one.live() is None and one.classroom._hall.gone == set()
    assert one.heard("late", "gone") == [] and ("late" in one.world.hung_up) == (seconds == 1)
    assert rows(store) == before and all(before)
    draw(other.game, one.round, 1, "a")
    other.do("next")
    assert other.seen["phase"] == "done"


def test_a_class_that_comes_back_finds_what_was_done_elsewhere(servers):
    one, other = servers
    taken_over(one, other)
    other.do("end")
    for sid in ("host", "a"):
        one.leave(sid)
        other.leave(sid)
    other.classroom.flush()

    one.come("host again", "room_host", token=one.room["host"])
    other.page("late", tab="elsewhere")
    other.say("late", "room_join", code=one.room["code"])
    other.classroom.flush()

    assert one.live().room.phase == "results" and one.live().host == "host again"
    assert other.live() is None


def test_no_page_pulls_a_class_to_a_server_where_the_others_do_not_meet(servers):
    one, other = servers

    for tab in ("", "ACDEFH", "x"):
        other.page("b", tab=tab)
        refused("no_room", other.say, "b", "room_join", code=one.room["code"])
    one.join("c")
    one.classroom.flush()

    assert len(one.live().room.present) == 2


@pytest.mark.parametrize(
    ("query", "tab"),
    [("EIO=4&tab=ACDEFH&t=1", "ACDEFH"), ("TAB=x&tab=ACDEFH", "x"), ("%74ab=x", ""), ("tab", ""), ("", "")],
)
def test_what_a_link_says_is_read_as_nginx_reads_it(query, tab):
    assert _tab(query) == tab


def test_a_closed_class_is_deleted_and_no_server_brings_it_back(servers, store):
    one, other = servers
    taken_over(one, other)

    other.do("close")
    other.classroom.flush()
    one.page("late")
    one.say("late", "room_join", code=one.room["code"])
    one.classroom.flush()

    assert rows(store)[:2] == [[], []] and one.live() is None
    refused("no_room", other.come, "b", "room_join")


def test_a_server_whose_database_is_away_says_so_and_goes_on_with_the_classes_it_has(servers, monkeypatch, caplog):
    one, other = servers

    def away(*_):
        raise OSError("away")

    for name in ("put", "claim"):
        monkeypatch.setattr(one.shelf, name, away)
        monkeypatch.setattr(other.shelf, name, away)
    refused("away", other.come, "b", "room_join")
    other.page("new host")
    refused("away", other.say, "new host", "room_open")
    for sid in ("host", "a"):
        one.leave(sid)
    one.come("host again", "room_host", token=one.room["host"])

    assert other.classroom._hall.lives == {} and one.live().host == "host again"
    assert caplog.text.count("cannot be kept") == 2, "a line for each server"


def test_a_room_that_cannot_be_written_down_costs_no_other_room_anything(servers, store, caplog):
    one, other = servers
    with one.game.lock:
        live = one.live()
        good, live.room = live.room, replace(live.room, teaching="\ud800")
        live.dirty, live.fresh = True, {"ink:late": b"1"}
    one.page("second")
    second = one.say("second", "room_open")["code"]
    one.classroom.flush()

    assert other.shelf.claim("other", second) and "cannot be written down" in caplog.text
    live.room = good
    one.classroom.flush()
    assert other.shelf.claim("other", good.code).pieces["ink:late"] == b"1"


def test_of_a_room_only_its_owner_writes_and_deletes(url):
    store = Store(url)
    store.prepare()
    shelf, first = RoomTables(store.engine, shared=True), Kept("ACDEFH", 0.0, b"{}", {"ink:r": b"1"}, first=True)
    assert shelf.put("one", [first], {}) == set()

    claimed = shelf.claim("other", "ACDEFH")
    late = shelf.put("one", [Kept("ACDEFH", 0.0, b"old", {"ink:r": b"old"})], {"ACDEFH"})
    again = shelf.claim("other", "ACDEFH")

    assert (claimed.owner, again.owner, late) == ("one", "other", {"ACDEFH"})
    assert (again.head, again.pieces) == (b"{}", {"ink:r": b"1"})
    assert shelf.put("other", [Kept("ACDEFH", 0.0, b"new", {})], {"ACDEFH"}) == set()
    assert shelf.claim("one", "ACDEFH") is None
    assert shelf.put("one", [Kept("ACDEFH", 0.0, b"old", {})], {}) == {"ACDEFH"}, "another process has deleted it"
    store.close()


def test_what_has_no_owner_any_more_is_deleted_in_time(servers, store):
    one, other = servers
    with store.engine.begin() as connection:
        connection.execute(update(rooms).values(used=time.time() - KEPT_FOR - LATER - 1))
    assert other.shelf.claim("other", one.room["code"]) is None

    other.classroom._writing.flush_in_time()

    assert rows(store)[:2] == [[], []]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_class_whose_server_is_killed_goes_on_at_the_other_one(tmp_path):
    with services.postgres() as postgres:
        url = postgres.start().url
        pair = [FakeServer(database_url=url) for _ in range(2)]
        try:
            host = Seat(pair[0])
            settings = {"words": ["circle"], "approve": False, "seconds": 300}
            room = host.say("room_open", {"settings": settings})
            pupils = [Seat(pair[0], tab=room["code"]) for _ in range(2)]
            seats = [page.say("room_join", {"code": room["code"]}) for page in pupils]
            host.say("room_do", {"do": "start"})
            rounds = [page.until("begin")["round"] for page in pupils]
            pupils[0].win(rounds[0])
            pupils[1].draw(rounds[1], 0)
            time.sleep(2)  # longer than rooms and rounds wait to be written

            pair[0].stop(signal.SIGKILL)
            again = Seat(pair[1], tab=room["code"])
            entered = again.say("room_host", {"code": room["code"], "token": room["host"]})
            back = Seat(pair[1], pupils[1].hello["resume"], tab=room["code"])
            begun = back.say("room_join", {"code": room["code"], "seat": seats[1]["seat"]})["begin"]
            over = back.win(begun["round"], 1)
            again.say("room_do", {"do": "end"})
            drawings = again.say("room_results", {})["drawings"]

            assert [member["score"] for member in entered["room"]["members"]] == [1, 0]
            assert begun["round"] == rounds[1] and over["won"]
            assert [len(drawing["strokes"][0][0]) for drawing in drawings] == [18, 18]
            for page in (*pupils, host, again, back):
                page.close()
        finally:
            for server in pair:
                server.stop(signal.SIGKILL)
