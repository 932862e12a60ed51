"""It talks: speech synthesis is a fake that keeps what it is given, and the sentences are looked at."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.player import Player
from tests.browser.shapes import ladder

# Takes a second for a sentence, as a voice does; `said` has the sentences with the times at which they began and ended.
FAKE = """
    window.said = [];
    let running = null;
    const end = () => {
        if (running) [running.entry.end] = [performance.now(), clearTimeout(running.timer)];
        running = null;
    };
    Object.defineProperty(window, "speechSynthesis", { value: {
        getVoices: () => [{ lang: "en-GB", localService: true }],
        speak(utterance) {
            const entry = { text: utterance.text, lang: utterance.lang, start: performance.now(), cut: false };
            window.said.push(entry);
            running = { entry, timer: setTimeout(() => { end(); utterance.onend(); }, 1000) };
        },
        cancel() { if (running) running.entry.cut = true; end(); },
    } });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture
def player(open_context, server):
    context = open_context()
    context.context.add_init_script(FAKE)
    return Player(context.page(), server)


def said(player) -> list[dict]:
    return player.page.evaluate("said")


def test_it_says_what_it_sees_never_twice_never_late_and_then_what_it_was(player):
    player.begin("ladder")
    for stroke in ladder()[:4]:
        player.draw([stroke])
        player.page.wait_for_timeout(700)
    player.draw(ladder()[4:]).expect(phase="over")
    player.page.wait_for_function("() => said.at(-1).text.startsWith('Oh I know')")

    sentences = said(player)

    texts = [one["text"] for one in sentences]
    assert "a circle" in texts[0] and texts[-1] == "Oh I know, it’s a ladder!"
    assert len(set(texts)) == len(texts) >= 2
    assert {one["lang"] for one in sentences} == {"en-GB"}
    assert all(a["end"] <= b["start"] for a, b in pairwise(sentences)), "one at a time"
    player.page.wait_for_timeout(1500)
    assert len(said(player)) == len(sentences), "nothing is left over for afterwards"


def test_what_is_said_can_be_read_while_it_is_said(player):
    player.begin("spiral").draw(ladder()[:1])
    player.page.wait_for_function("() => said.length === 1")

    heard = "() => said.some((one) => one.text === document.querySelector('#voice').textContent)"
    player.page.wait_for_function(heard)
    assert "a circle" in said(player)[0]["text"]


def test_one_tap_mutes_it_at_once_and_for_good(player):
    player.begin("ladder").draw(ladder()[:1])
    player.page.wait_for_function("() => said.length === 1")
    button = player.page.get_by_role("button", name="Sound")

    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert said(player)[0]["cut"]
    player.page.reload()
    player.expect(phase="drawing", link="up").draw(ladder()[1:]).expect(phase="over", verdict="recognized")

    assert said(player) == []
    expect(button).to_have_attribute("aria-pressed", "false")
