"""The pages for those who give drawings: what it means to say yes, and what a receipt opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

from flask import Blueprint, Response, jsonify, request

from server import codes, parsing
from server.doodles import mine, receipts, web
from server.doodles.desk import Desk
from server.door import place
from server.errors import GameError
from server.languages import Languages

Found = TypeVar("Found")

RATE, BURST = 0.5, 20  # wrong receipts from one address, a second and at once


def mypages(languages: Languages, desk: Desk, clock: Callable[[], float], on: bool) -> Blueprint:
    """The pages in these languages. `on`: whether this server collects; what it has can be taken back anyway."""
    blueprint = Blueprint("mypages", __name__)
    wrong = codes.Tries(RATE, BURST, "too many wrong receipts came from here; wait ten seconds, then try again")

    @blueprint.get("/doodles")
    def about() -> Response:
        return web.page(languages, "about", on=on)

    @blueprint.get("/doodles/mine")
    def look() -> Response:
        return web.page(languages, "mine")

    @blueprint.post("/doodles/mine.json")
    @web.answering
    def listing() -> Response:
        fields = web.fields()
        after = parsing.whole("after", fields.get("after", 0), 0, 1 << 53)
        return jsonify(opened(fields, lambda receipt: desk.run(mine.listing, receipt, after)))

    @blueprint.post("/doodles/mine.ndjson")
    @web.answering
    def download() -> Response:
        lines = opened(web.fields(), lambda receipt: _begun(mine.lines(desk, receipt)))
        return Response(lines, content_type="application/x-ndjson; charset=utf-8")

    @blueprint.post("/doodles/mine/delete")
    @web.answering
    def delete() -> Response:
        fields = web.fields()
        keys = _keys(fields.get("keys"))
        return jsonify(deleted=opened(fields, lambda receipt: desk.run(mine.withdraw, receipt, keys)))

    def opened(fields: Mapping[str, object], use: Callable[[str], Found]) -> Found:
        """What a receipt is used for. Wrong ones are counted, and who tries many has to wait."""
        receipt = receipts.read(parsing.text("receipt", fields.get("receipt"), receipts.MOST))
        address, now = place(request.environ.get("REMOTE_ADDR", "")), clock()
        wrong.check(address, now)
        wrong.count(address, now)  # before the answer is known, so that many at once are as many
        try:
            found = use(receipt)
        except GameError as error:
            if error.code != "no_receipt":
                wrong.forgive(address)
            raise
        wrong.forgive(address)
        return found

    return blueprint


def _begun(lines: Iterator[str]) -> Iterator[str]:
    """The same, with the first line made: what is wrong from the start is told in words."""
    return chain([next(lines, "")], lines)


def _keys(value: object) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not 0 < len(value) <= mine.MOST_KEYS:
        raise parsing.bad("keys", value, f"a list of 1 to {mine.MOST_KEYS} keys, or left out for all")
    return [parsing.text(f"keys[{i}]", key) for i, key in enumerate(value)]
