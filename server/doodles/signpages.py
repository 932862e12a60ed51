"""Where moderators sign in and out, and whose session a request is.

A session is a cookie that scripts cannot read and that no other site's page can send; requests that change anything
carry JSON besides, which another site's page cannot send without being asked, and come from this very origin.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, request

from server import parsing
from server.codes import Tries
from server.concurrency import Concurrency
from server.doodles import moderators, web
from server.doodles.desk import Desk
from server.door import place
from server.errors import GameError

COOKIE, PATH = "inkling_moderator", "/doodles/review"
# Sign-ins a second, and at once. No single address is to keep a moderator out, nor many addresses to try for ever.
BY_ADDRESS = (1 / 30, 10.0)
BY_NAME_THERE = (1 / 60, 10.0)  # of one name from one address
BY_NAME = (1 / 6, 100.0)  # from wherever
TOO_MANY = "too many sign-ins were tried; wait some minutes, then try again"


def signpages(desk: Desk, concurrency: Concurrency, now: Callable[[], float]) -> Blueprint:
    """`now`: seconds since 1970."""
    blueprint = Blueprint("signpages", __name__)
    slow = concurrency.worker("passphrases")  # argon2 takes a while, and holds no lock of the database meanwhile
    by_address, by_name_there, by_name = (Tries(*rate, TOO_MANY) for rate in (BY_ADDRESS, BY_NAME_THERE, BY_NAME))

    @blueprint.post(f"{PATH}/sign-in")
    @web.answering
    def sign_in() -> Response:
        _from_here()
        said = web.fields()
        name = parsing.text("name", said.get("name"), moderators.LONGEST_NAME)
        passphrase = parsing.text("passphrase", said.get("passphrase"), moderators.LONGEST)
        address = place(request.remote_addr or "")
        tried = ((by_address, address), (by_name_there, f"{address} {name}"), (by_name, name))
        for tries, who in tried:
            tries.check(who, now())
        for tries, who in tried:  # before the answer is known, so that many at once are as many
            tries.count(who, now())
        if not slow.run(moderators.fits, passphrase, desk.read(moderators.passphrase_of, name)):
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
            return jsonify(name=moderator(desk, now()))
        except GameError as error:
            if error.code != "signed_out":
                raise
            return jsonify(name=None)

    return blueprint


def moderator(desk: Desk, now: float) -> str:
    """Whose request this is; the session goes on. GameError "signed_out", or "bad_message" for another site's."""
    _from_here()
    return desk.run(moderators.signed_in, _token(), now)


def _from_here() -> None:
    """GameError "bad_message" for a request that a page of another site had the browser make."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    elsewhere = site != "same-origin" if site else bool(origin) and urlsplit(origin or "").netloc != request.host
    if elsewhere:
        raise GameError("bad_message", "this comes from another site's page; open /doodles/review and do it there")


def _token() -> str | None:
    return request.cookies.get(COOKIE)
