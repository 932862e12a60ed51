"""A process that gives drawings as fast as they are kept, through the server's own way to the database, to be killed.

    python -m tests.giver URL NAME

Each line on stdout is a drawing that was said to be kept: its round and its key. It gives until it is killed.
"""

import sys
from dataclasses import replace

import numpy as np

from model import PassRule, Points
from server import rules, wire
from server.concurrency.threading import Mode
from server.doodles import giving
from server.doodles.consent import Consent
from server.doodles.given import Given
from server.store import Store, backlog
from tests.fakes import WORDS

AHEAD = 100  # drawings on their way at once
RULE = PassRule(0.5, 2, 50.0, 1.0)
KEEP = wire.Keep("", (1000, 1000), "mouse", "en")


def ended(id: str, messages: int = 8, points: int = 10) -> rules.Round:
    """A round that is over, of one stroke: a walk that differs from round to round."""
    rng = np.random.default_rng(abs(hash(id)))
    steps = rng.uniform(0, 1000 / (messages * points), (2, messages, points)).astype(np.float32)
    x, y = np.cumsum(steps.reshape(2, -1), axis=1).reshape(2, messages, points)
    t = (20 * np.arange(messages * points, dtype=np.float32)).reshape(messages, points)
    log = [Points(x[i], y[i], t[i], up=i == messages - 1) for i in range(messages)]
    seen = tuple((500 * i, tuple((word, 0.1) for word in WORDS[:5]), 0.1) for i in range(20))
    round = rules.Round(id, "classic", "star", (3,), RULE, 0.0, 20.0, thoughts=seen)
    return replace(rules.rebuilt(round, log, 0), over=wire.Over(id, True, "recognized", 3210, "star"))


def main(url: str, name: str) -> None:
    """Give and tell, until killed."""
    import random

    backlog.RETRY = 0.05
    store, concurrency, me = Store(url), Mode(), Consent(name)
    number = 0

    def more() -> None:
        nonlocal number
        number += 1
        way.put(Given(ended(f"{name}-{number}"), KEEP, me, "1"))

    def settled(item: giving.Item, answer: giving.Answer) -> None:
        if isinstance(item, Given):
            print(item.round.id, answer, flush=True)
            more()

    way = giving.backlog(store.engine, store.prepare, concurrency, WORDS, random.SystemRandom(), settled)
    way.put(giving.Agreed(me, True, new=True))
    for _ in range(AHEAD):
        more()
    concurrency.event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
