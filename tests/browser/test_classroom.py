"""A class in real browsers: a host, a wall and three pupils, from the code to the results."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.browser.shapes import ladder, spiral

# The fake network behind `server` takes n strokes for the n-th of: circle, square, triangle, star, ladder, spiral.


class Class:
    """The pages of one room."""

    def __init__(self, open_context, server: str) -> None:
        self.open_context, self.server = open_context, server
        self.host = self.page("host?words=star", width=1440, height=900)
        self.host.click("#open")
        expect(self.host.locator("#code")).to_have_text(re.compile(r"^[A-Z0-9]{4,}$"))
        self.code = self.host.locator("#code").inner_text()

    def page(self, path: str, width: int = 360, height: int = 640) -> Page:
        page = self.open_context(viewport={"width": width, "height": height}, reduced_motion="reduce").page()
        page.goto(f"{self.server}{path}")
        return page

    def wall(self) -> Page:
        """The wall, by the link on the host's page."""
        address = self.host.locator("#wall").get_attribute("href")
        assert address and "#" in address
        page = self.page(address.lstrip("/"), 1920, 1080)
        expect(page.locator("body")).to_have_attribute("data-screen", "lobby")
        return page

    def pupil(self) -> Player:
        """Somebody who scans the code."""
        player = Player(self.page(f"join/{self.code}"), self.server)
        expect(player.page.locator("body")).to_have_attribute("data-screen", "waiting")
        return player


@pytest.fixture
def room(open_context, server):
    return Class(open_context, server)


def test_a_host_a_wall_and_three_pupils_play_a_race_to_its_end(room):
    wall = room.wall()
    pupils = [room.pupil() for _ in range(3)]
    names = [pupil.page.locator("#waiting-name").inner_text() for pupil in pupils]
    expect(wall.locator(".wall-name")).to_have_count(3)
    assert len(set(names)) == 3 and all(names)

    room.host.get_by_role("button", name="Start").click()
    for pupil in pupils:
        expect(pupil.page.locator("#asked-word")).to_have_text("a star")
        expect(pupil.page.locator("body")).to_have_attribute("data-phase", "drawing")
    room.host.get_by_role("button", name="Show all").click()
    pupils[0].draw(ladder(rungs=2))
    pupils[1].draw(ladder(rungs=1))
    pupils[2].draw(spiral())

    expect(pupils[0].page.locator("body")).to_have_attribute("data-phase", "over")
    expect(wall.locator(".tile")).to_have_count(3)
    expect(wall.locator(".tile.is-won")).to_have_count(1)
    expect(wall.locator(".tile-guess").filter(has_text="triangle")).to_have_count(1)

    room.host.get_by_role("button", name="End this word").click()
    for page in (room.host, wall):
        expect(page.locator(".card")).to_have_count(3)
        expect(page.locator(".card").first).to_have_class(re.compile("is-won"))
    wall.get_by_role("tab", name="What was mixed up").click()
    expect(wall.locator(".confusion td.is-right").first).to_have_text("1")

    room.host.get_by_role("button", name="End the game").click()
    expect(wall.locator("body")).to_have_attribute("data-screen", "podium")
    expect(pupils[0].page.locator("#waiting-says")).to_contain_text("Thank you")


def test_a_pupil_who_reloads_in_mid_stroke_is_the_same_and_has_the_drawing(room):
    pupil = room.pupil()
    name = pupil.page.locator("#waiting-name").inner_text()
    room.host.get_by_role("button", name="Start").click()
    expect(pupil.page.locator("body")).to_have_attribute("data-phase", "drawing")
    pupil.draw(ladder(rungs=0)).says("square")

    pupil.page.reload()

    expect(pupil.page.locator("body")).to_have_attribute("data-phase", "drawing")
    assert pupil.ink_near(0.36, 0.2)
    expect(room.host.locator(".player-name")).to_have_text(name)


def test_what_keeps_a_pupil_out_is_told_on_the_page(room):
    stranger = room.page("join")
    stranger.fill("#code", "zzzzzz")
    stranger.keyboard.press("Enter")
    expect(stranger.locator("#said")).to_contain_text("no room")

    pupil = room.pupil()
    room.host.get_by_role("button", name=re.compile("^More about")).click()
    room.host.get_by_role("button", name="Remove").click()
    expect(pupil.page.locator("#said")).to_contain_text("taken you out")

    room.host.get_by_role("button", name="Lock").click()
    expect(room.host.get_by_role("button", name="Lock")).to_have_attribute("aria-pressed", "true")
    stranger.fill("#code", room.code)
    stranger.keyboard.press("Enter")
    expect(stranger.locator("#said")).to_contain_text("locked")
