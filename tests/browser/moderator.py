"""A moderator before the page on which given drawings are reviewed, and a database with drawings to review."""

import json

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from server.doodles import moderators
from server.store import Store
from tests.fakes import WORDS, FakeRecognizer
from tests.given import doodle, strokes

NAME, PASSPHRASE = "Mo", "ink on paper, at night"


def fill(database_url: str, count: int, first: int = 1, **fields: object) -> None:
    """Put so many drawings into the database, the less suspicious the later, and a moderator if there is none."""
    store = Store(database_url)
    with Session(store.engine) as session, session.begin():
        if not moderators.everybody(session):
            moderators.add(session, NAME, PASSPHRASE)
        for number in range(first, first + count):
            word, guess = (WORDS[n % len(WORDS)] for n in (number, number + 1))
            told = json.dumps({"guesses": [[guess, 0.6]], "reasons": []})
            usual = {"word": word, "suspicion": 1 / (number + 1), "reasons": told, "judged": FakeRecognizer.version}
            doodle(session, str(number), strokes(number), **{**usual, **fields})
    store.close()


class Moderator:
    """Who touches nothing but the keyboard."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        page.goto(f"{server}doodles/review")

    def sign_in(self, passphrase: str = PASSPHRASE) -> "Moderator":
        """As somebody does who has tabbed to the first field."""
        expect(self.page.locator("#name")).to_be_focused()
        self.page.keyboard.type(NAME)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(passphrase)
        self.page.keyboard.press("Enter")
        return self

    def sees(self, text: str) -> "Moderator":
        """Wait until so many are left, or whatever else is told of them."""
        expect(self.page.locator("#left")).to_have_text(text)
        return self

    def rule(self, *keys: str) -> "Moderator":
        """One key after the other, as soon as there is a drawing."""
        for key in keys:
            expect(self.page.locator("#desk")).to_be_visible()
            self.page.keyboard.press(key)
        return self

    def press(self, *keys: str) -> "Moderator":
        """One key after the other, without waiting."""
        for key in keys:
            self.page.keyboard.press(key)
        return self
