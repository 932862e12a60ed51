"""A class in real browsers: the pages of one room, and what its host presses."""

import re

from playwright.sync_api import Page, expect

from tests.browser.link import Filter
from tests.browser.player import Player

IS = {  # what each mode says of itself
    "race": "Everyone draws the same word.",
    "relay": "In teams: with each word, someone else draws.",
    "museum": "The same word for all, no clock; then we compare.",
    "fool": "So that people see it, and the network doesn’t.",
    "guess": "One draws; the class and the network guess.",
}


class Class:
    """The pages of one room."""

    def __init__(self, open_context, server: str) -> None:
        self.open_context, self.server = open_context, server
        self.filter: Filter | None = None  # of new pages
        self.host = self.page("host?words=star", width=1440, height=900)
        self.host.click("#open")
        expect(self.host.locator("#code")).to_have_text(re.compile(r"^[A-Z0-9]{4,}$"))
        self.code = self.host.locator("#code").inner_text()

    def page(self, path: str, width: int = 360, height: int = 640, **options: object) -> Page:
        page = self.open_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options).page()
        if self.filter:
            self.filter.over(page)
        page.goto(f"{self.server}{path}")
        return page

    def press(self, name: str) -> None:
        """A button of the host's page."""
        self.host.get_by_role("button", name=name, exact=True).click()

    def set_mode(self, mode: str) -> None:
        """What is played next."""
        self.host.select_option("select[name=mode]", mode)
        expect(self.host.locator("#settings .host-note").first).to_have_text(IS[mode])  # the server has heard of it

    def begin(self, mode: str, *drawers: Player) -> None:
        """A word in this mode, whose drawings are shown."""
        self.set_mode(mode)
        self.press("Start")
        for drawer in drawers:
            drawer.expect(phase="drawing")
        self.press("Show all")

    def choose(self, *words: str) -> None:
        """These words, and no others, in this order."""
        self.host.locator("#settings button").click()
        dialog = self.host.locator("#dialog")
        dialog.get_by_role("button", name="Clear the list").click()
        for word in words:
            dialog.get_by_role("button", name=word, exact=True).click()
        dialog.get_by_role("button", name="Done").click()
        expect(self.host.locator("#settings")).to_contain_text(f"{len(words)} words chosen")

    def again(self) -> None:
        """Back to the lobby."""
        self.press("End the game")
        self.press("Play again")

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
