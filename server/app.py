"""The only place where the parts are joined: settings, recognizer, store, game, sockets and pages."""

from __future__ import annotations

import gc
import logging
import random
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from engineio.payload import Payload
from flask import Blueprint, Flask
from flask_socketio import SocketIO
from werkzeug.middleware.proxy_fix import ProxyFix

from model import BadInputError, Examples, Recognizer
from server import door, events, languages, lessons, wire
from server.chance import Random
from server.classpages import classpages
from server.classroom import Classroom
from server.concurrency import WSGI, Concurrency, choose
from server.doodles import giving, voting
from server.doodles.collecting import Collecting
from server.doodles.confirmpages import confirmpages
from server.doodles.desk import Desk
from server.doodles.exchangepages import exchangepages
from server.doodles.imports import arrivals
from server.doodles.insightpages import insightpages
from server.doodles.insights import Insights
from server.doodles.judging import Judging
from server.doodles.mypages import mypages
from server.doodles.offers import Offers
from server.doodles.reviewpages import reviewpages
from server.engine import Guesser
from server.errors import GameError, SetupError
from server.game import Game, Outside
from server.keeping.keeping import Keeping
from server.keeping.redis import RedisShelf
from server.keeping.rooms import RoomTables
from server.keeping.tables import TableShelf
from server.languages import Languages
from server.links import Links
from server.metrics import Metrics, Watched
from server.packets import CheckedPacket, problem
from server.pages import figures, pages
from server.relay import Relay
from server.roompages import roompages
from server.settings import ROOT, Settings
from server.steady import Steady
from server.store import Keeper, Result, Store
from server.store.backlog import Backlog
from server.store.database import DURABLE
from server.store.tallies import tallies

# Over long polling a page sends again, in one body, what a lost link left unacknowledged: some hundred
# messages of one round. The library's limit of 16 would end the link again. The body as a whole is bounded by
# MAX_FRAME.
Payload.max_decode_packets = 1000


log = logging.getLogger(__name__)

BACK = 5.0  # seconds that a restart takes, roughly


@dataclass(frozen=True)
class Inkling:
    """The running parts of an app: `app.extensions["inkling"]`."""

    settings: Settings
    concurrency: Concurrency
    store: Store
    game: Game
    classroom: Classroom
    keeper: Keeper
    keeping: Keeping
    gifts: Backlog[giving.Item, giving.Answer]
    judging: Judging
    relay: Relay | None  # None: there is no other process
    links: Links
    metrics: Metrics


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
    store, chance = Store(settings.database_url), rng or random.SystemRandom()
    keeper = Keeper(store, concurrency)
    relay = Relay(settings.redis_url, concurrency) if settings.redis_url else None
    socketio = _sockets(app, settings, concurrency, relay)
    metrics, clock = Metrics(), Steady(clock)
    links = Links(socketio.server, concurrency, metrics, settings.unread)
    door.watch(socketio.server.eio, door.Door(settings, clock, metrics, concurrency.lock()))
    keeping = Keeping(
        RedisShelf(settings.redis_url) if settings.redis_url else TableShelf(store.engine),
        concurrency, clock, lambda: game.players.all(), lambda player: game.taken(player),
    )  # fmt: skip
    outside = Outside(
        send=links.send,
        hang_up=links.hang_up,
        keep=lambda result: _keep(keeper, metrics, result),
        save=keeping.save,
        forget=keeping.forget,
        erase=keeping.erase,
        recall=keeping.recall,
        guessed=lambda round, said: classroom.guessed(round, said),
        ended=lambda round, said: classroom.ended(round, said),
        taught=lambda round: classroom.taught(round),
    )
    watched = cast(Guesser, Watched(recognizer, metrics))
    game = Game(settings, watched, concurrency, outside, clock, chance, reference)
    game.vocabulary.learn(tallies(store.engine))
    spoken = languages.read()
    threshold = recognizer.rule.threshold
    rooms = RoomTables(store.engine, shared=settings.redis_url is not None)
    classroom = Classroom(
        game, rooms, concurrency, links.send, links.part, clock, chance, threshold, spoken.names
    )  # fmt: skip
    classroom.load()
    gifts, collecting = _giving(settings, concurrency, store, game, classroom, recognizer, links, clock, chance)
    judging = Judging(Desk(store.engine, concurrency, "judging"), recognizer, game.engine.later, concurrency)
    parts = Inkling(
        settings, concurrency, store, game, classroom, keeper, keeping, gifts, judging, relay, links, metrics
    )  # fmt: skip
    app.extensions["inkling"] = parts
    events.register(socketio, game, classroom, collecting, links, metrics)
    _show(metrics, game, recognizer)
    for blueprint in _pages(parts, recognizer, spoken, clock):
        app.register_blueprint(blueprint)
    if settings.proxies:  # outermost, so that the sockets' requests pass it as well
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    return app


