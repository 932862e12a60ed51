"""Players on a shelf: kept, taken over, forgotten, and a shelf that is away. On every shelf there is."""

import threading

import numpy as np
import pytest
from sqlalchemy import text

from model import Categories, PassRule, Points
from server import rules, wire
from server.codes import hashed
from server.concurrency.threading import Mode
from server.errors import SetupError
from server.keeping import keeping as keepings
from server.keeping import redis, saved, tables
from server.keeping.keeping import Keeping
from server.keeping.shelf import KEPT_FOR, Answer, Record
from server.players import Player
from server.store import Store
from tests import services
from tests.fakes import WORDS
from tests.services import until
from tests.shelves import everybody


def later(shelf, seconds, monkeypatch):
    """Let so many seconds pass for what is on the shelf, without waiting for them."""
    if isinstance(shelf, redis.RedisShelf):
        for key in shelf._redis.scan_iter():
            shelf._redis.pexpire(key, int(shelf._redis.pttl(key) - 1000 * seconds))
    else:
        with shelf._engine.begin() as connection:
            connection.execute(text(f"UPDATE kept_players SET at = at - {seconds}"))


def record(key="ann", start=0, ink=b"", whole=False, head=b"{}"):
    return Record(key, head, start, ink, whole)


def test_ink_is_added_to_what_was_kept_and_the_head_is_replaced(shelf):
    shelf.put("me", [record(whole=True, ink=b"abc", head=b"1"), record("bob", whole=True)])
    shelf.put("me", [record(start=12, ink=b"def", head=b"2")])
    answers = shelf.put("me", [record(start=13, head=b"3")])

    found = shelf.claim("me", "ann")

    assert answers == [Answer.KEPT]
    assert (found.owner, found.head, found.ink) == ("me", b"3", ((0, b"abc"), (12, b"def")))
    assert 0 <= found.age < services.WAIT


def test_a_new_round_replaces_the_ink_of_the_one_before(shelf):
    shelf.put("me", [record(whole=True, ink=b"abc"), record(start=5, ink=b"def")])

    shelf.put("me", [record(whole=True, ink=b"new")])

    assert shelf.claim("me", "ann").ink == ((0, b"new"),)


def test_whoever_claims_a_player_is_the_only_one_who_writes(shelf):
    shelf.put("me", [record(whole=True, ink=b"abc")])

    found = shelf.claim("you", "ann")
    late = [shelf.put("me", [record(start=5, ink=b"late", whole=whole)]) for whole in (False, True)]
    shelf.drop("me", ["ann"])
    right = shelf.put("you", [record(start=5, ink=b"def")])

    assert found.owner == "me"
    assert late == [[Answer.TAKEN], [Answer.TAKEN]] and right == [Answer.KEPT]
    assert shelf.claim("me", "ann").ink == ((0, b"abc"), (5, b"def"))


def test_nothing_is_added_to_what_is_not_there(shelf):
    answers = shelf.put("me", [record("ann", start=5, ink=b"def"), record("bob", whole=True)])

    assert answers == [Answer.MISSING, Answer.KEPT]
    assert shelf.claim("me", "ann") is None


def test_nothing_is_kept_of_who_is_dropped(shelf):
    shelf.put("me", [record(name, whole=True, ink=b"abc") for name in ("ann", "bob")])

    shelf.drop("me", ["ann", "nobody"])

    assert shelf.claim("me", "ann") is None and shelf.claim("me", "bob")


def test_the_shelf_says_how_old_it_is_and_forgets_what_is_too_old(shelf, monkeypatch):
    shelf.put("me", [record(whole=True, ink=b"abc")])

    later(shelf, 100, monkeypatch)
    young = shelf.claim("me", "ann")
    later(shelf, KEPT_FOR, monkeypatch)
    old = shelf.claim("me", "ann")
    shelf.tend()

    assert 100 <= young.age < 100 + services.WAIT and old is None
    if isinstance(shelf, tables.TableShelf):
        with shelf._engine.connect() as connection:
            assert connection.execute(text("SELECT * FROM kept_ink")).all() == []


def test_what_is_too_old_is_cleared_away_while_nobody_plays(start, shelf, monkeypatch):
    process, looks = start(), [True, False]
    shelf.put("me", [record(whole=True, ink=b"abc"), record("bob", whole=True)])
    later(shelf, KEPT_FOR + 1, monkeypatch)
    shelf.put("me", [record("bob", whole=True)])

    process.keeping.run(lambda: looks.pop(0))

    assert everybody(shelf) == ["bob"]


