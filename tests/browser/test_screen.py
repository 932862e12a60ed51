"""How the page stands on screens of all sizes, in light and dark, and for those who do not see it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.player import Player
from tests.browser.shapes import ladder, star
from tests.browser.shots import keep
from tests.later import later

SIZES = [(360, 640), (640, 360), (820, 1180), (1440, 900), (1920, 1080)]
# What sticks out of the screen, and buttons that a finger would miss. An element's name and its box. Of the panel,
# whose cards are a strip on a phone, the first card.
MISPLACED = """() => {
    const round = ({ left, top, right, bottom }) => [left, top, right, bottom].map(Math.round).join(" ");
    const out = ({ left, top, right, bottom }) =>
        left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
    const small = ({ width, height }) => width < 44 || height < 44;
    const find = (selector, wrong) => [...document.querySelectorAll(selector)]
        .filter((one) => one.checkVisibility({ visibilityProperty: true }) && wrong(one.getBoundingClientRect()))
        .map((one) => `${one.getAttribute("class")}: ${round(one.getBoundingClientRect())}`);
    const { scrollWidth, scrollHeight } = document.documentElement;
    const scrolls = scrollWidth > innerWidth || scrollHeight > innerHeight;
    return [
        ...(scrolls ? ["the page scrolls"] : []),
        ...find("#board, .asked, .clock, .voice, .guess, .tool, .inkling, .mode, .wordmark, .quiet", out),
        ...find("#how-bars .how-bar", out),
        ...find("button", small),
    ];
}"""


@pytest.mark.parametrize("size", later(SIZES, [(360, 640)]), ids=lambda size: f"{size[0]}x{size[1]}")
def test_everything_is_on_the_screen_in_every_phase_and_large_enough_to_touch(open_context, server, size):
    context = open_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    player = Player(context.page(), server).open("?word=ladder&seconds=600")
    found = {}

    def look(name: str) -> None:
        keep(player.page, name)
        found[name] = player.page.evaluate(MISPLACED)

    look("start")
    player.page.click("#settings-open")
    look("settings")
    player.page.keyboard.press("Escape")
    player.page.click("#play")
    player.expect(phase="drawing").draw(ladder()[:4]).says("star")
    look("drawing")
    player.page.click("#how-open")
    look("how")
    player.page.click("#how-open")
    board = player.page.locator("#board").bounding_box()
    player.draw(ladder()[4:]).expect(phase="over")
    look("over")
    player.next().expect(phase="end")
    look("end")

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert board and min(board["width"], board["height"]) >= 0.48 * min(size), "the board is what the page is about"


@pytest.mark.slow
def test_the_drawing_survives_resizing_and_turning_the_screen(player):
    player.begin("star").draw(star())
    corner, beside = (0.5, 0.12), (0.1, 0.1)
    assert player.ink_near(*corner) and not player.ink_near(*beside)

    for width, height in ((360, 640), (640, 360), (1440, 900)):
        player.page.set_viewport_size({"width": width, "height": height})
        player.page.wait_for_function("() => sheet.getBoundingClientRect().right <= innerWidth")
        player.page.wait_for_timeout(100)

        assert player.ink_near(*corner) and not player.ink_near(*beside), f"at {width} x {height}"
    player.says("circle")


@pytest.mark.parametrize("sharpness", [1, 3])
def test_the_board_is_as_sharp_as_the_screen(open_context, server, sharpness):
    player = Player(open_context(device_scale_factor=sharpness).page(), server).begin("star").draw(star())

    width, shown = player.page.evaluate("[board.width, board.clientWidth]")

    assert width == shown * sharpness
    assert player.ink_near(0.5, 0.12)


def test_ink_is_dark_on_light_paper_and_light_on_dark_paper(player):
    player.begin("star").draw(star())
    ink = """() => { const { data } = board.getContext("2d").getImageData(0, 0, board.width, board.height);
        const at = data.findIndex((value, index) => index % 4 === 3 && value === 255);
        return data[at - 1] + data[at - 2] + data[at - 3]; }"""
    light = player.page.evaluate(ink)

    player.page.emulate_media(color_scheme="dark")
    player.page.wait_for_timeout(100)

    assert light < 300 and player.page.evaluate(ink) > 600


def test_the_policy_is_in_force_and_the_page_lives_with_it(player, open_context, server):
    context = open_context()
    page = context.page()

    answer = page.goto(server)
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.broken = 1'}))")

    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and "script-src 'self'" in policy
    assert page.evaluate("window.broken") is None
    assert any("policy violated" in complaint for complaint in context.complaints)
    context.complaints.clear()


def test_everything_comes_from_the_server_itself(player, server):
    asked = []
    player.page.on("request", lambda request: asked.append(request.url))

    player.begin("star").draw(star())

    assert asked and all(url.startswith((server, server.replace("http", "ws"))) for url in asked), asked


def test_guesses_and_verdict_are_told_to_those_who_listen(player):
    page = player.open("?word=ladder&seconds=120").page
    announced = page.locator("#announcer")
    expect(announced).to_have_attribute("aria-live", "polite")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.click("#play")
    player.expect(phase="drawing").draw(ladder()[:1])
    expect(announced).to_have_text("I see a circle")
    expect(page.get_by_role("application", name="Drawing board. Draw a ladder.")).to_be_visible()
    player.draw(ladder()[1:])

    expect(announced).to_contain_text("Oh I know, it’s a ladder!")
    nameless = page.get_by_role("button").and_(page.get_by_role("button", name=re.compile(r"^\s*$")))
    expect(nameless).to_have_count(0)
