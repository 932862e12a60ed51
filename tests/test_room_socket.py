"""A class over real sockets: three pupils, a host and a wall, a server that is killed in between, and what is left."""

import signal
import time

import numpy as np
import pytest

from tests.fake_server import FakeServer
from tests.page import Seat, X

NAME = "Zebulon Quux"


@pytest.fixture
def server(tmp_path, monkeypatch):
    """One that can be killed and comes back."""

    class Restarting:
        def __init__(self):
            self.server = FakeServer(database_url=f"sqlite:///{tmp_path}/results.sqlite3")

        @property
        def url(self):
            return self.server.url

        def kill(self):
            self.server.stop(signal.SIGKILL)
            self.server = FakeServer(database_url=f"sqlite:///{tmp_path}/results.sqlite3")

    restarting = Restarting()
    yield restarting
    restarting.server.stop()


def left_behind(folder):
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_a_class_plays_through_the_death_of_the_server_and_leaves_nothing(server, tmp_path, capfd):
    host = Seat(server)
    room = host.say("room_open", {"settings": {"words": ["circle", "star"], "approve": False, "names": True}})
    code = room["code"]
    wall = Seat(server)
    wall.say("room_wall", {"code": code, "token": room["wall"]})
    pupils = [Seat(server) for _ in range(3)]
    acks = [page.say("room_join", {"code": code, "name": f"{NAME} {i}"}) for i, page in enumerate(pupils)]

    assert host.say("room_do", {"do": "start"}) == {}
    rounds = [page.until("begin")["round"] for page in pupils]
    pupils[0].draw(rounds[0], 0)
    drawn = wall.until("frame", lambda frame: any(canvas.get("ink") for canvas in frame["canvases"]))
    assert pupils[0].win(rounds[0], 1)["won"]
    pupils[1].draw(rounds[1], 0)
    pupils[2].draw(rounds[2], 0)
    host.until("room", lambda view: view["done"] == 1)
    time.sleep(4)  # longer than rooms and rounds wait to be written, on a busy machine too
    kept = left_behind(tmp_path)
    server.kill()

    host_again = Seat(server)
    entered = host_again.say("room_host", {"code": code, "token": room["host"]})
    back = []
    for page, ack in list(zip(pupils, acks, strict=True))[:2]:  # the third never comes back
        back.append(Seat(server, page.hello["resume"]))
        back[-1].rejoined = back[-1].say("room_join", {"code": code, "seat": ack["seat"]})
    begun = back[1].rejoined["begin"]
    assert back[1].win(begun["round"], 1)["won"]
    host_again.say("room_do", {"do": "end"})
    results = host_again.say("room_results", {})
    host_again.say("room_do", {"do": "close"})
    assert back[0].until("gone") == {"reason": "closed"}
    for page in (*pupils, *back, host, host_again, wall):
        page.close()
    server.server.stop()

    ink, trace = np.array(X, np.float32).tobytes(), capfd.readouterr()
    assert [canvas["member"] for canvas in drawn["canvases"] if canvas.get("ink")] == ["m1"]
    assert entered["wall"] == room["wall"] and [m["score"] for m in entered["room"]["members"]] == [1, 0, 0]
    assert [page.rejoined["me"] for page in back] == [ack["me"] for ack in acks[:2]]
    assert begun["round"] == rounds[1]
    assert [len(drawing["strokes"][0][0]) for drawing in results["drawings"][:2]] == [18, 18]
    assert NAME.encode() in kept and ink in kept  # or the search below would find nothing in any case
    left = left_behind(tmp_path)
    secrets = [
        NAME.encode(),
        ink,
        code.encode(),
        room["host"].encode(),
        room["wall"].encode(),
        acks[0]["seat"].encode(),
    ]
    assert [secret for secret in secrets if secret in left] == []
    written = (trace.out + trace.err).encode()
    assert [secret for secret in [*secrets, b"777.25"] if secret in written] == []


def test_sixty_pupils_join_together_and_all_of_them_draw(server):
    host = Seat(server)
    room = host.say("room_open", {"settings": {"words": ["circle"], "approve": False}})
    wall = Seat(server)
    wall.say("room_wall", {"code": room["code"], "token": room["wall"]})
    pupils = [Seat(server) for _ in range(60)]
    for page in pupils:
        page.client.emit("room_join", {"code": room["code"]})

    host.until("room", lambda view: view["players"] == 60)
    host.say("room_do", {"do": "start"})
    for page in pupils:
        page.client.emit(
            "ink",
            {"round": page.until("begin")["round"], "seq": 0, "x": X, "y": X, "t": list(range(6)), "up": True},
        )
    drawn = set()
    while len(drawn) < 60:
        drawn |= {canvas["member"] for canvas in wall.until("frame")["canvases"] if canvas.get("ink")}
    for page in (*pupils, host, wall):
        page.close()
