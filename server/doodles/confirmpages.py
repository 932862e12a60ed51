"""Where players say what each other's drawings are, and that one should not be shown.

Who they are is a random text of their browser, and the place that they are at: addresses stay in memory. What may be
done from one is limited, generously: a school is behind one.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from server import parsing
from server.chance import Fractions
from server.codes import Tries
from server.doodles import receipts, voting, web
from server.doodles.desk import Desk
from server.doodles.places import Place, Places
from server.doodles.verdicts import ANSWERS
from server.door import place
from server.languages import Languages
from server.parsing import bad

MOST = 10  # drawings offered at once
LEAST = 16  # characters of the random text, at least
REASONS = ("rude", "personal", "wrong", "other")  # why a drawing should not be shown
VOTES = (20.0, 600.0)  # a second from one address, and at once: a class that confirms
REPORTS = (0.1, 30.0)
TOO_FAST = "that is faster than anybody looks; wait a moment, then go on"
TOO_MANY = "many drawings were reported from here already; wait a minute, then report this one"


def confirmpages(
    languages: Languages, desk: Desk, clock: Callable[[], float], rng: Fractions
) -> Blueprint:  # fmt: skip
    """The pages in these languages. `clock`: seconds, monotonic."""
    blueprint = Blueprint("confirmpages", __name__)
    places, votes, reports = Places(), Tries(*VOTES, TOO_FAST), Tries(*REPORTS, TOO_MANY)

    @blueprint.get("/doodles/confirm")
    def page() -> Response:
        return web.page(languages, "confirm")

    @blueprint.post("/doodles/confirm/offer")
    @web.answering
    def offer() -> Response:
        asked = web.fields()
        voter, receipt = _voter(asked.get("voter")), _receipt(asked.get("receipt"))
        most = parsing.whole("most", asked.get("most"), 1, MOST)
        _limit(votes, clock())
        found = desk.read(voting.offer, voter, here(), receipt, most, rng)
        return jsonify(drawings=[vars(one) for one in found])

    @blueprint.post("/doodles/confirm/vote")
    @web.answering
    def vote() -> Response:
        said = web.fields()
        voter, receipt = _voter(said.get("voter")), _receipt(said.get("receipt"))
        key = parsing.text("key", said.get("key"))
        answer = parsing.one_of("answer", said.get("answer"), ANSWERS)
        _limit(votes, clock())
        return jsonify(status=desk.run(voting.vote, key, voter, here(), receipt, answer))

    @blueprint.post("/doodles/report")
    @web.answering
    def report() -> Response:
        said = web.fields()
        key = parsing.text("key", said.get("key"))
        reason = parsing.one_of("reason", said.get("reason"), REASONS)
        _limit(reports, clock())
        return jsonify(hidden=desk.run(voting.report, key, here(), reason))

    def here() -> Place:
        return places.at(request.remote_addr or "")

    return blueprint


def _limit(tries: Tries, now: float) -> None:
    address = place(request.remote_addr or "")
    tries.check(address, now)
    tries.count(address, now)


def _voter(value: object) -> str:
    found = parsing.text("voter", value)
    if len(found) < LEAST:
        raise bad("voter", value, f"a random text of {LEAST} to {parsing.MAX_TEXT} characters, the same for a browser")
    return found


def _receipt(value: object) -> str | None:
    """The receipt of a player who gives drawings: none of those is offered."""
    return None if value is None else receipts.read(parsing.text("receipt", value, receipts.MOST))
