"""The catalogues are complete and in step with the page, and the page is served in the language that is asked for."""

import json
import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog

from server import catalogues, languages
from server.app import create_app
from server.catalogues import messages, source, untranslated, update
from server.errors import SetupError
from server.hints import HINTS
from server.languages import LANGUAGES, LOCALES, WORD, forms, locale, open_catalogue, plural_categories
from server.names import plain

OTHERS = [code for code in LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"\{\w+\}")
SCRIPTS = {"uk": "а-яїєґі", "zh": "一-鿿", "ja": "ぁ-ヿ一-鿿", "ko": "가-힣", "hi": "ऀ-ॿ", "ar": "ء-ي"}
WORDMARK = {"Inkl", "ı", "ng"}
TRANSLATED = r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<!--.*?-->|<code>.*?</code>"  # or said by nobody, or a name


@pytest.fixture(scope="module")
def template():
    return source()


@pytest.fixture(scope="module")
def spoken():
    return languages.read()


@pytest.fixture
def browser(settings, recognizer):
    app = create_app(settings, recognizer)
    yield app.test_client()
    app.extensions["inkling"].game.engine.stop()
    app.extensions["inkling"].keeper.close()


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_and_no_other(code, template):
    catalogue = open_catalogue(LOCALES / f"{code}.po")

    wanted, found = messages(template).keys(), messages(catalogue).keys()

    assert list(wanted - found) == [], "missing: run `make texts`, then translate"
    assert list(found - wanted) == [], "obsolete: run `make texts`"
    assert list(untranslated(catalogue)) == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_translation_has_the_places_for_values_that_the_text_has(code):
    for (_, english), message in messages(open_catalogue(LOCALES / f"{code}.po")).items():
        places = Counter(PLACEHOLDER.findall(english[-1]))
        for string in forms(message.string):
            found = Counter(PLACEHOLDER.findall(string))
            spelled_out = len(english) > 1 and found + Counter(["{n}"]) == places  # "one drawing", "two drawings"
            assert found == places or spelled_out, (english, string)
            assert not set("{}") & set(PLACEHOLDER.sub("", string)), string


@pytest.mark.parametrize("code", OTHERS)
def test_no_two_words_have_one_name(code, spoken):
    names = Counter(name.casefold() for name in spoken[code].words.values())

    assert {name for name, count in names.items() if count > 1} == set()
    assert all(name == name.strip() and "  " not in name for name in names)


@pytest.mark.parametrize("code", SCRIPTS)
def test_words_are_written_in_the_script_of_the_language(code, spoken):
    foreign = {word: name for word, name in spoken[code].words.items() if not re.search(f"[{SCRIPTS[code]}]", name)}

    assert foreign == {}


def test_every_language_names_every_word_of_the_network(spoken):
    words = set(catalogues.WORDS.read_text(encoding="utf-8").splitlines())

    assert len(words) == 345
    assert [code for code in OTHERS if spoken[code].words.keys() != words] == []


@pytest.mark.parametrize("code", OTHERS)
def test_every_word_has_a_definition_of_its_own(code, spoken):
    hints = spoken[code].hints

    assert hints.keys() == set(HINTS.values())
    assert [hint for hint, count in Counter(hints.values()).items() if count > 1] == []
    assert {hint for hint in hints.values() if not re.fullmatch(r"[¿¡]?\w.{3,118}[.。।]", hint)} == set()


@pytest.mark.parametrize("code", OTHERS)
def test_no_definition_tells_its_word(code, spoken):
    words, hints = spoken[code].words, spoken[code].hints

    told = {word: hints[english] for word, english in HINTS.items() if says(code, hints[english], words[word])}

    assert told == {}


def says(code, text, word):
    """Whether a text has this word in it: some languages run words together, Arabic the small ones before."""
    if code in ("zh", "ja", "ko"):
        return word in text
    before = "[وبلفك]?(?:ال|لل)?" if code == "ar" else ""
    return re.search(rf"\b{before}{re.escape(word)}\b", text, re.IGNORECASE) is not None


