"""The joint between rooms and the game: pupils' messages, the host's, the walls', and what follows for rounds.

Every step holds the game's lock, so that a room and its pupils' rounds are never seen half changed. Nothing here writes
a name, an address or ink into a log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, cast

from server import codes, roomwire, rules, wire
from server.concurrency import Concurrency
from server.errors import GameError
from server.game import Ack, Game, Random
from server.keeping import saved
from server.keeping.rooms import KEPT_FOR, Kept
from server.lives import Live, read
from server.players import Player
from server.rooms import people, play, report, views
from server.rooms.room import NEVER, Begin, Event, Member, Out, Outcome, Retime, Room, Stop, Try

log = logging.getLogger(__name__)

MAX_ROOMS = 200  # at once
HOST_GRACE = 15.0  # seconds that a room goes on without its host
SAVE = 0.5  # seconds between two writes
SENT_TAG = 8  # characters of a seat's token by which a page knows it
OPEN_COST = 30  # messages


class Shelf(Protocol):
    """Where rooms outlive the process. It waits: it is called in a native thread."""

    def put(self, kept: list[Kept], gone: list[str], forgotten: list[str]) -> None:
        """Write these rooms; delete those codes, and what is kept of players under those keys."""

    def load(self) -> list[Kept]:
        """All rooms that are kept."""


@dataclass(frozen=True)
class _Page:
    """A connection that looks at a room."""

    live: Live
    kind: str  # pupil, host or wall


class Classroom:
    """All rooms. Its methods may be called from any green or native thread of the server's own."""

    def __init__(
        self,
        game: Game,
        shelf: Shelf,
        concurrency: Concurrency,
        send: Callable[[str, str, dict[str, object]], None],
        clock: Callable[[], float],
        rng: Random,
        rule_threshold: float,
    ) -> None:
        """`rule_threshold`: the calibrated probability that wins unless a room has its own."""
        self._game, self._shelf, self._concurrency = game, shelf, concurrency
        self._send, self._clock, self._rng, self._threshold = send, clock, rng, rule_threshold
        self._lock = game.lock
        self._writer = concurrency.worker("rooms")
        self._lives: dict[str, Live] = {}  # by code
        self._pages: dict[str, _Page] = {}  # by connection
        self._rounds: dict[str, Live] = {}
        self._gone: list[str] = []  # codes to delete
        self._forgotten: list[str] = []  # keys of pupils whose drawings are to be deleted with them
        self._saved = 0.0
        self._away = self._writing = False
        self._wrong = codes.Tries(0.5, 60, "too many wrong codes came from here; wait ten seconds, then try again")
        self._opened = codes.Tries(1 / 60, 30, "many rooms were opened from here; wait a minute, then try again")

    # -- pages come ----------------------------------------------------------------------------------------------------

    def open(self, sid: str, message: roomwire.Open) -> Ack:
        """A new room, whose host this page is."""
        self._game.admit(sid, OPEN_COST)
        with self._lock:
            now, address = self._clock(), self._game.players.connection(sid).address
            self._opened.check(address, now)
            if len(self._lives) >= MAX_ROOMS:
                raise GameError("room_full", f"{MAX_ROOMS} rooms are open, as many as there may be; try again later")
            host, wall = self._token(), self._token()
            code = codes.code(self._rng, self._lives.__contains__)
            room = Room(code, codes.hashed(host), wall, now)
            live = Live(self._set(room, message.settings))
            self._opened.count(address, now)
            self._lives[code] = live
            self._host(live, sid)
            return {"code": code, "host": host, "wall": wall, "room": self._see(live, sid)}

    def host(self, sid: str, message: roomwire.Enter) -> Ack:
        """The host is here, or back. Another page that was it is no longer."""
        with self._lock:
            live = self._find(sid, message.code)
            if codes.hashed(message.token) != live.room.host:
                self._wrong.count(self._game.players.connection(sid).address, self._clock())
                raise GameError("not_host", "this is not the host's link of this room; open the room with that one")
            self._host(live, sid)
            room, canvases = self._see(live, sid), live.feeds[0].whole()
            return {"code": live.room.code, "wall": live.room.wall, "room": room, "canvases": canvases}

    def wall(self, sid: str, message: roomwire.Enter) -> Ack:
        """A projector."""
        with self._lock:
            live = self._find(sid, message.code)
            if codes.hashed(message.token) != codes.hashed(live.room.wall):
                self._wrong.count(self._game.players.connection(sid).address, self._clock())
                raise GameError("not_host", "this is not the wall's link of this room; the host's page has it")
            self._enter(sid, live, "wall")
            live.walls.add(sid)
            return {"code": live.room.code, "room": self._see(live, sid), "canvases": live.feeds[1].whole()}

    def join(self, sid: str, message: roomwire.Join) -> Ack:
        """A pupil, for the first time or again."""
        with self._lock:
            live, player = self._find(sid, message.code), self._game.players.of(sid)
            seat = message.seat or self._token()
            mine = [m for m in live.room.present if live.players.get(m.id) is player]
            if message.seat is None:
                if mine and not message.another:
                    raise GameError("room_full", "this device has a seat already; for another pupil say another: true")
                name = people.called(live.room, message.name, self._rng)
                device = mine[0].device if mine else None
                live.room = people.joined(live.room, codes.hashed(seat), seat[:SENT_TAG], name, device)
            member = live.room.seated(codes.hashed(seat))
            self._enter(sid, live, "pupil")
            self._move(live, member, player)
            self._present(live)
            self._apply(live, play.late(live.room, member.id, self._token, self._clock()))
            begin = self._resumed(live, member.id, player)
            self._use(live)
            member = live.room.member(member.id)
            me = {"member": member.id, "name": member.name}
            return {"code": live.room.code, "seat": seat, "me": me, "room": self._see(live, sid), "begin": begin}

    def _move(self, live: Live, member: Member, player: Player) -> None:
        """The member plays on this player's device from now on."""
        old = live.players.get(member.id)
        player.room = True
        live.players[member.id] = player
        live.room = live.room.changed(replace(member, kept=codes.hashed(player.resume)))
        if old and old is not player and old not in live.players.values():
            if old.round:
                self._rounds.pop(old.round.id, None)  # it goes on here
            self._game.release(old)

    def left(self, sid: str) -> None:
        """A connection is gone; whoever it was may come back."""
        with self._lock:
            page = self._pages.pop(sid, None)
            if page is None:
                return
            live = page.live
            live.walls.discard(sid)
            live.told.pop(sid, None)
            if live.host == sid:
                live.host, live.host_left = None, self._clock()
            self._present(live)

    # -- pupils say ----------------------------------------------------------------------------------------------------

    def name(self, sid: str, message: roomwire.Name) -> Ack:
        """Another name."""
        with self._lock:
            live, id = self._seat(sid, message.seat)
            live.room = people.renamed(live.room, id, message.name, self._rng)
            self._use(live)
            return {"name": live.room.member(id).name}

    def turn(self, sid: str, message: roomwire.Seat) -> Ack:
        """Whose turn it is on a shared device."""
        with self._lock:
            live, id = self._seat(sid, message.seat)
            self._apply(live, play.turned(live.room, id, self._token, self._clock()))
            return {"begin": self._beginning(live, id)}

    def say(self, sid: str, message: roomwire.Say) -> Ack:
        """A typed guess, whose answer only this page hears."""
        with self._lock:
            live, id = self._seat(sid, message.seat)
            live.room, right, near = play.said(live.room, id, message.text)
            self._apply(live, play.everybody_right(live.room))
            return {"right": right, "near": near}

    def vote(self, sid: str, message: roomwire.Vote) -> Ack:
        """Whether people see the word."""
        with self._lock:
            live, id = self._seat(sid, message.seat)
            live.room = play.voted(live.room, id, message.drawing, message.yes)
            self._use(live)
            return {}

    def gallery(self, sid: str, message: roomwire.Gallery) -> Ack:
        """What there is to vote on: the drawings that may be shown, but this device's own, without names."""
        with self._lock:
            live = self._page(sid).live
            if live.room.phase != "judging" or live.room.bout is None:
                raise GameError("not_now", "there is nothing to vote on now")
            mine = {id for id, player in live.players.items() if player.sid == sid}
            tries = [t for t in views.visible(live.room, to_wall=True) if t.member not in mine]
            drawings = [{"drawing": t.round, "strokes": report.strokes(live.log(t))} for t in tries]
            return {"number": live.room.bout.number, "word": live.room.bout.word, "drawings": drawings}

    def leave(self, sid: str, message: roomwire.Seat) -> Ack:
        """A pupil goes, and does not come back with this seat."""
        with self._lock:
            live, id = self._seat(sid, message.seat)
            self._apply(live, people.removed(live.room, id), quiet=True)
            return {}

    # -- the host says -------------------------------------------------------------------------------------------------

    def do(self, sid: str, message: roomwire.Doing) -> Ack:
        """Whatever the host does. GameError "not_host" for anybody else."""
        with self._lock:
            live, now = self._hosted(sid), self._clock()
            if isinstance(message, roomwire.Do) and message.do == "close":
                self._close(live, "closed")
            else:
                self._use(live)
                self._done(live, message, now)
            return {}

    def results(self, sid: str, message: roomwire.Results) -> Ack:
        """How a word went."""
        with self._lock:
            page = self._page(sid)
            self._looks(page)
            return report.word(page.live.room, message.number, self._ink(page.live), page.kind == "wall")

    def drawing(self, sid: str, message: roomwire.Drawing) -> Ack:
        """One drawing with everything."""
        with self._lock:
            page = self._page(sid)
            self._looks(page)
            live = page.live
            for bout in report.bouts(live.room):
                for t in bout.tries:
                    if t.round == message.drawing and (page.kind == "host" or self._shown(live, t)):
                        curve = [list(look) for look in live.curves.get(message.drawing, [])]
                        seen = report.described(t, self._ink(live)(message.drawing), times=True)
                        return {**seen, "word": bout.word, "number": bout.number, "curve": curve}
            raise GameError("no_round", "there is no such drawing in this room, or it is not shown")

    def export(self, sid: str, message: roomwire.Export) -> Ack:
        """The results as a table."""
        with self._lock:
            return {"csv": report.table(self._hosted(sid).room, message.names)}

    def _done(self, live: Live, message: roomwire.Doing, now: float) -> None:
        room = live.room
        match message:
            case roomwire.Do():
                self._simple(live, message.do, now)
            case roomwire.Turn():
                field = {"lock": "locked", "mute": "muted", "podium": "podium"}[message.do]
                live.room = replace(room, **{field: message.on})  # type: ignore[arg-type]
            case roomwire.Extend():
                self._apply(live, play.extended(room, message.seconds))
            case roomwire.Show():
                live.room = play.shown(room, message.member, message.on)
            case roomwire.Hide():
                live.room = room.changed(replace(room.member(message.member), hidden=message.on))
            case roomwire.Remove():
                self._apply(live, people.removed(room, message.member))
            case roomwire.Rename():
                live.room = people.renamed(room, message.member, message.name, self._rng, by_host=True)
            case roomwire.Timer():
                self._apply(live, play.timed(room, message.factor, message.member))
            case roomwire.Team():
                if message.team >= room.settings.teams:
                    most = room.settings.teams - 1
                    raise GameError("bad_field", f"team is {message.team}; there are teams 0 to {most}")
                live.room = room.changed(replace(room.member(message.member), team=message.team))
            case roomwire.Set():
                live.room = self._set(room, message.settings)
        self._frame(live)

    def _simple(self, live: Live, do: roomwire.Simple, now: float) -> None:
        if do in ("next", "again") and live.room.phase == "drawing":
            self._apply(live, play.stopped(live.room))  # so that the drawings are the word's
        match do:
            case "start":
                began = play.started(live.room, self._deck(live.room), self._threshold, self._token, now)
                live.forget_drawings()
                self._apply(live, began)
            case "next":
                self._apply(live, play.advanced(live.room, self._threshold, self._token, now))
            case "pause":
                self._apply(live, play.paused(live.room, now))
            case "resume":
                self._apply(live, play.resumed(live.room, now))
            case "end":
                self._apply(live, play.stopped(live.room))
            case "again":
                live.forget_drawings()
                self._apply(live, play.again(live.room))

    # -- the game and the clock say ------------------------------------------------------------------------------------

    def guessed(self, round: rules.Round, said: wire.Guess) -> None:
        """The network has looked at a pupil's drawing."""
        if live := self._rounds.get(round.id):
            ms = round.ms(self._clock())
            live.looked(round, said, ms)
            if said.target_p is not None:
                room = play.recognized(live.room, round.id, said.target_p, ms)
                live.dirty |= room is not live.room
                live.room = room

    def ended(self, round: rules.Round, said: wire.Guess | None) -> None:
        """A pupil's drawing is over."""
        live, over = self._rounds.pop(round.id, None), round.over
        if live and over:
            live.finished(round)
            self._use(live)
            top, p = (said.guesses, said.target_p) if said else ((), None)
            self._apply(live, play.ended(live.room, round.id, over.won, over.ms, p, top, self._clock()))

    def tick(self) -> None:
        """Frames, clocks, hosts who are gone, rooms that have expired."""
        with self._lock:
            now = self._clock()
            for live in list(self._lives.values()):
                if now >= live.room.used + KEPT_FOR:
                    self._close(live, "expired")
                    continue
                if live.host is None and now >= live.host_left + HOST_GRACE:
                    self._apply(live, play.paused(live.room, now, waiting=True))
                self._apply(live, play.ticked(live.room, now))
                self._frame(live)
                if live.room is not live.shown:  # a room never changes: it is replaced
                    live.shown = live.room
                    for sid in [*([live.host] if live.host else []), *live.walls, *self._pupils(live)]:
                        self._tell(live, sid)

    def run(self, running: Callable[[], bool]) -> None:
        """Tick as long as `running()`, and write what has changed."""
        while running():
            self._concurrency.sleep(roomwire.FRAME_MS / 1000)
            try:
                self.tick()
                if not self._writing and self._clock() >= self._saved + SAVE:
                    self._concurrency.spawn(self.flush)  # frames do not wait for the database
            except Exception:
                log.exception("a tick of the rooms failed")

    # -- keeping -------------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """The rooms of a process that has ended."""
        words = self._game.vocabulary.words
        for kept in self._shelf.load():
            try:
                live = read(kept, self._clock())
            except saved.UnreadableError as error:
                log.error("a room that was kept cannot be read: %s", error)
                continue
            if all(word in words for word in live.room.deck):
                self._lives[live.room.code] = live

    def flush(self) -> None:
        """Write what has changed, now. Waits for the writing, not for anything else."""
        with self._lock:
            now = self._saved = self._clock()
            lives = [live for live in self._lives.values() if live.dirty or live.fresh]
            kept = [live.written(now) for live in lives]
            (gone, self._gone), (forgotten, self._forgotten) = (self._gone, []), (self._forgotten, [])
        if not kept and not gone:
            return
        self._writing = True
        try:
            self._writer.run(self._shelf.put, kept, gone, forgotten)
            self._away = False
        except Exception as error:
            if not self._away:
                log.error("rooms cannot be kept (%s); they go on without", type(error).__name__)
            self._away = True
            with self._lock:
                self._gone, self._forgotten = self._gone + gone, self._forgotten + forgotten
                for live, room in zip(lives, kept, strict=True):
                    live.fresh, live.dirty = {**room.pieces, **live.fresh}, True
        finally:
            self._writing = False

    def close(self) -> None:
        """Write what has changed, and let go of the thread."""
        self.flush()
        self._writer.close()

    # -- carrying out --------------------------------------------------------------------------------------------------

    def _apply(self, live: Live, outcome: Outcome, quiet: bool = False) -> None:
        room, events = outcome
        live.dirty |= room is not live.room
        live.room = room
        for event in events:
            self._carry_out(live, event, quiet)

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
                self._out(live, member.id, reason, quiet)

    def _begin(self, live: Live, t: Try) -> None:
        player = live.players.get(t.member)
        if player is None or t.round is None or live.room.bout is None:
            return
        self._rounds[t.round] = live
        seconds = None if live.room.paused is not None else t.seconds
        self._game.begin(player, t.round, live.room.bout.word, live.room.bout.threshold, t.started, seconds)
        if player.sid in self._pages:
            self._send(player.sid, "begin", self._beginning(live, t.member) or {})

    def _resumed(self, live: Live, id: str, player: Player) -> Ack | None:
        """A pupil is back: the drawing goes on, on its clock, or begins anew where it was lost."""
        t = next((t for t in live.room.tries if t.member == id and t.running), None)
        if t is None or t.round is None:
            return None
        round = player.round
        self._rounds.setdefault(t.round, live)
        if round is None or round.id != t.round:
            fresh = replace(t, round=self._token())
            live.room = live.room.tried(fresh)
            self._begin(live, fresh)
        elif round.over:
            self.ended(round, player.said)
        else:
            seconds = None if live.room.paused is not None else t.seconds
            self._game.retime(player, t.round, t.started, seconds)
        return self._beginning(live, id)

    def _beginning(self, live: Live, id: str) -> Ack | None:
        t, bout = next((t for t in live.room.tries if t.member == id and t.running), None), live.room.bout
        if t is None or bout is None:
            return None
        paused = live.room.paused
        return {
            "code": live.room.code,
            "seat": live.room.member(id).tag,
            "round": t.round,
            "word": bout.word,
            "seconds": t.seconds,
            "threshold": None if bout.threshold == NEVER else bout.threshold,
            "ms": max(0, round(((self._clock() if paused is None else paused) - t.started) * 1000)),
            "number": bout.number,
            "count": len(live.room.deck),
        }

    def _out(self, live: Live, id: str, reason: roomwire.GoneReason, quiet: bool) -> None:
        player = live.players.pop(id, None)
        if player is None or player in live.players.values():
            return
        self._game.release(player)
        if player.sid and self._pages.pop(player.sid, None):
            live.told.pop(player.sid, None)
            if not quiet:
                self._send(player.sid, "gone", {"reason": reason})

    def _close(self, live: Live, reason: roomwire.GoneReason) -> None:
        """The room is deleted, with everything in it."""
        del self._lives[live.room.code]
        self._gone.append(live.room.code)
        self._forgotten += [member.kept for member in live.room.members if member.kept]
        self._rounds = {id: other for id, other in self._rounds.items() if other is not live}
        sids = [sid for sid, page in self._pages.items() if page.live is live]
        for player in set(live.players.values()):
            self._game.release(player)
        for sid in sids:
            del self._pages[sid]
            self._send(sid, "gone", {"reason": reason})

    # -- who is who ----------------------------------------------------------------------------------------------------

    def _find(self, sid: str, typed: str) -> Live:
        address, now = self._game.players.connection(sid).address, self._clock()
        self._wrong.check(address, now)
        live = self._lives.get(codes.tidy(typed))
        if live is None:
            self._wrong.count(address, now)
            raise GameError("no_room", "there is no room with this code; it may have ended: ask for the code again")
        return live

    def _host(self, live: Live, sid: str) -> None:
        if live.host and live.host != sid:
            self._pages.pop(live.host, None)
            live.told.pop(live.host, None)
            self._send(live.host, "gone", {"reason": "host_elsewhere"})
        self._enter(sid, live, "host")
        live.host = sid
        self._use(live)
        if live.room.waiting:
            self._apply(live, play.resumed(live.room, self._clock()))

    def _enter(self, sid: str, live: Live, kind: str) -> None:
        page = self._pages.get(sid)
        if page and (page.live is not live or page.kind != kind):
            self.left(sid)
        self._pages[sid] = _Page(live, kind)

    def _page(self, sid: str) -> _Page:
        if sid not in self._pages:
            raise GameError("no_member", "this page is in no room; join one with its code")
        return self._pages[sid]

    def _hosted(self, sid: str) -> Live:
        page = self._page(sid)
        if page.kind != "host":
            raise GameError("not_host", "only the host of this room may do this")
        return page.live

    def _looks(self, page: _Page) -> None:
        if page.kind == "pupil":
            raise GameError("not_host", "only the host and the wall see all results")

    def _seat(self, sid: str, seat: str) -> tuple[Live, str]:
        live, player = self._page(sid).live, self._game.players.of(sid)
        member = live.room.seated(codes.hashed(seat))
        if live.players.get(member.id) is not player:
            raise GameError("no_member", "this seat is not on this page; join with it first")
        self._use(live)
        return live, member.id

    def _present(self, live: Live) -> None:
        here = {id for id, player in live.players.items() if player.sid in self._pages}
        live.room = people.presence(live.room, here)

    def _pupils(self, live: Live) -> set[str]:
        return {player.sid for player in live.players.values() if player.sid and player.sid in self._pages}

    def _shown(self, live: Live, t: Try) -> bool:
        hidden = any(m.id == t.member and (m.hidden or m.removed) for m in live.room.members)
        ended = live.room.bout is None or t not in live.room.tries or live.room.phase != "drawing"
        return t.shown and not hidden and ended

    # -- showing -------------------------------------------------------------------------------------------------------

    def _see(self, live: Live, sid: str) -> views.Fields:
        """The room for this page, which has seen it then."""
        page, now = self._pages[sid], self._clock()
        if page.kind == "host":
            seen = views.host(live.room, now)
        elif page.kind == "wall":
            seen = views.wall(live.room, now)
        else:
            keys = {m.key for m in live.room.present if (p := live.players.get(m.id)) and p.sid == sid}
            seen = views.pupil(live.room, keys, now)
        live.told[sid] = {**seen, "ms_left": None}  # that it runs is no news; that it was set is
        live.told[sid]["clock"] = _clock_of(live.room)
        return seen

    def _tell(self, live: Live, sid: str) -> None:
        before = live.told.get(sid)
        seen = self._see(live, sid)
        if before != live.told[sid]:
            self._send(sid, "room", seen)

    def _frame(self, live: Live) -> None:
        for feed, sids in zip(live.feeds, (([live.host] if live.host else []), list(live.walls)), strict=True):
            frame = feed.frame(live.canvases(to_wall=feed is live.feeds[1]))
            for sid in sids if frame else ():
                self._send(sid, "frame", dict(frame or {}))

    def _ink(self, live: Live) -> report.Ink:
        running = {t.round: live.log(t) for t in live.room.tries if t.round}
        return lambda round: running.get(round) or live.ink.get(round, ())

    # -- small things --------------------------------------------------------------------------------------------------

    def _use(self, live: Live) -> None:
        live.room, live.dirty = replace(live.room, used=self._clock()), True

    def _set(self, room: Room, given: object) -> Room:
        settings = replace(room.settings, **cast(dict[str, object], given))  # type: ignore[arg-type]
        self._game.vocabulary.deck(_ask(settings), self._rng)  # refuses words that nobody knows
        members = tuple(replace(m, team=m.team % settings.teams) for m in room.members)
        return replace(room, settings=settings, members=members)

    def _deck(self, room: Room) -> tuple[str, ...]:
        deck = room.settings.words or self._game.vocabulary.deck(_ask(room.settings), self._rng)
        return deck[: room.settings.count]

    def _token(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"


def _ask(settings: roomwire.Settings) -> wire.Play:
    return wire.Play("classic", words=settings.words, difficulty=settings.difficulty)


def _clock_of(room: Room) -> object:
    """What changes when a room's clock is set, and not while it runs."""
    return room.bout and (room.bout.started, room.bout.extra, room.factor, room.paused)
