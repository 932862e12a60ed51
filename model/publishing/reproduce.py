"""`python -m model reproduce`: whether data, code and environment of a publication are at hand, and its making anew."""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from model.data.shards import ShardError, read_manifest, sha256
from model.errors import BadInputError
from model.places import ROOT
from model.publishing.provenance import NEEDED, Facts, code_at, data_at, environment_at, installed, raw_files, verify
from model.publishing.publish import FORMAT, HELD_OUT, headline, report_in
from model.publishing.recipe import STEPS, filled

OUT = Path("runs/reproduced")


class Row(NamedTuple):
    """One thing that a publication needs, and what is here."""

    name: str
    wanted: str
    found: str
    same: bool
    remedy: str = ""  # what makes it the same


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("manifest", type=Path, metavar="MANIFEST", help="manifest.json of a folder that `publish` wrote")
    add("--data", type=Path, required=True, metavar="DIR", help="the shards to train and score on")
    add("--dry-run", action="store_true", help="only say what differs and which commands would run")
    add("--anyway", action="store_true", help="run them although something differs")
    add("--out", type=Path, default=OUT, metavar="OUT", help="for run, checkpoint and report (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Compare, then train, calibrate and evaluate. 1 when something differs, a command's code when it fails."""
    manifest = manifest_in(args.manifest)
    rows = compared(manifest, args.manifest.parent, args.data)
    differing = [row for row in rows if not row.same]
    print("\n\n".join([table(rows), *shown(manifest, args)]))
    if args.dry_run or (differing and not args.anyway):
        print(f"\n{len(differing)} of {len(rows)} differ" if differing else "\nnothing differs")
        return int(bool(differing))
    commands = written(manifest, args)
    if len(commands) < len(STEPS):
        raise BadInputError(f"{args.manifest} has not all commands: {'; '.join(manifest['missing'])}")
    for command in commands:
        # Each in a process of its own, as by hand: `train` starts itself anew to set its allocator.
        if code := subprocess.run([sys.executable, "-m", "model", *command], cwd=ROOT).returncode:
            return code
    print(_side_by_side(manifest["figures"], headline(report_in(args.out / "report"))))
    return 0


def manifest_in(path: Path) -> Facts:
    """What `publish` wrote. BadInputError when it is missing, damaged or something else."""
    try:
        manifest = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BadInputError(f"{path} cannot be read ({error!s:.80}): publish writes a manifest.json") from None
    if manifest.get("format") != FORMAT:
        raise BadInputError(f"{path} is of format {manifest.get('format')!r}, expected {FORMAT!r}: publish writes one")
    return manifest


def compared(manifest: Facts, folder: Path, data: Path) -> list[Row]:
    """Everything the publication in `folder` needs, beside what is here."""
    rows = [*_data(manifest["data"], data), _code(manifest["code"]), *_environment(manifest["environment"])]
    rows += _files(manifest["files"], folder)
    for text in manifest["missing"]:
        what, why = text.split(": ", 1)
        rows.append(Row(what, "not in the manifest", "-", False, why))
    return rows


def _data(wanted: Facts, folder: Path) -> list[Row]:
    fetch = "python -m model fetch --kind both --split-from data.json --out DIR brings it"
    try:
        found = data_at(folder)
        verify(folder, found["counts"])
    except ShardError as error:
        return [Row("data", wanted["drawings"][:12], str(error), False, fetch)]
    names = {"drawings": "drawings", "split": "split", "raw": "raw drawings"}
    pairs = [(text, wanted[name], found[name]) for name, text in names.items()]
    return [Row(text, (a or "none")[:12], (b or "none")[:12], a in (None, b), fetch) for text, a, b in pairs]


def _code(wanted: Facts) -> Row:
    found = code_at()
    remedy = f"git checkout {wanted['commit']}"
    if wanted["changed"] or not wanted["commit"]:
        remedy = "it was published from code that is in no commit; ask whoever did"
    return Row("code", _commit(wanted), _commit(found), found["sources"] == wanted["sources"], remedy)


def _commit(code: Facts) -> str:
    name = "no commit" if code["commit"] is None else f"commit {code['commit'][:10]}"
    return f"{name}{', changed' if code['changed'] else ''}, sources {code['sources'][:10]}"


def _environment(wanted: Facts) -> list[Row]:
    python, locked = environment_at()["python"], wanted["locked"]
    here = installed(locked)
    minor = [version.rsplit(".", 1)[0] for version in (wanted["python"], python)]  # patches change no result
    rows = [Row("Python", wanted["python"], python, minor[0] == minor[1], f"make PYTHON=python{minor[0]} install")]
    for name, version in locked.items():
        found = here.get(name, "not installed")
        if found != version and (name in here or name in NEEDED):
            rows.append(Row(name, version, found, False, f"pip install {name}=={version}"))
    as_locked = sum(here.get(name) == version for name, version in locked.items())
    return [*rows, Row("packages", f"{len(locked)} locked", f"{as_locked} installed as locked", True)]


def _files(wanted: dict[str, str], folder: Path) -> list[Row]:
    """The files of the publication: the manifest may travel without them, but they must not be others."""
    found = {name: sha256(folder / name) for name in wanted if (folder / name).exists()}
    same = [name for name, total in found.items() if total == wanted[name]]
    rows = [Row(n, wanted[n][:12], total[:12], False, "get it anew") for n, total in found.items() if n not in same]
    return [Row("files", f"{len(wanted)} published", f"{len(same)} as published beside the manifest", True), *rows]


def table(rows: Sequence[Row]) -> str:
    """Wanted and found side by side, and below what would make the same of what differs."""
    lines = [("", "wanted", "found", ""), *((r.name, r.wanted, r.found, "" if r.same else "differs") for r in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    text = ["  ".join(cell.ljust(w) for cell, w in zip(line, [*widths, 0], strict=True)).rstrip() for line in lines]
    return "\n".join([*text, *(f"{row.name}: {row.remedy}" for row in rows if not row.same and row.remedy)])


def written(manifest: Facts, args: argparse.Namespace) -> list[list[str]]:
    """The manifest's commands, in the order in which they run, with the places of this machine filled in."""
    raw = raw_files(args.data.resolve(), read_manifest(args.data / "manifest.json")["classes"])
    return [filled(command, _places(args, absolute=True), raw) for command in _ordered(manifest)]


def shown(manifest: Facts, args: argparse.Namespace) -> list[str]:
    """The same for people, to be typed into a shell: all files of raw drawings as one pattern."""
    raw = args.data / "full" / "raw"
    commands = [filled(command, _places(args, absolute=False), [raw]) for command in _ordered(manifest)]
    patterns = {str(raw): f"{shlex.quote(str(raw))}/*.ndjson"}
    return [
        " ".join(["python -m model", *(patterns.get(part) or shlex.quote(part) for part in command)])
        for command in commands
    ]


def _ordered(manifest: Facts) -> list[list[str]]:
    return [manifest["commands"][step] for step in STEPS if step in manifest["commands"]]


def _places(args: argparse.Namespace, absolute: bool) -> dict[str, str]:
    places = {"data": args.data, "out": args.out, "held_out": args.manifest.parent / HELD_OUT}
    return {name: str(path.resolve() if absolute else path) for name, path in places.items()}


def _side_by_side(published: dict[str, float], reproduced: dict[str, float]) -> str:
    rows: list[Any] = [("", "published", "reproduced")]
    rows += [(name, f"{value:.1%}", f"{reproduced[name]:.1%}") for name, value in published.items()]
    return "\n".join(f"{name:<34} {a:>10} {b:>10}" for name, a, b in rows)
