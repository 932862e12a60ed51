"""The page in other languages: chosen, remembered, fitting on the screen, and played in Japanese and Arabic."""

import pytest
from playwright.sync_api import expect

from server.languages import LANGUAGES
from tests.browser.player import Player
from tests.browser.shapes import ladder, star
from tests.later import later

# Labels that do not fit, and things that lie on each other. Text is measured, not the boxes that were given to it; but
# only its width, for the lines of a type are taller than its letters.
MISFITS = """() => {
    const shown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const named = (one) => `${one.className || one.id || one.tagName} "${one.textContent.trim().slice(0, 30)}"`;
    const extent = (one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return range.getBoundingClientRect();
    };
    const labels = `button, h2, h3, .asked-word, .clock-face, .progress, .menu-pitch, #classic-is, legend, .choice-text,
        .settings-hint, .end-line, .thumb-word, .look-line, .fact-text, .close-word, .how-sure`;
    const open = document.querySelector("dialog[open]") ?? document; // what lies behind a dialog is covered by it
    const all = [...open.querySelectorAll(labels)]
        .filter((one) => shown(one) && one.textContent.trim() && !one.querySelector(".unseen"));
    const swiped = (one) => one.closest("#how")?.scrollWidth > one.closest("#how")?.clientWidth; // from card to card
    const boxes = all.map((one) => [one, one.getBoundingClientRect(), extent(one)]);
    const clipped = boxes.filter(([one, box, text]) =>
        text.left < box.left - 1 || text.right > box.right + 1 ||
        !swiped(one) && (text.left < -1 || text.right > innerWidth + 1) ||
        one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0);
    const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const overlapping = boxes.flatMap(([one, box], index) => boxes.slice(index + 1)
        .filter(([other, its]) => !one.contains(other) && !other.contains(one) && over(box, its))
        .map(([other]) => `${named(one)} and ${named(other)} overlap`));
    return [...clipped.map(([one]) => `${named(one)} is clipped`), ...overlapping];
}"""
# Whether the sheet has the size that its place on the screen has come to allow it.
LAID = """() => {
    const [paper, place] = [sheet, desk].map((one) => one.getBoundingClientRect());
    const spare = [place.width - paper.width, place.height - paper.height];
    return Math.min(...spare) > -1 && Math.min(...spare) < 2;
}"""
SIZES = [(360, 640), (820, 1180), (1440, 900)]


def in_language(open_context, server: str, tag: str, **options: object) -> Player:
    return Player(open_context(locale=tag, reduced_motion="reduce", **options).page(), server)


@pytest.mark.parametrize("code", later(LANGUAGES, []))
def test_every_label_fits(open_context, server, code):
    player = in_language(open_context, server, LANGUAGES[code][0]).open("?words=ladder&seconds=120")
    page, found = player.page, {}

    def look(screen: str) -> None:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(LAID)
            page.wait_for_timeout(100)
            page.evaluate("() => settings.scrollTo(0, settings.scrollHeight)")  # above, choices lie beneath its button
            found[f"{screen} at {width}"] = page.evaluate(MISFITS)

    look("start")
    page.click("#settings-open")
    look("settings")
    page.keyboard.press("Escape")
    page.click("#play")
    player.expect(phase="drawing")
    page.wait_for_timeout(200)  # the board takes its place on the screen
    player.draw(ladder()[:1])
    expect(page.locator(".guess").first).to_be_visible()
    look("drawing")
    page.click("#how-open")
    look("how it decides")
    page.click("[data-act=leave]")
    player.expect(phase="end")
    look("end")

    assert {screen: faults for screen, faults in found.items() if faults} == {}


@pytest.mark.slow
def test_a_round_in_japanese(open_context, server):
    player = in_language(open_context, server, "ja-JP").begin("ladder")
    page = player.page
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#asked-word")).to_have_text("はしご")
    expect(page).to_have_title("「はしご」を描いて – Inkling")

    player.draw(ladder()[:4]).says("「星」")
    assert player.guesses()[0] == "星"
    player.draw(ladder()[4:])

    player.expect(phase="over", verdict="recognized").says("わかった、「はしご」だ！")
    expect(page.locator("#announcer")).to_contain_text("「はしご」")


def test_a_round_in_arabic_mirrors_the_page_and_not_the_board(open_context, server):
    player = in_language(open_context, server, "ar-EG", viewport={"width": 1440, "height": 900}).begin("star")
    page = player.page
    expect(page.locator("html")).to_have_attribute("dir", "rtl")

    player.draw([[(0.1, 0.2), (0.1, 0.5), (0.1, 0.8)]])

    assert player.ink_near(0.1, 0.5) and not player.ink_near(0.9, 0.5), "ink is where the pen was"
    board, panel = page.locator("#board").bounding_box(), page.locator(".panel").bounding_box()
    assert board and panel and panel["x"] + panel["width"] <= board["x"], "the guesses stand to the left of the board"
    undo, leave = (page.locator(f"[data-act={name}]").bounding_box() for name in ("undo", "leave"))
    assert undo and leave and undo["x"] > leave["x"], "the first button is the rightmost"
    player.draw(star()[:1] * 3)
    player.expect(phase="over", verdict="recognized").says("«نجمة»")


def test_the_language_can_be_chosen_and_is_remembered(open_context, server):
    context = open_context(locale="fr-FR")
    player = Player(context.page(), server).open()
    page = player.page
    expect(page.locator("#language")).to_have_value("fr")

    page.select_option("#language", "uk")

    expect(page.locator("#play")).to_contain_text("Грати")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    another = Player(context.page(), server).open().page
    expect(another.locator("#play")).to_contain_text("Грати")
    expect(another.locator("#language")).to_have_value("uk")


def test_a_round_goes_on_in_the_language_that_is_chosen_meanwhile(open_context, server):
    player = in_language(open_context, server, "en-GB").begin("star").draw(ladder()[:2]).says("square")

    player.page.evaluate("() => localStorage.setItem('inkling.language', JSON.stringify('de'))")
    player.page.reload()

    player.expect(link="up", phase="drawing").says("Quadrat")
    expect(player.page.locator("#asked-word")).to_have_text("Stern")


def test_nothing_is_shown_before_its_words_are_known(open_context, server):
    page = open_context(locale="de-DE").page()
    held: list = []
    page.route("**/texts/de.json", lambda route: held.append(route))

    with page.expect_request("**/texts/de.json"):
        page.goto(server, wait_until="commit")
    page.wait_for_timeout(100)
    before = page.locator("#play").is_visible()
    for route in held:
        route.continue_()

    assert not before
    expect(page.locator("#play")).to_contain_text("Spielen")


def test_without_its_catalogue_the_page_speaks_english(open_context, server):
    context = open_context(locale="de-DE")
    page = context.page()
    page.route("**/texts/de.json", lambda route: route.abort())

    Player(page, server).open()

    expect(page.locator("#play")).to_contain_text("Play")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.complaints.clear()
