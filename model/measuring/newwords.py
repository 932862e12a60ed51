"""`python -m model newwords`: how well words are taught to a network that has never seen them, and what others lose.

The words to teach are those of the shards that the checkpoint does not know: train it on a `fetch --classes` of the
others. Examples are taken from the training drawings of the new words; all is measured on test drawings, as prefixes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import checkpoint
from model.checkpoint import Checkpoint
from model.data.shards import Shards
from model.errors import BadInputError
from model.measuring.prefixes import temperatures_of
from model.measuring.spaces import Read, look, some_of_each
from model.prototypes import SHARES, Prototype, Prototypes, Space
from model.temperature import probabilities
from model.threads import add_threads, set_threads

COUNTS = (5, 10, 20)  # examples of a word
POOL = 100  # training drawings of a word from which examples are drawn
REPEATS = 5  # times that examples are drawn by chance; figures are means
TOLD = SHARES[1:]  # shares of the points that are reported


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add = parser.add_argument
    add("--data", type=Path, required=True, help="shards of the words that the checkpoint knows, and of others")
    add("--checkpoint", type=Path, required=True, help="a network that has never seen some of the words")
    add("--words", nargs="+", metavar="WORD", help="teach only these (all that it does not know)")
    add("--repeats", type=int, default=REPEATS, metavar="N", help=f"times that examples are drawn ({REPEATS})")
    add("--out", type=Path, metavar="JSON", help="write the figures there, too")
    add_threads(parser)


def run(args: argparse.Namespace) -> int:
    """Measure, print, write. BadInputError when there is nothing to teach, or nothing to teach it to."""
    set_threads(args)
    if args.repeats < 1:
        raise BadInputError(f"--repeats {args.repeats}: it must be at least 1")
    kept = checkpoint.load(args.checkpoint)
    if kept.space is None:
        raise BadInputError(f"{args.checkpoint} has no space for new words: make it with `python -m model embed`")
    train, test = (Shards(args.data, split) for split in ("train", "test"))
    taught = _taught(kept, train.classes, args.words)
    for shards in (train, test):
        shards.verify()
    found = measured(_Class(kept, kept.space, taught, train, test), args.repeats)
    found = {"data": train.manifest["hash"], "checkpoint": kept.version, **found}
    print(table(found))
    if args.out:
        args.out.write_text(json.dumps(found, indent=1) + "\n")
    return 0


def _taught(kept: Checkpoint, classes: Sequence[str], asked: Sequence[str] | None) -> tuple[str, ...]:
    if missing := set(kept.categories.words) - set(classes):
        raise BadInputError(f"there are no drawings of {min(missing)!r}, which the checkpoint knows: fetch all words")
    unknown = [word for word in classes if word not in kept.categories]
    for word in asked or ():
        if word not in unknown:
            raise BadInputError(f"--words {word!r} is none of the {len(unknown)} words the checkpoint does not know")
    if not unknown:
        raise BadInputError("the checkpoint knows all the words there are drawings of: train one on fewer --classes")
    return tuple(asked or unknown)


class _Class(NamedTuple):
    """Who is taught, what, and from which drawings."""

    kept: Checkpoint
    space: Space
    taught: tuple[str, ...]
    train: Shards
    test: Shards


class _Answers(NamedTuple):
    """Test drawings as a network sees them; labels count the old words first, then the new ones."""

    p: NDArray[np.float32]  # (N, K, C) calibrated
    places: NDArray[np.float32]  # (N, K, d)
    labels: NDArray[np.int64]  # (N,)


def measured(those: _Class, repeats: int = REPEATS) -> dict[str, Any]:
    """All figures: words taught one at a time, as in a room, and all together."""
    answers, old = _asked(those), len(those.kept.categories)
    before = _top1(answers.p, answers.labels, answers.labels < old)
    pool = _examples(those)
    rng = np.random.default_rng(0)
    rows: dict[str, Any] = {}
    for count in COUNTS:
        if count > min(len(places) for places in pool):
            continue
        each = [_scores(answers, those, list(_drawn(those, pool, count, rng)), old) for _ in range(repeats)]
        rows[str(count)] = {
            way: {side: np.mean([one[way][side] for one in each], 0).tolist() for side in ("new", "old")}
            for way in ("one", "all")
        }
    return {
        "old_words": old,
        "new_words": list(those.taught),
        "test_drawings": {"new": int((answers.labels >= old).sum()), "old": int((answers.labels < old).sum())},
        "shares": list(TOLD),
        "repeats": repeats,
        "before": before,
        "examples": rows,
    }


def _asked(those: _Class) -> _Answers:
    """Of the test drawings of all old words and of those that are taught."""
    order = (*those.kept.categories.words, *those.taught)
    number = {word: i for i, word in enumerate(order)}
    wanted = np.array([number.get(word, -1) for word in those.test.classes])
    labels = wanted[those.test.labels[:].astype(np.int64)]
    read = look(checkpoint.restore(those.kept), those.test, np.flatnonzero(labels >= 0))
    p = probabilities(read.logits, read.steps, temperatures_of(those.kept))
    return _Answers(p, those.space.places(read.features), wanted[read.labels])


def _examples(those: _Class) -> list[NDArray[np.float32]]:
    """For each word that is taught the places (n, K, d) of training drawings."""
    network, found = checkpoint.restore(those.kept), {}
    labels = those.train.labels[:]
    for indices in some_of_each(labels, POOL, np.random.default_rng(1)):
        word = those.train.classes[int(labels[indices[0]])]
        if word in those.taught:
            read: Read = look(network, those.train, indices)
            found[word] = those.space.places(read.features)
    if missing := set(those.taught) - set(found):
        raise BadInputError(f"there are no training drawings of {min(missing)!r}: it cannot be taught")
    return [found[word] for word in those.taught]


def _drawn(
    those: _Class, pool: Sequence[NDArray[np.float32]], count: int, rng: np.random.Generator
) -> Iterator[Prototype]:
    for word, places in zip(those.taught, pool, strict=True):
        yield Prototype.of(word, places[rng.permutation(len(places))[:count]])


def _scores(answers: _Answers, those: _Class, words: list[Prototype], old: int) -> dict[str, dict[str, Any]]:
    """Top-1 of new and old words after each of TOLD, with all new words at once and with one at a time."""
    together = Prototypes(those.space, words)
    every, likely = together.likelihoods(_rows(answers.places))
    k = answers.p.shape[1]
    mixed = together.mixed(_rows(answers.p), _rows(answers.places)).reshape(len(answers.p), k, -1)
    all_new = answers.labels >= old
    alone_new, alone_old = [], []
    best = answers.p.max(-1)  # (N, K) of an old word
    right = answers.p.argmax(-1) == answers.labels[:, None]
    every, likely = every.reshape(-1, k), likely.reshape(len(answers.p), k, -1) + together.bias
    for i in range(len(words)):
        share = 1 / (1 + np.exp(np.clip(likely[..., i] - every, -60, 60)))  # of the old words, where one new one is
        new_wins = 1 - share > best * share
        mine = answers.labels == old + i
        alone_new.append(new_wins[mine].mean(0)[-len(TOLD) :])
        alone_old.append((right & ~new_wins)[~all_new].mean(0)[-len(TOLD) :])
    one = {"new": np.mean(alone_new, 0).tolist(), "old": np.mean(alone_old, 0).tolist()}
    whole = {"new": _top1(mixed, answers.labels, all_new), "old": _top1(mixed, answers.labels, ~all_new)}
    return {"one": one, "all": whole}


def _rows(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return values.reshape(-1, values.shape[-1])


def _top1(p: NDArray[np.float32], labels: NDArray[np.int64], which: NDArray[np.bool_]) -> list[float]:
    right = p[which].argmax(-1) == labels[which, None]
    top1: list[float] = right.mean(0)[-len(TOLD) :].tolist()
    return top1


def table(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    new = len(found["new_words"])
    shares = " / ".join(f"{share:.0%}" for share in found["shares"])
    lines = [
        f"| examples | new word's top-1 at {shares}, one new word among {found['old_words'] + 1} | old words' top-1 "
        f"then | new words' top-1, {new} at once among {found['old_words'] + new} | old words' top-1 then |",
        "|---|---|---|---|---|",
        f"| none | | {_shown(found['before'])} | | {_shown(found['before'])} |",
    ]
    for count, row in found["examples"].items():
        cells = (_shown(row[way][side]) for way in ("one", "all") for side in ("new", "old"))
        lines.append(f"| {count} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _shown(top1: Sequence[float]) -> str:
    return " / ".join(f"{share:.1%}" for share in top1)
