"""The socket's handlers: parse, tell the game, acknowledge. One table, one way through, one answer to errors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from flask_socketio import SocketIO

from server import roomwire, wire
from server.classroom import Classroom
from server.doodles.collecting import Collecting
from server.door import place
from server.errors import GameError
from server.game import Ack, Game
from server.links import Links
from server.metrics import Metrics
from server.packets import MALFORMED

log = logging.getLogger(__name__)

Part = TypeVar("Part")

MALFORMED_COST = 20  # messages: what is no message may have been as long as so many

HANDLERS: dict[str, tuple[Callable[[object], Any], Callable[[Game, str, Any], Ack]]] = {
    "hello": (wire.hello, Game.hello),
    "play": (wire.play, Game.play),
    "next": (wire.next, Game.next),
    "start": (wire.start, Game.start),
    "ink": (wire.ink, Game.ink),
    "undo": (wire.undo, Game.change),
    "redo": (wire.redo, Game.change),
    "clear": (wire.clear, Game.change),
    "skip": (wire.skip, Game.skip),
    "hint": (wire.hint, Game.hint),
    "watch": (wire.watch, Game.watch),
    "explain": (wire.explain, Game.explain),
}


GIVING_HANDLERS: dict[str, tuple[Callable[[object], Any], Callable[[Collecting, str, Any], Ack]]] = {
    "agree": (wire.agree, Collecting.agree),
    "keep": (wire.keep, Collecting.keep),
}

ROOM_HANDLERS: dict[str, tuple[Callable[[object], Any], Callable[[Classroom, str, Any], Ack]]] = {
    "room_open": (roomwire.open, Classroom.open),
    "room_join": (roomwire.join, Classroom.join),
    "room_host": (roomwire.enter, Classroom.host),
    "room_wall": (roomwire.enter, Classroom.wall),
    "room_name": (roomwire.name, Classroom.name),
    "room_turn": (roomwire.seat, Classroom.turn),
    "room_say": (roomwire.say, Classroom.say),
    "room_vote": (roomwire.vote, Classroom.vote),
    "room_gallery": (roomwire.gallery, Classroom.gallery),
    "room_leave": (roomwire.seat, Classroom.leave),
    "room_do": (roomwire.do, Classroom.do),
    "room_results": (roomwire.results, Classroom.results),
    "room_drawing": (roomwire.drawing, Classroom.drawing),
    "room_export": (roomwire.export, Classroom.export),
    "room_learned": (roomwire.learned, Classroom.learned),
}


def register(
    socketio: SocketIO, game: Game, classroom: Classroom, collecting: Collecting, links: Links, metrics: Metrics
) -> None:
    """Connect the wire to the game.

    On python-socketio's own server: Flask-SocketIO's handlers run in a request context of Flask, which nobody here asks
    for and which takes a third of the time of an ink message.
    """
    server = socketio.server
    for name in HANDLERS:
        server.on(name, _answering(links, _handler(game, metrics, name)))
    for name, (parse, act) in ROOM_HANDLERS.items():
        server.on(name, _answering(links, _part_handler(game, classroom, parse, act)))
    for name, (parse, give) in GIVING_HANDLERS.items():
        server.on(name, _answering(links, _part_handler(game, collecting, parse, give)))
    server.on(MALFORMED, _answering(links, _malformed(game)))
    server.on("*", lambda name, sid, *data: _answering(links, _unknown(game, name))(sid, *data))
    server.on("connect", lambda sid, environ, auth=None: _arrived(sid, environ, game))
    server.on("disconnect", lambda sid, reason=None: _left(sid, game, classroom, links))


def _arrived(sid: str, environ: dict[str, Any], game: Game) -> None:
    game.arrived(sid, place(environ.get("REMOTE_ADDR", "")), _tab(environ.get("QUERY_STRING", "")))


def _tab(query: str) -> str:
    """As nginx reads `$arg_tab`: the first of that name, as it stands there."""
    fields = (field.partition("=") for field in query.split("&"))
    return next((value for name, _, value in fields if name.lower() == "tab"), "")


def _left(sid: str, game: Game, classroom: Classroom, links: Links) -> None:
    links.left(sid)
    game.left(sid)
    classroom.left(sid)


def _part_handler(
    game: Game,
    part: Part,
    parse: Callable[[object], Any],
    act: Callable[[Part, str, Any], Ack],
) -> Callable[..., Ack]:
    def handle(sid: str, *data: object) -> Ack:
        game.admit(sid, 1)
        return act(part, sid, parse(data[0] if len(data) == 1 else data))

    return handle


def _handler(game: Game, metrics: Metrics, name: str) -> Callable[..., Ack]:
    parse, act = HANDLERS[name]

    def handle(sid: str, *data: object) -> Ack:
        game.admit(sid, 1)
        message = parse(data[0] if len(data) == 1 else data)
        parsed = metrics.now()
        ack = act(game, sid, message)
        if isinstance(message, wire.Ink):
            metrics.inked(sid, message.seq, len(message.points.x), parsed)
        return ack

    return handle


def _malformed(game: Game) -> Callable[..., Ack]:
    def handle(sid: str, reason: object = None, *_: object) -> Ack:
        game.admit(sid, MALFORMED_COST)
        raise GameError("bad_message", f"this could not be read: {str(reason)[:200]}")

    return handle


def _unknown(game: Game, name: str) -> Callable[..., Ack]:
    def handle(sid: str, *_: object) -> Ack:
        game.admit(sid, 1)
        known = ", ".join((*wire.TO_SERVER, *roomwire.TO_SERVER))
        raise GameError("bad_message", f'there is no message "{name[:40]}"; there are {known}')

    return handle


def _answering(links: Links, handle: Callable[..., Ack]) -> Callable[..., Ack]:
    """The handler, with every error sent as a `problem` and acknowledged as one."""

    def answer(sid: str, *data: object) -> Ack:
        try:
            return handle(sid, *data)
        except GameError as error:
            problem = error.problem()
        except Exception:
            log.exception("a handler failed")
            problem = GameError("internal", "something went wrong in the server; it was not your fault").problem()
        links.send(sid, "problem", problem)
        return {"problem": problem}

    return answer
