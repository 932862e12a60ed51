"""`python -m tests.bench.figures [--check]`: put what was measured into the documents; no figure is typed by hand.

A document marks the place with `<!-- measured: NAME -->` and `<!-- end of measured -->`; what stands between them is
replaced by what TEXTS[NAME] (told.py) makes of the JSON files in docs/bench/.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from tests.bench.served import ROOT
from tests.bench.told import FILES, TEXTS, Figures

FIGURES = ROOT / "docs" / "bench"
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "engine.md", ROOT / "docs" / "doodles.md")
PLACE = re.compile(r"(<!-- measured: (\w+) -->\n)(.*?)(<!-- end of measured -->)", re.DOTALL)


def read(folder: Path = FIGURES) -> Figures:
    """The committed figures."""
    files = {name: folder / f"{name}.json" for name in FILES}
    return {name: json.loads(file.read_text()) for name, file in files.items() if file.exists()}


def filled(text: str, figures: Figures) -> str:
    """The document with the figures in its marked places; KeyError for a name that nothing makes."""

    def put(match: re.Match[str]) -> str:
        begin, name, _, end = match.groups()
        return f"{begin}{TEXTS[name](figures)}\n{end}"

    return PLACE.sub(put, text)


def main() -> int:
    """Fill in, or check. The exit code is 1 when a check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; say which documents differ")
    args = parser.parse_args()
    figures = read()
    old = [path for path in DOCUMENTS if path.read_text() != filled(path.read_text(), figures)]
    for path in old:
        print(f"{path.name} {'differs from' if args.check else 'now agrees with'} {FIGURES.relative_to(ROOT)}")
        if not args.check:
            path.write_text(filled(path.read_text(), figures))
    return int(args.check and bool(old))


if __name__ == "__main__":
    sys.exit(main())
