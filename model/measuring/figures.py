"""`python -m model figures`: put the figures of a report into the documents, so that no figure is typed by hand.

A document marks the place with `<!-- figures: NAME -->` and `<!-- end of figures -->`; what stands between them is
replaced by what `TABLES[NAME]` makes of the report's JSON.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.errors import BadInputError
from model.measuring import newwords
from model.measuring.compare import table
from model.places import ROOT

REPORT = ROOT / "docs" / "report" / "report.json"
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "recognizer.md", ROOT / "docs" / "teaching.md")
BESIDE = ("comparison", "newwords", "newwords_shipped")
PLACE = re.compile(r"(<!-- figures: (\w+) -->\n)(.*?)(<!-- end of figures -->)", re.DOTALL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--report", type=Path, default=REPORT, help="report.json (the committed one)")
    parser.add_argument("--check", action="store_true", help="change nothing; say which documents differ")
    parser.add_argument("documents", type=Path, nargs="*", default=DOCUMENTS, help="Markdown files with marked places")


def run(args: argparse.Namespace) -> int:
    """Fill in, or check. The exit code is 1 when a check finds a difference."""
    report = read(args.report)
    old = [path for path in args.documents if path.read_text() != filled(path.read_text(), report)]
    for path in old:
        print(f"{path} {'differs from' if args.check else 'now agrees with'} {args.report}")
        if not args.check:
            path.write_text(filled(path.read_text(), report))
    return int(args.check and bool(old))


def read(path: Path) -> dict[str, Any]:
    """A report's JSON, and by their names those that lie beside it: of networks compared, of new words."""
    report: dict[str, Any] = json.loads(path.read_text())
    beside = {name: path.with_name(f"{name}.json") for name in BESIDE}
    return report | {name: json.loads(file.read_text()) for name, file in beside.items() if file.exists()}


def filled(text: str, report: dict[str, Any]) -> str:
    """The document with the report's figures in its marked places; BadInputError for a name that nothing makes."""

    def fill(match: re.Match[str]) -> str:
        begin, name, _, end = match.groups()
        if name not in TABLES:
            raise BadInputError(f"no figures are called {name!r}: there are {', '.join(TABLES)}")
        return f"{begin}{TABLES[name](report)}\n{end}"

    return PLACE.sub(fill, text)


def accuracy(report: dict[str, Any]) -> str:
    """Top-1 and top-3 by share of the points, simplified prefixes beside streamed raw drawings."""
    simplified, raw = report["prefixes"], report["streamed"]
    heads = [
        f"{simplified['split']} split, {simplified['drawings']:,} simplified drawings",
        f"{raw['drawings']:,} raw drawings, streamed point by point",
    ]
    lines = [f"| points drawn | top-1 / top-3: {heads[0]} | top-1 / top-3: {heads[1]} |", "|---|---|---|"]
    for share, row in simplified["at"].items():
        lines.append(f"| {share} | {_pair(row)} | {_pair(raw['at'][share])} |")
    return "\n".join(lines)


def _pair(row: dict[str, float]) -> str:
    return f"{row['top1']:.1%} / {row['top3']:.1%}"


def wins(report: dict[str, Any]) -> str:
    """The pass rule on streamed raw drawings."""
    raw = report["streamed"]
    rule, won = raw["rule"], raw["wins"]
    share = "-" if won["median_share"] is None else f"{won['median_share']:.0%}"
    seconds = "-" if won["median_seconds"] is None else f"{won['median_seconds']:.1f}"
    return (
        f"A round is won when the calibrated probability of the word is at least {rule['threshold']:.3g} in "
        f"{rule['updates']} answers running. Of {won['drawings']:,} raw drawings streamed with their own word, "
        f"{won['rate']:.1%} win, at a median of {share} of the points and {seconds} seconds; "
        f"{won['false_random']:.1%} would win with a random wrong word, "
        f"{won['false_confusable']:.1%} with the word that theirs is most often taken for."
    )


def calibration(report: dict[str, Any]) -> str:
    """Expected calibration error by the ink drawn so far, which is known while somebody draws."""
    points, ink = report["prefixes"]["by_points"], report["streamed"]["by_ink"]
    worst = max(row["ece"] for row in (*points.values(), *ink.values()))
    lines = [
        f"The worst bin: {worst:.1%}.",
        "",
        f"| simplified, points so far | {' | '.join(points)} |",
        "|---|" + "---|" * len(points),
        f"| calibration error | {' | '.join(_error(row) for row in points.values())} |",
        "",
        f"| raw, streamed, board units of ink so far | {' | '.join(ink)} |",
        "|---|" + "---|" * len(ink),
        f"| drawings | {' | '.join(format(row['drawings'], ',') for row in ink.values())} |",
        f"| calibration error | {' | '.join(_error(row) for row in ink.values())} |",
        f"| the same by chance alone, of a network that is right about itself | "
        f"{' | '.join(format(row['ece_by_chance'], '.1%') for row in ink.values())} |",
    ]
    return "\n".join(lines)


def calibration_by_share(report: dict[str, Any]) -> str:
    """Expected calibration error by share of the points, which nobody knows while a drawing is being made."""
    lines = ["| points drawn | simplified | raw, streamed |", "|---|---|---|"]
    for share, row in report["prefixes"]["at"].items():
        lines.append(f"| {share} | {_error(row)} | {_error(report['streamed']['at'][share])} |")
    return "\n".join(lines)


def _error(row: dict[str, float]) -> str:
    return f"{row['ece']:.1%}"


def comparison(report: dict[str, Any]) -> str:
    """Several networks on the same prefixes of the same drawings."""
    return table(report["comparison"])


def new_words(report: dict[str, Any]) -> str:
    """Words taught to a network that has never seen them."""
    return newwords.table(report["newwords"])


def new_words_shipped(report: dict[str, Any]) -> str:
    """The same of the shipped network, with words cut out of it that it was trained on."""
    return newwords.table(report["newwords_shipped"])


def steadiness(report: dict[str, Any]) -> str:
    """How often the best guess changes, and the one that players see."""
    raw = report["streamed"]
    return (
        f"Over {raw['drawings']:,} raw drawings the best guess changes {raw['flips']:.1f} times a drawing; the one "
        f"that is shown as the best, {raw['flips_shown']:.1f} times."
    )


TABLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "accuracy": accuracy,
    "wins": wins,
    "calibration": calibration,
    "calibration_by_share": calibration_by_share,
    "comparison": comparison,
    "new_words": new_words,
    "new_words_shipped": new_words_shipped,
    "steadiness": steadiness,
}
