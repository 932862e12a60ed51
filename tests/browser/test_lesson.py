"""What a class looks at after a round, in real browsers: on the wall, in a table, on paper."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shapes import ladder, spiral

# The fake network behind `server` takes n strokes for the n-th of: circle, square, triangle, star, ladder, spiral.


@pytest.mark.slow
def test_a_class_looks_at_two_ways_of_drawing_and_takes_its_results_along(room):
    wall, pupils = room.wall(), [room.pupil() for _ in range(2)]
    name, other = (pupil.page.locator("#waiting-name").inner_text() for pupil in pupils)
    room.begin("race", *pupils)
    pupils[0].draw(ladder(rungs=2)).expect(phase="over")
    pupils[1].draw(spiral()).says("circle")
    room.press("End this word")

    wall.get_by_role("button", name="Two ways", exact=True).click()
    wall.locator(".card").first.click()

    ways = wall.locator(".way")
    expect(ways.nth(0)).to_contain_text("1 of 1 recognized")
    expect(ways.nth(1)).to_contain_text("0 of 1 recognized")
    expect(wall.locator(".way-source")).to_contain_text("Quick, Draw!")
    assert [[row["pupil"] for row in csv.DictReader(io.StringIO(saved(room.host, n)))] for n in (False, True)] == [
        ["1", "2"],
        [name, other],
    ]
    printed = print_of(room.host, names=False)
    assert "Drawing 1" in printed and name not in printed and "Lock" not in printed
    assert name in print_of(room.host, names=True)


@pytest.mark.slow
def test_what_was_over_too_soon_is_shown_later_and_an_earlier_word_looked_at_again(room):
    wall, anna, ben = room.wall(), room.pupil(), room.pupil()
    room.choose("star", "circle")

    # all are recognized before the host has looked at a single drawing
    room.press("Start")
    for pupil in (anna, ben):
        pupil.expect(phase="drawing").draw(ladder(rungs=2)).expect(phase="over")
    expect(wall.locator(".lesson-note")).to_have_text("Drawings appear when the host shows them.")
    room.host.locator(".card-place .tile-show").first.click()
    expect(wall.locator(".card")).to_have_count(1)
    room.press("Show all")
    expect(wall.locator(".card")).to_have_count(2)

    # the last word is over, and the class looks at the first one
    room.press("Next word")
    anna.expect(phase="drawing").draw(spiral()).expect(phase="over")
    room.press("End this word")
    room.press("Show all")
    expect(wall.locator("#word")).to_have_text("a circle")
    wall.get_by_label("Which word").select_option("1. star")
    expect(wall.locator("#word")).to_have_text("a star")
    expect(wall.locator(".card.is-won")).to_have_count(2)
    room.press("End the game")
    expect(room.host.locator(".card").first).to_be_visible()
    printed = print_of(room.host, names=False)
    assert [word in printed for word in ("a star", "a circle", "Nothing was mixed up")] == [True] * 3

    # people vote on what the host shows after the pens are down
    room.press("Play again")
    room.set_mode("fool")
    room.press("Start")
    anna.expect(phase="drawing").draw(spiral())
    room.press("End this word")
    expect(ben.page.locator("#votes")).to_contain_text("Wait for the first drawing")
    room.press("Show all")
    ben.page.get_by_role("button", name="Yes").focus()
    ben.page.keyboard.press("Enter")
    expect(ben.page.locator("#votes p")).to_have_text("Thank you. Look at the wall.")
    expect(ben.page.locator("#votes p")).to_be_focused()

    # another game's first word, with as many drawings to be seen, has a ballot of its own
    room.press("End this word")
    room.again()
    room.begin("fool", anna, ben)
    anna.draw(spiral())
    room.press("End this word")
    expect(ben.page.get_by_role("button", name="Yes")).to_be_visible()


@pytest.mark.slow
def test_a_class_looks_at_one_drawing_at_two_on_one_time_line_and_at_its_average(room):
    wall, pupils = room.wall(), [room.pupil() for _ in range(2)]
    theirs = {"word": "star", "drawings": [[[[0, 255], [0, 255], [0, 100]]]] * 3}
    wall.route("**/examples/star.json", lambda route: route.fulfill(json=theirs))
    room.begin("race", *pupils)
    pupils[0].draw(ladder(rungs=2)).expect(phase="over")
    pupils[1].draw(ladder(rungs=0)).says("square")
    room.press("End this word")

    wall.locator(".card").first.click()
    expect(wall.locator(".replays-strokes li")).to_have_count(4)
    expect(wall.locator(".replays-strokes .is-most")).to_have_text(re.compile(r"^4\. star · \d\d%$"))
    expect(wall.locator(".replays-strokes .lesson-note")).to_have_text("Stroke 4 mattered most.")
    wall.locator(".replays-strokes button").first.click()
    expect(wall.locator(".replays-sheet path")).to_have_count(1)
    wall.get_by_role("button", name="Back to all").press("Enter")
    expect(wall.locator(".card").first).to_be_focused()

    wall.evaluate("() => { document.documentElement.requestFullscreen = () => { window.full = true; }; }")
    wall.keyboard.press("Control+f")
    assert not wall.evaluate("() => window.full"), "to search the page is no wish for the whole screen"
    wall.keyboard.press("f")
    assert wall.evaluate("() => window.full")

    card = wall.locator(".card").first.element_handle()
    room.host.locator(".card-place .tile-show").first.click()
    expect(wall.locator(".card")).to_have_count(1)
    card.evaluate("card => card.click()")  # a moment too late
    wall.wait_for_timeout(300)
    expect(wall.locator("#said")).to_be_hidden()
    room.host.locator(".card-place .tile-show").first.click()
    expect(wall.locator(".card")).to_have_count(2)

    wall.get_by_role("button", name="Two on one time line", exact=True).click()
    for index in range(2):
        wall.locator(".card").nth(index).click()
    expect(wall.locator(".replays-sheet")).to_have_count(2)
    expect(wall.locator(".replays-chart .curve")).to_have_count(2)
    assert [wall.locator(".replays-sheet").nth(i).locator("path").count() for i in range(2)] == [4, 2]
    wall.locator(".replays-slider").fill("0")
    expect(wall.locator(".replays-says").first).to_have_text("…")

    wall.get_by_role("button", name="The average", exact=True).click()
    expect(wall.locator(".average figcaption")).to_have_text(["Ours: 2 drawings", "Other people’s: 3 drawings"])
    inked = wall.locator(".average-picture").evaluate_all(
        "all => all.map(one => one.getContext('2d').getImageData(0, 0, 192, 192).data.some((v, i) => i % 4 == 3 && v))"
    )
    assert inked == [True, True]


def saved(host: Page, names: bool) -> str:
    """The table of results, as it is saved."""
    host.get_by_label("With names").set_checked(names)
    with host.expect_download() as download:
        host.get_by_role("button", name="Results as a table").click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def print_of(host: Page, names: bool) -> str:
    """What can be read on the page that is printed."""
    host.get_by_label("With names").set_checked(names)
    host.evaluate("() => { window.print = () => { window.printed = document.body.innerText; }; }")
    host.emulate_media(media="print")
    host.get_by_text("Print", exact=True).dispatch_event("click")
    printed = host.wait_for_function("() => window.printed").json_value()
    host.evaluate("() => delete window.printed")
    host.emulate_media(media="screen")
    return printed