def serve(app: Flask, listener: socket.socket, running: Callable[[], bool]) -> None:
    """Play, until `running()` says no; then let go of everything."""
    parts: Inkling = app.extensions["inkling"]
    gc.collect()
    gc.freeze()  # what is there now stays: 290,000 objects to look through, a quarter of a second now and then
    parts.concurrency.spawn(parts.game.engine.run, running)
    parts.concurrency.spawn(parts.game.watching.run, running)
    parts.concurrency.spawn(parts.game.run, running)
    parts.concurrency.spawn(parts.classroom.run, running)
    parts.concurrency.spawn(parts.keeping.run, running)
    parts.concurrency.spawn(parts.judging.run, running)
    parts.concurrency.spawn(_sweep, parts)
    parts.concurrency.spawn(parts.links.run, running)
    parts.concurrency.spawn(parts.metrics.listen, parts.concurrency, running)
    try:
        parts.concurrency.serve(app, listener, parts.settings.connections, running, lambda: _leave(parts))
    finally:
        relay = [parts.relay.close] if parts.relay else []
        _all_of(
            parts.game.engine.stop, parts.game.watching.stop, parts.classroom.close, parts.keeping.close, *relay,
            parts.gifts.close, parts.keeper.close,
        )  # fmt: skip


def _sockets(app: Flask, settings: Settings, concurrency: Concurrency, relay: Relay | None) -> SocketIO:
    """Socket.IO on the app, with its limits."""
    socketio = SocketIO(
        app,
        async_mode=settings.async_mode,
        async_handlers=False,  # one player's messages in the order they were sent
        manage_session=False,
        max_http_buffer_size=wire.MAX_FRAME,
        serializer=CheckedPacket,
        client_manager=relay,
        logger=logging.getLogger("socketio.server"),  # given, or the libraries bring handlers of their own
        engineio_logger=logging.getLogger("engineio.server"),
    )
    farewell = problem("bad_message", f"a message is at most {wire.MAX_MESSAGE} characters long")
    concurrency.guard(socketio.server, farewell)
    app.wsgi_app = _uncompressed(app.wsgi_app)  # type: ignore[assignment]
    return socketio


def _giving(
    settings: Settings, concurrency: Concurrency, store: Store, game: Game, classroom: Classroom,
    recognizer: Guesser, links: Links, clock: Callable[[], float], chance: Random,
) -> tuple[Backlog[giving.Item, giving.Answer], Collecting]:  # fmt: skip
    """What players give on its way to the database, and who is asked for it."""
    gifts = giving.backlog(
        store.engine, store.prepare, concurrency, recognizer.categories.words, chance,
        lambda item, answer: collecting.settled(item, answer),
    )  # fmt: skip
    collecting = Collecting(game, classroom, gifts.put, recognizer.version, settings.collect, links.send, clock, chance)
    return gifts, collecting


def _pages(parts: Inkling, recognizer: Guesser, spoken: Languages, clock: Callable[[], float]) -> list[Blueprint]:
    """All there is over plain HTTP."""
    settings, vocabulary = parts.settings, parts.game.vocabulary
    shown = Desk(parts.store.engine, parts.concurrency, "given drawings")
    return [
        pages(recognizer.name, recognizer.version, spoken, _examples(settings), lambda word: _given(shown, word)),
        classpages(spoken, lessons.read()),
        roompages(settings.host, vocabulary),
        figures(parts.metrics, settings.metrics),
        *_doodlepages(parts, shown, spoken, clock, frozenset(recognizer.categories.words)),
    ]


def _doodlepages(
    parts: Inkling, shown: Desk, spoken: Languages, clock: Callable[[], float], words: frozenset[str]
) -> list[Blueprint]:
    """The pages on given drawings, each at a desk of its own: none waits for what is slow elsewhere."""
    settings, concurrency, engine = parts.settings, parts.concurrency, parts.store.engine
    mine = Desk(engine.execution_options(**{DURABLE: True}), concurrency, "mine")
    insights = Insights(Desk(engine, concurrency, "insight"), clock)
    offers = Offers(settings.exports, Desk(engine, concurrency, "offers"))
    return [
        mypages(spoken, mine, clock, settings.collect),
        confirmpages(spoken, shown, clock, random.SystemRandom()),
        reviewpages(spoken, Desk(engine, concurrency, "reviews"), concurrency, words),
        insightpages(spoken, insights, parts.game.vocabulary),
        exchangepages(spoken, offers, concurrency),
    ]


def _given(desk: Desk, word: str) -> list[dict[str, Any]]:
    try:
        return desk.read(voting.examples, word)
    except GameError:
        return []  # the database is away, which is said elsewhere: others' drawings are still to be seen


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


def _leave(parts: Inkling) -> None:
    """The last moments, while all links are still open. What is to outlive this process is kept before they close."""
    bye = vars(wire.Bye("restarting", BACK))
    _all_of(
        parts.game.leave, parts.keeping.flush, parts.classroom.flush, lambda: parts.links.farewell("bye", bye)
    )  # fmt: skip


def _all_of(*steps: Callable[[], object]) -> None:
    """One after the other, each of them whatever has become of those before."""
    for step in steps:
        try:
            step()
        except Exception:
            log.exception("a step of the server's end failed; the others are done")


def _sweep(parts: Inkling) -> None:
    """Away with what interrupted imports have left, beside the game."""
    native = parts.concurrency.worker("arrivals")
    native.run(arrivals.sweep, parts.store.engine)
    native.close()


def _keep(keeper: Keeper, metrics: Metrics, result: Result) -> None:
    metrics.rounds.labels(result.mode, result.reason).inc()
    keeper.keep(result)


def _show(metrics: Metrics, game: Game, recognizer: Guesser) -> None:
    """The figures that are looked up when somebody asks."""
    metrics.show("inkling_players", "Players, the absent ones included", lambda: len(game.players.all()))
    metrics.show("inkling_open_sketches", "Drawings in progress", lambda: game.engine.sketches)
    metrics.show("inkling_state_bytes", "Memory of all states of the network that are kept", recognizer.memory)
