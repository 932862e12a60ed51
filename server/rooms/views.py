"""What each page may see of a room: pupils their own, the host everything, the wall what may be shown."""

from __future__ import annotations

from server import roomwire
from server.rooms import play, teaching
from server.rooms.room import Member, Room, Try

Fields = dict[str, object]


def common(room: Room, now: float, word: bool) -> Fields:
    """What everybody sees; the `word` only whoever may."""
    bout = room.bout if room.phase != "lobby" else None
    asked = _asked(room)
    return {
        "code": room.code,
        "phase": room.phase,
        "paused": room.paused is not None,
        "waiting": room.waiting,
        "locked": room.locked,
        "muted": room.muted,
        "podium": room.podium,
        "mode": bout.mode if bout else room.mode,
        "teaching": room.teaching and [len(teaching.examples(room)), teaching.WANTED],
        "language": room.settings.language,
        "collect": room.settings.collect,
        "number": bout.number if bout else 0,
        "count": len(room.deck) or room.settings.count,
        "word": bout.word if bout and (word or not is_secret(room)) else None,
        "seconds": bout.seconds if bout and room.phase == "drawing" else room.settings.seconds,
        "ms_left": play.ms_left(room, now),
        "players": len(room.present),
        "done": sum(_is_done(room, member) for member in asked),
        "asked": len(asked),
    }


def pupil(room: Room, keys: set[str], now: float) -> Fields:
    """For a device with these seats."""
    seats = [member for member in room.present if member.key in keys]
    drawing = any(t.member == member.id for t in room.tries for member in seats)
    shown = [{**_seat(room, member), "seat": member.tag, **_clock(room, member, now)} for member in seats]
    ballot = len(visible(room, to_wall=True)) if room.phase == "judging" else 0
    return {**common(room, now, drawing), "names": room.settings.names, "ballot": ballot, "seats": shown}


def host(room: Room, now: float) -> Fields:
    """For the host."""
    s = vars(room.settings)
    return {
        **common(room, now, True),
        "members": [_listed(room, member) for member in room.present],
        "teams": _teams(room),
        "timer": room.factor,
        "taught": [[taught.word, taught.examples] for taught in room.taught],
        "settings": {**s, "words": list(room.settings.words) or None},
    }


def wall(room: Room, now: float) -> Fields:
    """For the projector."""
    drew = {t.member for t in room.tries}
    members = [_listed(room, member) for member in room.present if member.here or member.id in drew]
    return {**common(room, now, False), "members": members, "teams": _teams(room)}


def visible(room: Room, to_wall: bool) -> list[Try]:
    """The tries whose canvases a host, or a wall, sees."""
    return [t for t in room.tries if t.round and (not to_wall or (t.shown and t.member not in room.hidden))]


def is_secret(room: Room) -> bool:
    """Whether the word is being guessed."""
    return room.bout is not None and room.bout.mode == "guess" and room.phase not in ("results", "done")


def status(room: Room, member: Member) -> roomwire.Status:
    """What a member is about."""
    attempt = room.attempt(member.id)
    if attempt and attempt.over:
        return "won" if attempt.won else "over"
    if room.phase != "drawing" or room.bout is None:
        return "over" if attempt and attempt.round else "waiting"
    if attempt:
        return "drawing" if attempt.round else "waiting"
    if room.bout.mode != "guess":
        return "waiting"
    return "right" if room.has_guessed(member.id) else "guessing"


def _asked(room: Room) -> list[Member]:
    """Who has something to do with the word: those who draw it, in guess mode those who guess it."""
    guessing = room.bout is not None and room.bout.mode == "guess"
    return [m for m in room.present if (room.attempt(m.id) is None and m.here if guessing else room.attempt(m.id))]


def _is_done(room: Room, member: Member) -> bool:
    attempt = room.attempt(member.id)
    return attempt.over if attempt else room.has_guessed(member.id)


def _seat(room: Room, member: Member) -> Fields:
    attempt = room.attempt(member.id)
    return {
        "member": member.id,
        "name": member.name,
        "team": member.team,
        "status": status(room, member),
        "turn": room.phase == "drawing" and attempt is not None and attempt.round is None and not attempt.over,
        "score": member.score,
        "drawing": attempt and attempt.round,
        "shown": attempt is not None and attempt.shown and not member.hidden,
        "hidden": member.hidden,
    }


def _clock(room: Room, member: Member, now: float) -> Fields:
    """Of the drawing that a member is at."""
    attempt = room.running(member.id)
    return {
        "seconds": attempt and attempt.seconds,
        "ms_left": attempt and play.own_ms_left(room, attempt, now),
    }


def _listed(room: Room, member: Member) -> Fields:
    attempt = room.attempt(member.id)
    return {
        **_seat(room, member),
        "here": member.here,
        "timer": member.factor,
        "device": member.device,
        "won": attempt is not None and attempt.won,
        "ms": attempt and attempt.ms,
    }


def _teams(room: Room) -> list[list[float]]:
    teams = range(room.settings.teams)
    return [[team, round(sum(m.score for m in room.present if m.team == team), 2)] for team in teams]
