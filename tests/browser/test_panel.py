"""The panel "How I decide": what it shows, on the fake server and on the real one; closed, it costs nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.player import Player
from tests.browser.shapes import ladder

WATCHING = """
    const send = WebSocket.prototype.send;
    window.watched = [];
    WebSocket.prototype.send = function (data) {
        const found = typeof data === "string" && /"watch",(\\{.*?\\})/.exec(data);
        if (found) window.watched.push(JSON.parse(found[1]));
        return send.call(this, data);
    };
"""
PAINTED = """([id]) => {
    const canvas = document.getElementById(id);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(data.filter((_, index) => index % 4 === 2)).size > 1;
}"""


@pytest.fixture
def player(open_context, server):
    context = open_context(viewport={"width": 1200, "height": 800})
    context.context.add_init_script(WATCHING)
    return Player(context.page(), server)


def open_panel(player: Player) -> None:
    player.page.get_by_role("button", name="How I decide").click()
    expect(player.page.locator("#how")).to_be_visible()


@pytest.mark.slow
def test_it_shows_guesses_strokes_and_state_in_words_and_in_numbers_for_those_who_want_them(player):
    player.begin("spiral")
    open_panel(player)
    page = player.page
    expect(page.locator("#how-unsure")).to_be_visible()

    player.draw(ladder()[:2])

    expect(page.locator("#how-bars li").first).to_contain_text("square")
    expect(page.locator("#how-bars li .how-sure").first).to_have_text("certain")
    expect(page.locator("#how-unsure")).to_be_hidden()
    page.wait_for_function(f"() => ({PAINTED})(['how-memory']) && ({PAINTED})(['how-strokes'])")
    expect(page.locator("#how-against")).to_have_text("These spoke against a spiral.")
    expect(page.locator("#how-bars .how-number").first).to_be_hidden()
    page.get_by_role("button", name="Numbers").click()
    expect(page.locator("#how-bars .how-number").first).to_have_text("90%")


@pytest.mark.slow
def test_opened_after_a_round_it_shows_what_was_seen_last(player):
    player.page.emulate_media(reduced_motion="reduce")  # nothing moves any more, so no frame comes by itself
    player.begin("ladder").answer("ladder").expect(phase="over", verdict="recognized")
    player.page.wait_for_timeout(300)

    player.page.click("#how-open")

    expect(player.page.locator("#how-bars .how-word").first).to_have_text("ladder")


def test_closed_it_asks_the_server_for_nothing_and_it_is_as_it_was_left(player):
    player.begin("spiral").draw(ladder()[:1]).says("circle")
    assert player.page.evaluate("watched") == []

    open_panel(player)
    player.page.wait_for_function("() => watched.length === 1")
    player.page.reload()
    player.expect(phase="drawing", link="up")
    expect(player.page.locator("#how")).to_be_visible()
    player.page.wait_for_function("() => watched.length === 1")
    player.page.get_by_role("button", name="How I decide").click()
    player.page.wait_for_function("() => watched.length === 2")

    expect(player.page.locator("#how")).to_be_hidden()
    asked, ended = player.page.evaluate("watched.map(({ round, ...wanted }) => wanted)")
    assert asked == {"hidden": True, "reference": True, "strokes": True} and ended == {}


@pytest.mark.slow
def test_the_shipped_network_shows_its_state_and_what_it_made_of_each_stroke(open_context, trained_server):
    player = Player(open_context(viewport={"width": 1200, "height": 800}).page(), trained_server).begin("fence")
    open_panel(player)

    player.draw(ladder(rungs=6))

    page = player.page
    page.wait_for_function(f"() => ({PAINTED})(['how-memory']) && ({PAINTED})(['how-strokes'])")
    expect(page.locator("#how-bars li").first).to_contain_text("ladder")
