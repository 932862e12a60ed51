"""torch's threads, as an option that all commands have alike."""

from __future__ import annotations

import argparse

import torch

from model.errors import BadInputError


def add_threads(parser: argparse.ArgumentParser) -> None:
    """The option that `set_threads` understands."""
    parser.add_argument("--threads", type=int, metavar="N", help="torch's threads (as many as there are cores)")


def set_threads(args: argparse.Namespace) -> None:
    """Let torch use so many threads, in the whole process. BadInputError for fewer than one."""
    if args.threads is None:
        return
    if args.threads < 1:
        raise BadInputError(f"--threads {args.threads}: it must be at least 1")
    torch.set_num_threads(args.threads)
