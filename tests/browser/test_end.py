"""The end of a match: replay, chart, findings, and the files that a drawing can be kept as."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.shapes import ladder, spiral

SVG = "{http://www.w3.org/2000/svg}"
INKED = """() => {
    const canvas = document.querySelector(".look-canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, index) => index % 4 === 3 && value > 100).length / (data.length / 4);
}"""


def miss(player: Player) -> Page:
    """A ladder that the fake takes for a square, and its end."""
    player.begin("ladder").draw(ladder()[:2]).says("square").page.click("[data-act=skip]")
    player.expect(phase="end")
    return player.page


def seek(page: Page, share: float) -> None:
    page.locator(".plot-slider").evaluate(
        "(slider, share) => { slider.value = slider.max * share; slider.dispatchEvent(new Event('input')); }", share
    )
    page.wait_for_timeout(50)


def test_a_replay_shows_every_moment_of_the_drawing(player):
    page = miss(player)

    seek(page, 0)
    blank = page.evaluate(INKED)
    seek(page, 0.5)
    half = page.evaluate(INKED)
    page.click(".look-play")
    expect(page.locator(".look-play")).to_have_text("Pause")
    expect(page.locator(".look-play")).to_have_text("Replay", timeout=60_000)

    assert blank == 0 < half < page.evaluate(INKED)


@pytest.mark.slow
def test_a_miss_is_explained(player):
    page = miss(player)

    expect(page.locator(".look-title")).to_have_text("a ladder")
    expect(page.locator(".look-line")).to_have_text("I took it for a square.")
    expect(page.locator(".legend-word").first).to_have_text("ladder")
    expect(page.locator(".area.is-target")).to_have_count(1)
    expect(page.locator(".plot-known")).to_have_count(0)
    assert page.locator(".close-word").all_inner_texts()[0] == "square"


def test_the_moment_of_recognition_is_marked_where_it_was(player):
    player.begin("star").draw(ladder(rungs=2)).expect(phase="over").next().expect(phase="end")

    known = player.page.locator(".plot-known")

    expect(known).to_have_text("Recognized")
    at = float(known.evaluate("mark => mark.style.getPropertyValue('--at')"))
    assert 0.7 < at <= 1, "the drawing ends soon after"
    expect(player.page.locator(".look-line")).to_contain_text("I knew it after")


def test_other_peoples_drawings_are_shown_where_there_are_some(player):
    drawing = [[[10, 200], [10, 200]], [[10, 200], [200, 10]]]
    player.page.route(
        "**/examples/square.json", lambda route: route.fulfill(json={"word": "square", "drawings": [drawing] * 5})
    )
    player.page.route("**/examples/circle.json", lambda route: route.fulfill(json={"word": "circle", "drawings": []}))
    page = miss(player)

    strips = page.locator(".close")
    expect(strips.filter(has_text="square").locator(".example")).to_have_count(3)
    expect(strips.filter(has_text="circle").locator(".examples")).to_be_hidden()


@pytest.fixture
def kept(player: Player, tmp_path: Path):
    """A function that presses a button and gives back the bytes of the file that comes of it."""

    def press(text: str) -> bytes:
        with player.page.expect_download() as download:
            player.page.get_by_role("button", name=text).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        return path.read_bytes()

    return press


@pytest.mark.slow
def test_a_drawing_can_be_kept_as_a_picture_an_animation_and_a_vector_file(player, server, kept):
    asked: list[str] = []
    player.page.on("request", lambda request: asked.append(request.url))
    page = miss(player)
    assert not any("gifenc" in url for url in asked), "what few ask for is loaded when it is asked for"
    assert all(url.startswith((server, server.replace("http", "ws"))) for url in asked), "nothing leaves the machine"

    svg, png, gif, card = (kept(name) for name in ("SVG", "Picture", "Animation", "Share card"))

    drawing = ElementTree.fromstring(svg)
    assert drawing.findtext(f"{SVG}title") == "a ladder"
    assert len(drawing.findall(f"{SVG}g/{SVG}path")) == 2, "a path for each stroke"
    assert png.startswith(b"\x89PNG") and card.startswith(b"\x89PNG")
    assert gif.startswith(b"GIF89a") and gif.count(b"\x21\xf9\x04") >= 3, "it has frames"
    expect(page.locator(".keep-said").last).to_be_empty()


@pytest.mark.slow
def test_a_match_with_the_shipped_network_is_told_to_its_end(open_context, trained_server):
    player = Player(open_context().page(), trained_server).begin("ladder,star")
    for _ in range(2):
        word = player.expect(phase="drawing").asked()
        player.draw(ladder(rungs=6) if word == "ladder" else spiral())
        if word == "ladder":
            player.expect(phase="over", verdict="recognized").next()
        else:
            player.page.wait_for_function("() => document.querySelectorAll('.guess').length === 5")
            player.page.click("[data-act=skip]")

    player.expect(phase="end")

    expect(player.page.locator(".end-title")).to_have_text("1 of 2")
    player.page.get_by_role("button", name="a star").click()
    expect(player.page.locator(".look-line")).to_contain_text("I took it for")
    player.page.get_by_role("button", name="a ladder").click()
    expect(player.page.locator(".plot-known")).to_have_count(1)
