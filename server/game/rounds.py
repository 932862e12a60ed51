"""Everybody's rounds: the only place that changes one, and that carries out what the rules say follows.

Whoever calls holds the lock, unless it says otherwise. Sending comes last in every step: by then the state is whole,
even if it finds a dead link and comes back to the game as `left`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from model import Guess
from server import hints, rules, wire
from server import match as matches
from server.chance import Random, token
from server.concurrency import Concurrency
from server.engine import Engine, Guesser, Sketch
from server.errors import GameError
from server.explain import MAX_POINTS
from server.game.outside import Outside
from server.game.told import Ack, described, result, running
from server.keeping import saved
from server.keeping.shelf import Found
from server.match import Match
from server.players import Player, Players
from server.rooms.room import Taught
from server.settings import Settings
from server.teaching import Teaching
from server.vocabulary import Tally, Vocabulary
from server.watching import Watching

log = logging.getLogger(__name__)

TRIES = 3  # failures of the network on one round before it is left alone


class Rounds:
    """The rounds there are, with their players and their sketches."""

    def __init__(
        self,
        settings: Settings,
        recognizer: Guesser,
        concurrency: Concurrency,
        outside: Outside,
        clock: Callable[[], float],
        rng: Random,
        reference: Guesser | None,
    ) -> None:
        """See `Game`."""
        self.lock = concurrency.lock()  # held in every step; rooms share it
        self.engine = Engine(recognizer, concurrency, self.answered, self.failed)
        self.teaching = Teaching(recognizer, self.engine)
        self.vocabulary = Vocabulary(recognizer.categories, recognizer.ease, hints.HINTS)
        self.watching = Watching(reference, concurrency, self._compared)
        self.players = Players(self.token)
        self._settings = settings
        self._recognizer = recognizer
        self._outside = outside
        self._clock = clock
        self._rng = rng
        self._owners: dict[str, Player] = {}  # by round
        self._drawers: dict[Sketch, Player] = {}

    def answered(self, sketch: Sketch, guess: Guess, mark: rules.Mark) -> None:
        """The engine has a guess."""
        with self.lock:
            player = self._drawers.get(sketch)
            if player and player.round:
                now = self._clock()
                self.apply(player, rules.tick(player.round, now))
                taught = self._outside.taught(player.round) if player.round.mode == "room" else ()
                guess = self.teaching.seen(taught, sketch, guess)
                self.apply(player, rules.guess(player.round, guess, mark, self.teaching.known(taught), now))

    def failed(self, sketch: Sketch) -> None:
        """The recognizer failed with this sketch in the batch. The ink is safe: the next points bring it all back."""
        with self.lock:
            player = self._drawers.get(sketch)
            if player is None:
                return
            self._close_sketch(player)
            player.failures += 1
            then = "it tries again as you draw on" if player.failures < TRIES else "start another round"
            error = GameError("no_guess", f"the network stumbled over this drawing; {then}")
            self.send(player, "problem", error.problem())

    def _compared(self, sketch: Sketch, guess: Guess) -> None:
        """The reference network has looked at a drawing: the last guess is sent again, with what it thinks."""
        with self.lock:
            player = self.watching.compared(sketch, guess)
            if player and player.said and player.round and not player.round.over:
                self.send(player, "guess", player.said.fields())

    def tick(self) -> None:
        """End the rounds whose time is over, and forget who has been away for too long."""
        now = self._clock()
        for player in self.players.all():
            if player.round:
                self.apply(player, rules.tick(player.round, now))
        for player in self.players.forget(now):
            self.drop(player, now)
            self._outside.forget(player)

    def taken(self, player: Player) -> None:
        """The player goes on in another process: what there is here is old, and not told to anybody."""
        self.players.remove(player)
        self._close_sketch(player)
        if player.round:
            self._owners.pop(player.round.id, None)
        if player.sid:
            self._outside.hang_up(player.sid)

    def take_over(self, token: str, found: Found, now: float) -> None:
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

    def among(self, player: Player, id: str, taught: tuple[Taught, ...]) -> None:
        """The round of this id, if it is the one that runs, is of a room that has taught these words.

        If it asks for one of them, it is looked at anew.
        """
        if player.round is None or player.round.id != id:
            return
        round = rules.among(player.round, self.teaching.known(taught))
        if round is not player.round:
            player.round = round
            if player.sketch is not None:
                self.engine.add(player.sketch, [], rules.newest(round))

    def find_room(self, player: Player) -> None:
        """For one more round. GameError "busy" when there is none."""
        s = self._settings
        others = [p for p in self.players.all() if p is not player and p.round and not p.round.over]
        if len(others) >= s.rounds:
            raise GameError("busy", f"{s.rounds} rounds are open, as many as may be; try again in a moment")
        if sum(other.address == player.address for other in others) >= s.rounds_per_address:
            raise GameError(
                "busy", f"{s.rounds_per_address} rounds are open at your address, as many as may be; end one of them"
            )

    def begin(self, player: Player, round: rules.Round) -> Ack:
        """A round that `drop` has made room for."""
        player.round, player.said, player.failures = round, None, 0
        self._owners[round.id] = player
        self._open_sketch(player)
        self._outside.save(player, True)
        return described(round, player.match)

    def begun(self, player: Player, message: wire.Next, now: float) -> Ack | None:
        """The round that is asked for, if it runs already and nothing was drawn in it; else None."""
        if player.round:
            self.apply(player, rules.tick(player.round, now))
        match, round = player.match, player.round
        if not (match and round and match.id == message.match and match.round == round.id):
            return None
        return None if round.log or match.index != message.index else running(round, match, now)

    def own_match(self, player: Player, match_id: str) -> Match:
        """The match that is open. GameError "no_match", or "not_yours"."""
        if player.match and player.match.id == match_id:
            return player.match
        if any(other.match and other.match.id == match_id for other in self.players.all()):
            raise GameError("not_yours", f'match "{match_id}" is somebody else\'s; open one with play')
        raise GameError("no_match", f'there is no match "{match_id}"; open one with play')

    def round_of(self, player: Player, round_id: str) -> rules.Round | None:
        """A round of the player's, one of the last few; None when it is forgotten."""
        return next((round for round in (player.round, *player.past) if round and round.id == round_id), None)

    def own_round(self, player: Player, round_id: str) -> rules.Round:
        """A round of the player's, also one of the last few before the present one."""
        if round := self.round_of(player, round_id):
            return round
        if round_id in self._owners:
            raise GameError("not_yours", f'round "{round_id}" is somebody else\'s; ask about your own')
        raise GameError("no_round", f'there is no round "{round_id}" any more; start one')

    def input(self, sid: str, round_id: str, rule: Callable[[rules.Round, float], rules.Outcome]) -> None:
        """What a connection does to its round, by this rule; takes the lock. GameError "no_round", or "not_yours"."""
        with self.lock:
            player = self.players.of(sid)
            owner = self._owners.get(round_id)
            if owner is None or owner.round is None:
                raise GameError("no_round", f'there is no round "{round_id}"; start one')
            if owner is not player:
                raise GameError("not_yours", f'round "{round_id}" is somebody else\'s; draw in your own')
            now = self._clock()
            self.apply(player, rules.tick(owner.round, now))
            self.apply(player, rule(owner.round, now))

    def apply(self, player: Player, outcome: rules.Outcome) -> None:
        """The player's round is this one now, and what followed from the input is carried out."""
        player.round, events = outcome
        for event in events:
            match event:
                case rules.Feed():
                    self._feed(player, player.round, event)
                case wire.Guess():
                    player.said = self.watching.seen(player, event, self._recognizer)
                    if player.round.mode == "room":
                        self._outside.guessed(player.round, player.said)
                    self.send(player, "guess", player.said.fields())
                case wire.Over():
                    self._close_sketch(player)
                    self._record(player, event)
                    player.match = player.match and matches.ended(player.match, event)
                    self._outside.save(player, True)
                    self.send(player, "over", vars(event))
                    if player.match and event in player.match.results:
                        self.send(player, "match", matches.standing(player.match).fields())

    def _record(self, player: Player, over: wire.Over) -> None:
        """What is kept of a round that is over. Nothing is of one in a room, but by the room itself."""
        assert player.round
        if player.round.mode == "room":
            self._outside.ended(player.round, player.said)
        else:
            usual = player.round.rule.threshold == self._recognizer.rule.threshold
            self._outside.keep(result(player.round, over, self._recognizer.version, usual))
            if usual:
                self._learn(player.round, over)

    def _learn(self, round: rules.Round, over: wire.Over) -> None:
        """What came out of a word says how hard it is to draw, if it was known and tried."""
        if round.word is not None and round.mode != "hidden" and round.points:
            self.vocabulary.learn({round.word: Tally(1, int(over.won), over.ms if over.won else 0)})

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

    def drop(self, player: Player, now: float) -> None:
        """The round is over if it still runs, and one of the past."""
        if player.round:
            self.apply(player, rules.tick(player.round, now))
            self.apply(player, rules.skip(player.round, now))
            self._owners.pop(player.round.id, None)
            if player.round.points <= MAX_POINTS:
                player.past.append(player.round)
            player.round = player.said = None

    def retime(self, player: Player, id: str, started: float, seconds: float | None) -> None:
        """The round of this id, if it is the one that runs, is on another clock: from `started`, or on none."""
        if player.round and player.round.id == id:
            player.round = rules.retimed(player.round, started, seconds)
            self._outside.save(player, False)

    def send(self, player: Player, name: str, fields: dict[str, object]) -> None:
        """A message to the player, who may be away."""
        if player.sid:
            self._outside.send(player.sid, name, dict(fields))

    def token(self) -> str:
        """A new secret, or an id."""
        return token(self._rng)
