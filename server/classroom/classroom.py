"""All rooms, as the sockets and the clock meet them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from server import codes, roomwire, rules, wire
from server.chance import Random
from server.classroom.hall import Hall, Send
from server.classroom.hosting import Hosting
from server.classroom.rulings import Rulings
from server.classroom.showing import Showing
from server.classroom.writing import Shelf, Writing
from server.concurrency import Concurrency
from server.game import Ack, Game
from server.keeping.rooms import KEPT_FOR
from server.lives import Live
from server.rooms import people, play, report
from server.rooms.room import Room, Taught

log = logging.getLogger(__name__)

HOST_GRACE = 15.0  # seconds that a room goes on without its host
SENT_TAG = 8  # characters of a seat's token by which a page knows it
OPEN_COST = 30  # messages


Names = Callable[[str, str | None], Sequence[str]]  # of a word, in the language of this code, or in all there are


class Classroom:
    """Its methods may be called from any green or native thread of the server's own."""

    def __init__(
        self,
        game: Game,
        shelf: Shelf,
        concurrency: Concurrency,
        send: Send,
        part: Callable[[str], None],
        clock: Callable[[], float],
        rng: Random,
        rule_threshold: float,
        names: Names,
    ) -> None:
        """`part`: ends a connection whose page comes again, as the same player.

        `rule_threshold`: the calibrated probability that wins unless a room has its own. `names`: of a word.
        """
        self._game, self._concurrency, self._clock = game, concurrency, clock
        self._lock, self._names = game.lock, names
        self._hall = Hall(game, send, part, clock, rng)
        self._rulings = Rulings(self._hall)
        self._hosting = Hosting(self._hall, self._rulings, rule_threshold)
        self._showing = Showing(self._hall)
        self._writing = Writing(self._hall, shelf, concurrency)

    # -- pages come ----------------------------------------------------------------------------------------------------

    def open(self, sid: str, message: roomwire.Open) -> Ack:
        """A new room, whose host this page is."""
        self._game.admit(sid, OPEN_COST)
        with self._lock:
            code = self._hall.code(sid)
            host, wall = self._hall.token(), self._hall.token()
            room = Room(code, codes.hashed(host), wall, self._clock(), opened_in=message.language)
            live = Live(self._hosting.set(room, message.settings))
            self._hall.opened(sid, live)
            self._enter_host(live, sid)
            ack: Ack = {"code": code, "host": host, "wall": wall, "room": self._showing.see(live, sid)}
        self._writing.opened(live)
        return ack

    def host(self, sid: str, message: roomwire.Enter) -> Ack:
        """The host is here, or back. Another page that was it is no longer."""
        self._writing.fetch(sid, message.code)
        with self._lock:
            live = self._hall.proven(sid, message, "host")
            self._enter_host(live, sid)
            room, canvases = self._showing.see(live, sid), live.feeds[0].whole()
            return {"code": live.room.code, "wall": live.room.wall, "room": room, "canvases": canvases}

    def wall(self, sid: str, message: roomwire.Enter) -> Ack:
        """A projector."""
        self._writing.fetch(sid, message.code)
        with self._lock:
            live = self._hall.proven(sid, message, "wall")
            self._hall.enter(sid, live, "wall")
            live.walls.add(sid)
            return {"code": live.room.code, "room": self._showing.see(live, sid), "canvases": live.feeds[1].whole()}

    def join(self, sid: str, message: roomwire.Join) -> Ack:
        """A pupil, for the first time or again."""
        self._writing.fetch(sid, message.code)
        with self._lock:
            live, player = self._hall.find(sid, message.code), self._game.players.of(sid)
            seat = message.seat or self._hall.token()
            if message.seat is None:
                self._seat(live, sid, seat, message)
            member = live.room.seated(codes.hashed(seat))
            self._hall.enter(sid, live, "pupil")
            self._rulings.move(live, member, player)
            self._hall.count_present(live)
            self._rulings.apply(live, play.late(live.room, member.id, self._hall.token, self._clock()))
            begin = self._rulings.resumed(live, member.id, player)
            self._hall.use(live)
            member = live.room.member(member.id)
            me = {"member": member.id, "name": member.name}
            room = self._showing.see(live, sid)
            return {"code": live.room.code, "seat": seat, "me": me, "room": room, "begin": begin}

    def left(self, sid: str) -> None:
        """A connection is gone; whoever it was may come back."""
        with self._lock:
            self._hall.leave(sid)

    def _seat(self, live: Live, sid: str, seat: str, message: roomwire.Join) -> None:
        """This seat for one more pupil, or for the one of this device whose seat the page has lost."""
        player = self._game.players.of(sid)
        mine = [m for m in live.room.present if live.players.get(m.id) is player]
        if mine and not message.another:
            live.room = people.reseated(live.room, mine[0].id, codes.hashed(seat), seat[:SENT_TAG])
            return
        if not mine:
            people.admitted(live.room, player.key)
        name = people.called(live.room, message.name, self._hall.rng)
        device = mine[0].device if mine else None
        live.room = people.joined(live.room, codes.hashed(seat), seat[:SENT_TAG], name, device)

    def _enter_host(self, live: Live, sid: str) -> None:
        if live.host and live.host != sid:
            self._hall.pages.pop(live.host, None)
            live.told.pop(live.host, None)
            self._hall.send(live.host, "gone", {"reason": "host_elsewhere"})
        self._hall.enter(sid, live, "host")
        live.host = sid
        self._hall.use(live)
        if live.room.waiting:
            self._rulings.apply(live, play.resumed(live.room, self._clock()))

    # -- pupils say ----------------------------------------------------------------------------------------------------

    def name(self, sid: str, message: roomwire.Name) -> Ack:
        """Another name."""
        with self._lock:
            live, id = self._hall.seat(sid, message.seat)
            live.room = people.renamed(live.room, id, message.name, self._hall.rng)
            self._hall.use(live)
            return {"name": live.room.member(id).name}

    def turn(self, sid: str, message: roomwire.Seat) -> Ack:
        """Whose turn it is on a shared device."""
        with self._lock:
            live, id = self._hall.seat(sid, message.seat)
            self._rulings.apply(live, play.turned(live.room, id, self._hall.token, self._clock()))
            return {"begin": self._rulings.beginning(live, id)}

    def say(self, sid: str, message: roomwire.Say) -> Ack:
        """A typed guess, whose answer only this page hears."""
        with self._lock:
            live, id = self._hall.seat(sid, message.seat)
            names = self._names(live.room.bout.word, live.room.settings.language) if live.room.bout else ()
            live.room, right, near = play.said(live.room, id, message.text, names)
            self._rulings.apply(live, play.everybody_right(live.room))
            return {"right": right, "near": near}

    def vote(self, sid: str, message: roomwire.Vote) -> Ack:
        """Whether people see the word."""
        with self._lock:
            live, id = self._hall.seat(sid, message.seat)
            live.room = play.voted(live.room, id, message.drawing, message.yes)
            self._hall.use(live)
            return {}

    def gallery(self, sid: str, message: roomwire.Gallery) -> Ack:
        """What there is to vote on."""
        with self._lock:
            return self._showing.gallery(sid)

    def leave(self, sid: str, message: roomwire.Seat) -> Ack:
        """A pupil goes, and does not come back with this seat."""
        with self._lock:
            live, id = self._hall.seat(sid, message.seat)
            self._rulings.apply(live, people.removed(live.room, id, by_host=False), quiet=True)
            return {}

    # -- the host and the wall say -------------------------------------------------------------------------------------

    def do(self, sid: str, message: roomwire.Doing) -> Ack:
        """Whatever the host does. GameError "not_host" for anybody else."""
        with self._lock:
            live = self._hall.hosted(sid)
            if isinstance(message, roomwire.Do) and message.do == "close":
                self._hall.close(live, "closed")
            else:
                self._hall.use(live)
                self._hosting.do(live, message)
                self._showing.frame(live)
            return {}

    def results(self, sid: str, message: roomwire.Results) -> Ack:
        """How a word went."""
        with self._lock:
            return self._showing.results(sid, message)

    def drawing(self, sid: str, message: roomwire.Drawing) -> Ack:
        """One drawing with everything."""
        with self._lock:
            return self._showing.drawing(sid, message)

    def export(self, sid: str, message: roomwire.Export) -> Ack:
        """The results as a table."""
        with self._lock:
            return {"csv": report.table(self._hall.hosted(sid).room, message.names)}

    # -- the keeping of drawings asks (it holds the lock) --------------------------------------------------------------

    def gives(self, sid: str, round: str) -> bool:
        """Whether the host wants drawings kept, and this page's pupil drew this one on a device of their own."""
        page = self._hall.pages.get(sid)
        if page is None or page.kind != "pupil" or not page.live.room.settings.collect:
            return False
        room = page.live.room
        member = room.drawer(round)
        if member is None or page.live.players.get(member.id) is not self._game.players.of(sid):
            return False
        return sum(other.device == member.device for other in room.present) == 1

    def learned(self, sid: str, message: roomwire.Learned) -> Ack:
        """What a room has learned of a word, for another room."""
        with self._lock:
            return self._hosting.learned(self._hall.hosted(sid), message.word)

    # -- the game and the clock say ------------------------------------------------------------------------------------

    def guessed(self, round: rules.Round, said: wire.Guess) -> None:
        """The network has looked at a pupil's drawing. The game holds its lock."""
        self._rulings.guessed(round, said)

    def ended(self, round: rules.Round, said: wire.Guess | None) -> None:
        """A pupil's drawing is over. The game holds its lock."""
        self._rulings.ended(round, said)

    def taught(self, round: rules.Round) -> tuple[Taught, ...]:
        """Words that the network knows in the round's room alone. The game holds its lock."""
        live = self._hall.rounds.get(round.id)
        return live.room.taught if live else ()

    def tick(self) -> None:
        """Frames, clocks, hosts who are gone, rooms that have expired."""
        with self._lock:
            now = self._clock()
            for live in list(self._hall.lives.values()):
                if now >= live.room.used + KEPT_FOR:
                    self._hall.close(live, "expired")
                    continue
                if live.host is None and now >= live.host_left + HOST_GRACE:
                    self._rulings.apply(live, play.paused(live.room, now, waiting=True))
                self._rulings.apply(live, play.ticked(live.room, now))
                self._showing.frame(live)
                self._showing.tell(live)

    def load(self) -> None:
        """The rooms of a process that has ended."""
        self._writing.load()

    def flush(self) -> None:
        """Write what has changed, now. Waits for the writing, not for anything else."""
        self._writing.flush()

    def close(self) -> None:
        """Write what has changed, and let go of the writer's thread."""
        self._writing.close()

    def run(self, running: Callable[[], bool]) -> None:
        """Tick as long as `running()`, and write what has changed."""
        while running():
            self._concurrency.sleep(roomwire.FRAME_MS / 1000)
            try:
                self.tick()
                self._writing.flush_in_time()
            except Exception:
                log.exception("a tick of the rooms failed")
