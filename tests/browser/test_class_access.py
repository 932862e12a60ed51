"""The pages of a class for everybody: what axe finds, and the focus of a keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shapes import spiral
from tests.browser.test_access import violations

# The fake network behind `server` takes n strokes for the n-th of: circle, square, triangle, star, ladder, spiral.

STILL = """() => {
    for (const animation of document.getAnimations()) {
        if (animation.effect.getComputedTiming().iterations === Infinity) animation.cancel();
        else animation.finish();
    }
}"""  # a tab behind another would never come to rest by itself


@pytest.mark.slow
def test_a_host_at_the_keyboard_keeps_the_focus_and_a_guesser_has_an_empty_field_for_each_word(room):
    anna, ben = room.pupil(), room.pupil()
    room.set_mode("guess")

    def press(name: str, then: str) -> None:
        room.host.get_by_role("button", name=name, exact=True).focus()
        room.host.keyboard.press("Enter")
        expect(room.host.get_by_role("button", name=then, exact=True)).to_be_focused()

    press("Start", then="Pause")
    press("Pause", then="Go on")
    press("Go on", then="Pause")
    guess, told = ben.page.locator("#say"), ben.page.locator("#told")
    guess.fill("dog")
    guess.press("Enter")
    expect(told).to_have_text("Not that.")
    room.press("End this word")
    ben.expect(screen="waiting")
    ben.page.evaluate("() => document.getElementById('say-form').requestSubmit()")  # a moment too late
    ben.page.wait_for_timeout(300)
    expect(ben.page.locator("#said")).to_be_hidden()
    room.again()
    room.press("Start")
    anna.expect(phase="drawing")
    ben.expect(screen="answer")
    expect(guess).to_have_value("")
    expect(told).to_be_empty()


def test_axe_finds_nothing_on_any_page_of_a_classroom(room):
    found: dict[str, list[str]] = {}

    def look(page: Page, name: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(STILL)
            found[f"{name}, {scheme}"] = violations(page)

    wall, pupil, door = room.wall(), room.pupil(), room.page("join")
    look(door, "the door")
    look(wall, "the wall's lobby")
    look(pupil.page, "the waiting room")
    room.pupil().page.close()
    expect(room.host.locator(".player.is-away")).to_contain_text("away")
    look(room.host, "what to play")
    room.host.locator(".player-more").first.click()
    look(room.host, "a player")
    room.host.keyboard.press("Escape")
    room.press("1 word chosen")
    look(room.host, "words")
    words = room.host.locator(".words-list .word")
    room.host.get_by_label("What the words are about").select_option("tools")
    expect(words).to_have_text(["star", "ladder"])  # the one that is chosen, and those that are found
    room.press("Choose all of these")
    expect(room.host.locator(".words-count")).to_have_text("2 words chosen")
    words.last.click()
    room.host.keyboard.press("Escape")
    room.host.locator("#settings .choice", has_text="no clock").click()
    room.begin("fool", pupil)
    pupil.draw(spiral()).says("circle")
    look(pupil.page, "the board")
    look(wall, "the wall")
    look(room.host, "the host")
    room.press("End this word")
    look(pupil.page, "the votes")
    room.press("End this word")
    for tab in ("Two ways", "What was mixed up", "Drawings"):
        wall.get_by_role("button", name=tab, exact=True).click()
        look(wall, tab)
    wall.locator(".card").click()
    expect(wall.locator(".replays")).to_be_visible()
    look(wall, "stroke by stroke")

    assert {name: faults for name, faults in found.items() if faults} == {}
