"""What the pages on given drawings share over HTTP: a page in a language, a request's JSON, an error as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec

from flask import Response, jsonify, request

from server import parsing
from server.errors import Code, GameError
from server.languages import Languages
from server.rendered import rendered

MAX_BODY = 20_000  # bytes of a request's JSON

# Whatever else is wrong is a bad request.
STATUS: dict[Code, int] = {
    "no_receipt": 404,
    "signed_out": 401,
    "wrong_passphrase": 403,
    "own": 403,
    "not_yours": 403,
    "no_drawing": 404,
    "voted": 409,
    "changed": 409,
    "slow_down": 429,
    "away": 503,
}

P = ParamSpec("P")


def page(languages: Languages, name: str, **values: object) -> Response:
    """templates/doodles/<name>.html in the language that the address asks for (?language=de), or else the browser."""
    return rendered(languages, f"doodles/{name}.html", 200, request.args.get("language", ""), **values)


def fields() -> Mapping[str, object]:
    """The named fields of a request that carries JSON. GameError "bad_message" for any other.

    A page of another site cannot send this type of content without being asked first.
    """
    if request.mimetype != "application/json":
        raise GameError(
            "bad_message", f"the request carries {request.mimetype or 'nothing'}; it takes application/json"
        )
    if request.content_length is None or request.content_length > MAX_BODY:
        raise GameError("bad_message", f"the request carries {request.content_length} bytes; it takes {MAX_BODY}")
    try:
        return parsing.fields("the request", request.get_json(silent=True))
    except RecursionError:
        raise GameError("bad_message", "the request's JSON is nested too deeply") from None


def answering(handle: Callable[P, Response]) -> Callable[P, Response]:
    """The handler, with an error answered as JSON: {problem: {code, message}}, and a status that fits."""

    @wraps(handle)
    def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
        try:
            return handle(*args, **kwargs)
        except GameError as error:
            response = jsonify(problem=error.problem())
            response.status_code = STATUS.get(error.code, 400)
            return response

    return answer
