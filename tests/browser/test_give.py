"""Giving drawings in a browser: asked at the end, kept and said to be, looked at with the receipt, deleted."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player import Player
from tests.fake_server import FakeServer


@pytest.fixture
def ended(player: Player) -> Page:
    """The end of a match with one drawing in it."""
    play(player)
    return player.page


def say_yes(page: Page) -> str:
    """Returns the receipt."""
    page.click("text=Yes, from now on")
    return page.locator(".give-receipt").inner_text()


def play(player: Player) -> None:
    """A match with one drawing."""
    player.begin("star").answer("star").expect(phase="over").next().expect(phase="end")


def play_again(player: Player) -> None:
    """Another one, from the end of the one before."""
    player.page.click(".end-again")
    player.expect(phase="drawing").answer("star").expect(phase="over").next().expect(phase="end")


def test_a_drawing_is_given_seen_and_deleted(open_context, server):
    context = open_context()
    player = Player(context.page(), server)
    play(player)
    ended = player.page
    receipt = say_yes(ended)
    assert len(receipt.split()) == 6
    expect(ended.locator(".give-count")).to_have_count(0)

    play_again(player)
    expect(ended.locator(".give-kept")).to_have_text("1 drawing kept")
    ended.click("text=Look at yours")

    expect(ended.locator("#receipt")).to_have_value(receipt)
    expect(ended.locator(".mine-title").first).to_have_text("1 drawing")
    expect(ended.locator(".mine-item")).to_contain_text("Star")
    assert ended.locator(".mine-drawing polyline").count() == 4
    with ended.expect_download() as kept:
        ended.click("#mine >> text=Download")
    assert kept.value.suggested_filename == "inkling-drawings.ndjson"

    ended.click("#mine >> text=Delete all")
    question = ended.get_by_role("dialog", name=re.compile("^Delete"))
    question.get_by_role("button", name="Delete all").click()
    expect(ended.locator("#said")).to_have_text("1 drawing was deleted.")
    expect(ended.locator("#mine")).to_be_hidden()
    ended.fill("#receipt", receipt)
    with ended.expect_response("**/mine.json") as answer:
        ended.click("#door button")
    assert answer.value.status == 404
    expect(ended.locator("#said")).to_contain_text("no such receipt")
    context.complaints.clear()  # the browser reports every answer that is no success


def test_nobody_is_asked_twice_and_a_no_keeps_nothing(player, ended):
    ended.get_by_role("button", name="No", exact=True).click()
    expect(ended.locator(".give-told")).to_have_text("I do not keep your drawings.")

    play_again(player)

    expect(ended.locator(".give-told")).to_have_text("I do not keep your drawings.")
    expect(ended.locator(".give-title")).to_have_count(0)
    expect(ended.locator(".give-kept")).to_have_count(0)


@pytest.mark.slow
def test_an_answer_on_the_page_about_it_counts_in_the_game(player, fake_server):
    page = player.open().page
    page.click("#give-drawings")
    page.get_by_label("Your country, if you like").select_option("Ukraine")
    receipt = say_yes(page)

    page.goto(player.address)
    play(player)

    expect(page.locator(".give-kept")).to_have_text("1 drawing kept")
    expect(page.locator(".give-receipt")).to_have_text(receipt)
    expect(page.locator(".give-country")).to_have_count(0)
    with closing(sqlite3.connect(fake_server.settings["database_url"].removeprefix("sqlite:///"))) as kept:
        assert kept.execute("SELECT country FROM doodles ORDER BY id DESC").fetchone() == ("UA",)


@pytest.mark.slow
def test_a_drawing_that_was_over_without_a_link_is_given_once_it_is_back(open_context, link):
    player = Player(open_context().page(), link.address)
    play(player)
    say_yes(player.page)
    player.page.click(".end-again")
    player.expect(phase="drawing").answer("star").expect(phase="over")
    link.cut()
    player.expect(link="lost")
    link.mend()
    player.expect(link="up").next().expect(phase="end")

    expect(player.page.locator(".give-kept")).to_have_text("1 drawing kept")


@pytest.mark.slow
def test_a_server_that_collects_nothing_does_not_ask(open_context, tmp_path):
    server = FakeServer(database_url=f"sqlite:///{tmp_path}/results.sqlite3", collect="false")
    try:
        player = Player(open_context().page(), f"{server.url}/")
        play(player)

        expect(player.page.locator(".look-title")).to_be_visible()
        expect(player.page.locator(".give")).to_be_hidden()
        player.page.goto(f"{server.url}/doodles")
        expect(player.page.locator(".said")).to_contain_text("This server collects no drawings")
    finally:
        server.stop()


@pytest.mark.slow
def test_pupils_are_asked_where_the_host_wants_it_and_not_before(room):
    pupil = room.pupil()
    expect(pupil.page.locator("#give")).to_be_hidden()

    room.host.locator("input[name=collect][value=true]").dispatch_event("click")
    expect(pupil.page.locator(".give-title")).to_have_text("Your host would like to keep drawings. May I keep yours?")
    say_yes(pupil.page)
    room.begin("race", pupil)
    pupil.answer("star").expect(phase="over")
    room.again()

    expect(pupil.page.locator(".give-kept")).to_have_text("1 drawing kept")
