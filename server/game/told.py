"""A round as it is told and as its result is kept. Pure."""

from __future__ import annotations

from server import hints, rules, wire
from server import match as matches
from server.match import Match
from server.players import Player
from server.store import Result

Ack = dict[str, object]


def latest(player: Player) -> wire.Guess | wire.Over | None:
    """The last thing that was said about the player's round."""
    return (player.round and player.round.over) or player.said


def described(round: rules.Round, match: Match | None) -> Ack:
    """The round as its beginning is acknowledged; a hidden word is told by its definition only."""
    hidden = round.mode == "hidden"
    ack: Ack = {
        "round": round.id,
        "word": None if hidden else round.word,
        "seconds": round.seconds,
        "threshold": None if round.word is None else round.rule.threshold,
    }
    if match and match.round == round.id:
        ack |= matches.place(match)
        ack["hint"] = hints.find(round.word) if hidden and round.word else None
    return ack


def running(round: rules.Round | None, match: Match | None, now: float) -> Ack | None:
    """The round as a page that comes back is told of it; None when none runs."""
    if round is None or round.over:
        return None
    return {
        **described(round, match),
        "mode": round.mode,
        "ms": round.ms(now),
        "seq": round.seq,
        "edit": round.edit,
    }


def result(round: rules.Round, over: wire.Over, model: str, usual: bool) -> Result:
    """What is kept of it for good. `model`: the version of the network that guessed, `usual`: by its own threshold."""
    return Result(round.mode, round.word, over.won, over.reason, over.ms, round.points, model, round.id, usual)
