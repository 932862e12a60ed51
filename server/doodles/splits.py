"""On which side a drawing is, for whoever trains with it: decided by a hash, before there is a drawing."""

from __future__ import annotations

import hashlib
from typing import Literal

Split = Literal["train", "valid", "test"]
Shares = tuple[int, int, int]  # per cent for each of SPLITS

SPLITS: tuple[Split, Split, Split] = ("train", "valid", "test")  # as sketch-rnn's files name them
SHARES: Shares = (70, 15, 15)


def split_of(owner: str, shares: Shares = SHARES) -> Split:
    """Where all that `owner` drew goes: the hash of a receipt, or the key of a drawing that came from a file."""
    part = int.from_bytes(hashlib.sha256(f"split {owner}".encode()).digest()[:8], "big") % 100
    if part < shares[0]:
        return "train"
    return "valid" if part < shares[0] + shares[1] else "test"
