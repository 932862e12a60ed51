"""What becomes of a drawing: by moderators, who decide alone, and by players, of whom two must agree. Pure rules.

Players behind one network address have one voice on a drawing, for they may be one person with many tabs: it says what
most of them say. So a class behind one address plays like everybody else, but somebody elsewhere must agree with it.

The buckets are Common Voice's: validated, invalidated, and other for what players do not agree on; a drawing that was
reported is in a bucket of its own until a moderator has looked. What a moderator has kept is not taken away again by
one report: it comes back into the queue, and is hidden once so many have reported it since.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal

Status = Literal["waiting", "validated", "invalidated", "other"]
Verdict = Literal["keep", "wrong_word", "reject", "unsure"]
Answer = Literal["yes", "no", "unsure"]

VERDICTS: tuple[Verdict, ...] = ("keep", "wrong_word", "reject", "unsure")
ANSWERS: tuple[Answer, ...] = ("yes", "no", "unsure")
AGREEING = 2  # voices that decide
UNTOLD = 3  # voices of players who cannot tell what it is: nobody can
AGAIN = 3  # reports from different places since a moderator has looked that hide a drawing again

_STATUS: dict[Verdict, Status] = {
    "keep": "validated",
    "wrong_word": "validated",  # under its better word
    "reject": "invalidated",
    "unsure": "other",
}


@dataclass(frozen=True)
class Standing:
    """What a verdict changes of a drawing, and what an undo brings back."""

    status: str
    better: str | None  # word
    reported: bool  # and therefore hidden
    doubts: int = 0  # reports since a moderator has looked

    def text(self) -> str:
        """As JSON, for the log."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Standing:
        """What `text` wrote."""
        return cls(**json.loads(text))


def ruled(before: Standing, verdict: Verdict, better: str | None = None) -> Standing:
    """After a moderator's verdict. `better`: the right word, for "wrong_word" and for no other."""
    if (better is not None) != (verdict == "wrong_word"):
        raise ValueError(f"{verdict} with the better word {better!r}: exactly a wrong word has a better one")
    return replace(before, status=_STATUS[verdict], better=better, reported=False, doubts=0)


def doubted(before: Standing, reviewed: bool) -> Standing:
    """After a report from somewhere new. `reviewed`: a moderator's verdict stands."""
    if not reviewed:
        return replace(before, reported=True)
    doubts = before.doubts + 1
    return replace(before, doubts=doubts, reported=before.reported or doubts >= AGAIN)


def voices(votes: Iterable[tuple[str, bool | None]]) -> tuple[int, int, int]:
    """Votes (the place, and yes, no or can't tell) come together -> the places that say yes, no, and can't tell.

    A place says what more of those say there who can tell; where they are as many, it cannot tell either.
    """
    weight: defaultdict[str, int] = defaultdict(int)
    for place, yes in votes:
        weight[place] += 0 if yes is None else 1 if yes else -1
    signs = [(total > 0) - (total < 0) for total in weight.values()]
    return signs.count(1), signs.count(-1), signs.count(0)


def surely(heard: Iterable[tuple[int, int, int]]) -> tuple[int, int, int]:
    """The voices that several processes have heard -> as many as there are in any case.

    A process does not know the places of another one: somebody who waits for a restart may have a voice in both. So
    they are not added up, and those who decide have been heard by the same one.
    """
    yes, no, unsure = zip((0, 0, 0), *heard, strict=True)
    return max(yes), max(no), max(unsure)


def voted(yes: int, no: int, unsure: int = 0) -> Status:
    """What so many voices make of a drawing. They may still arrive after the decision: then the majority counts."""
    if max(yes, no) < AGREEING:
        return "other" if unsure >= UNTOLD else "waiting"
    if yes == no:
        return "other"
    return "validated" if yes > no else "invalidated"
