"""`python -m model COMMAND`: everything about drawings and networks that is not the game."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from model.errors import BadInputError

# Command -> its module and one line of help. A module has add_arguments(parser) and run(args) -> exit code, and is
# imported only when it is called, so that `fetch` need not wait for what `train` needs.
COMMANDS = {
    "fetch": ("model.data.command", "bring drawings from the public bucket, a URL or a folder, and make shards"),
    "calibrate": ("model.measuring.calibrate", "fit a checkpoint's temperatures, choose its pass rule"),
    "evaluate": ("model.measuring.evaluate", "score a checkpoint by prefix, by stroke, and streamed as if live"),
    "compare": ("model.measuring.compare", "score several networks on the same prefixes of the same drawings"),
    "teach": ("model.measuring.teach", "answer for the training drawings, for a student to learn from"),
    "train": ("model.training.command", "train a network on shards, or go on with a training that was stopped"),
    "embed": ("model.measuring.spaces", "make the space in which a network can be taught new words"),
    "newwords": ("model.measuring.newwords", "measure how well words are taught that a network does not know"),
    "tune": ("model.publishing.tune", "go on training with collected drawings; publish only what got no worse"),
    "figures": ("model.measuring.figures", "put the figures of a report into README and docs"),
    "publish": ("model.publishing.publish", "write a folder with a checkpoint, its card, its report and a manifest"),
    "reproduce": ("model.publishing.reproduce", "compare a publication with what is here, make it anew"),
    "stats": ("model.data.stats", "show what a folder of shards holds"),
}

GO_ON = ("fetch", "train", "tune", "reproduce")  # commands that keep what they have done; the others begin anew


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 2, and one line on standard error, for bad input."""
    argv = sys.argv[1:] if argv is None else list(argv)
    parser = argparse.ArgumentParser(prog="python -m model", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (module, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        if argv[:1] == [name]:
            importlib.import_module(module).add_arguments(command)
    args = parser.parse_args(argv)
    try:
        return int(importlib.import_module(COMMANDS[argv[0]][0]).run(args))
    except (BadInputError, OSError) as error:
        print(f"python -m model {argv[0]}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"stopped{'; the same command goes on from here' * (argv[0] in GO_ON)}", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
