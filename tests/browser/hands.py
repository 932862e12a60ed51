"""What draws on the board beside the mouse: fingers and a pen, as Chromium itself makes their events."""

from playwright.sync_api import CDPSession

from tests.browser.player import Player
from tests.browser.shapes import Stroke


class Fingers:
    """Touches the screen below the page: pointer events, captures and cancels are Chromium's own."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.devtools: CDPSession = player.page.context.new_cdp_session(player.page)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """kind: touchStart, touchMove, touchEnd or touchCancel. points: of the unit square, one a finger."""
        places = [self.player.spot(*point) for point in points]
        fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
        self.devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """One finger from here to there."""
        self.draw([start, end])

    def draw(self, stroke: Stroke) -> None:
        """One finger along a stroke."""
        self.touch("touchStart", stroke[0])
        for point in stroke[1:]:
            self.touch("touchMove", point)
        self.touch("touchEnd")

    def pen(self, kind: str, point: tuple[float, float], force: float = 0.5) -> None:
        """kind: mousePressed, mouseMoved or mouseReleased, by a pen that is pressed with this force, 0 to 1."""
        x, y = self.player.spot(*point)
        pressed = {"button": "left", "buttons": 0 if kind == "mouseReleased" else 1, "clickCount": 1, "force": force}
        self.devtools.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "pointerType": "pen", **pressed})


class Pen(Fingers):
    """Draws with a pen that is pressed harder and harder."""

    def draw(self, stroke: Stroke) -> None:
        """Along a stroke."""
        self.pen("mousePressed", stroke[0], 0.3)
        for at, point in enumerate(stroke[1:]):
            self.pen("mouseMoved", point, 0.3 + 0.6 * at / len(stroke))
        self.pen("mouseReleased", stroke[-1])


HANDS = {"finger": Fingers, "pen": Pen}
