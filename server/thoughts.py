"""What was guessed over the time of one round, kept small. Pure. static/js/thoughts.js is alike."""

from __future__ import annotations

Guesses = tuple[tuple[str, float], ...]  # (word, calibrated probability), best first
Thought = tuple[int, Guesses, float | None]  # milliseconds since the round began, guesses, p of the word asked for

APART = 500  # milliseconds between two that are kept, unless the best guess has changed
MOST = 240  # that are kept of one round; when there are more, every other one is let go


def noted(thoughts: tuple[Thought, ...], new: Thought) -> tuple[Thought, ...]:
    """With one more. The newest is always among them, also where it comes soon after the one before."""
    if len(thoughts) < 2:
        return (*thoughts, new)
    last, before = thoughts[-1], thoughts[-2]
    if last[0] - before[0] < APART and last[1][0][0] == before[1][0][0]:
        thoughts = thoughts[:-1]  # it was kept only while it was the newest
    elif len(thoughts) >= MOST:
        thoughts = thoughts[::2]
    return (*thoughts, new)
