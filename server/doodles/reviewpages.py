"""Where moderators rule on drawings, and see what was ruled. In English only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify

from server import parsing
from server.concurrency import Concurrency
from server.doodles import moderation, web
from server.doodles.desk import Desk
from server.doodles.signpages import PATH, moderator, signpages
from server.doodles.verdicts import VERDICTS, Verdict
from server.errors import GameError
from server.languages import Languages

AHEAD = 24  # drawings given at once: the page shows the next before the last verdict has arrived
MOST_ID = 2**53 - 1  # what a page can count to


@dataclass(frozen=True)
class Ruling:
    """A moderator's verdict, as the page sends it."""

    key: str
    verdict: Verdict
    better: str | None
    known: int

    @classmethod
    def parse(cls, words: frozenset[str]) -> Ruling:
        """Of the request. GameError names the field that is wrong; a better word is one of `words`."""
        said = web.fields()
        verdict = parsing.one_of("verdict", said.get("verdict"), VERDICTS)
        better = parsing.optional("better", said.get("better"))
        if (better is not None) != (verdict == "wrong_word"):
            right = "the word that it shows" if better is None else f'missing when the verdict is "{verdict}"'
            raise parsing.bad("better", better, right)
        if better is not None and better not in words:
            raise GameError("unknown_word", f"{better!r} is not among the {len(words)} words of this game")
        known = parsing.whole("known", said.get("known"), 0, MOST_ID)
        return cls(parsing.text("key", said.get("key")), verdict, better, known)


def reviewpages(
    languages: Languages,
    desk: Desk,
    concurrency: Concurrency,
    words: frozenset[str],
    now: Callable[[], float] = time.time,
) -> Blueprint:
    """For a game of these words. `now`: seconds since 1970."""
    blueprint = Blueprint("reviewpages", __name__)
    english = Languages({"en": languages["en"]})
    blueprint.register_blueprint(signpages(desk, concurrency, now))

    @blueprint.get(PATH)
    def page() -> Response:
        return web.page(english, "review")

    @blueprint.post(f"{PATH}/queue")
    @web.answering
    def queue() -> Response:
        name = signed_in()
        asked = web.fields()
        pile = parsing.one_of("pile", asked.get("pile"), moderation.PILES)
        without = _keys(asked.get("without"))
        tasks = desk.read(moderation.queue, pile, AHEAD, without)
        return jsonify(
            name=name,
            tasks=[vars(task) for task in tasks],
            left=desk.read(moderation.counts),
            undoable=desk.read(moderation.undoable, name),
        )

    @blueprint.post(f"{PATH}/rule")
    @web.answering
    def rule() -> Response:
        name, said = signed_in(), Ruling.parse(words)
        made = desk.run(moderation.rule, said.key, name, said.verdict, said.better, said.known, now())
        return jsonify(review=made)

    @blueprint.post(f"{PATH}/undo")
    @web.answering
    def undo() -> Response:
        name = signed_in()
        review = parsing.whole("review", web.fields().get("review"), 1, MOST_ID)
        return jsonify(task=vars(desk.run(moderation.undo, review, name)))

    @blueprint.post(f"{PATH}/log")
    @web.answering
    def log() -> Response:
        signed_in()
        before = web.fields().get("before")
        first = None if before is None else parsing.whole("before", before, 1, MOST_ID)
        return jsonify(entries=[vars(entry) for entry in desk.read(moderation.log, first)])

    def signed_in() -> str:
        return moderator(desk, now())

    return blueprint


def _keys(value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > 2 * AHEAD:
        raise parsing.bad("without", value, f"a list of at most {2 * AHEAD} keys")
    return [parsing.text("without", key) for key in value]
