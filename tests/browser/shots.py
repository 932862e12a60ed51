"""Pictures of the page, to be looked at: artefacts of the tests, outside git."""

from pathlib import Path

from playwright.sync_api import Page

PLACE = Path(__file__).resolve().parents[2] / "test-results/screens"


def keep(page: Page, name: str) -> None:
    """What the page looks like now, light and dark, as test-results/screens/NAME-WIDTHxHEIGHT-SCHEME.png."""
    assert page.viewport_size
    size = "{width}x{height}".format(**page.viewport_size)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_timeout(100)
        page.screenshot(path=PLACE / f"{name}-{size}-{scheme}.png")
