"""What is served over plain HTTP: the page, its files, its texts, and a sign of life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.exceptions import NotFound

from model import Examples
from server.door import is_here
from server.languages import Languages
from server.metrics import Metrics
from server.rendered import rendered
from server.settings import Shown

# Everything comes from this server, nothing is written into the page itself, nobody frames it, it sends no
# forms.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Files that change with a new version of the game are asked for each time, and answered "not modified": a
# page never runs with half of its modules from before. Third-party files change rarely.
CACHE, CACHE_VENDOR = "no-cache", "public, max-age=86400"


Given = Callable[[str], list[dict[str, Any]]]  # a word -> drawings of it that people gave here: key and drawing


def pages(name: str, version: str, languages: Languages, examples: Examples, given: Given) -> Blueprint:
    """The pages of a server whose network has this name and version, in these languages, with these drawings."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def index() -> Response:
        return rendered(languages, "index.html")

    @blueprint.app_errorhandler(NotFound)
    def missing(error: NotFound) -> Response:
        """A page for people. Whoever asks for something else, or is told why, gets the library's line."""
        if error.description != NotFound.description or "text/html" not in request.accept_mimetypes.values():
            return error.get_response()  # type: ignore[return-value]
        return rendered(languages, "missing.html", 404)

    @blueprint.get("/texts/<code>.json")
    def texts(code: str) -> Response:
        if code not in languages:
            abort(404)
        response = Response(languages[code].document(), content_type="application/json; charset=utf-8")
        response.add_etag()
        response.make_conditional(request)
        return response

    @blueprint.get("/worker.js")
    def worker() -> Response:
        return current_app.send_static_file("js/worker.js")  # from here, for a worker rules only what lies beside it

    @blueprint.get("/examples/<word>.json")
    def drawings(word: str) -> Response:
        return jsonify(word=word, given=given(word), drawings=examples.of(word))

    @blueprint.get("/healthz")
    def health() -> Response:
        return jsonify(status="ok", model={"name": name, "version": version})

    @blueprint.after_app_request
    def add_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Cache-Control"] = _cache(request.path)
        return response

    return blueprint


def figures(metrics: Metrics, shown: Shown) -> Blueprint:
    """The figures for Prometheus, for whom the setting says."""
    blueprint = Blueprint("figures", __name__)

    @blueprint.get("/metrics")
    def show() -> Response:
        if shown == "nobody":
            abort(404)
        if shown == "here" and not is_here(request.environ):
            abort(403, "the figures are shown to this machine only; INKLING_METRICS=anyone shows them to others")
        return Response(metrics.page(), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def _cache(path: str) -> str:
    if path.startswith("/static/vendor/"):
        return CACHE_VENDOR
    return CACHE if path.startswith(("/static/", "/texts/", "/worker.js", "/examples/")) else "no-store"
