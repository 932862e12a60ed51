"""Server processes that die: whoever played on them goes on elsewhere, or on the next one, and nothing is lost.

Redis, PostgreSQL and nginx are Debian's, nginx is set up as docs/deploy says; players behave as pages do.
"""

import contextlib
import signal
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import requests
import socketio
from redis import Redis
from sqlalchemy import create_engine, select, text

from server import wire
from server.keeping import rooms
from server.keeping import tables as players
from tests import services
from tests.fake_server import FakeServer
from tests.page import Seat
from tests.services import WAIT, until

ROOT = Path(__file__).resolve().parents[1]
PACE = 0.05  # seconds between two ink messages
ANSWER = 20  # seconds that connecting may take
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")  # folders that nginx wants


class LostError(Exception):
    """The link broke before the answer came."""


class Tab:
    """A page: numbers its ink, keeps a log of it, and after a lost link sends again what the server does not have."""

    def __init__(self, url, transport="websocket"):
        self.url, self.transport = url, transport
        self.name = uuid.uuid4().hex
        self.resume = self.round = self.client = None
        self.log, self.sent = [], 0  # [(message, fields)], and how many of them are with the server
        self.over = self.began = None
        self.links = 0
        self.link()

    def link(self):
        """Connect, again and again, and say hello."""
        last = time.monotonic() + WAIT
        while True:
            try:
                self.close()
                self.client = socketio.Client(reconnection=False, request_timeout=ANSWER)
                self.gone = threading.Event()
                self.client.on("disconnect", lambda *_, gone=self.gone: gone.set())
                self.client.on("over", self.ended)
                self.client.connect(f"{self.url}?tab={self.name}", transports=[self.transport], wait_timeout=ANSWER)
                self.links += 1
                return self.hello()
            except (LostError, socketio.exceptions.ConnectionError, requests.RequestException):
                assert time.monotonic() < last, "nobody answers"
                time.sleep(0.1)

    def hello(self):
        ack = self.ask("hello", {"version": wire.VERSION, "resume": self.resume})
        assert self.resume in (None, ack["resume"]), "it is somebody else now"
        self.resume = ack["resume"]
        self.missing(ack["round"])
        return ack

    def missing(self, wanted):
        """Go back to the first entry that the server does not have."""
        if self.round and wanted:
            assert wanted["round"] == self.round
            numbers = [wanted["seq"] <= f["seq"] if "seq" in f else wanted["edit"] <= f["edit"] for _, f in self.log]
            self.sent = numbers.index(True) if True in numbers else len(self.log)

    def ask(self, name, fields):
        """Say something, and wait for the answer or for the end of the link."""
        answers = []
        try:
            self.client.emit(name, fields, callback=answers.append)
        except socketio.exceptions.SocketIOError:
            raise LostError from None
        until(lambda: answers or self.gone.is_set(), f"{name} is answered")
        if not answers:
            raise LostError
        return answers[0]

    def begin(self, word, seconds=600):
        ack = self.ask("start", {"mode": "classic", "word": word, "seconds": seconds})
        self.round, self.began = ack["round"], time.monotonic()
        self.log, self.sent = [], 0

    def stroke(self, points=4):
        """Point by point, the pen up after the last."""
        for i in range(points):
            self.point(up=i == points - 1)

    def point(self, up=False):
        """One point, in a message of its own."""
        seq = sum(name == "ink" for name, _ in self.log)
        self.say("ink", {"seq": seq, "x": [20.0 * seq % 900], "y": [37.0 * seq % 900], "t": [100 * seq], "up": up})
        time.sleep(PACE)

    def undo(self):
        self.say("undo", {"edit": sum(name != "ink" for name, _ in self.log)})

    def say(self, name, fields):
        self.log.append((name, {"round": self.round, **fields}))
        while self.sent < len(self.log) and not self.over:
            try:
                ack = self.ask(*self.log[self.sent])
                assert "problem" not in ack or ack["problem"]["code"] == "over", ack
                self.sent += 1
            except LostError:
                self.link()

    def ended(self, message):
        if message["round"] == self.round:
            self.over = message
            self.took = time.monotonic() - self.began

    def points(self):
        """All that were drawn, undone ones included."""
        return sum(len(fields.get("x", ())) for _, fields in self.log)

    def close(self):
        if self.client:
            with contextlib.suppress(Exception):
                self.client.disconnect()
            self.client.shutdown()


