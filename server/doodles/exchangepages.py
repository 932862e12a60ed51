"""The page with the collection to download, and the downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Blueprint, Response, abort
from markdown_it import MarkdownIt
from markupsafe import Markup

from server.concurrency import Concurrency
from server.doodles import web
from server.doodles.offers import File, Offer, Offers, Source
from server.doodles.words import file_name
from server.doodles.zips import zipped
from server.languages import Languages

AT_ONCE = 20  # downloads


def number(value: float, tag: str) -> str:
    """A number as people write it who speak the language with this tag."""
    return format_decimal(value, locale=Locale.parse(tag, sep="-"))


def day(iso: str, tag: str) -> str:
    """A day as they write it."""
    return format_date(date.fromisoformat(iso), "long", Locale.parse(tag, sep="-"))


def size(amount: int, tag: str) -> str:
    """Bytes as they write them."""
    power, unit = (1e6, "MB") if amount >= 1e6 else (1e3, "kB")
    return f"{number(round(amount / power, 1), tag)} {unit}"


class Senders:
    """Downloads, a bounded number at once. Reading and compressing is done in a native thread, chunk by chunk."""

    def __init__(self, concurrency: Concurrency) -> None:
        self._native, self._sending = concurrency.worker("downloads"), 0

    def send(self, name: str, files: Mapping[str, Source]) -> Response:
        """The files as a zip of this name."""
        if self._sending >= AT_ONCE:
            response = Response("as many downloads as there may be are under way; try again in a minute", 503)
            response.headers["Retry-After"] = "60"
            return response
        response = Response(self._chunks(files), content_type="application/zip")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
        return response

    def _chunks(self, files: Mapping[str, Source]) -> Iterator[bytes]:
        self._sending += 1
        parts = zipped(files.items())
        try:
            while (part := self._native.run(next, parts, None)) is not None:
                yield part
        finally:
            self._sending -= 1


def exchangepages(languages: Languages, offers: Offers, concurrency: Concurrency) -> Blueprint:
    """The pages in these languages, with what is offered."""
    blueprint = Blueprint("exchangepages", __name__)
    senders = Senders(concurrency)

    @blueprint.get("/doodles/download")
    def downloads() -> Response:
        return web.page(
            languages, "download", offer=offers.newest(), file_name=file_name, number=number, day=day, size=size
        )

    @blueprint.get("/doodles/download/datasheet")
    def datasheet() -> Response:
        """In English, as it is written."""
        text = (_offered().folder / "datasheet.md").read_text(encoding="utf-8")
        rendered = MarkdownIt("commonmark", {"html": False}).render(text.partition("\n")[2])
        return web.page(languages, "datasheet", text=Markup(rendered))

    @blueprint.get("/doodles/download/manifest.json")
    def manifest() -> Response:
        return Response(_offered().described, content_type="application/json; charset=utf-8")

    @blueprint.get("/doodles/download/withdrawn.txt")
    def withdrawn() -> Response:
        """As it is now, for those who hold an older collection."""
        return Response("".join(f"{key}\n" for key in offers.withdrawn()), content_type="text/plain; charset=utf-8")

    @blueprint.get("/doodles/download/<format>.zip")
    def whole(format: str) -> Response:
        offer = _offered()
        return _send(offer, format, offer.files(format))

    @blueprint.get("/doodles/download/<format>/<name>.zip")
    def one(format: str, name: str) -> Response:
        offer = _offered()
        word = next((word for word in offer.words if file_name(word) == name), None)
        if word in offer.withheld:
            abort(404, "one of its drawings was taken back; this word comes back with the next collection")
        return _send(offer, format, offer.files(format, word) if word else [], word)

    def _offered() -> Offer:
        return offers.newest() or abort(404, "there is no collection to download here yet")

    def _send(offer: Offer, format: str, files: list[File], word: str | None = None) -> Response:
        if not files:
            abort(404, "the collection has no such format, or no such word")
        sources: dict[str, Source] = {file.path.relative_to(offer.folder).as_posix(): file.path for file in files}
        name = "-".join(["inkling", *([file_name(word)] if word and word.isascii() else []), format])
        return senders.send(f"{name}-{offer.manifest['made']}".replace(" ", "-"), sources | offer.about())

    return blueprint
