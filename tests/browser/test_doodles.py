"""Given drawings in real browsers: moderators rule on them by keyboard, players confirm and report them."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.doodles.tables import Doodle, Review, Vote
from server.doodles.tables import Moderator as Kept
from server.store import Store
from tests.browser.moderator import Moderator, fill
from tests.browser.test_access import violations
from tests.later import later


@pytest.fixture
def database(fake_server):
    """The address of the server's database, without drawings once the test is over."""
    url = fake_server.settings["database_url"]
    yield url
    store = Store(url)
    with store.engine.begin() as connection:
        for table in (Doodle, Kept):
            connection.execute(delete(table))
    store.close()


def rows(database, table):
    store = Store(database)
    with Session(store.engine) as session:
        found = session.scalars(select(table)).all()
    store.close()
    return found


ON_TOP = """element => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2) === element;
}"""  # it is on the screen, and nothing covers it


def test_a_moderator_works_through_the_queue_without_leaving_the_keyboard(open_context, server, database):
    fill(database, 40)
    page = open_context(reduced_motion="reduce").page()
    moderator = Moderator(page, server).sign_in().sees("40 waiting")

    moderator.rule(*"kkru" * 5).sees("20 waiting")
    moderator.press("z", "Backspace", "z").sees("23 waiting")
    moderator.rule("r", "1").sees("21 waiting")
    moderator.press("w")
    expect(page.locator("#better-word")).to_be_focused()
    page.keyboard.type("lad")
    expect(page.locator("[role=option]")).to_have_text(["ladder"])
    assert page.locator("[role=option]").evaluate(ON_TOP), "the buttons do not lie over what is typed and chosen"
    moderator.press("Enter").sees("20 waiting")
    moderator.rule(*"k" * 20).sees("0 waiting")
    expect(page.locator("#said")).to_have_text("Nothing waits. Thank you.")
    page.click("#log-open")
    expect(page.locator(".review-entries tr")).to_have_count(43)

    kept = {row.key: row for row in rows(database, Doodle)}
    verdicts = [review.verdict for review in rows(database, Review) if not review.undone]
    assert {row.status for row in kept.values()} == {"validated", "invalidated", "other"}
    assert len(verdicts) == 40
    assert [kept[key].better for key in ("18", "19", "20")] == [None, "triangle", "ladder"]
    assert kept["18"].status == "invalidated"


def test_verdicts_can_be_given_by_touch_and_undone_after_a_reload(open_context, server, database):
    fill(database, 3)
    page = open_context(viewport={"width": 360, "height": 640}, has_touch=True, reduced_motion="reduce").page()
    moderator = Moderator(page, server).sign_in().sees("3 waiting")

    page.tap("[data-act=reject]")
    moderator.sees("2 waiting")
    page.wait_for_function("() => document.querySelector('#said').textContent === ''")
    expect(page.locator("#word")).to_have_text("Is it “triangle”?")
    page.reload()
    moderator.sees("2 waiting")
    page.tap("[data-act=undo]")
    moderator.sees("3 waiting")

    expect(page.locator("#word")).to_have_text("Is it “square”?")
    assert {row.status for row in rows(database, Doodle)} == {"waiting"}


def test_players_confirm_by_arrow_keys_and_report(open_context, server, database):
    fill(database, 4, suspicion=0.1)
    page = open_context(reduced_motion="reduce", locale="de").page()
    page.goto(f"{server}doodles/confirm")
    expect(page.locator("#ask")).not_to_be_empty()

    for key, count in (("ArrowRight", 1), ("ArrowLeft", 2), ("ArrowDown", 3)):
        page.keyboard.press(key)
        expect(page.locator("#helped")).to_contain_text(str(count))
    page.click(".report")
    page.locator(".report-reason").first.click()
    expect(page.locator(".report-said")).to_contain_text("verborgen")

    assert {vote.yes for vote in rows(database, Vote)} == {True, False, None}
    assert [row.reported for row in rows(database, Doodle)].count(True) == 1
    expect(page.locator("#again")).to_be_visible()


@pytest.mark.parametrize("scheme", later(["light", "dark"], ["light"]))
def test_axe_finds_nothing_where_drawings_are_reviewed_and_confirmed(open_context, server, database, scheme):
    fill(database, 2, suspicion=0.2)
    page, found = open_context(color_scheme=scheme, reduced_motion="reduce").page(), {}
    page.goto(f"{server}doodles/confirm")
    expect(page.locator("#ask")).not_to_be_empty()
    found["confirm"] = violations(page)
    page.click(".report")
    found["report"] = violations(page)

    moderator = Moderator(page, server)
    found["door"] = violations(page)
    moderator.sign_in().sees("2 waiting")
    found["desk"] = violations(page)
    moderator.press("w")
    page.keyboard.type("s")
    found["better"] = violations(page)
    moderator.press("Escape", "k").sees("1 waiting")
    page.click("#log-open")
    expect(page.locator(".review-entries tr")).to_have_count(1)
    found["log"] = violations(page)

    assert {screen: faults for screen, faults in found.items() if faults} == {}
