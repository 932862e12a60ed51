"""What a host does with a room, but for closing it."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from server import roomwire, wire
from server.board import strokes
from server.classroom.hall import Hall
from server.classroom.rulings import Rulings
from server.errors import GameError
from server.game import Ack
from server.lives import Live
from server.rooms import people, play, teaching
from server.rooms.room import Room, Taught

SWITCHED: dict[roomwire.Switch, str] = {"lock": "locked", "mute": "muted", "podium": "podium"}  # fields of a room


class Hosting:
    """Its caller holds the game's lock, and has seen that it is the host who speaks."""

    def __init__(self, hall: Hall, rulings: Rulings, threshold: float) -> None:
        """`threshold`: the calibrated probability that wins unless a room has its own."""
        self._hall, self._rulings, self._threshold = hall, rulings, threshold

    def do(self, live: Live, message: roomwire.Doing) -> None:
        """Whatever it is. GameError where the room does not allow it now."""
        room = live.room
        match message:
            case roomwire.Do():
                self._simple(live, message.do)
            case roomwire.Turn():
                live.room = replace(room, **{SWITCHED[message.do]: message.on})  # type: ignore[arg-type]
            case roomwire.Extend():
                self._rulings.apply(live, play.extended(room, message.seconds))
            case roomwire.Show():
                live.room = play.shown(room, message.member, message.on)
            case roomwire.Hide():
                live.room = room.changed(replace(room.member(message.member), hidden=message.on))
            case roomwire.Remove():
                self._rulings.apply(live, people.removed(room, message.member))
            case roomwire.Rename():
                live.room = people.renamed(room, message.member, message.name, self._hall.rng, by_host=True)
            case roomwire.Timer():
                self._rulings.apply(live, play.timed(room, message.factor, message.member))
            case roomwire.Team():
                live.room = people.teamed(room, message.member, message.team)
            case roomwire.Set():
                live.room = self.set(room, message.settings)
            case roomwire.Teach():
                self._teach(live, message.word)
            case roomwire.Learn():
                self._learn(live)
            case roomwire.Forget():
                live.room = teaching.forgotten(room, message.word)
            case roomwire.Bring():
                live.room = teaching.learned(room, self._brought(room, message))

    def set(self, room: Room, given: object) -> Room:
        """The room with these settings changed. GameError "unknown_word"."""
        settings = replace(room.settings, **cast(dict[str, object], given))  # type: ignore[arg-type]
        known = replace(settings, words=tuple(word for word in settings.words if word not in room.own))
        self._hall.game.vocabulary.deck(_ask(known), self._hall.rng)  # refuses words that nobody knows
        members = tuple(replace(m, team=m.team % settings.teams) for m in room.members)
        return replace(room, settings=settings, members=members)

    def learned(self, live: Live, word: str) -> Ack:
        """What was learned of a word, to take along. GameError "unknown_word"."""
        for taught in live.room.taught:
            if taught.word == word:
                return {"file": {"format": roomwire.LEARNED, **vars(taught)}}
        raise GameError("unknown_word", "this room has not taught this word")

    def _teach(self, live: Live, typed: str) -> None:
        """All draw a new word."""
        game = self._hall.game
        before = replace(live.room, teaching=None)  # what was taught until now is given up
        word = teaching.proposed(before, typed, game.teaching.words)
        game.teaching.possible()
        mint, now = self._hall.token, self._hall.clock()
        began = play.started(live.room, teaching.deck(live.room, word), self._threshold, mint, now, word)
        live.forget_drawings()
        self._rulings.apply(live, began)

    def _learn(self, live: Live) -> None:
        """The engine learns it when there is time; then the room is back in its lobby, and knows the word."""
        logs = [log for log in map(live.logs(), teaching.examples(live.room)) if strokes(log)]
        word = teaching.enough(live.room, len(logs))
        self._hall.game.teaching.learn(word, logs, lambda taught: self._learnt(live, word, taught))

    def _learnt(self, live: Live, word: str, taught: Taught | None) -> None:
        with self._hall.game.lock:
            if live.room.teaching != word or self._hall.lives.get(live.room.code) is not live:
                return
            if taught is None:
                if live.host:
                    problem = GameError("no_guess", "the network could not learn this; try it again").problem()
                    self._hall.send(live.host, "problem", problem)
                return
            live.room = teaching.learned(live.room, taught)
            self._simple(live, "again")
            self._hall.use(live)

    def _brought(self, room: Room, message: roomwire.Bring) -> Taught:
        """A word that another room has taught."""
        game = self._hall.game
        word = teaching.proposed(room, message.word, game.teaching.words)
        return game.teaching.checked(Taught(word, message.examples, message.network, message.learned))

    def _simple(self, live: Live, do: roomwire.Simple) -> None:
        apply, mint, now = self._rulings.apply, self._hall.token, self._hall.clock()
        if do in ("next", "again") and live.room.phase == "drawing":
            apply(live, play.stopped(live.room))  # so that the drawings are the word's
        match do:
            case "start":
                began = play.started(live.room, self._deck(live.room), self._threshold, mint, now)
                live.forget_drawings()
                apply(live, began)
            case "next":
                apply(live, play.advanced(live.room, self._threshold, mint, now))
            case "pause":
                apply(live, play.paused(live.room, now))
            case "resume":
                apply(live, play.resumed(live.room, now))
            case "end":
                apply(live, play.stopped(live.room))
            case "again":
                live.forget_drawings()
                apply(live, play.again(live.room))

    def _deck(self, room: Room) -> tuple[str, ...]:
        deck = room.settings.words or self._hall.game.vocabulary.deck(_ask(room.settings), self._hall.rng)
        return deck[: room.settings.count]


def _ask(settings: roomwire.Settings) -> wire.Play:
    return wire.Play("classic", words=settings.words, difficulty=settings.difficulty)
