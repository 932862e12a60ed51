"""`python -m server` as whoever starts it sees it: an address, or one line that says what is wrong."""

import re
import signal
import socket

import pytest
import requests

from server import addresses, app
from server.__main__ import _invite, main
from server.settings import Settings
from tests.fake_server import WAIT, FakeServer
from tests.fakes import FakeRecognizer


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path}/results.sqlite3"


@pytest.fixture
def fake_network(monkeypatch):
    monkeypatch.setattr(app.Recognizer, "load", lambda *_, **__: FakeRecognizer())


def complaint(capsys, *arguments):
    """The one line on stderr of a server that does not start."""
    assert main([*arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    [line] = err.splitlines()
    assert line.startswith("inkling: ") and "Traceback" not in line
    return line


def test_a_port_in_use_is_one_line(capsys, database):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        line = complaint(capsys, "--port", str(port), "--database-url", database)

    assert f"127.0.0.1 port {port}" in line and "in use" in line and "--port" in line


def test_a_missing_checkpoint_is_one_line(capsys, database, tmp_path):
    missing = tmp_path / "none.safetensors"

    line = complaint(capsys, "--port", "0", "--database-url", database, "--checkpoint", str(missing))

    assert str(missing) in line


def test_a_checkpoint_that_is_none_is_one_line(capsys, database, tmp_path):
    wrong = tmp_path / "wrong.safetensors"
    wrong.write_bytes(b"this was never trained" * 50)

    line = complaint(capsys, "--port", "0", "--database-url", database, "--checkpoint", str(wrong))

    assert str(wrong) in line


def test_an_unwritable_database_is_one_line(capsys, fake_network):
    line = complaint(capsys, "--port", "0", "--database-url", "sqlite:////dev/null/inkling.sqlite3")

    assert "/dev/null/inkling.sqlite3" in line and "INKLING_DATABASE_URL" in line


def test_a_wrong_setting_is_one_line(capsys):
    assert "INKLING_PORT is 'http'" in complaint(capsys, "--port", "http")


def test_help_explains_every_setting(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    text = capsys.readouterr().out
    assert ended.value.code == 0
    assert "--port" in text and "in seconds" in text
    for name, field in Settings.model_fields.items():
        assert re.search(rf"INKLING_{name.upper()} +{re.escape(field.description or '')}", text), "name, space, meaning"
        assert field.default is None or f"(default: {field.default})" in text


def test_an_unknown_option_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--colour", "red"])

    assert ended.value.code == 2


def test_who_plays_at_a_terminal_is_shown_the_addresses_and_a_code_for_the_first(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    _invite(["http://192.168.7.5:5000/", "http://10.0.0.2:5000/"])

    said = capsys.readouterr().out
    assert "at http://192.168.7.5:5000/\n" in said and "at http://10.0.0.2:5000/\n" in said
    assert said.endswith(f"{addresses.terminal('http://192.168.7.5:5000/')}\n")


def test_the_server_says_where_it_is_and_ends_when_it_is_told_to(database):
    server = FakeServer(database_url=database)

    health = requests.get(f"{server.url}/healthz", timeout=WAIT).json()
    code = server.stop(signal.SIGINT)

    assert re.fullmatch(r"Inkling is at http://127\.0\.0\.1:\d+/", server.greeting)
    assert health["status"] == "ok"
    assert code == 0
