"""A class in real browsers: a host, a wall and pupils, from the code to the results."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.player import Player
from tests.browser.shapes import ladder, spiral
from tests.browser.test_access import violations
from tests.page import Page as Device

# The fake network behind `server` takes n strokes for the n-th of: circle, square, triangle, star, ladder, spiral.


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


@pytest.mark.slow
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
