"""The game as it is played now: what connections and rooms ask of it, one at a time, and its clock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import replace

from server import hints, rules, wire
from server import match as matches
from server.chance import Random
from server.concurrency import Concurrency
from server.engine import Guesser
from server.errors import GameError
from server.explain import explain
from server.game.outside import Outside
from server.game.rounds import Rounds
from server.game.told import Ack, latest, running
from server.limits import Bucket, Flow
from server.players import Player
from server.rooms.room import Taught
from server.settings import Settings
from server.watching import between_calls

log = logging.getLogger(__name__)

EXPLAIN_COST = 30  # messages: an explanation is some hundred times the work of one
WATCH_COST = 10  # messages: the reference network begins with all that was drawn
TICK = 0.05  # seconds between two looks at the clock


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
        self._rounds = Rounds(settings, recognizer, concurrency, outside, clock, rng, reference)
        self.lock, self.players = self._rounds.lock, self._rounds.players
        self.engine, self.watching = self._rounds.engine, self._rounds.watching
        self.vocabulary, self.teaching = self._rounds.vocabulary, self._rounds.teaching
        self._settings = settings
        self._recognizer = recognizer
        self._concurrency = concurrency
        self._outside = outside
        self._clock = clock
        self._rng = rng
        self._leaving = False

    # -- what connections say ------------------------------------------------------------------------------------------

    def arrived(self, sid: str, address: str = "", tab: str = "") -> None:
        """A link was made; all links with one `address` count as from one place. `tab`: see Connection."""
        s, now = self._settings, self._clock()
        flow = Flow(
            messages=Bucket.full(s.message_rate, s.message_burst, now),
            points=Bucket.full(s.point_rate, s.point_burst, now),
            patience=Bucket.full(1, s.patience, now),
        )
        with self.lock:
            self.players.arrive(sid, flow, address, tab)

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
                self._rounds.take_over(token, found, now)
            player, displaced = self.players.join(sid, message.resume, now)
            if player.round:
                self._rounds.apply(player, rules.tick(player.round, now))
            if displaced:
                self._outside.hang_up(displaced)
            self._concurrency.spawn(self._catch_up, player, sid, latest(player))
            return {
                "player": player.id,
                "resume": player.resume,
                "round": running(player.round, player.match, now),
                "ended": player.round.id if player.round and player.round.over else None,
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
            match = matches.begin(self._rounds.token(), message, deck, self._settings.seconds, threshold)
            self._rounds.drop(player, now)
            player.match = match
            player.past.clear()
            self._outside.save(player, True)
            return matches.described(match)

    def next(self, sid: str, message: wire.Next) -> Ack:
        """The next round of a match. One that still runs is skipped, unless its answer was lost on the way."""
        with self.lock:
            player, now = self.players.of(sid), self._clock()
            if again := self._rounds.begun(player, message, now):
                return again
            self._rounds.find_room(player)
            id = self._rounds.token()
            if not self._rounds.own_match(player, message.match).done:
                self._rounds.drop(player, now)
            match = matches.started(self._rounds.own_match(player, message.match), id)
            rule = replace(self._recognizer.rule, threshold=match.threshold)
            word, seconds = matches.word(match), matches.seconds(match)
            player.match = match
            round = rules.begin(id, match.mode, word, self._recognizer.categories, rule, seconds, now)
            return self._rounds.begin(player, round)

    def start(self, sid: str, message: wire.Start) -> Ack:
        """A single round. One that still runs is skipped, and a match is over."""
        with self.lock:
            player, now = self.players.of(sid), self._clock()
            self._rounds.find_room(player)
            before = player.round.word if player.round else None
            id, r = self._rounds.token(), self._recognizer
            round = rules.start(id, message, r.categories, r.rule, self._settings.seconds, now, self._rng, before)
            self._rounds.drop(player, now)
            player.match = None
            return self._rounds.begin(player, round)

    def ink(self, sid: str, message: wire.Ink) -> Ack:
        """Some more points."""
        self.admit(sid, 0, len(message.points.x))
        self._rounds.input(sid, message.round, lambda round, now: rules.ink(round, message, now))
        return {"seq": message.seq}

    def change(self, sid: str, message: wire.Change) -> Ack:
        """Undo, redo or clear."""
        self._rounds.input(sid, message.round, lambda round, now: rules.change(round, message, now))
        return {} if message.number is None else {"edit": message.number}

    def skip(self, sid: str, message: wire.Skip) -> Ack:
        """Give up."""
        self._rounds.input(sid, message.round, rules.skip)
        return {}

    def hint(self, sid: str, message: wire.Hint) -> Ack:
        """A definition of the word, which a hidden word stays hidden by."""
        with self.lock:
            round = self._rounds.own_round(self.players.of(sid), message.round)
            if round.word is None:
                raise GameError("not_now", "this round has no word to define")
            shown = round.over or round.mode != "hidden"
            return {"word": round.word if shown else None, "hint": hints.find(round.word)}

    def watch(self, sid: str, message: wire.Watch) -> Ack:
        """Show more, or less, of what the network does."""
        self.admit(sid, WATCH_COST)
        with self.lock:
            player = self.players.of(sid)
            self._rounds.input(sid, message.round, lambda round, now: rules.watch(round, message, now))
            if message.hidden or message.strokes:  # what is known so far need not wait for the pen to move
                self.engine.later(between_calls(), lambda _: self._show(player, message.round))
            return self.watching.watch(player)

    def explain(self, sid: str, message: wire.Explain) -> Ack:
        """Run a finished drawing again, without each of its strokes. `explained` follows."""
        self.admit(sid, EXPLAIN_COST)
        with self.lock:
            player = self.players.of(sid)
            round = self._rounds.own_round(player, message.round)
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
        return self._rounds.round_of(player, round_id)

    # -- what a room says (its caller holds the lock) ---------------------------------------------------------------

    def begin(
        self, player: Player, id: str, word: str, threshold: float, started: float, seconds: float | None,
        taught: tuple[Taught, ...] = (),
    ) -> rules.Round:  # fmt: skip
        """A round of a room that has `taught` some words. One that still runs is skipped, and a match is over."""
        self._rounds.drop(player, self._clock())
        player.match = None
        rule = replace(self._recognizer.rule, threshold=threshold)
        round = rules.begin(id, "room", word, self.teaching.known(taught), rule, seconds, started)
        self._rounds.begin(player, round)
        return round

    def retime(self, player: Player, id: str, started: float, seconds: float | None) -> None:
        """The round that runs is on another clock."""
        self._rounds.retime(player, id, started, seconds)

    def among(self, player: Player, id: str, taught: tuple[Taught, ...]) -> None:
        """The round that runs, which may come from another process, is one of a room that has `taught` some words."""
        self._rounds.among(player, id, taught)

    def stop(self, player: Player, id: str) -> None:
        """The round is over, if it still runs."""
        if player.round and player.round.id == id:
            self._rounds.apply(player, rules.skip(player.round, self._clock()))

    def release(self, player: Player) -> None:
        """The player has no seat any more: what was drawn is forgotten, here and wherever it was kept."""
        self._rounds.drop(player, self._clock())
        player.past.clear()
        player.room, player.consent = False, None
        self._outside.forget(player)

    def erase(self, keys: Collection[str]) -> None:
        """As `release`, for players who have not come back to their seats, by the keys under which they are kept."""
        if not keys:
            return
        self._outside.erase(keys)
        for player in [player for player in self.players.all() if player.key in keys]:
            if player.room:  # has come again, as somebody new
                self._outside.save(player, True)
            else:
                self.release(player)

    def clear(self, player: Player) -> None:
        """What was drawn is forgotten, and the player keeps the seat."""
        self._rounds.drop(player, self._clock())
        player.past.clear()
        self._outside.save(player, True)

    # -- in time ------------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """End the rounds whose time is over, and forget who has been away for too long."""
        with self.lock:
            self._rounds.tick()

    def taken(self, player: Player) -> None:
        """The player goes on in another process: what there is here is old, and not told to anybody."""
        with self.lock:
            self._rounds.taken(player)

    def run(self, running: Callable[[], bool]) -> None:
        """Look at the clock again and again, as long as `running()`."""
        while running():
            self._concurrency.sleep(TICK)
            try:
                self.tick()
            except Exception:  # everybody's clock hangs on this loop
                log.exception("a tick of the clock failed")

    def _show(self, player: Player, round_id: str) -> None:
        """The last guess is sent again, with what is watched since."""
        with self.lock:
            round, said = player.round, player.said
            if round and said and round.id == round_id and not round.over:
                player.said = self.watching.seen(player, said, self._recognizer)
                self._rounds.send(player, "guess", player.said.fields())

    def _explained(self, player: Player, found: wire.Explained | None) -> None:
        with self.lock:
            player.explaining = False
            if found:
                self._rounds.send(player, "explained", found.fields())
            else:
                self._rounds.send(
                    player, "problem", GameError("no_guess", "this drawing could not be explained").problem()
                )

    def _catch_up(self, player: Player, sid: str, missed: wire.Guess | wire.Over | None) -> None:
        """Say again what a player may have missed, unless there is newer to say.

        It waits a moment to come after the acknowledgement of the hello.
        """
        self._concurrency.sleep(0.01)
        with self.lock:
            if missed and player.sid == sid and missed is latest(player):
                if isinstance(missed, wire.Over):
                    self._rounds.send(player, "over", vars(missed))
                else:
                    self._rounds.send(player, "guess", missed.fields())
