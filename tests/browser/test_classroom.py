"""A class in real browsers: a host, a wall and three pupils, from the code to the results."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.link import Filter
from tests.browser.player import Player
from tests.browser.shapes import ladder, spiral
from tests.browser.test_access import violations
from tests.page import Page as Device

# The fake network behind `server` takes n strokes for the n-th of: circle, square, triangle, star, ladder, spiral.


STILL = """() => {
    for (const animation of document.getAnimations()) {
        if (animation.effect.getComputedTiming().iterations === Infinity) animation.cancel();
        else animation.finish();
    }
}"""  # a tab behind another would never come to rest by itself
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

    def begin(self, mode: str, *drawers: Player) -> None:
        """A word in this mode, whose drawings are shown."""
        self.host.select_option("select[name=mode]", mode)
        expect(self.host.locator("#settings .host-note").first).to_have_text(IS[mode])  # the server has heard of it
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


@pytest.fixture
def room(open_context, server):
    return Class(open_context, server)


def test_a_host_a_wall_and_three_pupils_play_a_race_to_its_end(room):
    wall = room.wall()
    pupils = [room.pupil() for _ in range(3)]
    names = [pupil.page.locator("#waiting-name").inner_text() for pupil in pupils]
    expect(wall.locator(".wall-name")).to_have_count(3)
    assert len(set(names)) == 3 and all(names)

    room.host.get_by_role("button", name="Start").click()
    for pupil in pupils:
        expect(pupil.page.locator("#asked-word")).to_have_text("a star")
        expect(pupil.page.locator("body")).to_have_attribute("data-phase", "drawing")
    room.host.get_by_role("button", name="Show all").click()
    pupils[0].draw(ladder(rungs=2))
    pupils[1].draw(ladder(rungs=1))
    pupils[2].draw(spiral())

    expect(pupils[0].page.locator("body")).to_have_attribute("data-phase", "over")
    expect(pupils[0].page.locator("#announcer")).to_contain_text("Oh I know, it’s a star!")
    expect(wall.locator(".tile")).to_have_count(3)
    expect(wall.locator(".tile.is-won")).to_have_count(1)
    expect(wall.locator(".tile-guess").filter(has_text="triangle")).to_have_count(1)
    wall.locator(".tile-look").nth(1).click()
    expect(wall.locator(".tile:visible")).to_have_count(1)
    wall.keyboard.press("Escape")
    expect(wall.locator(".tile:visible")).to_have_count(3)

    room.host.get_by_role("button", name="End this word").click()
    for page in (room.host, wall):
        expect(page.locator(".card")).to_have_count(3)
        expect(page.locator(".card").first).to_have_class(re.compile("is-won"))
    wall.get_by_role("button", name="What was mixed up", exact=True).click()
    expect(wall.locator(".confusion td.is-right").first).to_have_text("1")

    room.host.get_by_role("button", name="End the game").click()
    expect(wall.locator("body")).to_have_attribute("data-screen", "podium")
    expect(pupils[0].page.locator("#waiting-says")).to_contain_text("Thank you")


def test_a_pupil_who_reloads_in_mid_stroke_is_the_same_and_has_the_drawing(room):
    pupil = room.pupil()
    name = pupil.page.locator("#waiting-name").inner_text()
    room.host.get_by_role("button", name="Start").click()
    expect(pupil.page.locator("body")).to_have_attribute("data-phase", "drawing")
    pupil.draw(ladder(rungs=0)).says("square")
    board = pupil.page.locator("#board").bounding_box()

    pupil.page.reload()

    expect(pupil.page.locator("body")).to_have_attribute("data-phase", "drawing")
    assert pupil.ink_near(0.36, 0.2)
    assert pupil.page.locator("#board").bounding_box() == board, "the board has the shape that was drawn on"
    expect(room.host.locator(".player-name")).to_have_text(name)
    room.host.reload()
    expect(room.host.locator(".player-name")).to_be_in_viewport()
    expect(room.host.locator("#settings")).to_be_hidden()


def test_what_is_refused_in_passing_costs_no_seat_and_stays_to_be_read(room):
    pupil = room.pupil()
    says, names = pupil.page.locator("#said"), pupil.page.locator("#waiting-name")
    another = pupil.page.get_by_role("button", name="Someone else plays")

    room.press("Lock")
    expect(room.host.get_by_role("button", name="Lock", exact=True)).to_have_attribute("aria-pressed", "true")
    another.click()
    expect(says).to_contain_text("locked")
    expect(pupil.page.locator("body")).to_have_attribute("data-screen", "waiting")
    room.press("Lock")
    expect(room.host.get_by_role("button", name="Lock", exact=True)).to_have_attribute("aria-pressed", "false")
    pupil.page.wait_for_timeout(300)  # the room has told its pages
    expect(says).to_contain_text("locked")
    another.click()
    expect(names).to_contain_text(" and ")
    expect(says).to_be_hidden()


def test_pens_are_down_in_a_pause_and_a_clock_that_is_taken_away_is_gone(room):
    pupil = room.pupil()
    room.begin("race", pupil)
    expect(pupil.page.locator("#clock")).to_have_text(re.compile(r"^[1-4]?\d$"))
    pupil.page.mouse.move(*pupil.spot(0.2, 0.2))
    pupil.page.mouse.down()
    pupil.page.mouse.move(*pupil.spot(0.4, 0.2))
    expect(room.host.locator(".tile-guess")).not_to_be_empty()

    room.press("Pause")
    expect(pupil.page.locator("#halt")).to_have_text("Pause. Pens down.")
    pupil.page.mouse.move(*pupil.spot(0.8, 0.8))
    room.press("Go on")
    expect(pupil.page.locator("#halt")).to_be_hidden()
    pupil.page.mouse.move(*pupil.spot(0.2, 0.8))
    pupil.page.mouse.up()
    assert pupil.ink_near(0.3, 0.2) and not pupil.ink_near(0.8, 0.8) and not pupil.ink_near(0.5, 0.8)

    room.host.get_by_role("button", name="no clock").first.click()
    expect(pupil.page.locator("#clock")).to_be_hidden()


def test_a_vote_that_did_not_get_through_is_still_to_be_cast_and_off_line_nobody_leaves(room, link):
    anna, context = room.pupil(), room.open_context(reduced_motion="reduce")
    ben = Player(context.page(), link.address).open(f"join/{room.code}").expect(screen="waiting")
    leave, yes = (ben.page.get_by_role("button", name=name) for name in ("Leave", "Yes"))
    name = ben.page.locator("#waiting-name").inner_text()
    link.cut()
    ben.expect(link="lost")
    leave.click()
    link.mend()
    ben.expect(link="up", screen="waiting")
    expect(ben.page.locator("#waiting-name")).to_have_text(name)

    room.begin("fool", anna, ben)
    anna.draw(spiral())
    room.press("End this word")
    expect(yes).to_be_visible()
    link.cut()
    ben.expect(link="lost")
    yes.click()
    link.mend()
    ben.expect(link="up")
    yes.click()

    expect(ben.page.locator("#votes")).to_contain_text("Thank you")
    room.press("End this word")
    expect(room.host.locator(".card-seen").first).to_contain_text("1 of 1 people saw it")
    context.complaints.clear()  # the browser reports each failed call itself


@pytest.mark.slow
def test_one_room_plays_every_mode_with_a_device_that_is_passed_round(room):
    wall, anna, ben = room.wall(), room.pupil(), room.pupil()
    ben.page.get_by_role("button", name="Someone else plays").click()
    expect(ben.page.locator("#waiting-name")).to_contain_text(" and ")

    # race: the device goes from hand to hand
    room.begin("race", anna, ben)
    ben.draw(ladder(rungs=2)).expect(phase="over")
    ben.page.locator("#board-turns button").click()
    ben.expect(phase="drawing").draw(ladder(rungs=1))
    expect(wall.locator("#done")).to_have_text("1 of 3 done")
    room.press("End this word")
    expect(wall.locator(".card")).to_have_count(3)
    room.again()

    # guess: a near miss is told to whoever typed it; a device with two guessers guesses for both
    room.begin("guess", anna)
    anna.draw(ladder(rungs=2)).says("star")
    expect(wall.locator(".tile-guess")).to_have_text("I know it!")
    guess, told = ben.page.locator("#say"), ben.page.locator("#told")
    for text, answer in (("stars", "Very close!"), ("dog", "Not that."), ("Star", "That’s it!")):
        guess.fill(text)
        guess.press("Enter")
        expect(told).to_have_text(answer)
    expect(wall.locator("#done")).to_have_text("1 of 2 done")
    room.press("Mute all")
    expect(ben.page.locator("#answer-quiet")).to_have_text("The host has asked for quiet.")
    expect(guess).to_be_hidden()
    expect(anna.page.locator("#guesses li")).to_have_count(0)
    room.press("Mute all")
    expect(guess).to_be_visible()
    guess.press("Enter")
    expect(wall.locator(".card")).to_have_count(1)  # all have found it, and it is another game's first word
    room.again()

    # fool: people see it, the network does not
    room.begin("fool", anna, ben)
    anna.draw(spiral())
    ben.draw(ladder(rungs=2))
    room.press("End this word")
    expect(wall.locator("#word")).to_have_text("Would people see a star here?")
    assert wall.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "a long headline is broken in two"
    ben.page.get_by_role("button", name="Yes").click()
    expect(ben.page.locator("#votes")).to_contain_text("Thank you")
    room.press("End this word")
    expect(wall.locator(".card.is-won .card-seen")).to_have_text("took it for a circle · 2 of 2 people saw it")
    room.again()

    # relay: one of each team draws
    room.begin("relay", anna)
    expect(wall.locator(".tile")).to_have_count(2)
    room.press("Podium")
    anna.draw(ladder(rungs=2)).expect(phase="over")
    room.press("End this word")
    room.press("End the game")
    expect(wall.locator(".podium-place").first).to_contain_text("Team 1")
    room.press("Play again")

    # museum: no clock, nobody wins
    room.begin("museum", anna)
    expect(wall.locator("#clock")).to_be_empty()
    anna.draw(ladder(rungs=2)).says("star").expect(phase="drawing")


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
    room.host.select_option("select[name=mode]", "fool")
    expect(room.host.locator("#settings .host-note").first).to_have_text(IS["fool"])
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


@pytest.mark.parametrize("silent", [False, True])
def test_a_class_plays_where_websockets_are_filtered(room, silent):
    room.filter = Filter(silent)
    wall, pupil = room.wall(), room.pupil()
    room.begin("race", pupil)

    pupil.draw(ladder(rungs=2)).expect(phase="over")

    expect(wall.locator(".tile.is-won")).to_have_count(1)
    assert room.filter.seen >= 2, "no websocket was tried"


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


@pytest.mark.slow
def test_a_room_speaks_the_language_that_its_host_has_chosen(room):
    wall, pupil = room.wall(), room.pupil()
    foreign = room.page(f"join/{room.code}", locale="ar-EG")
    expect(foreign.locator("html")).to_have_attribute("dir", "rtl")
    expect(foreign.locator("#waiting-are")).to_have_text("أنت")

    room.host.select_option("select[name=language]", "ja")

    for page in (wall, pupil.page, foreign):
        expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(wall.locator(".wall-name")).to_have_count(2)
    room.press("Start")
    expect(pupil.page.locator("#asked-word")).to_have_text("星")
    expect(room.host.locator("#word")).to_have_text("star")  # whoever hosts reads a language of their own


@pytest.mark.slow
def test_a_list_of_words_goes_along_as_a_link_and_as_a_file(room, tmp_path):
    room.press("1 word chosen")
    room.host.get_by_role("button", name="ladder", exact=True).click()
    room.press("Link to this list")
    link = room.host.locator(".words-link").input_value()
    with room.host.expect_download() as saved:
        room.press("Save as a file")
    room.press("Clear the list")
    expect(room.host.locator(".words-count")).to_have_text("Any word there is")
    room.host.get_by_label("Open a file").set_input_files(saved.value.path())
    expect(room.host.locator(".words-count")).to_have_text("2 words chosen")
    (tmp_path / "other.txt").write_text("Star, gnu", encoding="utf-8")
    room.host.get_by_label("Open a file").set_input_files(tmp_path / "other.txt")
    expect(room.host.locator(".words-said")).to_have_text("The network does not know gnu.")
    room.press("Done")
    expect(room.host.get_by_role("button", name="1 word chosen")).to_be_visible()

    another = room.page("privacy", 1440, 900)
    another.goto(link)
    another.click("#open")

    expect(another.get_by_role("button", name="2 words chosen")).to_be_visible()
    expect(another.locator("input[name=count]:checked")).to_have_count(0)  # as many as there are words, and not six
    assert Path(saved.value.path()).read_text(encoding="utf-8") == "star\nladder\n"


def test_what_keeps_a_pupil_out_is_told_on_the_page(room):
    stranger = room.page("join")
    stranger.fill("#code", "zzzzzz")
    stranger.keyboard.press("Enter")
    expect(stranger.locator("#said")).to_contain_text("no room")

    pupil = room.pupil()
    room.host.get_by_role("button", name=re.compile("^More about")).click()
    room.host.get_by_role("button", name="Remove").click()
    expect(pupil.page.locator("#said")).to_contain_text("taken you out")

    room.press("Lock")
    expect(room.host.get_by_role("button", name="Lock", exact=True)).to_have_attribute("aria-pressed", "true")
    stranger.fill("#code", room.code)
    stranger.keyboard.press("Enter")
    expect(stranger.locator("#said")).to_contain_text("locked")

    pupil.page.fill("#code", room.code)
    pupil.page.keyboard.press("Enter")
    expect(pupil.page.locator("#said")).to_contain_text("taken out")


def test_a_host_who_closes_a_room_and_opens_another_shows_the_code_of_that_one(room):
    assert room.host.locator("#qr").get_attribute("src") == f"/rooms/{room.code}/qr.svg"
    room.press("Close the room")
    dialog = room.host.get_by_role("dialog", name="Really close it? Everything in it is deleted.")
    dialog.get_by_role("button", name="Close the room").click()
    expect(room.host.locator("body")).to_have_attribute("data-screen", "before")

    room.host.click("#open")

    expect(room.host.locator("#code")).not_to_have_text(room.code)
    code = room.host.locator("#code").inner_text()
    expect(room.host.locator("#qr")).to_have_attribute("src", f"/rooms/{code}/qr.svg")


def test_a_host_at_the_keyboard_keeps_the_focus_and_a_guesser_has_an_empty_field_for_each_word(room):
    anna, ben = room.pupil(), room.pupil()
    room.host.select_option("select[name=mode]", "guess")
    expect(room.host.locator("#settings .host-note").first).to_have_text(IS["guess"])

    def press(name: str, then: str) -> None:
        room.host.get_by_role("button", name=name, exact=True).focus()
        room.host.keyboard.press("Enter")
        expect(room.host.get_by_role("button", name=then, exact=True)).to_be_focused()

    press("Start", then="Pause")
    press("Pause", then="Go on")
    press("Go on", then="Pause")
    guess, told = ben.page.locator("#say"), ben.page.locator("#told")
    guess.fill("dog")
    guess.press("Enter")
    expect(told).to_have_text("Not that.")
    room.press("End this word")
    ben.expect(screen="waiting")
    ben.page.evaluate("() => document.getElementById('say-form').requestSubmit()")  # a moment too late
    ben.page.wait_for_timeout(300)
    expect(ben.page.locator("#said")).to_be_hidden()
    room.again()
    room.press("Start")
    anna.expect(phase="drawing")
    ben.expect(screen="answer")
    expect(guess).to_have_value("")
    expect(told).to_be_empty()


def test_there_is_one_host_and_a_link_that_is_not_the_hosts_says_so(room):
    other = room.page("privacy", 1440, 900)
    other.goto(room.host.url)
    expect(other.locator("#code")).to_have_text(room.code)
    expect(room.host.locator("#said")).to_contain_text("another page")

    stranger = room.page(f"host/{room.code}#nonsense")

    expect(stranger.locator("#said")).to_contain_text("not the link")


@pytest.mark.slow
def test_a_full_room_and_a_name_that_is_markup_are_told_on_the_page(room, fake_server):
    room.host.locator(".host-setting", has_text="their own names").locator(".choice", has_text="on").click()
    pupil = room.pupil()
    pupil.page.fill("#name", "<b>Ada</b>")
    pupil.page.keyboard.press("Enter")
    expect(pupil.page.locator("#said")).to_contain_text("cannot be taken")
    expect(pupil.page.locator("#waiting-name b")).to_have_count(0)

    devices = [Device(fake_server) for _ in range(8)]  # eight pupils share each
    for device in devices:
        for _ in range(8):
            device.say("room_join", {"code": room.code, "another": True})
    wall = room.wall()
    expect(wall.locator(".wall-name")).to_have_count(60)
    code, names = (wall.locator(place).bounding_box() for place in ("#qr", "#names"))
    assert code and names and code["y"] + code["height"] <= names["y"] <= 1080 - names["height"], "names cover no code"
    late = room.page(f"join/{room.code}")

    expect(late.locator("#said")).to_have_text("This room is full.")
    expect(room.host.locator("#players-title")).to_have_text("60 players")
    for device in devices:
        device.close()


def test_axe_finds_nothing_on_any_page_of_a_classroom(room):
    found: dict[str, list[str]] = {}

    def look(page: Page, name: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(STILL)
            found[f"{name}, {scheme}"] = violations(page)

    wall, pupil, door = room.wall(), room.pupil(), room.page("join")
    look(door, "the door")
    look(wall, "the wall's lobby")
    look(pupil.page, "the waiting room")
    room.pupil().page.close()
    expect(room.host.locator(".player.is-away")).to_contain_text("away")
    look(room.host, "what to play")
    room.host.locator(".player-more").first.click()
    look(room.host, "a player")
    room.host.keyboard.press("Escape")
    room.press("1 word chosen")
    look(room.host, "words")
    words = room.host.locator(".words-list .word")
    room.host.get_by_label("What the words are about").select_option("tools")
    expect(words).to_have_text(["star", "ladder"])  # the one that is chosen, and those that are found
    room.press("Choose all of these")
    expect(room.host.locator(".words-count")).to_have_text("2 words chosen")
    words.last.click()
    room.host.keyboard.press("Escape")
    room.host.locator("#settings .choice", has_text="no clock").click()
    room.begin("fool", pupil)
    pupil.draw(spiral()).says("circle")
    look(pupil.page, "the board")
    look(wall, "the wall")
    look(room.host, "the host")
    room.press("End this word")
    look(pupil.page, "the votes")
    room.press("End this word")
    for tab in ("Two ways", "What was mixed up", "Drawings"):
        wall.get_by_role("button", name=tab, exact=True).click()
        look(wall, tab)
    wall.locator(".card").click()
    expect(wall.locator(".replays")).to_be_visible()
    look(wall, "stroke by stroke")

    assert {name: faults for name, faults in found.items() if faults} == {}


def begun(device: Device) -> dict:
    """What a pupil's device is told to draw; whatever it hears before is passed over."""
    for name, fields in iter(device.heard.get, None):
        if name == "begin":
            return fields
    raise AssertionError("unreachable")


