"""Settings are read once, checked, and misspelt ones are found."""

import pytest

from server import settings
from server.errors import SetupError
from server.settings import Settings


def test_the_environment_sets_a_setting(monkeypatch):
    monkeypatch.setenv("INKLING_SECONDS", "12.5")

    assert settings.read().seconds == 12.5


def test_what_is_given_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("INKLING_PORT", "9000")

    assert settings.read(port=9001).port == 9001


def test_a_misspelt_setting_is_an_error_with_a_hint(monkeypatch):
    monkeypatch.setenv("INKLING_SECOND", "30")

    with pytest.raises(SetupError, match=r"INKLING_SECOND: no such setting; did you mean INKLING_SECONDS\?"):
        settings.read()


def test_a_setting_nobody_could_have_meant_gets_the_list(monkeypatch):
    monkeypatch.setenv("INKLING_XYZZY", "1")

    with pytest.raises(SetupError, match="there are INKLING_ASYNC_MODE, INKLING_CHECKPOINT"):
        settings.read()


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("PORT", "70000"), ("SECONDS", "0"), ("THREADS", "none"), ("PATIENCE", "-1")]
)
def test_a_wrong_value_is_one_line_with_name_and_value(monkeypatch, name, value):
    monkeypatch.setenv(f"INKLING_{name}", value)

    with pytest.raises(SetupError) as caught:
        settings.read()

    assert str(caught.value).startswith(f"INKLING_{name} is '{value}': ")
    assert "\n" not in str(caught.value)


def test_settings_do_not_change_while_the_server_runs():
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1


def test_every_setting_is_explained():
    assert all(field.description for field in Settings.model_fields.values())
