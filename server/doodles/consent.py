"""That somebody's drawings may be kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Consent:
    """Somebody said yes, for this session."""

    receipt: str  # the hash of its words, which only the giver has
    language: str | None = None
    country: str | None = None  # two capital letters, if given