def play(tab, reached, killed):
    """Draw a ladder, with a stroke too many that is taken back: the fake is sure of five strokes, and of nothing else.

    The third stroke goes on for as long as the server lives.
    """
    for _ in range(2):
        tab.stroke()
    reached.release()
    while not killed.is_set():
        tab.point()
    tab.stroke()
    tab.stroke()
    tab.undo()
    tab.stroke()
    while not tab.over:
        assert len(tab.log) < 300, "five strokes are drawn and not recognized"
        tab.point()
    return tab


@contextlib.contextmanager
def nginx(*addresses):
    """Debian's nginx as docs/deploy/nginx.conf says, but for the ports."""
    program = services.program("nginx", "nginx")
    config = (ROOT / "docs/deploy/nginx.conf").read_text()
    with tempfile.TemporaryDirectory(prefix="inkling-") as place:
        folder = Path(place)
        temporary = "".join(f"{kind}_temp_path {place}/{kind};" for kind in TEMPORARY)
        command = (program, "-p", place, "-c", f"{place}/main.conf", "-e", f"{place}/log")
        with closing(services.Service(folder, *command)) as service:
            for number, address in enumerate(addresses, 1):
                config = config.replace(f"127.0.0.1:800{number}", address)
            config = config.replace("listen 80;", f"listen 127.0.0.1:{service.port};")
            (folder / "main.conf").write_text(
                f"daemon off; master_process off; pid {place}/pid; events {{ worker_connections 512; }}"
                f"http {{ access_log off; {temporary} include {place}/inkling.conf; }}"
            )
            (folder / "inkling.conf").write_text(config)
            service.url = f"http://127.0.0.1:{service.port}/"
            yield service.start()


@contextlib.contextmanager
def servers(*settings):
    """Server processes, started together."""
    with ThreadPoolExecutor() as pool:
        starts = [pool.submit(FakeServer, **chosen) for chosen in settings]
    try:
        yield [start.result() for start in starts]
    finally:
        for start in starts:
            if not start.exception():
                start.result().stop(signal.SIGKILL)


@contextlib.contextmanager
def tabs():
    """Opens tabs; all are closed in the end."""
    opened = []
    try:
        yield lambda *args: opened.append(Tab(*args)) or opened[-1]
    finally:
        for tab in opened:
            tab.close()


def kept(url):
    """Rows of rooms, of people, and of what they drew."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        tables = (rooms.rooms, rooms.pieces, players.players, players.pieces)
        rows = [row for table in tables for row in connection.execute(select(table))]
    engine.dispose()
    return rows


def results(url):
    """What the database says of each round: (reason, points)."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT round, reason, points FROM results")).all()
    engine.dispose()
    assert len({row.round for row in rows}) == len(rows)
    return {row.round: (row.reason, row.points) for row in rows}


