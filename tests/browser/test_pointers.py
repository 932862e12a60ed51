"""Mouse, finger and pen on the board, as Chromium itself makes their events."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Fingers
from tests.browser.player import Player
from tests.browser.shapes import Stroke, between, ladder


@pytest.fixture
def player(open_context, server):
    return Player(open_context(has_touch=True).page(), server).begin("spiral")


@pytest.fixture
def fingers(player):
    return Fingers(player)


def test_a_finger_draws_and_the_page_does_not_scroll_under_it(player, fingers):
    stroke = ladder()[0]

    fingers.touch("touchStart", stroke[0])
    for point in stroke[1:]:
        fingers.touch("touchMove", point)
    fingers.touch("touchEnd")

    player.says("circle")
    assert player.ink_near(*stroke[4])
    assert player.page.evaluate("[scrollX, scrollY, visualViewport.scale]") == [0, 0, 1]


def test_two_fingers_draw_nothing_and_zoom_nothing(player, fingers):
    fingers.touch("touchStart", (0.2, 0.2))
    fingers.touch("touchStart", (0.2, 0.2), (0.8, 0.2))
    for y in (0.3, 0.4, 0.5, 0.6):
        fingers.touch("touchMove", (0.2, y), (0.8, y))
    fingers.touch("touchEnd")

    assert player.blank()
    assert not player.enabled() & {"undo", "redo", "clear"}
    assert player.page.evaluate("visualViewport.scale") == 1


def test_a_stroke_goes_on_though_a_second_finger_comes_which_draws_nothing(player, fingers):
    fingers.touch("touchStart", (0.2, 0.2))
    for y in (0.3, 0.4):
        fingers.touch("touchMove", (0.2, y))
    fingers.touch("touchStart", (0.2, 0.4), (0.8, 0.2))
    for y in (0.5, 0.6):
        fingers.touch("touchMove", (0.2, y), (0.8, y))
    fingers.touch("touchEnd")

    player.says("circle")
    assert player.ink_near(0.2, 0.55) and not player.ink_near(0.8, 0.5)


def test_a_cancelled_touch_keeps_what_it_drew(player, fingers):
    fingers.touch("touchStart", (0.2, 0.2))
    for y in (0.3, 0.4, 0.5, 0.6):
        fingers.touch("touchMove", (0.2, y))
    fingers.touch("touchCancel")

    player.says("circle")
    assert player.ink_near(0.2, 0.5)
    expect(player.page.locator("[data-act=undo]")).to_be_enabled()


def draw_with_pen(fingers: Fingers, stroke: Stroke, force: float = 0.5) -> None:
    fingers.pen("mousePressed", stroke[0], force)
    for point in stroke[1:]:
        fingers.pen("mouseMoved", point, force)
    fingers.pen("mouseReleased", stroke[-1], force)


def test_a_pen_draws_and_from_then_on_a_palm_does_not_also_after_a_reload(player, fingers):
    draw_with_pen(fingers, between((0.2, 0.2), (0.6, 0.2)))
    fingers.swipe((0.8, 0.8), (0.9, 0.8))
    player.says("circle")
    assert player.ink_near(0.4, 0.2) and not player.ink_near(0.85, 0.8)

    player.page.reload()
    player.expect(phase="drawing", link="up")
    fingers.swipe((0.8, 0.8), (0.9, 0.8))
    assert not player.ink_near(0.85, 0.8)

    player.page.get_by_role("button", name="Draw with a finger").click()  # whoever has lost the pen
    fingers.swipe((0.8, 0.8), (0.9, 0.8))
    player.says("square")
    assert player.ink_near(0.85, 0.8)


def test_a_pen_pressed_hard_draws_a_wider_line(player, fingers):
    draw_with_pen(fingers, between((0.2, 0.2), (0.8, 0.2)), 0.1)
    draw_with_pen(fingers, between((0.2, 0.6), (0.8, 0.6)), 0.9)
    player.says("square")

    light, firm = (player.width_of_ink(0.5, y) for y in (0.2, 0.6))

    assert light > 0 and 1.6 * light < firm


def test_a_release_behind_another_window_ends_the_stroke_and_keeps_it(player):
    x, y = player.spot(0.3, 0.3)
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    player.page.mouse.move(x + 60, y, steps=12)
    player.page.evaluate("dispatchEvent(new Event('blur'))")

    player.says("circle")
    expect(player.page.locator("[data-act=undo]")).to_be_enabled()
    player.page.mouse.move(x + 120, y, steps=12)  # still pressed: whoever goes on drawing loses nothing
    player.page.mouse.up()
    player.says("square")


def test_a_stroke_over_the_edge_is_cut_there_and_is_no_problem(player):
    player.draw([[(0.5, 0.5), (0.5, 1.4), (0.6, 1.4), (0.6, 0.5)]])

    player.says("square")  # two strokes: one out, one back in
    assert player.ink_near(0.5, 0.9) and player.ink_near(0.6, 0.9)
    expect(player.page.locator("#notice")).to_be_hidden()
