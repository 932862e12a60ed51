"""The socket's handlers: parse, tell the game, acknowledge. One table, one way through, one answer to errors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import flask
from flask_socketio import SocketIO, emit

from server import wire
from server.errors import GameError
from server.game import Ack, Game
from server.packets import MALFORMED

log = logging.getLogger(__name__)

MALFORMED_COST = 20  # messages: what is no message may have been as long as so many

HANDLERS: dict[str, tuple[Callable[[object], Any], Callable[[Game, str, Any], Ack]]] = {
    "hello": (wire.hello, Game.hello),
    "start": (wire.start, Game.start),
    "ink": (wire.ink, Game.ink),
    "undo": (wire.undo, Game.change),
    "redo": (wire.redo, Game.change),
    "clear": (wire.clear, Game.change),
    "skip": (wire.skip, Game.skip),
}


def register(socketio: SocketIO, game: Game) -> None:
    """Connect the wire to the game."""
    for name in HANDLERS:
        socketio.on_event(name, _handler(game, name))
    socketio.on_event("connect", lambda auth=None: game.arrived(_sid()))
    socketio.on_event("disconnect", lambda reason=None: game.left(_sid()))
    socketio.on_event(MALFORMED, _malformed(game))
    socketio.on_event("*", _unknown(game))
    socketio.on_error_default(_answer)


def _handler(game: Game, name: str) -> Callable[..., Ack]:
    parse, act = HANDLERS[name]

    def handle(*data: object) -> Ack:
        sid = _sid()
        game.admit(sid, 1)
        return act(game, sid, parse(data[0] if len(data) == 1 else data))

    return handle


def _malformed(game: Game) -> Callable[..., Ack]:
    def handle(reason: object = None, *_: object) -> Ack:
        game.admit(_sid(), MALFORMED_COST)
        raise GameError("bad_message", f"this could not be read: {str(reason)[:200]}")

    return handle


def _unknown(game: Game) -> Callable[..., Ack]:
    def handle(name: str, *_: object) -> Ack:
        game.admit(_sid(), 1)
        raise GameError("bad_message", f'there is no message "{name[:40]}"; there are {", ".join(wire.TO_SERVER)}')

    return handle


def _answer(error: Exception) -> Ack:
    """What is sent, and acknowledged, when a handler raises."""
    if not isinstance(error, GameError):
        log.error("a handler failed", exc_info=error)
        error = GameError("internal", "something went wrong in the server; it was not your fault")
    emit("problem", error.problem())
    return {"problem": error.problem()}


def _sid() -> str:
    sid: str = flask.request.sid  # type: ignore[attr-defined]  # put there by flask_socketio
    return sid
