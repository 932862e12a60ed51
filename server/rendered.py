"""Pages as they are sent: a template, in the language that the browser asks for."""

from __future__ import annotations

from flask import Response, render_template, request

from server.languages import Languages


def rendered(languages: Languages, template: str, status: int = 200, wanted: str = "", **values: object) -> Response:
    """The page that the present request gets, in the language `wanted` if there is such a one. `values` go into it."""
    language = languages.choose((wanted, *(tag for tag, _ in request.accept_languages)))
    text = render_template(template, language=language, languages=languages.values(), _=language.text, **values)
    response = Response(text, status, content_type="text/html; charset=utf-8")
    response.vary.add("Accept-Language")
    return response
