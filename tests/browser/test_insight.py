"""How people draw: the page as it looks with drawings of three words, seen by axe and by eye."""

import json
from dataclasses import asdict

import numpy as np
import pytest
from playwright.sync_api import Route, expect

from server.doodles.ink import pack
from server.doodles.insight import Word, shape
from tests.browser.shots import keep
from tests.browser.test_access import violations

WORDS = [
    Word("circle", drawings=40, validated=30, waiting=10, recognized=36, played=40, seconds=2.4, strokes=1.1),
    Word("star", drawings=12, validated=12, waiting=0, recognized=6, played=12, seconds=5.0, strokes=5.0),
    Word("zigzag", drawings=1, validated=0, waiting=1, recognized=0, played=0, seconds=None, strokes=1.0),
]


def loop(turn, shake):
    angles = np.linspace(0, turn * 2 * np.pi, 30)
    x, y = 300 + 100 * np.cos(angles) + shake, 300 + (90 + shake) * np.sin(angles)
    return pack([[x.tolist(), y.tolist(), list(range(30))]])


def circles():
    """Thirty of them: Germans and Britons each their way round."""
    rows = [(i, loop(1 if i % 2 else -1, i % 7), True, 2400, "de" if i % 2 else "en", i) for i in range(30)]
    return shape("circle", rows).fields()


@pytest.fixture
def page(open_context, server):
    def answer(route: Route) -> None:
        word = "word.json" in route.request.url
        rows = [{**asdict(row), "difficulty": "easy"} for row in WORDS]
        body = circles() if word else {"words": rows}
        route.fulfill(content_type="application/json", body=json.dumps(body))

    page = open_context(viewport={"width": 1440, "height": 900}).page()
    page.route("**/doodles/insight*/**/*.json*", answer)
    page.route("**/doodles/insight.json", answer)
    page.goto(f"{server}doodles/insight")
    expect(page.locator(".insight-card")).to_have_count(6)
    return page


@pytest.mark.slow
def test_the_words_stand_in_a_table_and_the_first_one_in_pictures(page):
    tiles = page.locator(".tile").all_inner_texts()
    heads = page.locator("tbody th").all_inner_texts()

    assert tiles == ["53 drawings", "3 words", "81% recognized", "11 wait for a look"]
    assert heads == ["Circle", "Star", "Zigzag"]
    expect(page.locator("#name")).to_have_text("Circle")
    expect(page.locator("#cards")).to_contain_text("50% clockwise")
    expect(page.locator("#groups h3")).to_have_text(["German", "English"])
    read_out = [page.locator(".figure-columns").nth(i).get_attribute("aria-label") for i in range(2)]
    assert read_out == ["1: 30", "2: 30"], "one stroke each, and recognized in the third second"
    fits = page.locator(".insight-scroll").evaluate("box => box.scrollWidth <= box.clientWidth")
    assert fits, "no column of the table is out of sight"
    keep(page, "insight")
    page.set_viewport_size({"width": 360, "height": 640})
    keep(page, "insight")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []


def test_the_table_is_sorted_searched_and_chosen_from_by_keyboard(page):
    page.get_by_role("button", name="Seconds").press("Enter")
    expect(page.get_by_role("button", name="Seconds")).to_be_focused()
    assert page.locator("tbody th").all_inner_texts() == ["Zigzag", "Star", "Circle"]

    page.locator("#find").press_sequentially("st")
    expect(page.locator("tbody th")).to_have_text(["Star"])
    page.get_by_role("button", name="Star").press("Enter")

    expect(page.locator("#name")).to_have_text("Star")
    expect(page.get_by_role("button", name="Star")).to_be_focused()
    expect(page.locator("tr.is-chosen")).to_have_count(1)
