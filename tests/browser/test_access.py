"""For everyone: WCAG 2.2 AA by axe-core on every screen, the keyboard alone, and a page that is magnified."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.shapes import ladder
from tests.later import later

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "contrast": {"color_scheme": "light", "contrast": "more"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
VIOLATIONS = """(standard) => axe
    .run(document, { runOnly: standard, resultTypes: ["violations"] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, any }) => [id, target.join(" "), any[0]?.message ?? ""].join(": "))))"""

# The focused element: what it is, whether its focus is to be seen (on itself, on what it lies in, or on its label), and
# whether it is what lies there on the screen.
FOCUSED = """() => {
    const one = document.activeElement;
    const outlined = (element) => {
        const { outlineStyle, outlineWidth } = element ? getComputedStyle(element) : { outlineStyle: "none" };
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    const { left, top, width, height } = one.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    return {
        name: one.dataset.play ?? one.dataset.act ?? (one.id || one.className || one.tagName),
        seen: [one, one.parentElement, one.nextElementSibling].some(outlined),
        free: one.contains(there) || Boolean(there?.contains(one)),
    };
}"""


def violations(page: Page) -> list[str]:
    """What axe-core finds. It is put in through the debugger, which the page's own policy does not bind."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(VIOLATIONS, STANDARD)


@pytest.mark.parametrize("scheme", later(SCHEMES, ("light",)))
def test_axe_finds_nothing_on_any_screen(open_context, server, scheme):
    context = open_context(reduced_motion="reduce", **SCHEMES[scheme])
    player = Player(context.page(), server).open("?words=ladder&seconds=120")
    page, found = player.page, {}

    found["start"] = violations(page)
    page.click("#settings-open")
    found["settings"] = violations(page)
    page.keyboard.press("Escape")
    page.click("#play")
    player.expect(phase="drawing").draw(ladder()[:4]).says("star")
    found["drawing"] = violations(page)
    page.click("#how-open")
    expect(page.locator(".how-bar").first).to_be_visible()
    page.click("#how-numbers")
    found["how it decides"] = violations(page)
    page.click("#how-open")
    player.draw(ladder()[4:]).expect(phase="over")
    found["verdict"] = violations(page)
    page.wait_for_timeout(600)  # a click that follows the verdict at once is not meant for this button
    page.click("#next")
    expect(page.locator("#end")).to_be_visible()
    found["end"] = violations(page)
    page.click(".end-home")
    page.click("[data-play=zen]")
    player.expect(phase="drawing")
    found["zen"] = violations(page)

    assert {screen: faults for screen, faults in found.items() if faults} == {}


def stops(page: Page, limit: int = 30) -> list[str]:
    """Where the tab key leads, from where the focus is until it comes round; each stop is seen and not covered."""
    names: list[str] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["name"] == "BODY" or focused["name"] in names:
            return names
        assert focused["seen"] and focused["free"], focused
        names.append(focused["name"])
    raise AssertionError(f"the keyboard does not come round: {names}")


def test_the_tab_key_leads_through_the_page_in_reading_order(player):
    page = player.open("?words=ladder&seconds=120").page

    start = stops(page)
    page.keyboard.press("Enter")
    player.expect(phase="drawing").draw(ladder()[:2]).says("square")
    drawing = stops(page)

    modes = ["classic", "settings-open", "streak", "sprint", "hidden", "zen"]
    assert start == ["language", *modes, "join-class", "host-class", "give-drawings"]
    assert [name for name in drawing if name in ("undo", "clear", "hint", "skip", "leave")] == [
        "undo", "clear", "hint", "skip", "leave",
    ], drawing  # fmt: skip


def test_the_settings_keep_the_focus_and_give_it_back(player):
    page = player.open().page
    page.focus("#settings-open")
    page.keyboard.press("Enter")
    dialog = page.locator("#settings")
    expect(dialog).to_be_visible()

    page.keyboard.press("Tab")
    inside = page.evaluate("() => document.querySelector('#settings').contains(document.activeElement)")
    page.keyboard.press("Escape")

    assert inside
    expect(dialog).to_be_hidden()
    expect(page.locator("#settings-open")).to_be_focused()


@pytest.mark.parametrize("size", [(640, 512), (320, 256)], ids=["200%", "400%"])
def test_magnified_the_page_needs_no_scrolling_sideways(open_context, server, size):
    context = open_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    player = Player(context.page(), server).open("?words=ladder&seconds=120")
    page, widths = player.page, {}
    wide = "() => document.documentElement.scrollWidth"

    widths["start"] = page.evaluate(wide)
    page.locator("#play").press("Enter")
    player.expect(phase="drawing")
    widths["drawing"] = page.evaluate(wide)

    assert max(widths.values()) <= size[0], widths
    for name in ("undo", "skip"):
        button = page.locator(f"[data-act={name}]")
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box and box["width"] >= 24 and box["height"] >= 24