@pytest.mark.slow
def test_a_class_teaches_a_word_that_is_recognized_from_then_on(room, fake_server):
    pupils, wall = [Device(fake_server) for _ in range(5)], room.wall()
    for device in pupils:
        device.say("room_join", {"code": room.code})

    room.host.locator("summary", has_text="Teach a new word").click()
    room.host.get_by_label("The new word").fill("snow globe")
    room.press("Let the class draw it")
    for device in pupils:
        device.ink(begun(device)["round"], n=24)
    expect(room.host.locator(".tile-guess", has_text="circle")).to_have_count(5)
    room.press("End this word")
    expect(wall.locator("#done")).to_have_text("5 of 20 drawings")
    room.press("Learn it now")
    expect(room.host.locator(".taught-word")).to_contain_text("learned from 5 drawings")
    assert violations(room.host) == []
    with room.host.expect_download() as saved:
        room.host.get_by_role("button", name="Save: snow globe").click()

    room.host.get_by_role("button", name="Play it: snow globe").click()
    begin = begun(pupils[0])
    pupils[0].ink(begin["round"], n=24)
    pupils[0].ink(begin["round"], 1)
    assert begin["word"] == "snow globe"
    expect(room.host.locator(".tile.is-won")).to_have_count(1)

    room.press("End this word")
    room.again()
    room.host.get_by_role("button", name="Forget it: snow globe").click()
    expect(room.host.locator(".taught-word")).to_have_count(0)
    room.host.locator("#teaching input[type=file]").set_input_files(saved.value.path())
    expect(room.host.locator(".taught-word")).to_contain_text("snow globe")
    for device in pupils:
        device.close()
