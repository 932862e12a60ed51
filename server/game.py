"""The game as it is played now: the only place that changes a player's round.

It brings the wire's messages and the engine's answers to the rules, one at a time, and carries out what
follows. Sending comes last in every step: by then the state is whole, even if it finds a dead link and comes
back here as `left`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from model import Guess
from server import rules, wire
from server.concurrency import Concurrency
from server.engine import Engine, Guesser, Sketch
from server.errors import GameError
from server.limits import Bucket, Flow
from server.players import Player, Players
from server.settings import Settings
from server.store import Result

log = logging.getLogger(__name__)

Ack = dict[str, object]

TICK = 0.05  # seconds between two looks at the clock
TRIES = 3  # failures of the network on one round before it is left alone


class Random(rules.Chooser, Protocol):
    """What the game needs of `random.Random`."""

    def getrandbits(self, bits: int, /) -> int:
        """So many random bits."""


@dataclass(frozen=True)
class Outside:
    """What the game does to the world. None of it waits."""

    send: Callable[[str, str, dict[str, object]], None]  # connection, message, fields
    hang_up: Callable[[str], None]  # connection
    keep: Callable[[Result], None]


class Game:
    """Everybody's rounds. Its methods may be called from any green or native thread of the server's own."""

    def __init__(
        self,
        settings: Settings,
        recognizer: Guesser,
        concurrency: Concurrency,
        outside: Outside,
        clock: Callable[[], float],
        rng: Random,
    ) -> None:
        """`clock` is monotonic, in seconds. `rng` makes secrets, too: nobody must be able to guess what comes next."""
        self.engine = Engine(recognizer, concurrency, self.answered, self.failed)
        self.players = Players(self._token)
        self._settings = settings
        self._recognizer = recognizer
        self._concurrency = concurrency
        self._outside = outside
        self._clock = clock
        self._rng = rng
        self._lock = concurrency.lock()
        self._owners: dict[str, Player] = {}  # by round
        self._drawers: dict[Sketch, Player] = {}

    # -- what connections say ------------------------------------------------------------------------------------------

    def arrived(self, sid: str) -> None:
        """A link was made."""
        s, now = self._settings, self._clock()
        flow = Flow(
            messages=Bucket.full(s.message_rate, s.message_burst, now),
            points=Bucket.full(s.point_rate, s.point_burst, now),
            patience=Bucket.full(1, s.patience, now),
        )
        with self._lock:
            self.players.arrive(sid, flow)

    def left(self, sid: str) -> None:
        """A link was lost or closed. The player may come back to the round."""
        with self._lock:
            self.players.leave(sid, self._clock())

    def admit(self, sid: str, messages: float, points: int = 0) -> None:
        """Before anything else is done with a message. GameError "slow_down"; who does not is hung up on."""
        now = self._clock()
        with self._lock:
            flow = self.players.connection(sid).flow
            try:
                flow.admit(messages, points, now)
            except GameError:
                if flow.hopeless(now):
                    log.warning("a connection was closed: it kept flooding")
                    self._outside.hang_up(sid)
                raise

    def hello(self, sid: str, message: wire.Hello) -> Ack:
        """Who is there, again or for the first time."""
        with self._lock:
            now = self._clock()
            player, displaced = self.players.join(sid, message.resume, now)
            if player.round:
                self._apply(player, rules.tick(player.round, now))
            if displaced:
                self._outside.hang_up(displaced)
            self._concurrency.spawn(self._catch_up, player, sid, _latest(player))
            return {"player": player.id, "resume": player.resume, "round": _running(player.round, now)}

    def start(self, sid: str, message: wire.Start) -> Ack:
        """A new round. One that still runs is skipped."""
        with self._lock:
            player, now = self.players.of(sid), self._clock()
            before = player.round.word if player.round else None
            round = rules.start(
                self._token(), message, self._recognizer.categories, self._recognizer.rule, self._settings.seconds, now,
                self._rng, before,
            )  # fmt: skip
            self._drop_round(player, now)
            player.round, player.said, player.failures = round, None, 0
            self._owners[round.id] = player
            self._open_sketch(player)
            return _described(round)

    def ink(self, sid: str, message: wire.Ink) -> Ack:
        """Some more points."""
        self.admit(sid, 0, len(message.points.x))
        self._input(sid, message.round, lambda round, now: rules.ink(round, message, now))
        return {"seq": message.seq}

    def change(self, sid: str, message: wire.Change) -> Ack:
        """Undo, redo or clear."""
        self._input(sid, message.round, lambda round, now: rules.change(round, message, now))
        return {} if message.number is None else {"edit": message.number}

    def skip(self, sid: str, message: wire.Skip) -> Ack:
        """Give up."""
        self._input(sid, message.round, rules.skip)
        return {}

    # -- what the engine and the clock say -----------------------------------------------------------------------------

    def answered(self, sketch: Sketch, guess: Guess, mark: rules.Mark) -> None:
        """The engine has a guess."""
        with self._lock:
            player = self._drawers.get(sketch)
            if player and player.round:
                now = self._clock()
                self._apply(player, rules.tick(player.round, now))
                self._apply(player, rules.guess(player.round, guess, mark, self._recognizer.categories, now))

    def failed(self, sketch: Sketch) -> None:
        """The recognizer failed with this sketch in the batch. The ink is safe: the next points bring it all back."""
        with self._lock:
            player = self._drawers.get(sketch)
            if player is None:
                return
            self._close_sketch(player)
            player.failures += 1
            then = "it tries again as you draw on" if player.failures < TRIES else "start another round"
            self._send(
                player,
                "problem",
                GameError("no_guess", f"the network stumbled over this drawing; {then}").problem(),
            )

    def tick(self) -> None:
        """End the rounds whose time is over, and forget who has been away for too long."""
        with self._lock:
            now = self._clock()
            for player in self.players.all():
                if player.round:
                    self._apply(player, rules.tick(player.round, now))
            for player in self.players.forget(now):
                self._drop_round(player, now)

    def run(self, running: Callable[[], bool]) -> None:
        """Look at the clock again and again, as long as `running()`."""
        while running():
            self._concurrency.sleep(TICK)
            try:
                self.tick()
            except Exception:  # everybody's clock hangs on this loop
                log.exception("a tick of the clock failed")

    # -- carrying out --------------------------------------------------------------------------------------------------

    def _input(self, sid: str, round_id: str, rule: Callable[[rules.Round, float], rules.Outcome]) -> None:
        with self._lock:
            player = self.players.of(sid)
            owner = self._owners.get(round_id)
            if owner is None or owner.round is None:
                raise GameError("no_round", f'there is no round "{round_id}"; start one')
            if owner is not player:
                raise GameError("not_yours", f'round "{round_id}" is somebody else\'s; draw in your own')
            now = self._clock()
            self._apply(player, rules.tick(owner.round, now))
            self._apply(player, rule(owner.round, now))

    def _apply(self, player: Player, outcome: rules.Outcome) -> None:
        player.round, events = outcome
        for event in events:
            match event:
                case rules.Feed():
                    self._feed(player, player.round, event)
                case wire.Guess():
                    player.said = event
                    self._send(player, "guess", vars(event))
                case wire.Over():
                    self._close_sketch(player)
                    self._outside.keep(_result(player.round, event, self._recognizer.version))
                    self._send(player, "over", vars(event))

    def _feed(self, player: Player, round: rules.Round, event: rules.Feed) -> None:
        if player.sketch is not None:
            self.engine.add(player.sketch, [event.item], event.mark)
        elif player.failures < TRIES:
            self.engine.add(self._open_sketch(player, alone=True), round.log, event.mark)

    def _open_sketch(self, player: Player, alone: bool = False) -> Sketch:
        player.sketch = self.engine.open(alone)
        self._drawers[player.sketch] = player
        return player.sketch

    def _close_sketch(self, player: Player) -> None:
        if player.sketch is not None:
            self.engine.close(player.sketch)
            self._drawers.pop(player.sketch, None)
            player.sketch = None

    def _drop_round(self, player: Player, now: float) -> None:
        if player.round:
            self._apply(player, rules.skip(player.round, now))
            self._owners.pop(player.round.id, None)

    def _catch_up(self, player: Player, sid: str, missed: wire.Guess | wire.Over | None) -> None:
        """Say again what a player may have missed, unless there is newer to say.

        It waits a moment to come after the acknowledgement of the hello.
        """
        self._concurrency.sleep(0.01)
        with self._lock:
            if missed and player.sid == sid and missed is _latest(player):
                self._send(player, "over" if isinstance(missed, wire.Over) else "guess", vars(missed))

    def _send(self, player: Player, name: str, fields: dict[str, object]) -> None:
        if player.sid:
            self._outside.send(player.sid, name, dict(fields))

    def _token(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"


def _latest(player: Player) -> wire.Guess | wire.Over | None:
    """The last thing that was said about the player's round."""
    return (player.round and player.round.over) or player.said


def _described(round: rules.Round) -> Ack:
    threshold = None if round.word is None else round.rule.threshold
    return {"round": round.id, "word": round.word, "seconds": round.seconds, "threshold": threshold}


def _running(round: rules.Round | None, now: float) -> Ack | None:
    if round is None or round.over:
        return None
    return {
        **_described(round),
        "mode": round.mode,
        "ms": round.ms(now),
        "seq": round.seq,
        "edit": round.edit,
    }


def _result(round: rules.Round, over: wire.Over, model: str) -> Result:
    return Result(round.mode, round.word, over.won, over.reason, over.ms, round.points, model)
