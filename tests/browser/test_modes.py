"""Every way to play, from the start to its end, with a finger and with a pen; test_match.py has the mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import HANDS
from tests.browser.player import Player
from tests.browser.shapes import between
from tests.fakes import WORDS
from tests.later import later


class Match:
    """A player with one kind of hand, who is asked for circles and squares: one stroke, or two (tests/fakes.py)."""

    def __init__(self, player: Player, kind: str) -> None:
        self.player, self.page = player, player.page
        self.hand = HANDS[kind](player)
        self.press = "tap" if kind == "finger" else "click"

    def begin(self, mode: str) -> None:
        """From the start into the first round."""
        self.go(f"[data-play={mode}]")
        self.player.expect(phase="drawing")

    def go(self, selector: str) -> None:
        """Press a button."""
        getattr(self.page, self.press)(selector)

    def strokes(self, count: int) -> None:
        """So many strokes, beside each other; the fake is sure of any of them."""
        for index in range(count):
            x = 0.3 + 0.2 * index
            self.hand.draw(between((x, 0.2), (x + 0.1, 0.8), 14))

    def answer(self) -> None:
        """Draw what is asked for."""
        self.strokes(WORDS.index(self.player.asked()) + 1)

    def ends(self, title: str, drawings: int) -> None:
        """The end has come, and says so; back to the start."""
        self.player.expect(phase="end")
        expect(self.page.locator(".end-title")).to_have_text(title)
        expect(self.page.locator(".thumb")).to_have_count(drawings)
        self.go(".end-home")
        self.player.expect(phase="start")

    def on(self) -> None:
        """From the verdict on: after a breath, in which a press is not meant for the button."""
        self.player.expect(phase="over", verdict="recognized").stop_clock(1000)
        self.go("#next")
        self.player.start_clock()

    def win(self) -> None:
        """A whole round."""
        self.player.expect(phase="drawing")
        self.answer()
        self.on()


@pytest.mark.parametrize("kind", later(HANDS, []))
def test_every_mode_is_played_to_its_end(open_context, server, kind):
    match = Match(Player(open_context(has_touch=kind == "finger").page(), server), kind)
    match.player.open("?words=circle,square&seconds=600")

    match.begin("classic")
    match.win()
    match.win()
    match.ends("2 of 2", drawings=2)

    match.begin("streak")
    match.win()
    match.player.expect(phase="drawing")
    match.hand.draw([(0.3, 0.3), (0.4, 0.4), (0.5, 0.3)])  # too little to be sure of
    expect(match.page.locator(".guess").first).to_be_visible()
    match.go("[data-act=skip]")
    match.ends("1 in a row", drawings=2)

    match.begin("sprint")
    match.answer()
    expect(match.page.locator("#progress-text")).to_have_text("1 drawn")
    match.win()  # it goes on by itself
    match.ends("2 drawings recognized", drawings=2)

    match.begin("zen")
    match.strokes(1)
    match.player.says("circle")
    match.go("[data-act=leave]")
    match.ends("1 sheet", drawings=1)

    match.begin("hidden")
    for _ in range(2):
        match.player.expect(phase="drawing")
        expect(match.page.locator("#asked-word")).to_be_empty()
        match.strokes(2)  # whichever it is
        match.on()
    match.ends("2 of 2", drawings=2)