@pytest.mark.parametrize(
    ("code", "numbered"),
    [
        ("de", {"one": "0", "other": "1"}),
        ("ja", {"other": "0"}),
        ("uk", {"one": "0", "few": "1", "many": "2"}),
        ("ar", {"zero": "0", "one": "1", "two": "2", "few": "3", "many": "5", "other": "4"}),
    ],
)
def test_plural_forms_get_the_names_that_browsers_give_them(code, numbered):
    category = plural_categories(Catalog(locale=locale(code)))

    assert category(tuple("012345")) == numbered


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        (["de-AT", "en"], "de"),
        (["pt-PT"], "pt"),
        (["zh-Hant-TW", "en"], "zh"),
        (["tlh", "ko-KR"], "ko"),
        (["EN-gb", "fr"], "en"),
        (["tlh"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_there_is_is_chosen(accepted, code, spoken):
    assert spoken.choose(accepted).code == code


def test_the_page_comes_in_the_language_that_the_browser_prefers(browser):
    answer = browser.get("/", headers={"Accept-Language": "tlh, ar-EG;q=0.9, en;q=0.8"})

    assert '<html lang="ar" dir="rtl" data-language="ar"' in answer.text
    assert "JavaScript" in answer.text and "Inkling needs JavaScript" not in answer.text
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_texts_are_sent_once_and_then_known(browser):
    first = browser.get("/texts/pt.json")
    again = browser.get("/texts/pt.json", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.json["lang"], first.json["dir"]) == ("pt-BR", "ltr")
    assert first.json["words"]["ladder"] == "escada de mão"
    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")
    assert browser.get("/texts/tlh.json").status_code == 404


def test_nothing_in_the_template_is_said_in_one_language_only():
    for path in sorted(catalogues.TEMPLATES.rglob("*.html")):
        bare = re.sub(TRANSLATED, "", path.read_text(encoding="utf-8"), flags=re.S)
        said = re.findall(r">\s*([^<>\s][^<>]*?)\s*<", bare) + re.findall(r'(?:aria-label|alt|title)="([^"]+)"', bare)
        words = {text.replace("&#305;", "ı") for text in said if re.search(r"[^\W\d_]", text)}  # an arrow is no word
        assert words <= WORDMARK | {"Inkling"}, path


def test_updating_keeps_translations_adds_what_is_new_and_drops_what_is_gone(tmp_path):
    path = tmp_path / "de.po"
    old, new = Catalog(), Catalog()
    for text, catalogue in [("Undo", old), ("Gone", old), ("Undo", new), ("New", new)]:
        catalogue.add(text)
    new.add("star", context=WORD)
    update(path, old)
    path.write_text(path.read_text().replace('msgid "Undo"\nmsgstr ""', 'msgid "Undo"\nmsgstr "Zurück"'))

    update(path, new)
    once = path.read_bytes()
    update(path, new)

    strings = {key: message.string for key, message in messages(open_catalogue(path)).items()}
    assert strings == {(None, ("Undo",)): "Zurück", (None, ("New",)): "", (WORD, ("star",)): ""}
    assert path.read_bytes() == once, "a catalogue in step is written as it was"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_synonym_is_of_a_word_there_is_and_no_words_name(code):
    words = catalogues.WORDS.read_text(encoding="utf-8").splitlines()
    language = languages.read()[code]
    called = {plain(language.words.get(word, word)): word for word in words}

    assert set(language.synonyms) <= set(words)
    synonyms = {name for of in language.synonyms.values() for name in of} - {"くも"}  # a cloud, or a spider
    assert {name: called[plain(name)] for name in synonyms if plain(name) in called} == {}


def test_a_word_may_be_typed_as_it_is_read_or_as_it_is_called_elsewhere():
    read = languages.read()

    assert "いぬ" in read.names("dog", "ja") and read.names("dog", "ja")[0] == "犬"
    assert {"plane", "aeroplane"} <= set(read.names("airplane", None))


@pytest.mark.parametrize("content", [None, b"Undo\n", b'msgid "\xff"\n'])
def test_a_catalogue_that_cannot_be_read_keeps_the_server_from_starting(tmp_path, content):
    for code in OTHERS:
        (tmp_path / f"{code}.po").write_bytes((LOCALES / f"{code}.po").read_bytes())
    place = tmp_path / "hi.po"
    place.unlink() if content is None else place.write_bytes(content)

    with pytest.raises(SetupError, match=r"hi\.po") as caught:
        languages.read(tmp_path)

    assert "\n" not in str(caught.value)


def test_the_manifest_names_files_that_are_there(browser):
    answer = browser.get("/static/manifest.webmanifest", buffered=True)

    manifest = json.loads(answer.data)

    assert answer.mimetype == "application/manifest+json"
    assert {icon.get("purpose", "any") for icon in manifest["icons"]} == {"any", "maskable"}
    assert all(browser.get(icon["src"], buffered=True).status_code == 200 for icon in manifest["icons"])
    worker = browser.get("/worker.js", buffered=True)
    assert worker.mimetype in ("text/javascript", "application/javascript")
    assert worker.headers["Cache-Control"] == "no-cache"
