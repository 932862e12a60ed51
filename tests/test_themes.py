"""What the words are about."""

from server import themes
from server.hints import HINTS
from server.settings import ROOT


def test_every_word_of_the_game_is_about_one_thing():
    words = [word for theme in themes.lists().values() for word in theme]

    assert sorted(words) == sorted(HINTS)


def test_the_page_has_a_name_for_every_theme():
    texts = (ROOT / "static/js/classroom/texts.js").read_text(encoding="utf-8")

    assert [theme for theme in [*themes.lists(), themes.OTHER] if f"      {theme}: _(" not in texts] == []
