"""A class as a test plays it: pages that say something to the classroom, and hear what World has been sent."""

from dataclasses import replace

import pytest

from server import wire
from server.classroom import Classroom
from server.errors import GameError
from server.events import ROOM_HANDLERS
from server.game import Game
from server.keeping.keeping import Keeping
from server.rooms import views
from tests.world import World, draw


def refused(code, act, /, *args, **fields):
    """The message of what is refused with this code."""
    with pytest.raises(GameError) as caught:
        act(*args, **fields)
    assert caught.value.code == code, caught.value.message
    return caught.value.message


def names(word, code):
    """A word's names in two languages."""
    german = {"circle": "Kreis"}.get(word, word)
    return {None: [word, german], "en": [word], "de": [german]}[code]


class Memory:
    """A shelf that outlives a server, as a test's. One server at a time has it."""

    shared = False

    def __init__(self):
        self.rooms, self.pieces = {}, {}

    def put(self, owner, kept, gone):
        for room in kept:
            self.rooms[room.code] = room
            self.pieces.setdefault(room.code, {}).update(room.pieces)
        for code in gone:
            self.rooms.pop(code, None)
            self.pieces.pop(code, None)
        return set()

    def load(self, owner):
        return [replace(room, pieces=dict(self.pieces[code])) for code, room in self.rooms.items()]

    def tend(self):
        pass


class School:
    """One server with its game and its rooms, and the pages of one room."""

    def __init__(self, settings, recognizer, inline, clock, rng, shelf=None, players=None):
        """`players`: a shelf on which they outlive the server as well."""
        self.world, self.shelf, self.clock = World(), shelf or Memory(), clock
        outside = replace(
            self.world.outside(),
            **(self._keeping(players, inline) if players else {}),
            guessed=lambda *what: self.classroom.guessed(*what),
            ended=lambda *what: self.classroom.ended(*what),
            taught=lambda *what: self.classroom.taught(*what),
        )
        self.game = Game(settings, recognizer, inline, outside, clock, rng)
        self.classroom = Classroom(
            self.game, self.shelf, inline, outside.send, outside.hang_up, clock, rng, recognizer.rule.threshold,
            names,
        )  # fmt: skip
        self.classroom.load()

    def _keeping(self, shelf, inline):
        """Fields of Outside."""
        keeping = Keeping(
            shelf, inline, self.clock, lambda: self.game.players.all(), lambda who: self.game.taken(who)
        )  # fmt: skip
        return {name: getattr(keeping, name) for name in ("save", "forget", "erase", "recall")}

    def close(self):
        self.classroom.close()
        self.game.engine.stop()

    def say(self, sid, name, /, **fields):
        parse, act = ROOM_HANDLERS[name]
        return act(self.classroom, sid, parse(fields))

    def page(self, sid, resume=None, address="here", tab=""):
        self.game.arrived(sid, address, tab)
        return self.game.hello(sid, wire.Hello(resume))["resume"]

    def leave(self, sid):
        self.game.left(sid)
        self.classroom.left(sid)

    def open(self, **settings):
        self.page("host")
        self.room = self.say("host", "room_open", settings={"words": ["circle", "star"], **settings})
        return self.room["code"]

    def wall(self, sid="wall"):
        self.page(sid)
        return self.say(sid, "room_wall", code=self.room["code"], token=self.room["wall"])

    def join(self, *sids, **fields):
        acks = []
        for sid in sids:
            self.page(sid)
            acks.append(self.say(sid, "room_join", code=self.room["code"], **fields))
        return acks if len(acks) > 1 else acks[0]

    def do(self, what, /, **fields):
        ack = self.say("host", "room_do", do=what, **fields)
        self.classroom.tick()
        return ack

    def heard(self, sid, name):
        return self.world.heard(sid, name)

    def begun(self, sid):
        return self.heard(sid, "begin")[-1]

    def win(self, sid, word="circle"):
        """Draw what the fake recognizer takes for a circle."""
        round = self.begun(sid)["round"]
        draw(self.game, round, 0, sid)
        draw(self.game, round, 1, sid)

    def pass_by(self, seconds):
        self.clock.now += seconds
        self.game.tick()
        self.classroom.tick()

    @property
    def seen(self):
        """The room as the host sees it now."""
        hall = self.classroom._hall
        return views.host(hall.lives[self.room["code"]].room, self.clock())
