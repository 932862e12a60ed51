"""The game seen from outside, and how a test plays it: messages in, messages out, the engine stepped by hand."""

import numpy as np

from model import Points
from server import wire
from server.game import Outside


class World:
    """Everything the game does to the outside."""

    def __init__(self):
        self.sent, self.hung_up, self.kept = [], [], []

    def outside(self):
        return Outside(lambda *what: self.sent.append(what), self.hung_up.append, self.kept.append)

    def heard(self, sid, name=None):
        return [fields for to, what, fields in self.sent if to == sid and name in (None, what)]

    def names(self, sid):
        return [what for to, what, _ in self.sent if to == sid]


def joined(game, *sids):
    for sid in sids:
        game.arrived(sid)
        game.hello(sid, wire.Hello())


def begun(game, sid="a", **ask):
    return game.start(sid, wire.Start(ask.pop("mode", "classic"), **ask))["round"]


def draw(game, round, seq=0, sid="a", n=12, up=False):
    """One ink message: n points, 100 board units apart in all."""
    points = Points(np.linspace(0, 100, n), np.zeros(n), np.zeros(n), up)
    ack = game.ink(sid, wire.Ink(round, seq, points))
    game.engine.step()
    return ack
