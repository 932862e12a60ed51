"""A lost link and a reload lose no ink."""

import re
import signal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.link import Breaker, Filter, Link
from tests.browser.player import Player
from tests.browser.shapes import ladder, spiral
from tests.fake_server import FakeServer


def test_a_reload_in_mid_round_keeps_word_drawing_and_clock(player):
    player.begin("ladder").draw(ladder()[:3]).says("triangle")
    expect(player.page.locator("#clock-face")).to_have_text(re.compile(r"^5\d\d$"))

    player.page.reload()

    player.expect(phase="drawing", link="up")
    expect(player.page.locator("#asked-word")).to_have_text("a ladder")
    assert player.ink_near(0.36, 0.2)
    assert int(player.page.locator("#clock-face").inner_text()) < 600
    player.draw(ladder()[3:]).expect(phase="over", verdict="recognized")


def test_ink_drawn_while_the_link_is_cut_arrives_once_it_is_mended(open_context, link, fake_server):
    context = open_context()
    fake_server.tell("forget")
    player = Player(context.page(), link.address).begin("ladder").draw(ladder()[:2]).says("square")

    link.cut()
    player.expect(link="lost")
    expect(player.page.locator("#notice")).to_contain_text("Your drawing is safe")
    player.draw(ladder()[2:4])
    link.mend()

    player.expect(link="up")
    expect(player.page.locator("#notice")).to_contain_text("Connected again")
    player.says("star").draw(ladder()[4:]).expect(phase="over", verdict="recognized")
    times = [t for item in fake_server.fed() for t in item]
    assert times == sorted(times) and len(times) >= 30, "every point once, in order"
    context.complaints.clear()  # the browser reports each failed call itself


def test_a_word_whose_beginning_is_lost_with_the_link_costs_no_streak(player):
    breaker = Breaker('"index":0')
    breaker.over(player.page)

    player.begin("ladder", mode="streak")

    assert breaker.broken
    expect(player.page.locator("#asked-word")).to_have_text("a ladder")
    player.draw(ladder()).expect(phase="over", verdict="recognized")


def test_who_waits_for_a_word_without_a_connection_is_told_so_and_can_leave(open_context, server):
    context = open_context()
    player = Player(context.page(), server)
    Filter(silent=False).over(player.page)
    player.page.route("**/socket.io/**", lambda route: route.abort())

    player.page.goto(server)
    player.page.click("#play")

    player.expect(phase="asking", link="lost")
    expect(player.page.locator("#notice")).to_contain_text("No connection")
    player.page.click("[data-act=leave]")
    player.expect(phase="start")
    player.page.close()  # it goes on trying
    context.complaints.clear()


@pytest.mark.slow
def test_an_undo_while_the_link_is_cut_is_done_once(open_context, link):
    context = open_context()
    player = Player(context.page(), link.address).begin("spiral").draw(ladder()[:3]).says("triangle")

    link.cut()
    player.expect(link="lost")
    player.page.keyboard.press("z")
    player.draw(spiral())
    player.page.keyboard.press("z")
    link.mend()

    player.expect(link="up").says("square")
    context.complaints.clear()


@pytest.mark.timeout(400)  # a server's start takes a minute where everything else runs as well
@pytest.mark.slow
def test_a_server_that_is_killed_and_started_again_is_a_lost_link_and_no_more(open_context, tmp_path):
    """Ink that the first server acknowledged and took with it comes from the page's log."""
    settings = {"database_url": f"sqlite:///{tmp_path}/inkling.sqlite3"}
    context, first, second = open_context(), FakeServer(**settings), None
    place = urlsplit(first.url)
    line = Link((place.hostname, place.port))
    try:
        player = Player(context.page(), line.address).begin("ladder").draw(ladder()[:2]).says("square")
        first.stop(signal.SIGKILL)
        line.cut()  # it would not get over a port where nobody listens
        player.expect(link="lost").draw(ladder()[2:4])
        second = FakeServer(**settings)
        line.target = (urlsplit(second.url).hostname, urlsplit(second.url).port)
        line.mend()

        player.expect(link="up").says("star").draw(ladder()[4:]).expect(phase="over", verdict="recognized")
        times = [t for item in second.fed() for t in item]
        assert times == sorted(times) and len(times) >= 30, "every point once, in order"
        player.page.close()  # before the line: it would complain
    finally:
        line.close()
        first.stop(signal.SIGKILL)
        if second:
            second.stop()
    context.complaints.clear()  # the browser reports each failed call itself


@pytest.mark.slow
def test_a_copy_of_the_tab_does_not_fight_with_the_first_one(open_context, server):
    context = open_context()
    first = Player(context.page(), server).begin("ladder").draw(ladder()[:2])
    kept = first.page.evaluate("JSON.stringify(sessionStorage)")
    copy = context.page()
    copy.add_init_script(f"if (!sessionStorage.inkling) Object.assign(sessionStorage, {kept})")

    second = Player(copy, server)
    second.open().expect(phase="drawing")

    first.expect(link="lost").expect(link="up")
    second.draw(ladder()[2:]).expect(phase="over", verdict="recognized")
    first.expect(link="up")
