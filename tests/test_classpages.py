"""The classroom's pages are served, and the lesson plans lead to each other."""

import re

import pytest

from server.app import create_app
from server.lessons import FRONT, read


@pytest.fixture
def browser(settings, recognizer):
    app = create_app(settings, recognizer)
    yield app.test_client()
    app.extensions["inkling"].game.engine.stop()
    app.extensions["inkling"].keeper.close()


@pytest.mark.parametrize("path", ["/join", "/join/ABCD", "/host", "/host/ABCD", "/wall/ABCD", "/privacy", "/teachers/"])
def test_every_page_of_a_classroom_is_there_and_is_never_kept_by_the_browser(browser, path):
    answer = browser.get(path)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_every_link_of_the_list_of_lessons_leads_to_a_plan_of_three_with_a_worksheet(browser):
    names = re.findall(r'href="([\w-]+\.md)"', browser.get("/teachers/").text)

    pages = [browser.get(f"/teachers/{name}").text for name in names]

    assert len(names) == len(read()) - 1 == 3
    assert all("<h2>Worksheet" in page and "<table>" in page for page in pages)


def test_a_plan_that_there_is_not_is_not_found(browser):
    assert browser.get("/teachers/ages-99.md").status_code == 404


def test_an_installation_without_documents_has_no_lessons(tmp_path):
    assert read(tmp_path) == {}
    assert read()[FRONT].title == "For teachers"
