"""Carrying out what the rules of a room say: rounds begin, get another clock and end; pupils move, return and go."""

from __future__ import annotations

from dataclasses import replace

from server import roomwire, rules, wire
from server.classroom.hall import Hall
from server.game import Ack
from server.lives import Live
from server.players import Player
from server.rooms import play
from server.rooms.room import NEVER, Begin, Event, Member, Out, Outcome, Retime, Stop, Try


class Rulings:
    """Its caller holds the game's lock."""

    def __init__(self, hall: Hall) -> None:
        self._hall, self._game = hall, hall.game

    def apply(self, live: Live, outcome: Outcome, quiet: bool = False) -> None:
        """The room is as the rules say, and what follows is done. `quiet`: who is out knows it already."""
        room, events = outcome
        live.dirty |= room is not live.room
        live.room = room
        for event in events:
            self._carry_out(live, event, quiet)

    def guessed(self, round: rules.Round, said: wire.Guess) -> None:
        """The network has looked at a pupil's drawing."""
        if live := self._hall.rounds.get(round.id):
            ms = round.ms(self._hall.clock())
            live.looked(round, said, ms)
            if said.target_p is not None:
                room = play.recognized(live.room, round.id, said.target_p, ms)
                live.dirty |= room is not live.room
                live.room = room

    def ended(self, round: rules.Round, said: wire.Guess | None) -> None:
        """A pupil's drawing is over."""
        live, over = self._hall.rounds.pop(round.id, None), round.over
        if live and over:
            live.finished(round)
            self._hall.use(live)
            top, p = (said.guesses, said.target_p) if said else ((), None)
            now = self._hall.clock()
            self.apply(live, play.ended(live.room, round.id, over.won, over.ms, p, top, now))

    def move(self, live: Live, member: Member, player: Player) -> None:
        """The member plays on this player's device from now on."""
        old = live.players.get(member.id)
        if member.kept != player.key:
            self._hall.erase(live, member)
        player.room = True
        live.players[member.id] = player
        live.room = live.room.changed(replace(member, kept=player.key))
        if old and old is not player:
            if (t := live.room.running(member.id)) and t.round:
                self._hall.rounds.pop(t.round, None)  # it goes on here
            self._hall.dismiss(old)

    def resumed(self, live: Live, id: str, player: Player) -> Ack | None:
        """A pupil is back: the drawing goes on, on its clock, or begins anew where it was lost."""
        t = live.room.running(id)
        if t is None or t.round is None:
            return None
        round = player.round
        self._hall.rounds.setdefault(t.round, live)
        if round is None or round.id != t.round:
            fresh = replace(t, round=self._hall.token())
            live.room = live.room.tried(fresh)
            self._begin(live, fresh)
        elif round.over:
            self.ended(round, player.said)
        else:
            seconds = None if live.room.paused is not None else t.seconds
            self._game.retime(player, t.round, t.started, seconds)
            self._game.among(player, t.round, live.room.taught)
        return self.beginning(live, id)

    def beginning(self, live: Live, id: str) -> Ack | None:
        """What a pupil's page is told of the drawing that runs, if one does."""
        t, bout = live.room.running(id), live.room.bout
        if t is None or bout is None:
            return None
        now = self._hall.clock() if live.room.paused is None else live.room.paused
        return {
            "code": live.room.code,
            "seat": live.room.member(id).tag,
            "round": t.round,
            "word": bout.word,
            "seconds": t.seconds,
            "threshold": None if bout.threshold == NEVER else bout.threshold,
            "ms": max(0, round((now - t.started) * 1000)),
            "number": bout.number,
            "count": len(live.room.deck),
        }

    def _carry_out(self, live: Live, event: Event, quiet: bool) -> None:
        match event:
            case Begin(attempt):
                self._begin(live, attempt)
            case Retime(attempt, stopped):
                if (player := live.players.get(attempt.member)) and attempt.round:
                    self._game.retime(player, attempt.round, attempt.started, None if stopped else attempt.seconds)
            case Stop(attempt):
                if (player := live.players.get(attempt.member)) and attempt.round:
                    self._game.stop(player, attempt.round)
            case Out(member, reason):
                self._out(live, member, reason, quiet)

    def _begin(self, live: Live, t: Try) -> None:
        player = live.players.get(t.member)
        if player is None or t.round is None or live.room.bout is None:
            return
        self._hall.rounds[t.round] = live
        seconds = None if live.room.paused is not None else t.seconds
        self._game.begin(player, t.round, live.room.bout.word, live.room.bout.threshold, t.started, seconds,
                         live.room.taught)  # fmt: skip
        if player.sid and self._hall.has(live, player):
            self._hall.send(player.sid, "begin", self.beginning(live, t.member) or {})

    def _out(self, live: Live, member: Member, reason: roomwire.GoneReason, quiet: bool) -> None:
        player = live.players.pop(member.id, None)
        self._hall.erase(live, member)
        if player is None:
            return
        self._hall.dismiss(player)
        shared = player in live.players.values()
        if player.sid and self._hall.has(live, player) and not shared:
            del self._hall.pages[player.sid]
            live.told.pop(player.sid, None)
            if not quiet:
                self._hall.send(player.sid, "gone", {"reason": reason})