@pytest.mark.timeout(400)
def test_everybody_finishes_on_another_server_when_one_is_killed():
    with contextlib.ExitStack() as stack:
        redis, postgres = (stack.enter_context(make()).start() for make in (services.redis, services.postgres))
        shared = {"redis_url": redis.url, "database_url": postgres.url, "proxies": 1}
        pair = stack.enter_context(servers(shared, shared))
        front = stack.enter_context(nginx(*(server.url.removeprefix("http://") for server in pair)))
        tab, pool = stack.enter_context(tabs()), stack.enter_context(ThreadPoolExecutor(40))
        reached, killed = threading.Semaphore(0), threading.Event()
        playing = []
        while len(playing) < 4 or not all(server.tell("fed") for server in pair):  # until some play on each
            playing.append(tab(front.url, ("websocket", "polling")[len(playing) % 2]))
            playing[-1].begin("ladder")
            playing[-1].stroke()
            playing[-1].undo()
        games = [pool.submit(play, each, reached, killed) for each in playing]
        for _ in playing:
            assert reached.acquire(timeout=WAIT)

        pair[0].stop(signal.SIGKILL)
        killed.set()
        done = [game.result(WAIT) for game in games]

        assert {(each.over["won"], each.over["reason"]) for each in done} == {(True, "recognized")}
        moved = [each for each in done if each.links > 1]
        assert 0 < len(moved) < len(done)
        for each in done:  # the time that a takeover takes has passed for the round as well
            assert each.took - 1.5 < each.over["ms"] / 1000 < each.took + 0.1
        until(lambda: len(results(postgres.url)) == len(done), "all results are written")
        counted = results(postgres.url)
        assert counted == {each.round: ("recognized", counted[each.round][1]) for each in done}
        for each in done:  # what came when the round was over already was not counted
            assert each.points() - 3 <= counted[each.round][1] <= each.points()


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_class_meets_at_one_server_and_goes_on_at_the_other_when_that_one_is_killed():
    with contextlib.ExitStack() as stack:
        redis, postgres = (stack.enter_context(make()).start() for make in (services.redis, services.postgres))
        shared = {"redis_url": redis.url, "database_url": postgres.url, "proxies": 1}
        pair = stack.enter_context(servers(shared, shared))
        front = stack.enter_context(nginx(*(server.url.removeprefix("http://") for server in pair)))

        def seat(*args, **fields):
            page = Seat(front, *args, **fields)
            stack.callback(page.close)
            return page

        def leads():
            host = seat(tab=code)
            return host, host.say("room_host", {"code": code, "token": room["host"]})

        opener = seat()
        room = opener.say("room_open", {"settings": {"words": ["circle"], "approve": False}})
        opener.close()  # now it knows the code, and calls again where the class meets
        code = room["code"]
        host, _ = leads()
        wall = seat(tab=code)
        wall.say("room_wall", {"code": code, "token": room["wall"]})
        pupils = [seat(tab=code) for _ in range(3)]
        joined = [page.say("room_join", {"code": code}) for page in pupils]
        assert host.say("room_do", {"do": "start"}) == {}
        rounds = [page.until("begin")["round"] for page in pupils]
        assert pupils[0].win(rounds[0])["won"]
        for page, round in list(zip(pupils, rounds, strict=True))[1:]:
            page.draw(round, 0)
        wall.until("frame", lambda frame: any(canvas.get("ink") for canvas in frame["canvases"]))
        met = [server for server in pair if server.tell("fed")]
        assert len(met) == 1, "a class is spread over the servers"
        time.sleep(4)  # longer than rooms and rounds wait to be written, on a busy machine too

        met[0].stop(signal.SIGKILL)
        host, entered = leads()
        back = [seat(page.hello["resume"], tab=code) for page in pupils]
        acks = [
            page.say("room_join", {"code": code, "seat": ack["seat"]})
            for page, ack in zip(back, joined, strict=True)
        ]  # fmt: skip
        assert back[1].win(acks[1]["begin"]["round"], 1)["won"]
        host.say("room_do", {"do": "end"})
        results = host.say("room_results", {})
        host.say("room_do", {"do": "close"})

        assert [member["score"] for member in entered["room"]["members"]] == [1, 0, 0]
        assert [ack["me"] for ack in acks] == [ack["me"] for ack in joined]
        assert acks[1]["begin"]["round"] == rounds[1]
        assert [sum(len(x) for x, *_ in one["strokes"]) for one in results["drawings"]] == [18, 18, 6]
        assert back[0].until("gone") == {"reason": "closed"}
        until(lambda: not kept(postgres.url), "what was kept of the class is deleted")


@pytest.mark.slow
@pytest.mark.timeout(400)  # a server's start takes seconds, or a minute where everything else runs as well
def test_a_round_goes_on_after_the_one_server_was_killed_and_after_it_was_ended(tmp_path):
    """One process and an SQLite file: the third server gets what the first and the second one took in."""
    url = f"sqlite:///{tmp_path}/inkling.sqlite3"
    with tabs() as tab, contextlib.ExitStack() as stack:
        [server] = stack.enter_context(servers({"database_url": url}))
        page = tab(server.url)
        page.begin("ladder")
        page.stroke()
        page.stroke()
        page.point()

        codes = []
        for number in (signal.SIGKILL, signal.SIGTERM):
            codes.append(server.stop(number))
            [server] = stack.enter_context(servers({"database_url": url}))
            page.url = server.url
            page.point()
        page.stroke()
        page.stroke()
        while not page.over:
            page.point()

        assert codes == [-signal.SIGKILL, 0]
        assert page.links == 3 and page.over["won"]
        assert page.took - 1.5 < page.over["ms"] / 1000 < page.took + 0.1
        assert server.stop() == 0
        [(reason, points)] = results(url).values()
        assert reason == "recognized" and page.points() - 3 <= points <= page.points()


@pytest.mark.slow
def test_a_server_plays_on_while_redis_is_away(tmp_path):
    """Away at the start, there, away again with all that was in it, and back: its own players notice nothing."""
    settings = {"database_url": f"sqlite:///{tmp_path}/inkling.sqlite3"}
    with services.redis() as redis, servers({**settings, "redis_url": redis.url}) as [server], tabs() as tab:
        page = tab(server.url)
        page.begin("ladder")
        page.stroke()

        for _ in range(2):
            redis.start()
            page.stroke()
            until(lambda: keys(redis), "the round is kept in Redis")
            redis.close()
            page.stroke()
        while not page.over:
            page.point()

        assert page.over["won"] and page.links == 1
        assert server.stop() == 0


def keys(service):
    with closing(Redis.from_url(service.url)) as client:
        return client.keys("inkling:player:*")
