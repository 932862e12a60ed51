"""What the page costs and asks for: little, nothing from elsewhere, no cookie; and that it opens without its server."""

import gzip

from playwright.sync_api import Response, expect

from server import languages
from tests.browser.player import Player

LIGHT = 200_000  # bytes, compressed


def test_the_page_is_light_and_comes_from_its_own_server_without_a_cookie(open_context, server):
    heaviest = max(languages.read().values(), key=lambda one: len(gzip.compress(one.document().encode())))
    context = open_context(locale=heaviest.tag)
    page = context.page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))

    Player(page, server).open("?words=star&seconds=120")
    page.click("#play")
    expect(page.locator("body")).to_have_attribute("data-phase", "drawing")

    files = [answer for answer in answers if "/socket.io/" not in answer.url]
    weights = {answer.url: len(gzip.compress(answer.body())) for answer in files}
    assert all(answer.url.startswith(server) for answer in answers), [answer.url for answer in answers]
    spoken = [url for url in weights if "/texts/" in url]
    assert spoken == [f"{server}texts/{heaviest.code}.json"], "one language at a time"
    assert len(files) > 10 and sum(weights.values()) < LIGHT, sorted(weights.items(), key=lambda item: -item[1])
    assert context.context.cookies() == []


ALL_KEPT = """async () => {
    const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
    const kept = loaded.filter((path) => /^[/](static|texts)[/]/.test(path));
    return (await Promise.all(["/", ...kept].map((path) => caches.match(path)))).every(Boolean);
}"""


def test_the_page_opens_without_its_server_and_says_so(open_context, link):
    context = open_context(locale="it-IT", service_workers="allow")
    player = Player(context.page(), link.address).open()
    page = player.page
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    player.open()  # now through the worker, which keeps what passes
    page.wait_for_function(ALL_KEPT)

    link.cut()
    page.reload()

    expect(page.locator("#play")).to_contain_text("Gioca")
    player.expect(link="lost")
    link.mend()
    player.expect(link="up")
    page.close()  # before the line is taken away from it
    context.complaints.clear()  # the browser reports every request that failed
