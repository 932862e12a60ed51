"""The page of figures about given drawings, and the figures themselves as JSON and CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from server import parsing
from server.doodles import insight, web
from server.doodles.insights import Insights
from server.languages import Languages
from server.vocabulary import Vocabulary

COLUMNS = (
    "word", "difficulty", "drawings", "validated", "waiting", "recognized", "played", "seconds", "strokes",
)  # fmt: skip


def insightpages(languages: Languages, insights: Insights, vocabulary: Vocabulary) -> Blueprint:
    """The pages in these languages. A word that is never asked for has no difficulty."""
    blueprint = Blueprint("insightpages", __name__)

    @blueprint.get("/doodles/insight")
    def page() -> Response:
        return web.page(languages, "insight")

    @blueprint.get("/doodles/insight.json")
    @web.answering
    def figures() -> Response:
        return jsonify(words=_rows())

    @blueprint.get("/doodles/insight.csv")
    @web.answering
    def table() -> Response:
        out = io.StringIO()
        rows = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
        rows.writeheader()
        rows.writerows(_rows())
        response = Response(out.getvalue(), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="inkling-words.csv"'
        return response

    @blueprint.get("/doodles/insight/word.json")
    @web.answering
    def word() -> Response:
        name = parsing.text("word", request.args.get("word"))
        by = parsing.one_of("by", request.args.get("by", "language"), list(insight.BY))
        return jsonify(insights.shape(name, by).fields())

    def _rows() -> list[dict[str, object]]:
        levels = {word: level for level, words in vocabulary.levels().items() for word in words}
        return [{**asdict(found), "difficulty": levels.get(found.word)} for found in insights.words()]

    return blueprint
