"""What pages are sent of a room: the room itself when it has news for them, frames of the canvases, results."""

from __future__ import annotations

from typing import cast

from server import roomwire
from server.classroom.hall import Hall
from server.errors import GameError
from server.game import Ack
from server.lives import Live
from server.rooms import report, views
from server.rooms.room import Room


class Showing:
    """Its caller holds the game's lock."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    def see(self, live: Live, sid: str) -> views.Fields:
        """The room for this page, which has seen it then."""
        page, now = self._hall.pages[sid], self._hall.clock()
        if page.kind == "host":
            seen = views.host(live.room, now)
        elif page.kind == "wall":
            seen = views.wall(live.room, now)
        else:
            keys = {m.key for m in live.room.present if (p := live.players.get(m.id)) and p.sid == sid}
            seen = views.pupil(live.room, keys, now)
        live.told[sid] = {**_timeless(seen), "clock": _clock_of(live.room)}
        return seen

    def tell(self, live: Live) -> None:
        """Every page of the room for which there is news."""
        if live.room is live.shown:  # a room never changes: it is replaced
            return
        live.shown = live.room
        for sid in [*([live.host] if live.host else []), *live.walls, *self._hall.pupils(live)]:
            before = live.told.get(sid)
            seen = self.see(live, sid)
            if before != live.told[sid]:
                self._hall.send(sid, "room", seen)

    def frame(self, live: Live) -> None:
        """What is new on the canvases, to host and walls."""
        for feed, sids in zip(live.feeds, (([live.host] if live.host else []), list(live.walls)), strict=True):
            frame = feed.frame(live.canvases(to_wall=feed is live.feeds[1]))
            for sid in sids if frame else ():
                self._hall.send(sid, "frame", dict(frame or {}))

    def results(self, sid: str, message: roomwire.Results) -> Ack:
        """How a word went."""
        page = self._hall.watched(sid)
        return report.word(page.live.room, message.number, page.live.logs(), page.kind == "wall")

    def drawing(self, sid: str, message: roomwire.Drawing) -> Ack:
        """One drawing with everything."""
        page = self._hall.watched(sid)
        live = page.live
        for bout in report.bouts(live.room):
            for t in bout.tries:
                if t.round == message.drawing and (page.kind == "host" or report.shown(live.room, t)):
                    curve = [list(look) for look in live.curves.get(message.drawing, [])]
                    seen = report.described(t, live.logs()(message.drawing), times=True)
                    return {**seen, "word": bout.word, "number": bout.number, "curve": curve}
        raise GameError("no_round", "there is no such drawing in this room, or it is not shown")

    def gallery(self, sid: str) -> Ack:
        """What there is to vote on: the drawings that may be shown, but this device's own, without names."""
        live = self._hall.page(sid).live
        if live.room.phase != "judging" or live.room.bout is None:
            raise GameError("not_now", "there is nothing to vote on now")
        mine = {id for id, player in live.players.items() if player.sid == sid}
        tries = [t for t in views.visible(live.room, to_wall=True) if t.member not in mine]
        drawings = [{"drawing": t.round, "strokes": report.strokes(live.log(t))} for t in tries]
        return {"number": live.room.bout.number, "word": live.room.bout.word, "drawings": drawings}


def _timeless(seen: views.Fields) -> views.Fields:
    """Without what is left on clocks: that they run is no news; that they were set is."""
    seats = cast(list[views.Fields], seen.get("seats", []))
    return {**seen, "ms_left": None, "seats": [{**seat, "ms_left": None} for seat in seats]}


def _clock_of(room: Room) -> object:
    """What changes when a room's clock is set, and not while it runs."""
    return room.bout and (room.bout.started, room.bout.extra, room.factor, room.paused)
