"""The only place where the parts are joined: settings, recognizer, store, game, sockets and pages."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engineio.payload import Payload
from flask import Flask
from flask_socketio import SocketIO

from model import BadInputError, Examples, Recognizer
from server import events, languages, wire
from server.concurrency import WSGI, Concurrency, choose
from server.engine import Guesser
from server.errors import SetupError
from server.game import Game, Outside, Random
from server.keeping.keeping import Keeping
from server.keeping.redis import RedisShelf
from server.keeping.tables import TableShelf
from server.packets import CheckedPacket, problem
from server.pages import pages
from server.relay import Relay
from server.settings import ROOT, Settings
from server.store import Keeper, Store
from server.store.tallies import tallies

# Over long polling a page sends again, in one body, what a lost link left unacknowledged: some hundred
# messages of one round. The library's limit of 16 would end the link again. The body as a whole is bounded by
# MAX_FRAME.
Payload.max_decode_packets = 1000


@dataclass(frozen=True)
class Inkling:
    """The running parts of an app: `app.extensions["inkling"]`."""

    settings: Settings
    concurrency: Concurrency
    game: Game
    keeper: Keeper
    keeping: Keeping
    relay: Relay | None  # None: there is no other process


def create_app(
    settings: Settings,
    recognizer: Guesser | None = None,
    clock: Callable[[], float] = time.monotonic,
    rng: Random | None = None,
) -> Flask:
    """The application, not yet serving.

    `recognizer`: else the one in settings.checkpoint is loaded. `clock`: seconds, monotonic. `rng`: also
    makes the secret tokens, so anything but the default is for tests. Raises SetupError or CheckpointError,
    one line each.
    """
    concurrency = choose(settings.async_mode)
    reference: Guesser | None = None
    if recognizer is None:
        recognizer = Recognizer.load(settings.checkpoint, threads=settings.threads)
        reference = Recognizer.load(settings.reference) if settings.reference.exists() else None
    app = Flask("inkling", static_folder=ROOT / "static", template_folder=ROOT / "templates")
    store = Store(settings.database_url)
    keeper = Keeper(store, concurrency)
    relay = Relay(settings.redis_url, concurrency) if settings.redis_url else None
    socketio = SocketIO(
        app,
        async_mode=settings.async_mode,
        async_handlers=False,  # one player's messages in the order they were sent
        manage_session=False,
        max_http_buffer_size=wire.MAX_FRAME,
        serializer=CheckedPacket,
        client_manager=relay,
    )
    concurrency.guard(
        socketio.server, problem("bad_message", f"a message is at most {wire.MAX_MESSAGE} characters long")
    )
    app.wsgi_app = _uncompressed(app.wsgi_app)  # type: ignore[assignment]
    keeping = Keeping(
        RedisShelf(settings.redis_url) if settings.redis_url else TableShelf(store.engine),
        concurrency, clock, lambda: game.players.all(), lambda player: game.taken(player),
    )  # fmt: skip
    outside = Outside(
        send=lambda sid, name, fields: socketio.emit(name, fields, to=sid, ignore_queue=True),  # players are here
        hang_up=lambda sid: _hang_up(concurrency, socketio, sid),
        keep=keeper.keep,
        save=keeping.save,
        forget=keeping.forget,
        recall=keeping.recall,
    )
    game = Game(settings, recognizer, concurrency, outside, clock, rng or random.SystemRandom(), reference)
    game.vocabulary.learn(tallies(store.engine))
    events.register(socketio, game)
    app.register_blueprint(pages(recognizer.name, recognizer.version, languages.read(), _examples(settings)))
    app.extensions["inkling"] = Inkling(settings, concurrency, game, keeper, keeping, relay)
    return app


def serve(app: Flask, listener: socket.socket, running: Callable[[], bool]) -> None:
    """Play, until `running()` says no; then let go of everything."""
    parts: Inkling = app.extensions["inkling"]
    parts.concurrency.spawn(parts.game.engine.run, running)
    parts.concurrency.spawn(parts.game.watching.run, running)
    parts.concurrency.spawn(parts.game.run, running)
    try:
        parts.concurrency.serve(app, listener, parts.settings.connections, running, last=parts.keeping.flush)
    finally:
        parts.game.engine.stop()
        parts.game.watching.stop()
        parts.keeping.close()
        if parts.relay:
            parts.relay.close()
        parts.keeper.close()


def _examples(settings: Settings) -> Examples:
    try:
        return Examples(settings.drawings)
    except BadInputError as error:
        raise SetupError(f"{error}; INKLING_DRAWINGS names another folder") from None


def _uncompressed(answer: WSGI) -> WSGI:
    """Websockets decline to compress, in every mode. Browsers offer it, and libraries accept it unasked.

    It would save a hundred bytes of a guess, and cost 90 kB of memory for each player who is connected, time for every
    message, and a bound on what an inflated one may grow to.
    """

    def plain(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return answer(environ, start_response)

    return plain


def _hang_up(concurrency: Concurrency, socketio: SocketIO, sid: str) -> None:
    """Close a connection beside everything else: it waits until what was sent before is on its way."""
    engine_sid = socketio.server.manager.eio_sid_from_sid(sid, "/")

    def close() -> None:
        socketio.server.disconnect(sid)  # tells the page not to come back by itself
        if engine_sid:
            socketio.server.eio.disconnect(engine_sid)

    concurrency.spawn(close)
