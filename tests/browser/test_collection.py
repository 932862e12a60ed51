"""The collection and one's own drawings in a browser: found, opened, deleted; on small screens as well."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from server.codes import hashed
from server.doodles.export.choice import Choice
from server.doodles.export.export import export
from server.store import Store
from tests.browser.test_access import violations
from tests.fake_server import FakeServer
from tests.given import contributor, doodle

RECEIPT = "acorn actor album alarm amber angle"
# Other colours have come, and no transition from those before is under way.
PAINTED = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def collection(tmp_path):
    """The address of a server with an export, and drawings under a receipt."""
    url = f"sqlite:///{tmp_path}/drawings.sqlite3"
    store = Store(url)
    with Session(store.engine) as session, session.begin():
        giver = contributor(session, hashed(RECEIPT.replace(" ", "-")))
        for key, word in enumerate(("The Mona Lisa", "moon", "apple", "star"), 1):
            doodle(session, str(key), word=word, status="validated", contributor=giver)
    export(store.engine, tmp_path / "exports/today", Choice(("raw", "simplified", "svg")), date(2026, 11, 23))
    store.close()
    server = FakeServer(database_url=url, exports=str(tmp_path / "exports"))
    yield f"{server.url}/doodles"
    server.stop()


@pytest.mark.slow
def test_the_collection_and_ones_own_drawings_are_for_everybody(open_context, collection):
    faults, wide = {}, {}

    def look(page, name):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(PAINTED)
            faults[name, scheme] = violations(page)
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(PAINTED)
            wide[name, width] = page.evaluate(WIDE)

    page = open_context(reduced_motion="reduce", locale="en").page()
    page.goto(f"{collection}/download")
    expect(page.locator("#words b")).to_have_text(["apple", "moon", "star", "The Mona Lisa"])
    look(page, "download")
    page.fill("#find", "MO")
    expect(page.locator("#words b:visible")).to_have_text(["moon", "The Mona Lisa"])
    with page.expect_download() as got:
        page.get_by_role("link", name="moon, svg").click()
    assert got.value.suggested_filename.endswith(".zip")

    page.goto(f"{collection}/mine")
    look(page, "door")
    page.fill("#receipt", RECEIPT.upper())
    page.keyboard.press("Enter")
    expect(page.locator(".mine-item")).to_have_count(4)
    look(page, "mine")
    page.click("#mine >> text=Delete all")
    look(page, "sure")
    page.keyboard.press("Escape")
    page.locator(".mine-item", has_text="Moon").get_by_role("button").click()
    expect(page.locator(".mine-item")).to_have_count(3)

    page.goto(f"{collection}/download")
    expect(page.locator("#words li", has_text="moon")).to_contain_text("taken back")
    look(page, "withheld")
    assert {screen: found for screen, found in faults.items() if found} == {}
    assert {screen: over for screen, over in wide.items() if over > 0} == {}