class Process:
    """What there is of a server process: its players, and how it keeps them."""

    def __init__(self, shelf, concurrency):
        self.players, self.taken, self.now = [], [], 0.0
        self.keeping = Keeping(shelf, concurrency, lambda: self.now, lambda: self.players, self.taken.append)

    def player(self, token, drawn=0):
        number = len(self.players)
        round = rules.begin(f"round {number}", "classic", "star", Categories(WORDS), PassRule(), 20.0, self.now)
        self.players.append(Player(f"player {number}", token, round=round))
        self.draw(self.players[-1], drawn)
        return self.players[-1]

    def draw(self, player, messages):
        for _ in range(messages):
            points = Points(*np.full((3, 2), player.round.seq, np.float32), False)
            ink = wire.Ink(player.round.id, player.round.seq, points)
            player.round, _ = rules.ink(player.round, ink, self.now)
        self.keeping.save(player)

    def recall(self, token, known=False):
        found = self.keeping.recall(token, known)
        return found and saved.read(found, Categories(WORDS), PassRule(), self.now)


@pytest.fixture
def start(shelf, inline):
    """Starts processes that share the shelf, in which nothing runs beside anything."""
    return lambda: Process(shelf, inline)


def test_another_process_goes_on_with_all_that_was_drawn(start):
    one, other = start(), start()
    ann = one.player("ann", drawn=3)
    one.draw(ann, 4)

    again = other.recall("ann")

    assert again.player == "player 0"
    assert (again.round.id, again.round.word, again.round.seq) == (ann.round.id, "star", 7)
    assert [points.x[0] for points in again.round.log] == list(range(7))


def test_nobody_comes_back_with_a_token_that_was_never_given(start):
    one, other = start(), start()
    one.player("ann")

    assert other.recall("bob") is None and other.recall("") is None


def test_a_token_that_no_token_can_be_does_not_count_as_a_shelf_that_is_away(start):
    one, other = start(), start()
    one.player("ann")

    with pytest.raises(UnicodeEncodeError):
        other.recall("\ud800")

    assert other.recall("ann").player == "player 0"


def test_the_process_that_lost_a_player_hears_of_it_and_writes_no_more(start):
    one, other = start(), start()
    ann = one.player("ann", drawn=1)
    other.recall("ann")

    one.draw(ann, 5)

    assert one.taken == [ann]
    assert one.recall("ann").round.seq == 1


def test_whoever_comes_back_to_the_same_process_has_the_newest_there(start, shelf):
    one, other = start(), start()
    one.player("ann", drawn=1)

    assert one.recall("ann", known=True) is None
    other.recall("ann")
    if shelf.shared:
        assert one.recall("ann", known=True).round.seq == 1


def test_who_is_forgotten_is_kept_no_longer(start):
    one, other = start(), start()
    ann = one.player("ann", drawn=1)

    one.keeping.forget(ann)

    assert other.recall("ann") is None


def test_who_was_forgotten_and_plays_again_is_kept_whole(shelf, monkeypatch):
    monkeypatch.setattr(keepings, "PAUSE", 3600.0)
    one, other = Process(shelf, Mode()), Process(shelf, Mode())
    ann = one.player("ann", drawn=3)
    one.keeping.flush()

    one.keeping.forget(ann)
    one.draw(ann, 1)
    one.keeping.flush()

    assert other.recall("ann").round.seq == 4
    one.keeping.close()
    other.keeping.close()


def test_who_was_forgotten_and_begins_anew_at_once_is_not_dropped_later(shelf, monkeypatch):
    monkeypatch.setattr(keepings, "PAUSE", 3600.0)
    monkeypatch.setattr(keepings, "SOON", 3600.0)
    one, other = Process(shelf, Mode()), Process(shelf, Mode())
    ann = one.player("ann", drawn=3)
    one.keeping.flush()
    one.keeping.forget(ann)
    one.keeping.save(ann, at_once=True)

    monkeypatch.setattr(keepings, "SOON", 0.0)
    one.keeping._hurry()
    one.keeping.flush()

    assert other.recall("ann").round.seq == 3
    one.keeping.close()
    other.keeping.close()


def test_of_who_is_erased_nothing_is_left_whoever_owns_it(start, shelf):
    one, other = start(), start()
    one.player("ann", drawn=3)
    one.player("bob", drawn=3)

    other.keeping.erase([hashed("ann"), hashed("nobody")])

    assert everybody(shelf) == [hashed("bob")]


def test_a_shelf_that_was_away_erases_when_it_is_back_and_gives_nobody_what_is_to_be_erased(shelf, impatient, caplog):
    other, unsteady = Process(shelf, Mode()), Unsteady(shelf)
    one = Process(unsteady, Mode())
    ann = other.player("ann", drawn=3)
    other.keeping.flush()
    unsteady.away = True

    one.keeping.erase([hashed("ann")])
    one.keeping.forget(ann)
    until(lambda: "cannot be kept" in caplog.text, "its absence is noticed")
    assert one.recall("ann") is None
    unsteady.away = False

    until(lambda: everybody(shelf) == [], "it is erased")
    one.keeping.close()
    other.keeping.close()


