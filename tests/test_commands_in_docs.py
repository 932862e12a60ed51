"""Every `python -m model ...` and `python -m server ...` of the documents is one that the command line takes."""

import argparse
import re
import shlex
import subprocess
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from model import checkpoint
from model.__main__ import COMMANDS
from model.places import WEIGHTS
from server.__main__ import _parser
from server.commands import GROUPS

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"^ *(?:\w+=\S+ +)*(?:[^\s`]*python|torchrun .*?) -m ((?:model|server)\b.*)$", re.MULTILINE)
MENTIONED = re.compile(r"`(?:\w+=\S+ )*python -m ((?:model|server)\b[^`]*)`")


@cache
def documents():
    """Each tracked document and its text, lines that a backslash continues made one."""
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True)
    paths = listed.stdout.split() or [p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md")]
    return {path: (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ") for path in paths}


def found(pattern):
    """(document, command) of all that match, the same one of a document once."""
    matches = ((path, match[1]) for path, text in documents().items() for match in pattern.finditer(text))
    return sorted({(path, " ".join(command.split())) for path, command in matches})


def words(command):
    """The arguments as a shell would give them, up to what comes behind the command."""
    plain = re.sub(r"\$\([^)]*\)", "X", command)
    return shlex.split(re.split(r" [&|>;]", plain)[0], comments=True)


def parser_of(room, rest):
    """The parser of a command, and what is left for it to parse."""
    if room == "model":
        assert rest[0] in COMMANDS
        parser = argparse.ArgumentParser()
        import_module(COMMANDS[rest[0]][0]).add_arguments(parser)
        return parser, rest[1:]
    if rest[0] not in GROUPS:
        return _parser(), rest
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    import_module(f"server.commands.{rest[0]}").add_commands(commands)
    return commands.choices[rest[1]], rest[2:]


@pytest.mark.parametrize(("document", "command"), found(LINE))
def test_a_line_to_type_is_understood(document, command):
    """It would be typed as it stands there, and end in a usage message."""
    room, *rest = words(command)

    parser, given = parser_of(room, rest)

    parser.parse_args(given)


@pytest.mark.parametrize(("document", "command"), found(MENTIONED))
def test_a_command_that_is_mentioned_exists_with_these_options(document, command):
    """Not all that it needs is said where it is only spoken of."""
    room, *rest = words(command)
    if not rest or rest in (["--help"], *([group] for group in GROUPS)):
        return

    parser, given = parser_of(room, rest)

    for action in parser._actions:
        action.required = False
    known = {option for action in parser._actions for option in action.option_strings}
    assert {word for word in given if word.startswith("--")} <= known
    parser.parse_args([word for word in given if word not in ("--help", "...")])


def test_there_are_such_lines():
    assert len(found(LINE)) > 35 and len(found(MENTIONED)) > 10


def test_the_limits_of_the_shipped_threshold_are_those_of_the_document():
    """Whoever types the line gets the threshold that is shipped, not that of the defaults."""
    [command] = [c for path, c in found(LINE) if path == "docs/recognizer.md" and c.startswith("model calibrate")]

    parser, given = parser_of("model", words(command)[1:])
    args = parser.parse_args(given)

    limits = {"most_random": args.most_random, "most_confusable": args.most_confusable}
    assert limits == checkpoint.load(WEIGHTS).figures["limits"]
