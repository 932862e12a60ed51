"""What becomes of a drawing: by moderators, who decide alone, and by players, of whom two must agree. Pure rules.

The buckets are Common Voice's: validated, invalidated, and other for what players do not agree on; a drawing that was
reported is in a bucket of its own until a moderator has looked.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Literal

Status = Literal["waiting", "validated", "invalidated", "other"]
Verdict = Literal["keep", "wrong_word", "reject", "unsure"]
Answer = Literal["yes", "no", "unsure"]

VERDICTS: tuple[Verdict, ...] = ("keep", "wrong_word", "reject", "unsure")
ANSWERS: tuple[Answer, ...] = ("yes", "no", "unsure")
AGREEING = 2  # votes that decide
UNTOLD = 3  # players who cannot tell what it is: nobody can

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
    reported: bool

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
    return replace(before, status=_STATUS[verdict], better=better, reported=False)


def voted(yes: int, no: int, unsure: int = 0) -> Status:
    """What so many players make of a drawing. Votes may still arrive after the decision: then the majority counts."""
    if max(yes, no) < AGREEING:
        return "other" if unsure >= UNTOLD else "waiting"
    if yes == no:
        return "other"
    return "validated" if yes > no else "invalidated"
