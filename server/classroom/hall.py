"""All rooms there are, the pages that look at them, and who is who there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from server import codes, roomwire
from server.chance import Random, token
from server.errors import GameError
from server.game import Game
from server.lives import Live
from server.players import Player
from server.rooms import people
from server.rooms.room import Member

MAX_ROOMS = 200  # at once
ABANDONED = 15 * 60.0  # seconds without host and wall after which a room that no pupil ever joined may have to make way

Send = Callable[[str, str, dict[str, object]], None]


@dataclass(frozen=True)
class Page:
    """A connection that looks at a room."""

    live: Live
    kind: str  # pupil, host or wall


class Hall:
    """Its caller holds the game's lock."""

    def __init__(
        self, game: Game, send: Send, part: Callable[[str], None], clock: Callable[[], float], rng: Random
    ) -> None:
        """`send(sid, name, fields)` sends a page a message; `part(sid)` ends its link, and it comes again."""
        self.game, self.send, self.clock, self.rng = game, send, clock, rng
        self._part = part
        self.lives: dict[str, Live] = {}  # by code
        self.pages: dict[str, Page] = {}  # by connection
        self.rounds: dict[str, Live] = {}  # by the id of a round that is drawn
        self.gone: set[str] = set()  # codes of rooms that are to be deleted where they are kept
        self.erased: dict[str, set[str]] = {}  # by code, keys of pupils whose rounds are
        self._wrong = codes.Tries(0.5, 60, "too many wrong codes came from here; wait ten seconds, then try again")
        self._opened = codes.Tries(1 / 60, 30, "many rooms were opened from here; wait a minute, then try again")

    def token(self) -> str:
        """One that nobody guesses."""
        return token(self.rng)

    def code(self, sid: str) -> str:
        """The code of a room that this page may open. GameError "room_full" or "slow_down"."""
        self._opened.check(self._address(sid), self.clock())
        if len(self.lives) >= MAX_ROOMS and not self._make_way():
            raise GameError("room_full", f"{MAX_ROOMS} rooms are open, as many as there may be; try again later")
        return codes.code(self.rng, lambda code: code in self.lives or code in self.gone)

    def opened(self, sid: str, live: Live) -> None:
        """There is one more room."""
        self._opened.count(self._address(sid), self.clock())
        self.lives[live.room.code] = live

    def seeks(self, sid: str, code: str) -> bool:
        """Whether this page's room may be elsewhere: its link says so, and nobody here is in it. GameError "slow_down".

        All links that say a code come to one server. Whoever says another one would pull a class apart.
        """
        self._wrong.check(self._address(sid), self.clock())
        here = any(page.live.room.code == code for page in self.pages.values())
        return codes.possible(code) and self.game.players.connection(sid).tab == code and not here

    def find(self, sid: str, typed: str) -> Live:
        """The room with this code. GameError "no_room", or "slow_down" for somebody who tries many codes."""
        address, now = self._address(sid), self.clock()
        self._wrong.check(address, now)
        live = self.lives.get(codes.tidy(typed))
        if live is None:
            self._wrong.count(address, now)
            raise GameError("no_room", "there is no room with this code; it may have ended: ask for the code again")
        return live

    def proven(self, sid: str, message: roomwire.Enter, kind: str) -> Live:
        """The room whose host or wall this page is by its token. GameError as `find`, and "not_host"."""
        live = self.find(sid, message.code)
        right = live.room.host if kind == "host" else codes.hashed(live.room.wall)
        if codes.hashed(message.token) != right:
            self._wrong.count(self._address(sid), self.clock())
            where = "open the room with that one" if kind == "host" else "the host's page has it"
            raise GameError("not_host", f"this is not the {kind}'s link of this room; {where}")
        return live

    def enter(self, sid: str, live: Live, kind: str) -> None:
        """This page looks at a room. What it was before it is no longer."""
        page = self.pages.get(sid)
        if page and (page.live is not live or page.kind != kind):
            self.leave(sid)
        self.pages[sid] = Page(live, kind)

    def leave(self, sid: str) -> None:
        """This page is gone; whoever it was may come back."""
        page = self.pages.pop(sid, None)
        if page is None:
            return
        live = page.live
        live.walls.discard(sid)
        live.told.pop(sid, None)
        if live.host == sid:
            live.host, live.host_left = None, self.clock()
        self.count_present(live)

    def page(self, sid: str) -> Page:
        """What this page looks at. GameError "no_member"."""
        if sid not in self.pages:
            raise GameError("no_member", "this page is in no room; join one with its code")
        return self.pages[sid]

    def hosted(self, sid: str) -> Live:
        """The room whose host this page is. GameError "not_host"."""
        page = self.page(sid)
        if page.kind != "host":
            raise GameError("not_host", "only the host of this room may do this")
        return page.live

    def watched(self, sid: str) -> Page:
        """What this page sees all results of. GameError "not_host" for a pupil."""
        page = self.page(sid)
        if page.kind == "pupil":
            raise GameError("not_host", "only the host and the wall see all results")
        return page

    def seat(self, sid: str, seat: str) -> tuple[Live, str]:
        """The room in which this page has this seat, and whose it is. GameError "no_member" or "removed"."""
        live, player = self.page(sid).live, self.game.players.of(sid)
        member = live.room.seated(codes.hashed(seat))
        if live.players.get(member.id) is not player:
            raise GameError("no_member", "this seat is not on this page; join with it first")
        self.use(live)
        return live, member.id

    def use(self, live: Live) -> None:
        """The room is used now: it is kept for so much longer."""
        live.room, live.dirty = replace(live.room, used=self.clock()), True

    def count_present(self, live: Live) -> None:
        """The room knows who is here."""
        here = {id for id, player in live.players.items() if self.has(live, player)}
        live.room = people.presence(live.room, here, self.clock())

    def pupils(self, live: Live) -> set[str]:
        """The pages of pupils who are here."""
        return {player.sid for player in live.players.values() if player.sid and self.has(live, player)}

    def has(self, live: Live, player: Player) -> bool:
        """Whether this player is here as a pupil of this room. The page may be of another room, or a host, by now."""
        page = self.pages.get(player.sid or "")
        return page is not None and page.live is live and page.kind == "pupil"

    def dismiss(self, player: Player) -> None:
        """The player has lost a seat. What was drawn there is forgotten, and nothing of the seats that are left."""
        rooms = self._seated(player)
        if not rooms:
            self.game.release(player)
        elif player.round and not any(_drew(live, player, player.round.id) for live in rooms):
            self.game.clear(player)

    def close(self, live: Live, reason: roomwire.GoneReason) -> None:
        """The room is deleted, with everything in it."""
        self.gone.add(live.room.code)
        self.erase(live, *live.room.present)
        sids = self._emptied(live)
        for player in set(live.players.values()):
            self.dismiss(player)
        for sid in sids:
            self.send(sid, "gone", {"reason": reason})

    def erase(self, live: Live, *members: Member) -> None:
        """The rounds of these pupils, who may not be here, are deleted wherever they are kept.

        It is done when the room is written next: only then is it known that the room is not another process's.
        """
        ids = {member.id for member in members}
        others = {member.kept for member in live.room.present if member.id not in ids}  # on a shared device
        keys = {member.kept for member in members if member.kept} - others
        self.erased.setdefault(live.room.code, set()).update(keys)

    def let_go(self, live: Live) -> None:
        """Another process has the room, and its pages meet there. What there is here is old, and nobody is told."""
        for sid in self._emptied(live):
            self._part(sid)
        for player in live.players.values():
            player.room = bool(self._seated(player))  # or is forgotten here as anybody who goes, and kept there

    def _emptied(self, live: Live) -> list[str]:
        """The room is not here any more. Returns the pages that were in it."""
        del self.lives[live.room.code]
        self.rounds = {id: other for id, other in self.rounds.items() if other is not live}
        sids = [sid for sid, page in self.pages.items() if page.live is live]
        for sid in sids:
            del self.pages[sid]
        return sids

    def _make_way(self) -> bool:
        """The room that was abandoned first, with nobody ever in it, is deleted; False when there is none.

        So nobody fills a server with empty rooms, and no school is kept from opening as many as it has classes.
        """
        lost = self.clock() - ABANDONED
        empty = [live for live in self.lives.values() if not (live.room.count or live.host or live.walls)]
        first = min(empty, key=lambda live: live.host_left, default=None)
        if first is None or first.host_left > lost:
            return False
        self.close(first, "expired")
        return True

    def _seated(self, player: Player) -> list[Live]:
        return [live for live in self.lives.values() if player in live.players.values()]

    def _address(self, sid: str) -> str:
        return self.game.players.connection(sid).address


def _drew(live: Live, player: Player, round: str) -> bool:
    """Whether the player has drawn this on a seat that is still the player's."""
    member = live.room.drawer(round)
    return member is not None and live.players.get(member.id) is player
