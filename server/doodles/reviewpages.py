"""Where moderators sign in, rule on drawings, and see what was ruled. In English only.

A session is a cookie that scripts cannot read and that no other site's page can send; requests that change anything
carry JSON besides, which another site's page cannot send without being asked, and come from this very origin.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from server import parsing
from server.codes import Tries
from server.concurrency import Concurrency
from server.doodles import moderation, moderators, web
from server.doodles.desk import Desk
from server.doodles.verdicts import VERDICTS, Verdict
from server.door import place
from server.errors import GameError
from server.languages import Languages

COOKIE, PATH = "inkling_moderator", "/doodles/review"
AHEAD = 24  # drawings given at once: the page shows the next before the last verdict has arrived
BY_ADDRESS = (1 / 30, 10.0)  # sign-ins a second, and at once
BY_NAME = (1 / 60, 20.0)  # slower, but more at once: nobody is to lock a moderator out at leisure
TOO_MANY = "too many sign-ins were tried; wait some minutes, then try again"
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
    slow = concurrency.worker("passphrases")  # argon2 takes a while, and holds no lock of the database meanwhile
    by_address, by_name = Tries(*BY_ADDRESS, TOO_MANY), Tries(*BY_NAME, TOO_MANY)

    @blueprint.get(PATH)
    def page() -> Response:
        return web.page(english, "review")

    @blueprint.post(f"{PATH}/sign-in")
    @web.answering
    def sign_in() -> Response:
        _from_here()
        said = web.fields()
        name = parsing.text("name", said.get("name"), moderators.LONGEST_NAME)
        passphrase = parsing.text("passphrase", said.get("passphrase"), moderators.LONGEST)
        tried = ((by_address, place(request.remote_addr or "")), (by_name, name))
        for tries, who in tried:
            tries.check(who, now())
        for tries, who in tried:  # before the answer is known, so that many at once are as many
            tries.count(who, now())
        if not slow.run(moderators.fits, passphrase, desk.run(moderators.passphrase_of, name)):
            raise GameError("wrong_passphrase", "name and passphrase do not belong together")
        token = secrets.token_urlsafe(32)
        desk.run(moderators.sign_in, name, token, now())
        response = jsonify(name=name)
        response.set_cookie(COOKIE, token, path=PATH, secure=request.is_secure, httponly=True, samesite="Strict")
        return response

    @blueprint.post(f"{PATH}/sign-out")
    @web.answering
    def sign_out() -> Response:
        _from_here()
        web.fields()
        desk.run(moderators.sign_out, _token())
        response = jsonify(name=None)
        response.delete_cookie(COOKIE, path=PATH, secure=request.is_secure, httponly=True, samesite="Strict")
        return response

    @blueprint.post(f"{PATH}/who")
    @web.answering
    def who() -> Response:
        """A page asks before it shows the door or the desk: that nobody is signed in is no error here."""
        try:
            return jsonify(name=_moderator())
        except GameError as error:
            if error.code != "signed_out":
                raise
            return jsonify(name=None)

    @blueprint.post(f"{PATH}/queue")
    @web.answering
    def queue() -> Response:
        name = _moderator()
        asked = web.fields()
        pile = parsing.one_of("pile", asked.get("pile"), moderation.PILES)
        without = _keys(asked.get("without"))
        tasks = desk.run(moderation.queue, pile, AHEAD, without)
        return jsonify(
            name=name,
            tasks=[vars(task) for task in tasks],
            left=desk.run(moderation.counts),
            undoable=desk.run(moderation.undoable, name),
        )

    @blueprint.post(f"{PATH}/rule")
    @web.answering
    def rule() -> Response:
        name, said = _moderator(), Ruling.parse(words)
        made = desk.run(moderation.rule, said.key, name, said.verdict, said.better, said.known, now())
        return jsonify(review=made)

    @blueprint.post(f"{PATH}/undo")
    @web.answering
    def undo() -> Response:
        name = _moderator()
        review = parsing.whole("review", web.fields().get("review"), 1, MOST_ID)
        return jsonify(task=vars(desk.run(moderation.undo, review, name)))

    @blueprint.post(f"{PATH}/log")
    @web.answering
    def log() -> Response:
        _moderator()
        before = web.fields().get("before")
        first = None if before is None else parsing.whole("before", before, 1, MOST_ID)
        return jsonify(entries=[vars(entry) for entry in desk.run(moderation.log, first)])

    def _moderator() -> str:
        _from_here()
        return desk.run(moderators.signed_in, _token(), now())

    return blueprint


def _token() -> str | None:
    return request.cookies.get(COOKIE)


def _from_here() -> None:
    """GameError "bad_message" for a request that a page of another site had the browser make."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    elsewhere = site != "same-origin" if site else bool(origin) and urlsplit(origin or "").netloc != request.host
    if elsewhere:
        raise GameError("bad_message", "this comes from another site's page; open /doodles/review and do it there")


def _keys(value: object) -> list[str]:
    if not isinstance(value, list) or len(value) > 2 * AHEAD:
        raise parsing.bad("without", value, f"a list of at most {2 * AHEAD} keys")
    return [parsing.text("without", key) for key in value]
