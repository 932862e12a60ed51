"""Links that others on the network can use, and their QR codes."""

import xml.etree.ElementTree as ElementTree

import pytest

from server import addresses
from server.app import create_app


@pytest.fixture
def school(monkeypatch):
    """A machine with one address on a network."""
    monkeypatch.setattr(addresses, "local", lambda: ["192.168.7.5"])


@pytest.fixture
def browser(settings, recognizer):
    app = create_app(settings.model_copy(update={"host": "0.0.0.0"}), recognizer)
    yield app.test_client()
    app.extensions["inkling"].game.engine.stop()
    app.extensions["inkling"].keeper.close()


def test_this_machines_own_addresses_are_not_those_others_use():
    assert not [address for address in addresses.local() if address.startswith("127.") or address == "0.0.0.0"]


def test_a_server_that_listens_everywhere_is_found_at_the_network_and_one_at_home_nowhere(school):
    assert addresses.urls("0.0.0.0", 8000) == ["http://192.168.7.5:8000/"]
    assert addresses.urls("127.0.0.1", 8000) == []
    assert addresses.urls("10.1.2.3", 80) == ["http://10.1.2.3:80/"]


@pytest.mark.parametrize(
    ("asked", "listening", "link"),
    [
        ("http://127.0.0.1:8000/", "0.0.0.0", "http://192.168.7.5:8000/"),
        ("http://localhost/", "0.0.0.0", "http://192.168.7.5/"),
        ("http://localhost:8000/", "127.0.0.1", "http://localhost:8000/"),  # nobody else gets there in any case
        ("https://draw.school/", "0.0.0.0", "https://draw.school/"),
    ],
)
def test_a_teachers_own_address_becomes_one_that_others_can_use(school, asked, listening, link):
    assert addresses.reachable(asked, listening) == link


def test_the_qr_code_of_a_room_is_that_of_its_link(school, browser):
    link = browser.get("/rooms/ACDEFH/link.json").json["link"]
    code = browser.get("/rooms/acdefh/qr.svg")

    assert link.endswith("/join/ACDEFH")
    assert code.mimetype == "image/svg+xml" and code.data == addresses.svg(link)
    assert ElementTree.fromstring(code.data).tag.endswith("svg")


@pytest.mark.parametrize("path", ["/rooms/AAAAAAA/qr.svg", "/rooms/0OIL18/qr.svg", "/rooms/<b>/link.json"])
def test_what_is_no_code_has_no_link(browser, path):
    assert browser.get(path).status_code == 404


def test_a_host_name_of_no_host_is_refused(browser):
    assert browser.get("/rooms/ACDEFH/qr.svg", headers={"Host": "a" * 3000}).status_code == 400


def test_the_words_come_with_how_hard_they_are_and_what_they_are_about(browser):
    words = browser.get("/words.json").json["words"]

    assert sorted(word for word, _, _ in words) == sorted(["circle", "square", "triangle", "star", "ladder", "spiral"])
    assert [level for _, level, _ in words] == ["easy"] * 2 + ["medium"] * 2 + ["hard"] * 2
    assert {word: theme for word, _, theme in words if theme != "shapes"} == {
        "star": "nature", "ladder": "tools", "spiral": "other",
    }  # fmt: skip


def test_a_terminal_shows_a_code_of_blocks():
    lines = addresses.terminal("http://192.168.7.5:8000/").splitlines()

    assert len(lines) > 10 and set("".join(lines)) & set("█▀▄")
