"""The obvious server, to compare ours with: whatever comes in, the whole drawing is run through the network again.

Written as such projects are: Flask-SocketIO as it comes, its handlers, and the recognizer called where the ink arrives.
The network, its thinning, the pass rule and the messages are ours; what is kept between two messages is the drawing.
The recognizer asks the network as torch computes it, or, for comparison, by our live step: see `served.py`.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

import numpy as np
from flask import Flask, request
from flask_socketio import SocketIO, emit

from model import Points, Recognizer

GUESSES = 5


@dataclass
class Round:
    """One player's drawing."""

    id: str
    word: str
    began: float = field(default_factory=time.monotonic)
    ink: list[Points] = field(default_factory=list)
    length: float = 0.0
    held: int = 0


def naive(recognizer: Recognizer) -> tuple[Flask, SocketIO]:
    """The server: `socketio.run(app)` serves."""
    app = Flask(__name__)
    socketio = SocketIO(app)
    rounds: dict[str, Round] = {}

    @socketio.on("hello")
    def hello(message):
        return {"player": request.sid, "resume": request.sid, "round": None}

    @socketio.on("start")
    def start(message):
        round = rounds[request.sid] = Round(secrets.token_hex(16), message["word"])
        return {"round": round.id, "word": round.word, "seconds": 20, "threshold": recognizer.rule.threshold}

    @socketio.on("ink")
    def ink(message):
        round = rounds.get(request.sid)
        if round is None or round.id != message["round"]:
            return {"problem": {"code": "no_round", "message": "start a round first"}}
        x, y, t = (np.array(message[axis], np.float32) for axis in "xyt")
        round.ink.append(Points(x, y, t, message["up"]))
        round.length += float(np.hypot(np.diff(x), np.diff(y)).sum())
        sketch = recognizer.open()
        answer = recognizer.feed({sketch: round.ink})[sketch]
        p = float(answer.probabilities[list(recognizer.categories.accepted(round.word))].sum())
        best = recognizer.best(answer, GUESSES)
        emit("guess", {"round": round.id, "seq": message["seq"], "guesses": best, "target_p": p})
        round.held = recognizer.rule.held(round.held, p, round.length)
        if recognizer.rule.passed(round.held):
            over(round, won=True, reason="recognized")
        return {"seq": message["seq"]}

    @socketio.on("skip")
    def skip(message):
        round = rounds.get(request.sid)
        if round and round.id == message["round"]:
            over(round, won=False, reason="skipped")
        return {}

    @socketio.on("disconnect")
    def disconnect(reason=None):
        rounds.pop(request.sid, None)

    def over(round: Round, won: bool, reason: str) -> None:
        ms = int(1000 * (time.monotonic() - round.began))
        emit("over", {"round": round.id, "won": won, "reason": reason, "ms": ms})
        del rounds[request.sid]

    return app, socketio
