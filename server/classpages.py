"""The pages of a classroom over plain HTTP: for pupils, host and wall, for privacy, and the lesson plans."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, render_template

from server.languages import Languages
from server.lessons import FRONT, Lesson
from server.rendered import rendered


def classpages(languages: Languages, lessons: Mapping[str, Lesson]) -> Blueprint:
    """The pages in these languages, with these lesson plans. A room's code is read by the page, not here."""
    blueprint = Blueprint("classpages", __name__)

    def page(name: str) -> Response:
        return rendered(languages, f"classroom/{name}.html")

    @blueprint.get("/join")
    @blueprint.get("/join/<code>")
    def join(code: str = "") -> Response:
        return page("join")

    @blueprint.get("/host")
    @blueprint.get("/host/<code>")
    def host(code: str = "") -> Response:
        return page("host")

    @blueprint.get("/wall/<code>")
    def wall(code: str) -> Response:
        return page("wall")

    @blueprint.get("/privacy")
    def privacy() -> Response:
        return page("privacy")

    @blueprint.get("/teachers/")
    @blueprint.get("/teachers/<name>.md")  # as the documents link to each other
    def lesson(name: str = FRONT) -> str:
        """A plan, in English as it is written."""
        if name not in lessons:
            abort(404)
        english = languages["en"]
        back, title = ("/", "Inkling") if name == FRONT else ("/teachers/", lessons[FRONT].title)
        return render_template(
            "classroom/lesson.html", lesson=lessons[name], back=back, back_title=title, language=english, _=english.text
        )

    return blueprint
