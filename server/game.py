"""The game as it is played now: the only place that changes a player's round.

It brings the wire's messages and the engine's answers to the rules, one at a time, and carries out what
follows. Sending comes last in every step: by then the state is whole, even if it finds a dead link and comes
back here as `left`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from model import Guess
from server import hints, rules, wire
from server import match as matches
from server.concurrency import Concurrency
from server.engine import Engine, Guesser, Sketch
from server.errors import GameError
from server.explain import MAX_POINTS, explain
from server.keeping import saved
from server.keeping.shelf import Found
from server.limits import Bucket, Flow
from server.match import Match
from server.players import Player, Players
from server.rooms.room import Taught
from server.settings import Settings
from server.store import Result
from server.teaching import Teaching
from server.vocabulary import Shuffler, Tally, Vocabulary
from server.watching import Watching

log = logging.getLogger(__name__)

Ack = dict[str, object]

EXPLAIN_COST = 30  # messages: an explanation is some hundred times the work of one
WATCH_COST = 10  # messages: the reference network begins with all that was drawn
TICK = 0.05  # seconds between two looks at the clock
TRIES = 3  # failures of the network on one round before it is left alone


class Random(rules.Chooser, Shuffler, Protocol):
    """What the game needs of `random.Random`."""

    def getrandbits(self, bits: int, /) -> int:
        """So many random bits."""


@dataclass(frozen=True)
class Outside:
    """What the game does to the world. None of it waits, but for `recall`, which may for some seconds."""

    send: Callable[[str, str, dict[str, object]], None]  # connection, message, fields
    hang_up: Callable[[str], None]  # connection
    keep: Callable[[Result], None]
    # What is to be there after a restart. `save`: whether at once, or in a moment.
    save: Callable[[Player, bool], None] = lambda player, at_once: None
    forget: Callable[[Player], None] = lambda player: None
    recall: Callable[[str, bool], Found | None] = lambda token, known: None  # token, whether its player is here
    # What happens in a room is the room's own: it is told of guesses and of the end, with the player's last guess.
    guessed: Callable[[rules.Round, wire.Guess], None] = lambda round, said: None
    ended: Callable[[rules.Round, wire.Guess | None], None] = lambda round, said: None
    taught: Callable[[rules.Round], tuple[Taught, ...]] = lambda round: ()  # words of its room's own


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
        reference: Guesser | None = None,
    ) -> None:
        """`clock` is monotonic, in seconds. `rng` makes secrets, too: nobody must be able to guess what comes next.

        `reference`: another network that players may compare with.
        """
        self.engine = Engine(recognizer, concurrency, self.answered, self.failed)
        self.teaching = Teaching(recognizer, self.engine)
        self.vocabulary = Vocabulary(recognizer.categories, recognizer.ease, hints.HINTS)
        self.watching = Watching(reference, concurrency, self._compared)
        self.players = Players(self._token)
        self._settings = settings
        self._recognizer = recognizer
        self._concurrency = concurrency
        self._outside = outside
        self._clock = clock
        self._rng = rng
        self.lock = concurrency.lock()  # held in every step; rooms share it
        self._owners: dict[str, Player] = {}  # by round
        self._drawers: dict[Sketch, Player] = {}
        self._leaving = False

    # -- what connections say ------------------------------------------------------------------------------------------

    def arrived(self, sid: str, address: str = "") -> None:
        """A link was made; all links with one `address` count as from one place."""
        s, now = self._settings, self._clock()
        flow = Flow(
            messages=Bucket.full(s.message_rate, s.message_burst, now),
            points=Bucket.full(s.point_rate, s.point_burst, now),
            patience=Bucket.full(1, s.patience, now),
        )
        with self.lock:
            self.players.arrive(sid, flow, address)

    def left(self, sid: str) -> None:
        """A link was lost or closed. The player may come back to the round."""
        with self.lock:
            self.players.leave(sid, self._clock())

    def admit(self, sid: str, messages: float, points: int = 0) -> None:
        """Before anything else is done with a message. GameError "slow_down"; who does not is hung up on."""
        now = self._clock()
        with self.lock:
            if self._leaving:
                raise GameError("restarting", "the server is about to end and will be back; send it again then")
            flow = self.players.connection(sid).flow
            try:
                flow.admit(messages, points, now)
            except GameError:
                if flow.hopeless(now):
                    log.warning("a connection was closed: it kept flooding")
                    self._outside.hang_up(sid)
                raise

    def leave(self) -> None:
        """The server is about to end: from now on nothing is taken in, so that what is kept now is all there is."""
        with self.lock:
            self._leaving = True

    def hello(self, sid: str, message: wire.Hello) -> Ack:
        """Who is there, again or for the first time. Whoever played on a process that is gone goes on here."""
        token = message.resume
        found = self._outside.recall(token, self.players.find(token) is not None) if token else None
        with self.lock:
            now = self._clock()
            if token and found:
                self._take_over(token, found, now)
            player, displaced = self.players.join(sid, message.resume, now)
            if player.round:
                self._apply(player, rules.tick(player.round, now))
            if displaced:
                self._outside.hang_up(displaced)
            self._concurrency.spawn(self._catch_up, player, sid, _latest(player))
            return {
                "player": player.id,
                "resume": player.resume,
                "round": _running(player.round, player.match, now),
                "match": player.match and matches.described(player.match) | matches.standing(player.match).fields(),
                "collect": self._settings.collect,
            }

    def play(self, sid: str, message: wire.Play) -> Ack:
        """A new match. One that is open is over, and so is the round that runs."""
        with self.lock:
            player, now = self.players.of(sid), self._clock()
            before = player.round.word if player.round else None
            deck = self.vocabulary.deck(message, self._rng, before)
            threshold = self._recognizer.rule.threshold
            match = matches.begin(self._token(), message, deck, self._settings.seconds, threshold)
            self._drop_round(player, now)
            player.match = match
            player.past.clear()
            self._outside.save(player, True)
            return matches.described(match)

    def next(self, sid: str, message: wire.Next) -> Ack:
        """The next round of a match. One that still runs is skipped."""
        with self.lock:
            player, now = self.players.of(sid), self._clock()
            self._find_room(player)
            id = self._token()
            if not self._own_match(player, message.match).done:
                self._drop_round(player, now)
            match = matches.started(self._own_match(player, message.match), id)
            rule = replace(self._recognizer.rule, threshold=match.threshold)
            word, seconds = matches.word(match), matches.seconds(match)
            player.match = match
            round = rules.begin(id, match.mode, word, self._recognizer.categories, rule, seconds, now)
            return self._begin(player, round)

    def start(self, sid: str, message: wire.Start) -> Ack:
        """A single round. One that still runs is skipped, and a match is over."""
        with self.lock:
            player, now = self.players.of(sid), self._clock()
            self._find_room(player)
            before = player.round.word if player.round else None
            round = rules.start(
                self._token(), message, self._recognizer.categories, self._recognizer.rule, self._settings.seconds, now,
                self._rng, before,
            )  # fmt: skip
            self._drop_round(player, now)
            player.match = None
            return self._begin(player, round)

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

    def hint(self, sid: str, message: wire.Hint) -> Ack:
        """A definition of the word, which a hidden word stays hidden by."""
        with self.lock:
            round = self._own_round(self.players.of(sid), message.round)
            if round.word is None:
                raise GameError("not_now", "this round has no word to define")
            shown = round.over or round.mode != "hidden"
            return {"word": round.word if shown else None, "hint": hints.find(round.word)}

    def watch(self, sid: str, message: wire.Watch) -> Ack:
        """Show more, or less, of what the network does."""
        self.admit(sid, WATCH_COST)
        with self.lock:
            player = self.players.of(sid)
            self._input(sid, message.round, lambda round, now: rules.watch(round, message, now))
            return self.watching.watch(player)

    def explain(self, sid: str, message: wire.Explain) -> Ack:
        """Run a finished drawing again, without each of its strokes. `explained` follows."""
        self.admit(sid, EXPLAIN_COST)
        with self.lock:
            player = self.players.of(sid)
            round = self._own_round(player, message.round)
            if player.explaining:
                raise GameError("not_now", "one drawing is being explained; ask again when that has come")
            if round.word is not None and round.word not in self._recognizer.categories:
                raise GameError("not_now", f'"{round.word}" is a word of this room; only the network\'s are explained')
            job = explain(round, self._recognizer)
            player.explaining = True
            self.engine.later(job, lambda found: self._explained(player, found))
            return {}

    def round_of(self, player: Player, round_id: str) -> rules.Round | None:
        """A round of the player's, one of the last few; None when it is forgotten. Its caller holds the lock."""
        return next((round for round in (player.round, *player.past) if round and round.id == round_id), None)

    # -- what a room says (its caller holds the lock) ---------------------------------------------------------------

    def begin(
        self, player: Player, id: str, word: str, threshold: float, started: float, seconds: float | None,
        taught: tuple[Taught, ...] = (),
    ) -> rules.Round:  # fmt: skip
        """A round of a room that has `taught` some words. One that still runs is skipped, and a match is over."""
        self._drop_round(player, self._clock())
        player.match = None
        rule = replace(self._recognizer.rule, threshold=threshold)
        round = rules.begin(id, "room", word, self.teaching.known(taught), rule, seconds, started)
        self._begin(player, round)
        return round

    def retime(self, player: Player, id: str, started: float, seconds: float | None) -> None:
        """The round that runs is on another clock."""
        if player.round and player.round.id == id:
            player.round = rules.retimed(player.round, started, seconds)
            self._outside.save(player, False)

    def stop(self, player: Player, id: str) -> None:
        """The round is over, if it still runs."""
        if player.round and player.round.id == id:
            self._apply(player, rules.skip(player.round, self._clock()))

    def release(self, player: Player) -> None:
        """The player has no seat any more: what was drawn is forgotten, here and wherever it was kept."""
        self._drop_round(player, self._clock())
        player.past.clear()
        player.room, player.consent = False, None
        self._outside.forget(player)

    # -- what the engine and the clock say -----------------------------------------------------------------------------

    def answered(self, sketch: Sketch, guess: Guess, mark: rules.Mark) -> None:
        """The engine has a guess."""
        with self.lock:
            player = self._drawers.get(sketch)
            if player and player.round:
                now = self._clock()
                self._apply(player, rules.tick(player.round, now))
                taught = self._outside.taught(player.round) if player.round.mode == "room" else ()
                guess = self.teaching.seen(taught, sketch, guess)
                self._apply(player, rules.guess(player.round, guess, mark, self.teaching.known(taught), now))

    def failed(self, sketch: Sketch) -> None:
        """The recognizer failed with this sketch in the batch. The ink is safe: the next points bring it all back."""
        with self.lock:
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
        with self.lock:
            now = self._clock()
            for player in self.players.all():
                if player.round:
                    self._apply(player, rules.tick(player.round, now))
            for player in self.players.forget(now):
                self._drop_round(player, now)
                self._outside.forget(player)

    def taken(self, player: Player) -> None:
        """The player goes on in another process: what there is here is old, and not told to anybody."""
        with self.lock:
            self.players.remove(player)
            self._close_sketch(player)
            if player.round:
                self._owners.pop(player.round.id, None)
            if player.sid:
                self._outside.hang_up(player.sid)

    def run(self, running: Callable[[], bool]) -> None:
        """Look at the clock again and again, as long as `running()`."""
        while running():
            self._concurrency.sleep(TICK)
            try:
                self.tick()
            except Exception:  # everybody's clock hangs on this loop
                log.exception("a tick of the clock failed")

    def _explained(self, player: Player, found: wire.Explained | None) -> None:
        with self.lock:
            player.explaining = False
            if found:
                self._send(player, "explained", found.fields())
            else:
                self._send(player, "problem", GameError("no_guess", "this drawing could not be explained").problem())

    def _compared(self, sketch: Sketch, guess: Guess) -> None:
        """The reference network has looked at a drawing: the last guess is sent again, with what it thinks."""
        with self.lock:
            player = self.watching.compared(sketch, guess)
            if player and player.said and player.round and not player.round.over:
                self._send(player, "guess", player.said.fields())

    # -- carrying out --------------------------------------------------------------------------------------------------

    def _take_over(self, token: str, found: Found, now: float) -> None:
        """Go on with a player as it was kept. The network's state is made again from the ink."""
        try:
            kept = saved.read(found, self._recognizer.categories, self._recognizer.rule, now)
        except saved.UnreadableError as error:
            log.error("what was kept of a player cannot be read: %s", error)
            return
        if old := self.players.find(token):
            self.taken(old)
        player = self.players.add(Player(kept.player, token, left=now, round=kept.round, match=kept.match))
        if round := kept.round:
            self._owners[round.id] = player
            if round.over:  # written between the round's end and the match's, perhaps
                player.match = player.match and matches.ended(player.match, round.over)
            else:
                self.engine.add(self._open_sketch(player), round.log, rules.newest(round))
        self._outside.save(player, True)

    def _find_room(self, player: Player) -> None:
        """For one more round. GameError "busy" when there is none."""
        s = self._settings
        others = [p for p in self.players.all() if p is not player and p.round and not p.round.over]
        if len(others) >= s.rounds:
            raise GameError("busy", f"{s.rounds} rounds are open, as many as may be; try again in a moment")
        if sum(other.address == player.address for other in others) >= s.rounds_per_address:
            raise GameError(
                "busy", f"{s.rounds_per_address} rounds are open at your address, as many as may be; end one of them"
            )

    def _begin(self, player: Player, round: rules.Round) -> Ack:
        player.round, player.said, player.failures = round, None, 0
        self._owners[round.id] = player
        self._open_sketch(player)
        self._outside.save(player, True)
        return _described(round, player.match)

    def _own_match(self, player: Player, match_id: str) -> Match:
        if player.match and player.match.id == match_id:
            return player.match
        if any(other.match and other.match.id == match_id for other in self.players.all()):
            raise GameError("not_yours", f'match "{match_id}" is somebody else\'s; open one with play')
        raise GameError("no_match", f'there is no match "{match_id}"; open one with play')

    def _own_round(self, player: Player, round_id: str) -> rules.Round:
        """A round of the player's, also one of the last few before the present one."""
        if round := self.round_of(player, round_id):
            return round
        if round_id in self._owners:
            raise GameError("not_yours", f'round "{round_id}" is somebody else\'s; ask about your own')
        raise GameError("no_round", f'there is no round "{round_id}" any more; start one')

    def _learn(self, round: rules.Round, over: wire.Over) -> None:
        """What came out of a word says how hard it is to draw, if it was known and tried."""
        if round.word is not None and round.mode != "hidden" and round.points:
            self.vocabulary.learn({round.word: Tally(1, int(over.won), over.ms if over.won else 0)})

    def _input(self, sid: str, round_id: str, rule: Callable[[rules.Round, float], rules.Outcome]) -> None:
        with self.lock:
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
                    player.said = self.watching.seen(player, event, self._recognizer)
                    if player.round.mode == "room":
                        self._outside.guessed(player.round, player.said)
                    self._send(player, "guess", player.said.fields())
                case wire.Over():
                    self._close_sketch(player)
                    self._record(player, event)
                    player.match = player.match and matches.ended(player.match, event)
                    self._outside.save(player, True)
                    self._send(player, "over", vars(event))
                    if player.match and event in player.match.results:
                        self._send(player, "match", matches.standing(player.match).fields())

    def _record(self, player: Player, over: wire.Over) -> None:
        """What is kept of a round that is over. Nothing is of one in a room, but by the room itself."""
        assert player.round
        if player.round.mode == "room":
            self._outside.ended(player.round, player.said)
        else:
            self._outside.keep(_result(player.round, over, self._recognizer.version))
            self._learn(player.round, over)

    def _feed(self, player: Player, round: rules.Round, event: rules.Feed) -> None:
        self._outside.save(player, False)
        self.watching.add(player, [event.item], event.mark)
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
        self.watching.close(player)

    def _drop_round(self, player: Player, now: float) -> None:
        if player.round:
            self._apply(player, rules.tick(player.round, now))
            self._apply(player, rules.skip(player.round, now))
            self._owners.pop(player.round.id, None)
            if player.round.points <= MAX_POINTS:
                player.past.append(player.round)
            player.round = player.said = None

    def _catch_up(self, player: Player, sid: str, missed: wire.Guess | wire.Over | None) -> None:
        """Say again what a player may have missed, unless there is newer to say.

        It waits a moment to come after the acknowledgement of the hello.
        """
        self._concurrency.sleep(0.01)
        with self.lock:
            if missed and player.sid == sid and missed is _latest(player):
                if isinstance(missed, wire.Over):
                    self._send(player, "over", vars(missed))
                else:
                    self._send(player, "guess", missed.fields())

    def _send(self, player: Player, name: str, fields: dict[str, object]) -> None:
        if player.sid:
            self._outside.send(player.sid, name, dict(fields))

    def _token(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"


def _latest(player: Player) -> wire.Guess | wire.Over | None:
    """The last thing that was said about the player's round."""
    return (player.round and player.round.over) or player.said


def _described(round: rules.Round, match: Match | None) -> Ack:
    """The round as its beginning is acknowledged; a hidden word is told by its definition only."""
    hidden = round.mode == "hidden"
    ack: Ack = {
        "round": round.id,
        "word": None if hidden else round.word,
        "seconds": round.seconds,
        "threshold": None if round.word is None else round.rule.threshold,
    }
    if match and match.round == round.id:
        ack |= matches.place(match)
        ack["hint"] = hints.find(round.word) if hidden and round.word else None
    return ack


def _running(round: rules.Round | None, match: Match | None, now: float) -> Ack | None:
    if round is None or round.over:
        return None
    return {
        **_described(round, match),
        "mode": round.mode,
        "ms": round.ms(now),
        "seq": round.seq,
        "edit": round.edit,
    }


def _result(round: rules.Round, over: wire.Over, model: str) -> Result:
    return Result(round.mode, round.word, over.won, over.reason, over.ms, round.points, model, round.id)
