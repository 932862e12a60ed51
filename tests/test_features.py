"""The comparison with other games: every line of ours names a test that there is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINES = (ROOT / "docs/features.md").read_text(encoding="utf-8").splitlines()


def rows():
    """The cells of each line of a table that is neither its head nor the rule below it."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES if line.startswith("|")]
    return [row for row in cells if row[0] and not row[0].startswith("--")]


def test_every_line_names_tests_that_there_are():
    files = {path.name.split(".")[0] for path in (ROOT / "tests").rglob("*") if path.suffix in (".py", ".js")}

    for row in rows():
        named = re.findall(r"`([\w.-]+)`", row[-1])
        assert named, f"{row[0]} names no test"
        assert {name.split(".")[0] for name in named} <= files, row[0]


def test_every_line_compares_with_all():
    widths = {len(row) for row in rows()}

    assert widths == {8} and len(rows()) > 20
