"""The parts joined: pages, headers, and how the sockets are set up."""

from dataclasses import replace

import pytest

from model import CheckpointError
from server import wire
from server.app import create_app, serve
from server.errors import SetupError
from server.packets import CheckedPacket
from tests.made import line


@pytest.fixture
def app(settings, recognizer):
    app = create_app(settings, recognizer)
    yield app
    app.extensions["inkling"].game.engine.stop()
    app.extensions["inkling"].keeper.close()


@pytest.fixture
def browser(app):
    return app.test_client()


class Ending:
    """Where nothing runs, and a server that is told to play is told to end at once."""

    def spawn(self, function, /, *args):
        pass

    def serve(self, app, listener, most, running, leaving):
        leaving()


def test_a_server_that_ends_says_and_closes_everything_whatever_fails(app, monkeypatch, caplog):
    parts, done = app.extensions["inkling"], []

    def broken():
        raise RuntimeError("out of memory")

    for part, name in ((parts.classroom, "flush"), (parts.game.engine, "stop"), (parts.classroom, "close")):
        monkeypatch.setattr(part, name, broken)
    monkeypatch.setattr(parts.links, "farewell", lambda name, fields: done.append(name))
    for name in ("keeping", "gifts", "keeper"):
        monkeypatch.setattr(getattr(parts, name), "close", lambda name=name: done.append(name))
    app.extensions["inkling"] = replace(parts, concurrency=Ending())

    serve(app, None, lambda: True)

    monkeypatch.undo()
    parts.classroom.close()
    assert done == ["bye", "keeping", "gifts", "keeper"]
    assert caplog.text.count("a step of the server's end failed") == 3


def test_the_page_is_served(browser):
    answer = browser.get("/")

    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "/static/js/main.js" in answer.text


def test_an_address_without_a_page_leads_people_back_and_tells_programs_in_a_line(browser):
    person = browser.get("/no/such/page", headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": "de"})
    program, said = browser.get("/texts/xx.json"), browser.get("/rooms/!/link.json", headers={"Accept": "text/html"})

    assert [answer.status_code for answer in (person, program, said)] == [404, 404, 404]
    assert "Diese Seite gibt es nicht." in person.text and 'href="/"' in person.text and 'lang="de"' in person.text
    assert "There is no such page" not in program.text


def test_health_names_the_model(browser):
    answer = browser.get("/healthz")

    assert answer.json == {"status": "ok", "model": {"name": "fake", "version": "1"}}
    assert answer.headers["Cache-Control"] == "no-store"


def test_drawings_to_show_are_those_of_the_folder_that_is_set(settings, recognizer, tmp_path):
    (tmp_path / "star.ndjson").write_text(line("star", 1), encoding="utf-8")
    app = create_app(settings.model_copy(update={"drawings": tmp_path}), recognizer)
    browser = app.test_client()

    star, unknown = browser.get("/examples/star.json"), browser.get("/examples/gnu.json")
    app.extensions["inkling"].game.engine.stop()
    app.extensions["inkling"].keeper.close()

    assert star.json["word"] == "star" and len(star.json["drawings"]) == 1
    assert unknown.json == {"word": "gnu", "given": [], "drawings": []}


def test_a_folder_of_drawings_that_is_not_there_stops_the_start(settings, recognizer, tmp_path):
    with pytest.raises(SetupError, match="INKLING_DRAWINGS"):
        create_app(settings.model_copy(update={"drawings": tmp_path / "nowhere"}), recognizer)


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/js/wire.js", "/no/such/page"])
def test_everything_carries_the_security_headers(browser, path):
    headers = browser.get(path, buffered=True).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "data:" not in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_a_file_is_asked_for_again_and_not_sent_again(browser):
    first = browser.get("/static/js/wire.js", buffered=True)
    second = browser.get("/static/js/wire.js", headers={"If-None-Match": first.headers["ETag"]}, buffered=True)

    assert first.headers["Cache-Control"] == "no-cache"
    assert first.mimetype in ("text/javascript", "application/javascript")
    assert (second.status_code, second.data) == (304, b"")


def test_messages_stay_in_order_and_small_and_from_our_own_page(app):
    server = app.extensions["socketio"].server

    assert server.async_handlers is False
    assert server.packet_class is CheckedPacket
    assert server.eio.max_http_buffer_size == wire.MAX_FRAME
    assert server.eio.cors_allowed_origins is None  # the library's word for: the same origin only
    assert server.eio.async_mode == app.extensions["inkling"].settings.async_mode


def test_another_sites_page_may_not_connect(browser):
    answer = browser.get("/socket.io/?EIO=4&transport=polling", headers={"Origin": "http://elsewhere.example"})

    assert answer.status_code == 400
    assert "origin" in answer.text


def test_a_missing_checkpoint_is_one_line(settings, tmp_path):
    chosen = settings.model_copy(update={"checkpoint": tmp_path / "none.safetensors"})

    with pytest.raises(CheckpointError) as caught:
        create_app(chosen)

    assert "none.safetensors" in str(caught.value) and "\n" not in str(caught.value)


def test_an_unwritable_database_keeps_the_app_from_starting(settings, recognizer):
    with pytest.raises(SetupError, match="cannot write to the database"):
        create_app(settings.model_copy(update={"database_url": "sqlite:////dev/null/x.sqlite3"}), recognizer)
