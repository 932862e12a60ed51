"""`make texts`: bring the catalogues of `server/locales/` into step with the page.

New texts come in untranslated, texts that are gone leave, nothing else changes. What has no translation is shown in
English.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from server.hints import HINTS
from server.languages import HINT, LANGUAGES, LOCALES, WORD, forms, locale, open_catalogue
from server.settings import ROOT

TEXTS = sorted((ROOT / "static/js").rglob("*texts.js"))
TEMPLATES = ROOT / "templates"
WORDS = ROOT / "model/words.txt"
KEYWORDS = {"_": None, "around": None, "plural": (1, 2)}  # the functions of static/js/language.js that take a text
WIDTH = 120  # columns of a catalogue
MADE = datetime(2026, 11, 22, tzinfo=UTC)  # the same in each: a date that changes would change every file every time

Key = tuple[str | None, tuple[str, ...]]  # a text's context and its English, also its plural


def source() -> Catalog:
    """Every text there is to translate, in the order of the page, then every word, then every definition."""
    catalogue = _blank()
    scripts = [(path, "javascript") for path in TEXTS]
    for path, method in [*scripts, *((path, "jinja2") for path in sorted(TEMPLATES.rglob("*.html")))]:
        for _, text, _, _ in extract_from_file(method, path, KEYWORDS):
            catalogue.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    for word in WORDS.read_text(encoding="utf-8").splitlines():
        catalogue.add(word, context=WORD)
    for definition in HINTS.values():
        catalogue.add(definition, context=HINT)
    return catalogue


def messages(catalogue: Catalog) -> dict[Key, Message]:
    """The messages of a catalogue but for its header."""
    return {(message.context, forms(message.id)): message for message in catalogue if message.id}


def untranslated(catalogue: Catalog) -> Iterator[Key]:
    """The messages that have no translation, or not in every plural form."""
    return (key for key, message in messages(catalogue).items() if not all(forms(message.string)))


def update(path: Path, template: Catalog) -> Catalog:
    """Bring one catalogue into step, on disk too; a new one is made. Returns it."""
    old = messages(open_catalogue(path)) if path.exists() else {}
    catalogue = _blank(locale(path.stem))
    for key, message in messages(template).items():
        string = old[key].string if key in old else None
        catalogue.add(message.id, string, message.locations, context=message.context)
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH)
    return catalogue


def _blank(language: Locale | None = None) -> Catalog:
    return Catalog(
        language,
        project="Inkling",
        version="1",
        header_comment="# Texts of Inkling. `make texts` keeps this file in step with the page.",
        msgid_bugs_address="Inkling contributors",
        last_translator="Inkling contributors",
        language_team="Inkling contributors",
        creation_date=MADE,
        revision_date=MADE,
        fuzzy=False,
    )


def main() -> int:
    """Update every catalogue and say what is missing. Returns the exit code."""
    template = source()
    for code in LANGUAGES:
        if code == "en":
            continue
        missing = list(untranslated(update(LOCALES / f"{code}.po", template)))
        print(f"{code}: {len(missing)} of {len(messages(template))} have no translation")
        for context, text in missing[:20]:
            print(f"    {text!r}" + (f" ({context})" if context else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
