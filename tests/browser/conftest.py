"""The real server in a process of its own, the installed chromium, and a page that must not complain."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.classroom import Class
from tests.browser.link import Link
from tests.browser.player import Player
from tests.fake_server import FakeServer

ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000  # milliseconds for what takes a blink on an idle machine
REPORT_VIOLATIONS = """
    addEventListener("securitypolicyviolation", (event) =>
        console.error(`policy violated: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no chromium is installed: the page cannot be opened")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def fake_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeServer]:
    """The real server, its network replaced by one that counts strokes (tests/fakes.py)."""
    server = FakeServer(database_url=f"sqlite:///{tmp_path_factory.mktemp('browser')}/results.sqlite3")
    yield server
    server.stop()


@pytest.fixture
def server(fake_server: FakeServer) -> str:
    """Its address."""
    return f"{fake_server.url}/"


@pytest.fixture(scope="session")
def trained_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server as everybody runs it, with the shipped network."""
    if not (ROOT / "model/weights/inkling.safetensors").exists():
        pytest.skip("model/weights/inkling.safetensors is missing: there is no trained network to play with")
    database = f"sqlite:///{tmp_path_factory.mktemp('trained')}/results.sqlite3"
    with subprocess.Popen(
        [sys.executable, "-m", "server", "--port", "0", "--database-url", database],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            greeting = process.stdout.readline().strip()
            assert greeting.startswith("Inkling is at "), f"the server did not start: {greeting!r}"
            yield greeting.removeprefix("Inkling is at ")
        finally:
            process.terminate()


class Context:
    """A browser context whose pages must not complain, unless the test expects it to."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.complaints: list[str] = []
        usual = {"viewport": {"width": 900, "height": 640}, "service_workers": "block"}
        self.context: BrowserContext = browser.new_context(**{**usual, **options})
        self.context.add_init_script(REPORT_VIOLATIONS)

    def page(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page


@pytest.fixture
def open_context(browser: Browser) -> Iterator:
    """A function that makes contexts with Playwright's options; in the end nothing in them may have complained."""
    contexts: list[Context] = []

    def make(**options: object) -> Context:
        contexts.append(Context(browser, **options))
        return contexts[-1]

    yield make
    for context in contexts:
        context.context.close()
        assert context.complaints == []


@pytest.fixture
def player(open_context, server: str) -> Player:
    return Player(open_context().page(), server)


@pytest.fixture
def link(server: str) -> Iterator[Link]:
    """A line to the server that can be cut."""
    place = urlsplit(server)
    assert place.hostname and place.port
    line = Link((place.hostname, place.port))
    yield line
    line.close()


@pytest.fixture
def room(open_context, server: str) -> Class:
    """A class whose host has opened a room."""
    return Class(open_context, server)
