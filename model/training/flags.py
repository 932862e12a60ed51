"""Command-line flags made of a dataclass: one for each field, its comment for help, so that there is no second list."""

from __future__ import annotations

import argparse
import inspect
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

SIMPLE = (int, float, bool, str)


def add_flags(
    group: Any, config: type, without: tuple[str, ...] = (), instead: Mapping[str, object] | None = None
) -> None:
    """Add `--field-name` for every field of a plain type; a flag that isn't given leaves nothing in the namespace.

    `instead`: defaults that the help is to name where they are others than the fields' own.
    """
    hints, comments = get_type_hints(config), _comments(config)
    for field in fields(config):
        if field.name in without or not (hints[field.name] in SIMPLE or get_origin(hints[field.name]) is Literal):
            continue
        default = (instead or {}).get(field.name, field.default)
        help = f"{comments.get(field.name, '')} ({default})".strip().replace("%", "%%")
        flag = "--" + field.name.replace("_", "-")
        if hints[field.name] is bool:
            how: dict[str, Any] = {"action": argparse.BooleanOptionalAction}
        elif get_origin(hints[field.name]) is Literal:
            how = {"choices": get_args(hints[field.name])}
        else:
            how = {"type": hints[field.name], "metavar": hints[field.name].__name__.upper()}
        group.add_argument(flag, dest=field.name, default=argparse.SUPPRESS, help=help, **how)


def given(args: argparse.Namespace, config: type) -> dict[str, Any]:
    """The fields of `config` whose flags were given."""
    return {field.name: getattr(args, field.name) for field in fields(config) if hasattr(args, field.name)}


def _comments(config: type) -> dict[str, str]:
    """The comment behind each field in the source."""
    return dict(re.findall(r"^\s+(\w+): [^#\n]*#\s*(.+)$", inspect.getsource(config), re.MULTILINE))
