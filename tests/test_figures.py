"""What the documents say was measured, and by this report."""

import json
import re

import pytest

from model.errors import BadInputError
from model.measuring import figures
from model.measuring.figures import DOCUMENTS, REPORT, filled, read

MARKED = {
    "README.md": ["accuracy", "wins"],
    "recognizer.md": ["accuracy", "wins", "calibration", "calibration_by_share", "steadiness", "comparison"],
    "teaching.md": ["new_words", "new_words_shipped"],
}
"""The figures of each document, in their order."""


def test_the_documents_agree_with_the_committed_report():
    """A figure typed by hand, or a report that was replaced without telling the README, fails here."""
    report = read(REPORT)

    for path in DOCUMENTS:
        assert path.read_text() == filled(path.read_text(), report), f"run python -m model figures: {path.name} is old"


def test_what_stands_between_the_marks_is_replaced():
    row = {"top1": 0.5, "top3": 0.75, "ece": 0.021}
    report = {
        "prefixes": {"split": "test", "drawings": 6900, "at": {"100%": row}},
        "streamed": {"drawings": 12, "at": {"100%": row | {"top1": 0.25}}},
    }

    text = filled("a\n<!-- figures: accuracy -->\nold\n<!-- end of figures -->\nb", report)

    assert "| 100% | 50.0% / 75.0% | 25.0% / 75.0% |" in text
    assert "6,900" in text
    assert "old" not in text
    assert text.startswith("a\n") and text.endswith("\nb")
    assert filled(text, report) == text


def test_the_worst_bin_of_ink_is_named():
    rows = {"1-2": {"ece": 0.011}, "3-": {"ece": 0.024}}
    ink = {"0-": {"drawings": 1255, "ece": 0.031, "ece_by_chance": 0.012}}
    report = {"prefixes": {"by_points": rows}, "streamed": {"by_ink": ink}}

    text = filled("<!-- figures: calibration -->\n<!-- end of figures -->", report)

    assert "The worst bin: 3.1%." in text
    assert "| calibration error | 1.1% | 2.4% |" in text
    assert "| drawings | 1,255 |" in text and "right about itself | 1.2% |" in text


def test_a_comparison_beside_the_report_is_read_with_it(tmp_path):
    at = {"100%": {"top1": 0.5, "top3": 0.75}}
    (tmp_path / "report.json").write_text("{}")
    assert read(tmp_path / "report.json") == {}

    (tmp_path / "comparison.json").write_text(json.dumps({"networks": [{"name": "ours", "at": at}]}))
    text = filled("<!-- figures: comparison -->\n<!-- end of figures -->", read(tmp_path / "report.json"))

    assert "| ours | 50.0% / 75.0% |" in text


def test_unknown_figures_are_refused():
    with pytest.raises(BadInputError, match="no figures are called 'speed'"):
        filled("<!-- figures: speed -->\n<!-- end of figures -->", {})


def test_every_document_has_the_figures_that_it_should_have():
    """A mark that is misspelt is a comment, and what stands behind it would grow old unseen."""
    found = {path.name: [m[1] for m in figures.PLACE.findall(path.read_text())] for path in DOCUMENTS}

    assert found == MARKED
    assert {name for names in MARKED.values() for name in names} == set(figures.TABLES), "no table is made for nobody"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_no_mark_is_nearly_one(path):
    """As many comments speak of figures as there are marked places, two to each."""
    text = path.read_text()

    assert len(re.findall(r"<!--[^>]*figures[^>]*-->", text)) == 2 * len(figures.PLACE.findall(text))
