"""The lesson plans of docs/teachers/ as pages to read and to print: Markdown in, HTML out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from server.settings import ROOT

FOLDER = ROOT / "docs/teachers"
FRONT = "README"  # the page that lists the others


@dataclass(frozen=True)
class Lesson:
    """One page. `body` is trusted HTML: it is made from files of this project only."""

    title: str
    body: str


def read(folder: Path = FOLDER) -> dict[str, Lesson]:
    """Every page by its name, such as "ages-8-11"; none where the documents were left out of an installation."""
    markdown = MarkdownIt("commonmark").enable("table")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    return {name: Lesson(_title(text), markdown.render(text)) for name, text in texts.items()}


def _title(text: str) -> str:
    return text.partition("\n")[0].lstrip("# ")
