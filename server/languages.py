"""The languages of the page: its texts and the names of the words, from the catalogues in `server/locales/`.

A catalogue is a gettext file, `<code>.po`. The texts of the page stand in it under their English. With the context
"word", the classes of the network stand under their English names, which are also what the wire carries; with "hint",
the definitions of `hints.json`, which a language may be without. English needs no catalogue. `server/catalogues.py`
brings the others into step with the page. `synonyms.toml` has what else a word may be called where it is typed.
"""

from __future__ import annotations

import gettext
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po

from server.errors import SetupError

LOCALES = Path(__file__).parent / "locales"
SYNONYMS = Path(__file__).with_name("synonyms.toml")
WORD, HINT = "word", "hint"  # the contexts of the words' names and of their definitions in a catalogue
COUNTED = 200  # numbers up to which every plural form of every language occurs

# By code, which is what players choose and a catalogue's file is called: the tag for `lang`, and its name in itself.
LANGUAGES = {
    "en": ("en", "English"),
    "es": ("es", "Español"),
    "fr": ("fr", "Français"),
    "de": ("de", "Deutsch"),
    "pt": ("pt-BR", "Português"),
    "it": ("it", "Italiano"),
    "uk": ("uk", "Українська"),
    "zh": ("zh-CN", "简体中文"),
    "ja": ("ja", "日本語"),
    "ko": ("ko", "한국어"),
    "hi": ("hi", "हिन्दी"),
    "ar": ("ar", "العربية"),
}

Text = str | dict[str, str]  # or one text for each plural category (CLDR's: "one", "few", "other" ..)


@dataclass(frozen=True)
class Language:
    """One language, as the page gets it."""

    code: str
    tag: str
    name: str
    direction: str  # "ltr" or "rtl"
    texts: Mapping[str, Text] = field(default_factory=dict)  # by their English
    words: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of the words

    def text(self, english: str) -> str:
        """A text in this language, for what the server writes into the page itself."""
        found = self.texts.get(english, english)
        return found if isinstance(found, str) else english

    def document(self) -> str:
        """What static/js/language.js reads, as JSON."""
        about = {"code": self.code, "lang": self.tag, "dir": self.direction}
        fields = {**about, "texts": self.texts, "words": self.words, "hints": self.hints}
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


class Languages(dict[str, Language]):
    """The languages there are, by code."""

    def names(self, word: str, code: str | None) -> list[str]:
        """What a word may be called in the language of this code, or in each: its name there first, then synonyms."""
        chosen = self.values() if code is None else [self[code]]
        called = (name for of in chosen for name in (of.words.get(word, word), *of.synonyms.get(word, ())))
        return list(dict.fromkeys(called))

    def choose(self, accepted: Iterable[str]) -> Language:
        """The first of these tags ("de-AT", best first) whose language there is; else English."""
        codes = (tag.replace("_", "-").split("-")[0].lower() for tag in accepted)
        return self[next((code for code in codes if code in self), "en")]


@cache
def read(folder: Path = LOCALES) -> Languages:
    """Every language of LANGUAGES, read once. SetupError names a catalogue that is missing or cannot be read."""
    synonyms = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))
    return Languages({code: _language(code, folder, synonyms.get(code, {})) for code in LANGUAGES})


def open_catalogue(path: Path) -> Catalog:
    """One catalogue. SetupError says what is wrong with the file."""
    try:
        with path.open("rb") as file:
            return read_po(file, locale=locale(path.stem), abort_invalid=True)
    except (OSError, ValueError, PoFileError) as error:
        raise SetupError(f"cannot read the texts of the page: {path}: {error}; `git checkout` brings it back") from None


def locale(code: str) -> Locale:
    """What Babel knows of a language: its direction, its plurals."""
    return Locale.parse(LANGUAGES[code][0], sep="-")


def _language(code: str, folder: Path, synonyms: Mapping[str, Sequence[str]]) -> Language:
    tag, name = LANGUAGES[code]
    direction = locale(code).text_direction
    if code == "en":
        return Language(code, tag, name, direction, synonyms=synonyms)
    catalogue = open_catalogue(folder / f"{code}.po")
    category = plural_categories(catalogue)
    texts: dict[str, Text] = {}
    named: dict[str, dict[str, str]] = {WORD: {}, HINT: {}}
    for message in catalogue:
        english, strings = forms(message.id), forms(message.string)
        if not english[0] or not all(strings):
            continue
        if message.context in named:
            named[message.context][english[0]] = strings[0]
        else:
            texts[english[0]] = category(strings) if len(english) > 1 else strings[0]
    return Language(code, tag, name, direction, texts, named[WORD], named[HINT], synonyms)


def plural_categories(catalogue: Catalog) -> Callable[[tuple[str, ...]], dict[str, str]]:
    """A function from plural forms as gettext numbers them to the same by their categories, as browsers name them."""
    form = gettext.c2py(catalogue.plural_expr)
    assert catalogue.locale is not None
    numbers = {str(catalogue.locale.plural_form(n)): int(form(n)) for n in range(COUNTED)}
    return lambda strings: {category: strings[number] for category, number in numbers.items()}


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A message's text or texts: Babel has a bare string where there is no plural."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)
