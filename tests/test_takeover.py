"""A player goes on in another process: the same player, round, ink, match, and a clock that says what is left."""

import random
from dataclasses import replace

import pytest

from model import Categories, Edit
from server import wire
from server.errors import GameError
from server.game import Game
from server.keeping.keeping import Keeping
from server.keeping.tables import TableShelf
from server.players import AWAY
from server.store import Store
from tests.conftest import Clock
from tests.world import World, begun, draw


class Another:
    """Another process, or this one after it was started again: its own game, and a clock that counts from elsewhere."""

    def __init__(self, settings, recognizer, inline, shelf):
        self.world, self.clock = World(), Clock()
        self.clock.now = 5.0
        keeping = Keeping(shelf, inline, self.clock, lambda: self.game.players.all(), lambda who: self.game.taken(who))
        outside = replace(self.world.outside(), save=keeping.save, forget=keeping.forget, recall=keeping.recall)
        self.game = Game(settings, recognizer, inline, outside, self.clock, random.Random())

    def hello(self, sid, token):
        self.game.arrived(sid)
        return self.game.hello(sid, wire.Hello(token))


@pytest.fixture
def processes(settings, recognizer, inline, tmp_path):
    """Two processes that keep their players in one database, as several may."""
    store = Store(settings.database_url)
    shelf = TableShelf(store.engine)
    shelf.shared = True
    both = [Another(settings, recognizer, inline, shelf) for _ in range(2)]
    yield both
    for process in both:
        process.game.engine.stop()
    store.close()


def test_a_round_goes_on_in_another_process(processes):
    one, other = processes
    ann = one.hello("a", None)
    round = begun(one.game, word="star", seconds=20)
    one.clock.now += 3
    for seq in range(2):
        draw(one.game, round, seq, n=4)
    one.game.change("a", wire.Change(round, Edit.UNDO, 0))

    again = other.hello("b", ann["resume"])
    other.game.engine.step()
    draw(other.game, round, 2, sid="b")

    assert again["player"] == ann["player"] and again["resume"] == ann["resume"]
    kept = {name: again["round"][name] for name in ("round", "word", "seconds", "seq", "edit")}
    assert kept == {"round": round, "word": "star", "seconds": 20, "seq": 2, "edit": 1}
    assert 3000 <= again["round"]["ms"] < 4000
    assert [guess["seq"] for guess in other.world.heard("b", "guess")] == [1, 2]


def test_time_ends_a_round_that_went_on_elsewhere_when_it_would_have_ended(processes):
    one, other = processes
    ann = one.hello("a", None)
    round = begun(one.game, word="star", seconds=20)
    one.clock.now += 15
    draw(one.game, round)

    left = 20 - other.hello("b", ann["resume"])["round"]["ms"] / 1000
    other.clock.now += left - 0.01
    other.game.tick()
    early = other.world.heard("b", "over")
    other.clock.now += 0.02
    other.game.tick()

    [over] = other.world.heard("b", "over")
    assert early == [] and 4 < left <= 5
    assert (over["round"], over["reason"], over["ms"]) == (round, "time", 20_000)


def test_a_match_goes_on_in_another_process_with_its_score(processes):
    one, other = processes
    ann = one.hello("a", None)
    match = one.game.play("a", wire.Play("classic", count=3, words=("circle", "square", "star")))["match"]
    first = one.game.next("a", wire.Next(match))
    one.game.skip("a", wire.Skip(first["round"]))
    second = one.game.next("a", wire.Next(match))

    again = other.hello("b", ann["resume"])
    other.game.skip("b", wire.Skip(second["round"]))
    third = other.game.next("b", wire.Next(match))

    assert (again["match"]["match"], again["match"]["index"]) == (match, 1)
    assert [result["round"] for result in again["match"]["results"]] == [first["round"]]
    assert again["round"]["round"] == second["round"]
    assert third["index"] == 2 and len({first["word"], second["word"], third["word"]}) == 3


def test_an_end_that_was_missed_is_told_by_another_process(processes):
    one, other = processes
    ann = one.hello("a", None)
    round = begun(one.game, word="star")
    one.game.skip("a", wire.Skip(round))

    again = other.hello("b", ann["resume"])

    assert again["round"] is None
    assert other.world.heard("b", "over")[0]["round"] == round


def test_a_copy_of_the_tab_that_joins_elsewhere_takes_the_player_along(processes):
    """As in one process: the older link is hung up, and whatever it still draws counts for nothing."""
    one, other = processes
    ann = one.hello("a", None)
    round = begun(one.game, word="star")
    other.hello("b", ann["resume"])

    draw(one.game, round, 0)

    assert one.world.hung_up == ["a"]
    with pytest.raises(GameError, match="closed"):
        draw(one.game, round, 1)
    assert draw(other.game, round, 0, sid="b") == {"seq": 0}
    assert one.world.kept == [], "a round that goes on elsewhere has not ended here"


def test_whoever_comes_back_after_having_played_elsewhere_finds_what_was_drawn_there(processes):
    one, other = processes
    ann = one.hello("a", None)
    round = begun(one.game, word="star")
    one.game.left("a")
    other.hello("b", ann["resume"])
    draw(other.game, round, 0, sid="b")
    other.game.left("b")

    again = one.hello("c", ann["resume"])

    assert again["player"] == ann["player"] and again["round"]["seq"] == 1


def test_what_cannot_be_read_makes_a_new_player_and_a_line_in_the_log(processes, monkeypatch, caplog):
    one, other = processes
    ann = one.hello("a", None)
    begun(one.game, word="star")
    monkeypatch.setattr(other.game._rounds._recognizer, "categories", Categories(("sun", "moon")))

    again = other.hello("b", ann["resume"])

    assert again["player"] != ann["player"] and again["round"] is None
    assert "cannot be read" in caplog.text and ann["resume"] not in caplog.text


def test_nobody_is_kept_who_is_forgotten(processes):
    one, other = processes
    ann = one.hello("a", None)
    begun(one.game, word="star")
    one.game.left("a")

    one.clock.now += AWAY
    one.game.tick()

    assert other.hello("b", ann["resume"])["player"] != ann["player"]
    assert [result.reason for result in one.world.kept] == ["time"]
