"""What the pages of a room need over plain HTTP: the link that pupils type, its QR code, the words there are."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request

from server import addresses, codes, themes
from server.vocabulary import Vocabulary

MAX_HOST = 255  # characters, by the rules for names


def roompages(listening: str, vocabulary: Vocabulary) -> Blueprint:
    """For a server that listens at this host. They say nothing about which rooms there are."""
    blueprint, about = Blueprint("roompages", __name__), themes.read()

    @blueprint.get("/rooms/<code>/link.json")
    def link(code: str) -> Response:
        return jsonify(link=_link(code))

    @blueprint.get("/rooms/<code>/qr.svg")
    def qr(code: str) -> Response:
        return Response(addresses.svg(_link(code)), content_type="image/svg+xml")

    @blueprint.get("/words.json")
    def words() -> Response:
        levels = vocabulary.levels().items()
        return jsonify(words=[[w, level, about.get(w, themes.OTHER)] for level, found in levels for w in found])

    def _link(code: str) -> str:
        code = codes.tidy(code)
        if not codes.possible(code):
            abort(404)
        if len(request.host) > MAX_HOST:
            abort(400, f"a host name has at most {MAX_HOST} characters")
        return f"{addresses.reachable(request.host_url, listening)}join/{code}"

    return blueprint
