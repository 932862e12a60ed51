"""The pages for those who give drawings: what it means to say yes, and what a receipt opens."""

from __future__ import annotations

from flask import Blueprint, Response

from server.doodles import web
from server.languages import Languages


def mypages(languages: Languages) -> Blueprint:
    """The pages in these languages."""
    blueprint = Blueprint("mypages", __name__)

    @blueprint.get("/doodles")
    def about() -> Response:
        return web.page(languages, "about")

    return blueprint
