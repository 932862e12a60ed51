"""A round in a real browser, from the word to the verdict."""

import re

from playwright.sync_api import expect

from tests.browser.player import Player
from tests.browser.shapes import ladder, spiral, star

# The fake network behind `server` takes n strokes for the n-th of: circle, square, triangle, star, ladder, spiral.


def test_a_player_is_asked_for_a_word_and_has_twenty_seconds(player):
    player.open("?word=ladder").page.click("#play")
    player.expect(phase="drawing")

    expect(player.page.locator("#asked-word")).to_have_text("a ladder")
    expect(player.page.locator("#clock-face")).to_have_text(re.compile("^(20|1[0-9])$"))
    expect(player.page).to_have_title("Draw a ladder – Inkling")
    player.says("watching")


def test_guesses_change_while_the_pen_draws_and_the_right_one_wins(player):
    player.begin("ladder")
    heard = []

    for stroke in ladder()[:4]:
        player.draw([stroke])
        word = ("circle", "square", "triangle", "star")[len(heard)]
        player.says(word)
        heard.append(player.guesses()[0])
    player.draw(ladder()[4:])

    player.expect(phase="over", verdict="recognized").says("Oh I know, it’s a ladder!")
    assert heard == ["circle", "square", "triangle", "star"]
    assert player.guesses()[0] == "ladder"
    assert player.ink_near(0.36, 0.2), "the drawing is shown with the verdict"
    expect(player.page.locator("#aside")).to_contain_text("seconds")


def test_a_guess_is_heard_before_the_pen_is_lifted(player):
    player.begin("star")
    stroke = [player.spot(*point) for point in star()[0]]

    player.page.mouse.move(*stroke[0])
    player.page.mouse.down()
    for point in stroke[1:]:
        player.page.mouse.move(*point)

    player.says("circle")
    player.page.mouse.up()


def test_a_round_is_lost_when_time_is_over_and_says_what_was_seen_instead(player):
    player.begin("star", seconds=5).draw([spiral()[0][:12]])

    player.expect(phase="over", verdict="time").says("Time’s up. I didn’t see a star.")

    expect(player.page.locator("#aside")).to_contain_text("a circle")
    expect(player.page.locator("#clock")).to_be_hidden()


def test_after_a_round_the_next_word_is_another_one_on_a_blank_sheet(player):
    player.begin("star,spiral", seconds=1).draw([spiral()[0][:12]]).expect(phase="over")
    first = player.page.locator("#asked-word").inner_text()

    expect(player.page.locator("#next")).to_be_enabled()
    player.page.wait_for_timeout(600)  # a click that follows the end at once is not meant for this button
    player.page.click("#next")

    player.expect(phase="drawing")
    expect(player.page.locator("#asked-word")).not_to_have_text(first)
    assert not player.ink_near(0.5, 0.5)


def test_a_word_can_be_skipped(player):
    player.begin("star,spiral").draw(spiral())
    first = player.page.locator("#asked-word").inner_text()

    player.page.click("[data-act=skip]")

    expect(player.page.locator("#asked-word")).not_to_have_text(first)
    player.expect(phase="drawing").says("watching")


def test_undo_redo_and_clear_reach_the_drawing_and_the_guesses(player):
    player.begin("spiral").draw(ladder()[:2]).says("square")

    player.page.click("[data-act=undo]")
    player.says("circle")
    assert not player.ink_near(0.63, 0.5)
    player.page.click("[data-act=redo]")
    player.says("square")
    assert player.ink_near(0.63, 0.5)
    player.page.click("[data-act=clear]")
    player.says("watching")
    player.page.click("[data-act=undo]")
    player.says("square")


def test_every_button_has_a_key(player):
    player.begin("spiral").draw(ladder()[:2]).says("square")

    for key, said in (("z", "circle"), ("y", "square"), ("Backspace", "watching"), ("Control+z", "square")):
        player.page.keyboard.press(key)
        player.says(said)
    player.page.keyboard.press("h")
    expect(player.page.locator("#asked-hint")).not_to_be_empty()
    player.page.keyboard.press("s")

    player.expect(phase="end")


def test_enter_begins_a_round(player):
    player.open("?word=ladder")

    player.page.keyboard.press("Enter")

    player.expect(phase="drawing")


def test_only_what_can_be_done_is_offered(player):
    player.begin("spiral")
    assert player.enabled() == {"hint", "skip", "leave"}

    player.draw(star())

    assert player.enabled() == {"undo", "clear", "hint", "skip", "leave"}


def test_a_word_the_network_does_not_know_is_told_in_plain_words(player):
    player.open("?word=nosuchword")

    player.page.click("#play")

    expect(player.page.locator("#notice")).to_contain_text("I don’t know that word")
    player.expect(phase="start")
    player.page.click("#notice-close")
    expect(player.page.locator("#notice")).to_be_hidden()


def test_the_shipped_network_recognizes_a_drawing_of_ours(open_context, trained_server):
    player = Player(open_context().page(), trained_server).begin("ladder")

    player.draw(ladder(rungs=6))

    player.expect(phase="over", verdict="recognized").says("a ladder")


def test_the_shipped_network_does_not_take_a_spiral_for_a_ladder(open_context, trained_server):
    player = Player(open_context().page(), trained_server).begin("ladder", seconds=2)

    player.draw(spiral())

    player.expect(phase="over", verdict="time")
    assert len(player.guesses()) == 5
