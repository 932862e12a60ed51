"""A match in a real browser: every mode from the start to its end, and what a reload or the back button does to it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.player import Player
from tests.browser.shapes import ladder, spiral

# The fake network behind `server` takes n strokes for the n-th of: circle, square, triangle, star, ladder, spiral.

BREATH = 600  # ms: a press sooner than half a second after a button came is not meant for it (presses.js)


def win(player: Player) -> Player:
    return player.expect(phase="drawing").answer(player.asked()).expect(phase="over", verdict="recognized")


def test_a_classic_match_goes_over_its_words_to_the_end(player):
    win(player.begin("square,star"))
    expect(player.page.locator("#progress-text")).to_have_text("Word 1 of 2")
    assert player.page.locator("#progress-marks .mark").count() == 2

    win(player.next())
    player.says("Oh I know")
    expect(player.page.locator("#next-text")).to_have_text("See your drawings")
    player.next().expect(phase="end")

    expect(player.page.locator(".end-title")).to_have_text("2 of 2")
    expect(player.page.locator(".thumb")).to_have_count(2)
    player.page.click(".end-again")
    player.expect(phase="drawing")


def test_a_streak_ends_with_the_first_miss(player):
    win(player.begin("square,star,triangle", mode="streak")).next().expect(phase="drawing")
    expect(player.page.locator("#progress-text")).to_have_text("1 in a row")

    player.draw(spiral()).page.click("[data-act=skip]")

    player.expect(phase="end")
    expect(player.page.locator(".end-title")).to_have_text("1 in a row")
    expect(player.page.locator(".thumb")).to_have_count(2)


@pytest.mark.slow
def test_a_sprint_goes_on_by_itself_on_one_clock_and_a_skip_costs_time(player):
    face = player.page.locator("#clock-face")
    player.begin("square,circle,triangle", mode="sprint").answer(player.asked())

    expect(player.page.locator("#progress-text")).to_have_text("1 drawn")
    player.expect(phase="drawing")  # without a click
    expect(face).to_have_text(re.compile(r"^5\d\d$"))  # what is left of the sprint
    left = int(face.inner_text())
    first = player.asked()
    player.page.click("[data-act=skip]")
    expect(player.page.locator("#asked-word")).not_to_contain_text(first)
    shown = "(most) => Number(document.getElementById('clock-face').textContent) <= most"
    player.page.wait_for_function(shown, arg=left - 3)
    win(player).next().expect(phase="end")

    expect(player.page.locator(".end-title")).to_have_text("2 drawings recognized")


def test_a_sprint_ends_when_its_time_is_up(player):
    player.begin("square,circle", seconds=3, mode="sprint")

    player.expect(phase="over", verdict="time").next().expect(phase="end")

    expect(player.page.locator(".end-title")).to_have_text("0 drawings recognized")
    expect(player.page.locator(".end-nothing")).to_be_visible()


@pytest.mark.slow
def test_zen_has_no_word_and_no_clock_and_as_many_sheets_as_one_likes(player):
    player.open().page.click("[data-play=zen]")
    player.expect(phase="drawing").draw(spiral()).says("circle")
    expect(player.page.locator("#asked-draw")).to_have_text("Draw anything")
    expect(player.page.locator("#clock")).to_be_hidden()
    expect(player.page.locator("#hint")).to_be_hidden()

    player.page.click("text=New sheet")
    player.expect(phase="drawing").says("watching")
    player.draw(ladder()[:2]).says("square")
    player.page.click("text=Done")

    player.expect(phase="end")
    expect(player.page.locator(".end-title")).to_have_text("2 sheets")
    expect(player.page.locator(".thumb-word")).to_have_text(["a circle", "a square"])


@pytest.mark.slow
def test_a_riddle_shows_a_definition_until_the_round_is_over(player):
    player.begin("ladder", mode="hidden")
    expect(player.page.locator("#asked-hint")).to_have_text(re.compile(r"\w+ \w+"))
    expect(player.page.locator("#asked-word")).to_be_empty()
    expect(player.page).to_have_title("Inkling")

    player.answer("ladder").expect(phase="over", verdict="recognized")

    expect(player.page.locator("#asked-word")).to_have_text("a ladder")
    player.next().expect(phase="end")
    expect(player.page.locator(".look-hint")).not_to_be_empty()


def test_a_reload_finds_the_match_where_it_was(player):
    win(player.begin("square,star"))

    player.page.reload()
    player.expect(phase="over", link="up", verdict="recognized")
    expect(player.page.locator("#progress-text")).to_have_text("Word 1 of 2")
    player.next().expect(phase="drawing").draw(ladder()[:1]).says("circle")
    word = player.asked()

    player.page.reload()
    player.expect(phase="drawing", link="up")
    assert player.asked() == word and player.ink_near(0.36, 0.2)
    player.draw(ladder(rungs=2)[1 : 2 if word == "square" else 4])
    player.expect(phase="over", verdict="recognized").next().expect(phase="end")

    player.page.reload()
    player.expect(phase="end")
    expect(player.page.locator(".end-title")).to_have_text("2 of 2")
    expect(player.page.locator(".thumb")).to_have_count(2)


def test_the_back_button_leads_to_the_start_and_forward_to_what_was_drawn(player):
    player.begin("square,star").draw(spiral()).says("circle")

    player.page.go_back()
    player.expect(phase="start")
    player.page.go_forward()
    player.expect(phase="end")
    expect(player.page.locator(".thumb")).to_have_count(1)
    player.page.click(".end-home")

    player.expect(phase="start")
    player.page.click("#play")
    player.expect(phase="drawing").page.click("[data-act=leave]")
    player.expect(phase="start")  # nothing was drawn, so there is nothing to see


def test_a_match_that_the_server_has_forgotten_ends_with_what_was_drawn(player):
    win(player.begin("square,star"))
    player.page.evaluate("sessionStorage.inkling = '{}'")  # another player, whom the server does not know

    player.page.add_init_script("sessionStorage.inkling = '{}'")
    player.page.reload()
    player.expect(phase="over", link="up").next()

    player.expect(phase="end")
    expect(player.page.locator(".thumb")).to_have_count(1)
    expect(player.page.locator("#notice")).to_be_hidden()


def test_settings_are_remembered_and_count(player):
    player.open().page.click("#settings-open")
    for choice in ("40 s", "3", "hard to convince"):
        player.page.get_by_role("radio", name=choice, exact=True).check()
    player.page.keyboard.press("Escape")

    player.page.reload()
    player.expect(link="up")

    expect(player.page.locator("#classic-is")).to_have_text("3 words, 40 seconds each")
    player.page.click("#play")
    player.expect(phase="drawing")
    expect(player.page.locator("#progress-text")).to_have_text("Word 1 of 3")
    expect(player.page.locator("#clock-face")).to_have_text(re.compile(r"^(40|3\d)$"))


def test_everything_of_a_match_can_be_done_from_the_keyboard(player):
    page = player.open("?words=square&seconds=600").page
    page.focus("[data-play=hidden]")
    page.keyboard.press("Enter")
    player.expect(phase="drawing").answer("square").expect(phase="over")
    page.wait_for_timeout(BREATH)
    page.keyboard.press("n")
    player.expect(phase="end")
    page.wait_for_timeout(BREATH)
    moment = page.locator(".plot-slider")
    length = float(moment.input_value())

    moment.focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")

    assert float(moment.input_value()) == pytest.approx(100, abs=1) and length > 100
    expect(moment).to_have_attribute("aria-valuetext", re.compile("0.1 seconds"))
    page.focus(".end-home")
    page.keyboard.press("Enter")
    player.expect(phase="start")
