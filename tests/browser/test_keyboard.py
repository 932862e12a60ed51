"""The game without a pointer: from the first key to the verdict."""

import pytest
from playwright.sync_api import expect


def tap(player, *keys):
    """Press keys and let them go at once, which only a stopped clock makes sure of: held keys move the pen on."""
    player.stop_clock()
    for key in keys:
        player.page.keyboard.press(key)
    player.start_clock()


def stroke(player, *keys):
    """The pen goes down, draws with these keys, and is lifted."""
    tap(player, "Space", *keys, "Space")


@pytest.mark.slow
def test_a_round_is_won_with_nothing_but_keys(player):
    player.open("?word=square&seconds=120")
    player.page.keyboard.press("Enter")
    player.expect(phase="drawing")
    expect(player.page.locator("#board")).to_be_focused()
    said = player.page.locator("#nib-said")

    stroke(player, *["ArrowRight"] * 4, *["ArrowDown"] * 4)
    expect(said).to_have_text("Pen up, 55% from the left, 56% from the top")
    assert player.ink_near(0.52, 0.5)
    player.says("circle")
    tap(player, "Space", *["ArrowLeft"] * 12)
    player.says("square")  # it has to be sure twice
    tap(player, "ArrowLeft")  # the pen is still down

    player.expect(phase="over", verdict="recognized")
    expect(player.page.locator("#next")).to_be_focused()


def test_the_pen_is_seen_where_it_is_and_only_while_the_board_has_the_focus(player):
    player.begin("spiral")
    nib = player.page.locator("#nib")
    expect(nib).to_be_hidden()

    player.page.locator("#board").focus()
    tap(player, "Shift+ArrowRight")
    expect(nib).to_be_visible()
    box, board = nib.bounding_box(), player.page.locator("#board").bounding_box()
    player.page.keyboard.press("Tab")

    expect(nib).to_be_hidden()
    middle = board["x"] + board["width"] / 2
    finely = 2 * board["width"] / 1000  # two board units, on screen
    assert box["x"] + box["width"] / 2 - middle == pytest.approx(finely, abs=0.5), "where the ink comes"


def test_keys_can_be_undone_with_keys_in_mid_stroke(player):
    player.begin("spiral").page.locator("#board").focus()
    stroke(player, *["ArrowRight"] * 6)
    player.says("circle")
    tap(player, "Space", "ArrowDown")
    player.says("square")

    player.page.keyboard.press("z")
    player.says("circle")
    stroke(player, *["ArrowUp"] * 6)

    player.says("square")


def test_a_button_that_has_nothing_left_to_do_gives_the_focus_to_the_board(player):
    player.begin("spiral").page.locator("#board").focus()
    stroke(player, *["ArrowRight"] * 6)

    for name in ["undo", "redo", "hint"]:
        player.page.locator(f"[data-act={name}]:enabled").focus()
        player.page.keyboard.press("Enter")
        expect(player.page.locator("#board")).to_be_focused()
