"""Ink on the screen: what a frame costs, how 4,000 points look, and what survives the screen's changes."""

import pytest

from tests.browser.player import Player
from tests.browser.shapes import Stroke, scribble, star

# Counts the path commands that canvases are given.
COUNTING = """
    window.counts = { commands: 0 };
    for (const name of ["moveTo", "lineTo", "quadraticCurveTo"]) {
        const original = CanvasRenderingContext2D.prototype[name];
        CanvasRenderingContext2D.prototype[name] = function (...at) {
            window.counts.commands += 1;
            return original.apply(this, at);
        };
    }
"""
# Draws with a mouse, 25 points a frame, and returns for each frame the path commands it took.
DRAW = """async (strokes) => {
    const box = board.getBoundingClientRect(), side = Math.min(box.width, box.height);
    const send = (type, [x, y]) => board.dispatchEvent(new PointerEvent(type, {
        bubbles: true, cancelable: true, pointerId: 1, pointerType: "mouse", isPrimary: true, button: 0,
        buttons: type === "pointerup" ? 0 : 1,
        clientX: box.left + (box.width - side) / 2 + x * side, clientY: box.top + (box.height - side) / 2 + y * side,
    }));
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const taken = [];
    for (const stroke of strokes) {
        send("pointerdown", stroke[0]);
        for (let at = 1; at < stroke.length; at += 25) {
            for (const point of stroke.slice(at, at + 25)) send("pointermove", point);
            window.counts.commands = 0;
            await frame();
            taken.push(window.counts.commands);
        }
        send("pointerup", stroke.at(-1));
        await frame();
    }
    return taken;
}"""


@pytest.fixture
def player(open_context, server):
    context = open_context()
    context.context.add_init_script(COUNTING)
    player = Player(context.page(), server).open()
    player.page.click("[data-play=zen]")  # no drawing of so many strokes is to be recognized before its end
    return player.expect(phase="drawing")


def draw(player: Player, strokes: list[Stroke]) -> list[int]:
    return player.page.evaluate(DRAW, strokes)


@pytest.mark.slow
@pytest.mark.parametrize("strokes", [1, 40])
def test_a_frame_costs_the_newest_ink_however_much_there_is(player, strokes):
    taken = draw(player, scribble(points=4000, strokes=strokes))

    early, late = max(taken[5:25]), max(taken[-25:])
    assert early > 0 and len(taken) >= 160
    assert late <= 1.5 * early, f"{early} path commands a frame in the beginning, {late} in the end"


def test_four_thousand_points_are_all_there_also_after_undo_of_a_clear(player):
    drawing = scribble(points=4000, strokes=10)
    draw(player, drawing)
    places = [stroke[len(stroke) // 3] for stroke in drawing]
    assert all(player.ink_near(*place) for place in places)

    player.page.keyboard.press("Backspace")
    player.page.wait_for_timeout(100)
    assert player.blank()
    player.page.keyboard.press("z")
    player.page.wait_for_timeout(300)
    assert all(player.ink_near(*place) for place in places)

    player.page.keyboard.press("z")  # and one more, the last stroke
    player.page.wait_for_timeout(300)
    assert [player.ink_near(*place) for place in places] == [True] * 9 + [False]
    player.page.keyboard.press("y")
    player.page.wait_for_timeout(300)
    assert player.ink_near(*places[-1])


@pytest.mark.slow
def test_a_stroke_looks_the_same_while_it_is_drawn_and_when_it_is_drawn_anew(player):
    x, y = player.spot(0.1, 0.5)
    player.page.mouse.move(x, y)
    player.page.mouse.down()
    for step in range(120):
        player.page.mouse.move(x + 3 * step, y + 60 * ((step // 20) % 2) * (step % 20) / 20)
    player.page.mouse.up()
    player.page.wait_for_timeout(200)
    pixels = """() => {
        const { data } = board.getContext("2d").getImageData(0, 0, board.width, board.height);
        return Array.from(data.filter((_, index) => index % 4 === 3));
    }"""
    before = player.page.evaluate(pixels)

    player.page.emulate_media(color_scheme="dark")  # everything is drawn anew
    player.page.wait_for_timeout(300)

    after = player.page.evaluate(pixels)
    differing = sum(abs(a - b) > 60 for a, b in zip(before, after, strict=True))
    inked = sum(a > 60 for a in before)
    assert inked > 500
    assert differing < 0.01 * inked, f"{differing} of {inked} pixels differ"


def test_another_screens_sharpness_keeps_the_drawing_and_is_used(player):
    player.draw(star())
    devtools = player.page.context.new_cdp_session(player.page)

    for ratio in (2, 1.25, 1):
        metrics = {"width": 900, "height": 640, "deviceScaleFactor": ratio, "mobile": False}
        devtools.send("Emulation.setDeviceMetricsOverride", metrics)
        player.page.wait_for_function(f"() => board.width === Math.round(board.clientWidth * {ratio})")

        player.page.wait_for_timeout(100)
        assert player.ink_near(0.5, 0.12) and not player.ink_near(0.1, 0.1), f"at {ratio}"


def test_a_tab_that_lost_its_pixels_while_it_slept_draws_them_anew(player):
    player.draw(star())

    player.page.evaluate("board.getContext('2d').reset(); board.dispatchEvent(new Event('contextrestored'))")
    player.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    player.page.wait_for_timeout(200)
    assert player.ink_near(0.5, 0.12)
