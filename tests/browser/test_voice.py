"""It talks: speech synthesis is a fake that keeps what it is given, and the sentences are looked at.

The page's clock stands still, and a sentence lasts until the test ends it: nothing depends on the machine's speed.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.player import Player
from tests.browser.shapes import ladder

# `said` has the sentences; finish() ends the one that is being said, as a voice does when it has come to the end.
FAKE = """
    window.said = [];
    let running = null;
    window.finish = () => {
        const { onend } = running;
        running = null;
        onend();
    };
    Object.defineProperty(window, "speechSynthesis", { value: {
        getVoices: () => [{ lang: "en-GB", localService: true }],
        get speaking() { return running !== null; },
        speak(utterance) {
            if (!utterance.text) return; // only to wake it
            window.said.push({ text: utterance.text, lang: utterance.lang, amid: running !== null, cut: false });
            running = utterance;
        },
        cancel() {
            if (running) window.said.at(-1).cut = true;
            running = null;
        },
    } });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
FRAMES = "() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))"
LONG = 1000  # ms after which a guess is steady, and the pause between two sentences is over


@pytest.fixture
def player(open_context, server):
    context = open_context()
    context.context.add_init_script(FAKE)
    return Player(context.page(), server).begin("ladder").stop_clock()


def said(player) -> list[dict]:
    return player.page.evaluate("said")


def draws(player, strokes, guess) -> Player:
    """Draws on, and waits until the guess that all its points make stands first in the list."""
    player.draw(strokes)
    expect(player.page.locator(".guess.is-first")).to_have_text(guess)
    return player


def pass_time(player) -> None:
    """Time enough for the next sentence, if there is one to come; and two frames, by which it has come."""
    player.stop_clock(LONG).page.evaluate(FRAMES)


def test_it_says_what_it_sees_never_twice_never_late_and_then_what_it_was(player):
    rails_and_rungs = ladder()
    pass_time(draws(player, rails_and_rungs[:1], "circle68%"))
    for stroke, guess in zip(rails_and_rungs[1:4], ("square90%", "triangle90%", "star90%"), strict=True):
        pass_time(draws(player, [stroke], guess))  # it is still speaking
    player.page.evaluate("finish()")
    pass_time(player)
    pass_time(player)
    player.page.evaluate("finish()")
    for _ in range(3):
        player.page.keyboard.press("z")
    pass_time(draws(player, [], "circle68%"))  # once more
    draws(player, rails_and_rungs[1:4], "star90%").draw(rails_and_rungs[4:]).expect(phase="over")
    pass_time(player)
    player.page.evaluate("finish()")
    pass_time(player)

    sentences = said(player)

    assert [one["text"] for one in sentences] == [
        "It must be a circle!",
        "It must be a star!",
        "Oh I know, it’s a ladder!",
    ]
    assert {one["lang"] for one in sentences} == {"en-GB"}
    assert not any(one["amid"] or one["cut"] for one in sentences), "one at a time, each to its end"


def test_what_is_said_can_be_read_while_it_is_said(player):
    pass_time(draws(player, ladder()[:1], "circle68%"))
    draws(player, ladder()[1:2], "square90%")

    expect(player.page.locator("#voice")).to_have_text("It must be a circle!")
    player.page.evaluate("finish()")
    expect(player.page.locator("#voice")).to_have_text("I’d say a square!")


def test_one_tap_mutes_it_at_once_and_for_good(player):
    pass_time(draws(player, ladder()[:1], "circle68%"))
    button = player.page.get_by_role("button", name="Sound")

    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert said(player)[0]["cut"]
    player.page.reload()
    player.expect(phase="drawing", link="up").draw(ladder()[1:]).expect(phase="over", verdict="recognized")

    assert said(player) == []
    expect(button).to_have_attribute("aria-pressed", "false")


def test_where_motion_is_unwanted_it_is_silent_until_asked_and_its_button_says_so(open_context, server):
    player = Player(open_context(reduced_motion="reduce").page(), server).open()
    button = player.page.locator("#sound")

    expect(button).to_have_attribute("aria-pressed", "false")
    player.page.evaluate("document.getElementById('sound').click()")
    player.page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