def test_the_shelf_knows_no_token(start, shelf):
    start().player("a secret token", drawn=1)

    if isinstance(shelf, redis.RedisShelf):
        everything = repr([(key, shelf._redis.hgetall(key)) for key in shelf._redis.scan_iter()])
    else:
        with shelf._engine.connect() as connection:
            everything = repr(connection.execute(text("SELECT * FROM kept_players")).all())
    assert "player 0" in everything and "secret" not in everything


def test_what_has_been_shelved_is_not_written_again(start, shelf, monkeypatch):
    one = start()
    ann = one.player("ann", drawn=3)
    written = []
    put = shelf.put
    monkeypatch.setattr(shelf, "put", lambda owner, records: written.extend(records) or put(owner, records))

    one.draw(ann, 1)

    assert [(r.start, r.whole, len(r.ink)) for r in written] == [(3, False, 27)]


class Unsteady:
    """A shelf that can be away, and can come back empty."""

    shared = True

    def __init__(self, shelf):
        self.shelf, self.away = shelf, False

    def __getattr__(self, name):
        def there(*arguments):
            if self.away:
                raise ConnectionError("nobody answers\nand more of it")
            return getattr(self.shelf, name)(*arguments)

        return there


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(keepings, "RETRY", 0.01)
    monkeypatch.setattr(keepings, "PAUSE", 0.01)


def test_rounds_go_on_while_the_shelf_is_away_and_are_kept_once_it_is_back(tmp_path, impatient, caplog):
    store = Store(f"sqlite:///{tmp_path}/kept.sqlite3")
    shelf = Unsteady(tables.TableShelf(store.engine))
    one, other = Process(shelf, Mode()), Process(shelf.shelf, Mode())
    shelf.away = True

    ann = one.player("ann", drawn=3)
    until(lambda: "cannot be kept" in caplog.text, "its absence is noticed")
    assert one.recall("bob") is None
    one.draw(ann, 2)
    shelf.away = False
    until(lambda: "kept again" in caplog.text, "its return is noticed")
    one.keeping.flush()

    assert other.recall("ann").round.seq == 5
    assert caplog.text.count("cannot be kept") == 1 and "and more of it" not in caplog.text
    one.keeping.close()
    other.keeping.close()
    store.close()


def test_a_shelf_that_comes_back_empty_is_filled_with_everybody(start, shelf):
    """Redis was started anew between two writes: those who do not draw at the moment are brought back as well."""
    one, other = start(), start()
    ann, bob = one.player("ann", drawn=3), one.player("bob", drawn=2)
    shelf.drop(one.keeping._me, [hashed("ann"), hashed("bob")])

    one.draw(ann, 1)
    one.keeping.flush()

    assert other.recall("ann").round.seq == 4 and other.recall("bob").round.seq == bob.round.seq == 2


def test_flush_writes_what_has_not_been_written_yet(shelf, monkeypatch):
    monkeypatch.setattr(keepings, "PAUSE", 3600.0)
    one, other = Process(shelf, Mode()), Process(shelf, Mode())
    one.player("ann", drawn=3)
    assert other.recall("ann") is None

    one.keeping.flush()

    assert other.recall("ann").round.seq == 3
    one.keeping.close()
    other.keeping.close()


def test_what_matters_most_is_written_at_once(shelf, monkeypatch):
    """A round's beginning and end do not wait with the others: what pages were told of them must not be forgotten."""
    monkeypatch.setattr(keepings, "PAUSE", 3600.0)
    one, other = Process(shelf, Mode()), Process(shelf, Mode())

    one.keeping.save(one.player("ann", drawn=3), at_once=True)

    until(lambda: other.recall("ann"), "it is written")
    one.keeping.close()
    other.keeping.close()


def test_redis_that_hangs_holds_nobody_up_for_long(redis_service, impatient, monkeypatch, caplog):
    monkeypatch.setattr(redis, "PATIENCE", 0.2)
    one = Process(redis.RedisShelf(redis_service.url), Mode())
    redis_service.send(services.signal.SIGSTOP)
    try:
        answered = threading.Event()
        threading.Thread(target=lambda: (one.recall("ann"), answered.set()), daemon=True).start()

        assert answered.wait(services.WAIT)
        until(lambda: "cannot be kept" in caplog.text, "its silence is noticed")
    finally:
        redis_service.send(services.signal.SIGCONT)

    one.player("ann", drawn=1)
    until(lambda: "kept again" in caplog.text, "its return is noticed")
    one.keeping.close()


@pytest.mark.parametrize("url", ["http://here", "redis://here:port"])
def test_an_address_that_is_none_is_one_line(url):
    with pytest.raises(SetupError, match="INKLING_REDIS_URL") as caught:
        redis.client(url)

    assert "\n" not in str(caught.value)


def test_redis_that_is_not_installed_is_one_line(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "redis", None)

    with pytest.raises(SetupError, match="pip install"):
        redis.client("redis://here")
