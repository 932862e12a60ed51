"""A player in a browser: opens the page, draws, reads what it says."""

from playwright.sync_api import Page, expect

from tests.browser.shapes import Stroke, ladder, spiral
from tests.fakes import WORDS


class Player:
    """One page and the hand in front of it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, query: str = "") -> "Player":
        """Load the page and wait until it has said hello."""
        self.page.goto(f"{self.address}{query}")
        self.expect(link="up")
        return self

    def begin(self, words: str, seconds: float = 600, mode: str = "classic") -> "Player":
        """Load the page and begin a match of these words, with commas between them.

        Rounds are long: none is to end because the machine is slow.
        """
        self.open(f"?words={words}&seconds={seconds}")
        self.page.click(f"[data-play={mode}]")
        return self.expect(phase="drawing")

    def expect(self, **data: str) -> "Player":
        """Wait until the page is in this state: phase, link, verdict."""
        for name, value in data.items():
            expect(self.page.locator("body")).to_have_attribute(f"data-{name}", value)
        return self

    def spot(self, x: float, y: float) -> tuple[float, float]:
        """Where on the screen a point of the unit square lies: the largest square in the middle of the board."""
        left, top, side = self._square()
        return left + x * side, top + y * side

    def _square(self) -> tuple[float, float, float]:
        box = self.page.locator("#board").bounding_box()
        assert box, "the board is not on the screen"
        side = min(box["width"], box["height"])
        return box["x"] + (box["width"] - side) / 2, box["y"] + (box["height"] - side) / 2, side

    def draw(self, strokes: list[Stroke]) -> "Player":
        """Draw with the mouse."""
        left, top, side = self._square()  # asked for once: each question to the browser takes its time
        for stroke in strokes:
            first, *rest = [(left + x * side, top + y * side) for x, y in stroke]
            self.page.mouse.move(*first)
            self.page.mouse.down()
            for x, y in rest:
                self.page.mouse.move(x, y)
            self.page.mouse.up()
        return self

    def asked(self) -> str:
        """The word that is to be drawn, without its article."""
        return self.page.locator("#asked-word").inner_text().split(" ", 1)[-1]

    def answer(self, word: str) -> "Player":
        """Draw what the fake network takes for this word: so many strokes."""
        count = WORDS.index(word) + 1
        return self.draw([spiral()[0]] if count == 1 else ladder(rungs=count - 2))

    def next(self) -> "Player":
        """On to the next word. A click that follows the end of a round at once is not meant for this button."""
        self.page.wait_for_timeout(600)
        self.page.click("#next")
        return self

    def ink_near(self, x: float, y: float) -> bool:
        """Whether there is ink on the canvas within some pixels of a point of the unit square."""
        self.page.wait_for_function("() => board.width > 0")  # it has its size a frame after it is shown
        return self.page.evaluate(
            """([x, y]) => {
                const canvas = document.getElementById("board"), side = Math.min(canvas.width, canvas.height);
                const left = (canvas.width - side) / 2 + x * side, top = (canvas.height - side) / 2 + y * side;
                const reach = Math.ceil(side / 60);
                const { data } = canvas.getContext("2d").getImageData(left - reach, top - reach, 2 * reach, 2 * reach);
                return data.some((value, index) => index % 4 === 3 && value > 100);
            }""",
            [x, y],
        )

    def blank(self) -> bool:
        """Whether there is no ink on the canvas at all."""
        return self.page.evaluate(
            """() => {
                const { data } = board.getContext("2d").getImageData(0, 0, board.width, board.height);
                return data.every((value, index) => index % 4 !== 3 || value === 0);
            }"""
        )

    def width_of_ink(self, x: float, y: float) -> int:
        """How many pixels of ink there are above and below a point of the unit square."""
        return self.page.evaluate(
            """([x, y]) => {
                const side = Math.min(board.width, board.height), reach = Math.ceil(side / 20);
                const left = (board.width - side) / 2 + x * side, top = (board.height - side) / 2 + y * side;
                const { data } = board.getContext("2d").getImageData(left, top - reach, 1, 2 * reach);
                return data.filter((value, index) => index % 4 === 3 && value > 127).length;
            }""",
            [x, y],
        )

    def says(self, text: str) -> "Player":
        """Wait until the Inkling says something that contains this text."""
        expect(self.page.locator("#voice")).to_contain_text(text)
        return self

    def guesses(self) -> list[str]:
        """The words in the list, as they stand there."""
        placed = self.page.locator(".guess:not(.is-leaving)").evaluate_all(
            "all => all.map(one => [+one.style.getPropertyValue('--place'), one.children[1].textContent])"
        )
        return [word for _, word in sorted(placed)]

    def stop_clock(self, ms: float = 0) -> "Player":
        """The page's clock stands still from now on, `ms` later than it was: the machine may be as slow as it likes."""
        self.page.evaluate("ms => { const now = performance.now() + ms; performance.now = () => now; }", ms)
        return self

    def start_clock(self) -> "Player":
        """It is again as late as it really is."""
        self.page.evaluate("() => { delete performance.now; }")
        return self

    def enabled(self) -> set[str]:
        """What the visible buttons offer."""
        found = self.page.locator("[data-act]:visible:enabled").evaluate_all("all => all.map(one => one.dataset.act)")
        return set(found)
