"""How a room plays: words one after the other, who draws them, clocks, points."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Container, Sequence
from dataclasses import replace

from server import roomwire
from server.errors import GameError
from server.names import plain, same
from server.rooms.room import NEVER, Begin, Bout, Event, Member, Outcome, Retime, Room, Stop, Try

PAST = 50  # words that can be asked about
GRACE = 1.0  # seconds after its clock that a try of somebody who is gone is taken for over
AWAY = 20.0  # seconds for which a word without a clock waits for somebody who is gone
LATE = 3.0  # seconds that must be left for somebody who comes late
NEAR = 0.75  # how alike a near miss is, 0 to 1
MAX_SAID = 2000  # guesses of one word that are kept

Mint = Callable[[], str]  # makes the ids of rounds


def started(
    room: Room, deck: tuple[str, ...], own: float, mint: Mint, now: float, teaching: str | None = None
) -> Outcome:
    """The first word. `own`: the network's own threshold; `teaching`: the new word it is. GameError "not_now"."""
    if room.phase not in ("lobby", "done"):
        raise GameError("not_now", "the game has begun; go on with next, or back to the lobby with again")
    return _advance(replace(again(room)[0], deck=deck, teaching=teaching), own, mint, now)


def again(room: Room) -> Outcome:
    """Back to the lobby: nothing has been drawn."""
    room, events = _stopped(room)
    members = tuple(replace(member, score=0.0, drew=0) for member in room.members)
    room = replace(room, phase="lobby", members=members, deck=(), bout=None, past=(), paused=None, waiting=False)
    return replace(room, teaching=None), events


def playable(room: Room, known: Container[str]) -> Room:
    """The room as it can be played where these words are `known`; it has its own besides.

    Where a word is to come that nobody knows, it is back in its lobby.
    """

    def knows(word: str) -> bool:
        return word in known or word in room.own

    settings = replace(room.settings, words=tuple(filter(knows, room.settings.words)))
    return replace(room if all(map(knows, room.ahead)) else again(room)[0], settings=settings)


def advanced(room: Room, own: float, mint: Mint, now: float) -> Outcome:
    """The next word, or the end of the game. One that is drawn ends. GameError "not_now"."""
    if room.phase in ("lobby", "done"):
        raise GameError("not_now", "there is no next word; begin a game with start")
    return _advance(room, own, mint, now)


def _advance(room: Room, own: float, mint: Mint, now: float) -> Outcome:
    room, events = _stopped(room)
    room = _filed(room)
    if len(room.past) >= len(room.deck) or (room.bout and room.bout.number >= len(room.deck)):
        return replace(room, phase="done", paused=None, waiting=False), events
    drawers = _drawers(room)
    if not drawers:
        raise GameError("not_now", "nobody is in the room yet; let somebody join first")
    mode = room.mode
    sure = room.settings.threshold or own
    threshold = NEVER if mode in ("museum", "fool", "guess") else sure
    number = room.bout.number + 1 if room.bout else 1
    seconds = None if mode == "museum" else room.settings.seconds
    bout = Bout(number, mode, room.deck[number - 1], threshold, sure, now, (), seconds)
    room = replace(room, phase="drawing", bout=bout, paused=None, waiting=False)
    for member in drawers:
        room, more = _given(room.changed(replace(member, drew=member.drew + 1)), member, mint, now)
        events += more
    return room, events


def late(room: Room, id: str, mint: Mint, now: float) -> Outcome:
    """Somebody has come: there may be time to draw with the others."""
    member = room.member(id)
    everybody = room.bout is not None and room.bout.mode in ("race", "museum", "fool")
    if room.phase != "drawing" or not everybody or room.attempt(id):
        return room, []
    left = ms_left(room, now)
    if left is not None and left < 1000 * LATE:
        return room, []
    return _given(room, member, mint, now)


def turned(room: Room, id: str, mint: Mint, now: float) -> Outcome:
    """It is this one's turn on a shared device. GameError "not_now"."""
    attempt = room.attempt(id)
    if room.phase != "drawing" or room.paused is not None or attempt is None or attempt.over:
        raise GameError("not_now", "there is nothing to draw now; the host begins the next word")
    if attempt.round:
        return room, []
    device = room.member(id).device
    if any(t.running and room.member(t.member).device == device for t in room.tries if t.member in _ids(room)):
        raise GameError("not_now", "somebody is drawing on this device; wait until that drawing is over")
    attempt = replace(attempt, round=mint(), started=now)
    return room.tried(attempt), [Begin(attempt)]


def recognized(room: Room, round: str, p: float, ms: int) -> Room:
    """The network has looked at a drawing: it may be sure for the first time.

    That counts where nobody can win by it. Where one can, who wins is recognized, and nobody else.
    """
    attempt = _of(room, round)
    if not (room.bout and attempt) or attempt.recognized is not None or room.bout.threshold == room.bout.sure:
        return room
    return room.tried(replace(attempt, recognized=ms)) if p >= room.bout.sure else room


def ended(
    room: Room, round: str, won: bool, ms: int, p: float | None, top: tuple[tuple[str, float], ...], now: float
) -> Outcome:
    """A drawing is over, recognized or not."""
    attempt = _of(room, round)
    if not (room.bout and attempt) or attempt.over:
        return room, []
    seen = ms if won and attempt.recognized is None else attempt.recognized
    room = room.tried(replace(attempt, over=True, won=won, ms=ms, p=p, top=top, recognized=seen))
    if won:
        quick = max(0.0, 1 - ms / 1000 / attempt.seconds) if room.settings.speed and attempt.seconds else 0.0
        room = _scored(room, attempt.member, 1 + round_to(quick))
    return _settled(room, now)


def ticked(room: Room, now: float) -> Outcome:
    """The clock has moved on: tries of those who are gone end by it as well."""
    if room.phase != "drawing" or room.paused is not None:
        return room, []
    for t in room.tries:
        if t.running and t.seconds is not None and now >= t.started + t.seconds + GRACE:
            room = room.tried(replace(t, over=True, ms=int(1000 * t.seconds)))
    return _settled(room, now)


def stopped(room: Room) -> Outcome:
    """The host ends what there is: the drawing, the judging, or the game."""
    if room.phase == "drawing":
        room, events = _stopped(room)
        return replace(room, phase=_after(room), paused=None, waiting=False), events
    if room.phase == "judging":
        return replace(_judged(room), phase="results"), []
    if room.phase == "results":
        return replace(_filed(room), phase="done"), []
    raise GameError("not_now", "there is nothing to end; begin a game with start, or delete the room with close")


def paused(room: Room, now: float, waiting: bool = False) -> Outcome:
    """All clocks stand still."""
    if room.phase != "drawing" or room.paused is not None:
        return room, []
    return replace(room, paused=now, waiting=waiting), [Retime(t, True) for t in room.tries if t.running]


def resumed(room: Room, now: float) -> Outcome:
    """And go on where they stood."""
    if room.paused is None or room.bout is None:
        return room, []
    bout = room.bout.later(now - room.paused)
    room = replace(room, paused=None, waiting=False, bout=bout)
    return room, [Retime(t, False) for t in bout.tries if t.running]


def extended(room: Room, seconds: float) -> Outcome:
    """More time for all who still draw, and those who come."""
    if room.phase != "drawing" or room.bout is None:
        raise GameError("not_now", "no word is being drawn whose time could be longer")
    return _retimed(replace(room, bout=replace(room.bout, extra=room.bout.extra + seconds)))


def timed(room: Room, factor: float | None, id: str | None) -> Outcome:
    """A longer clock, or none, for one or for all."""
    if id is None:
        return _retimed(replace(room, factor=factor))
    return _retimed(room.changed(replace(room.member(id), factor=factor)))


def said(room: Room, id: str, text: str, names: Sequence[str]) -> tuple[Room, bool, bool]:
    """A typed guess -> the room, whether it is right, whether it is near. `names`: of the word.

    GameError "muted" or "not_now".
    """
    member = room.member(id)
    bout = room.bout
    if room.muted:
        raise GameError("muted", "the host has asked for quiet; wait until guessing goes on")
    if room.phase != "drawing" or bout is None or bout.mode != "guess" or any(t.member == id for t in bout.tries):
        raise GameError("not_now", "there is nothing to guess now")
    if room.has_guessed(id):
        raise GameError("not_now", "you have guessed it already")
    right = any(same(text, name) for name in names)
    near = not right and any(alike(text, name) for name in names)
    first = not any(right for _, _, right in bout.said)
    room = replace(room, bout=replace(bout, said=(*bout.said, (id, text, right))[-MAX_SAID:]))
    if right:
        before = all(t.recognized is None for t in bout.tries)
        room = _scored(room, member.id, 2.0 if before else 1.0)
        for t in bout.tries if first else ():
            room = _scored(room, t.member, 1.0)
    return room, right, near


def everybody_right(room: Room) -> Outcome:
    """In guess mode: when all who are here have found it, the word is over."""
    bout = room.bout
    if room.phase != "drawing" or bout is None or bout.mode != "guess":
        return room, []
    found = {who for who, _, right in bout.said if right} | {t.member for t in bout.tries}
    guessers = [m for m in room.present if m.here]
    return stopped(room) if len(guessers) > 1 and all(m.id in found for m in guessers) else (room, [])


def voted(room: Room, id: str, round: str, yes: bool) -> Room:
    """A pupil saw the word in a drawing, or did not. The last word on it counts. GameError "not_now"."""
    member, attempt = room.member(id), _of(room, round)
    if room.phase != "judging" or attempt is None or attempt.member == id:
        raise GameError("not_now", "this drawing cannot be voted on now, or it is your own")
    yeses, noes = (tuple(m for m in who if m != member.id) for who in (attempt.yes, attempt.no))
    return room.tried(replace(attempt, yes=(*yeses, id) if yes else yeses, no=noes if yes else (*noes, id)))


def shown(room: Room, id: str | None, on: bool) -> Room:
    """A canvas may be on the wall, or all of this word."""
    if id is not None and on:
        room = room.changed(replace(room.member(id), hidden=False))
    for t in room.tries:
        if id in (None, t.member):
            room = room.tried(replace(t, shown=on))
    return room


def ms_left(room: Room, now: float) -> int | None:
    """Of the word that is drawn; None without a clock."""
    if room.phase != "drawing" or room.bout is None or room.bout.seconds is None or room.factor is None:
        return None
    return _ms_until(room, room.bout.started + room.bout.seconds * room.factor + room.bout.extra, now)


def own_ms_left(room: Room, attempt: Try, now: float) -> int | None:
    """Of a drawing, whose clock may be longer than the others' or begin later; None without a clock."""
    return None if attempt.seconds is None else _ms_until(room, attempt.started + attempt.seconds, now)


def _ms_until(room: Room, ends: float, now: float) -> int:
    """Until then, on a clock that stands still while the room is paused."""
    return max(0, round(1000 * (ends - (now if room.paused is None else room.paused))))


def alike(text: str, name: str) -> bool:
    """Whether a wrong guess is a near miss."""
    a, b = plain(text), plain(name)
    if not a:
        return False
    return difflib.SequenceMatcher(None, a, b).ratio() >= NEAR or (len(a) > 3 and (a in b or b in a))


def round_to(points: float) -> float:
    """Points as they are shown."""
    return round(points, 2)


# -- what follows ------------------------------------------------------------------------------------------------------


def _given(room: Room, member: Member, mint: Mint, now: float) -> Outcome:
    """A try for a member: at once, or when the device is free."""
    assert room.bout
    shared = any(room.member(t.member).device == member.device for t in room.tries if t.member in _ids(room))
    attempt = Try(
        member.id, member.name, None if shared else mint(), room.bout.started, _seconds(room, member),
        shown=not room.settings.approve,
    )  # fmt: skip
    room = replace(room, bout=replace(room.bout, tries=(*room.tries, attempt)))
    return room, [] if shared else [Begin(attempt)]


def _drawers(room: Room) -> list[Member]:
    here = [member for member in room.present if member.here]
    if room.mode == "relay":
        teams = [[m for m in here if m.team == team] for team in range(room.settings.teams)]
        return [min(team, key=lambda m: m.drew) for team in teams if team]
    if room.mode == "guess":
        return [min(here, key=lambda m: m.drew)] if here else []
    return here


def _seconds(room: Room, member: Member) -> float | None:
    bout = room.bout
    if bout is None or bout.seconds is None or room.factor is None or member.factor is None:
        return None
    return bout.seconds * max(room.factor, member.factor) + bout.extra


def _retimed(room: Room) -> Outcome:
    events: list[Event] = []
    for t in room.tries:
        if not t.over and t.member in _ids(room):
            new = replace(t, seconds=_seconds(room, room.member(t.member)))
            room = room.tried(new)
            if new.running:
                events.append(Retime(new, room.paused is not None))
    return room, events


def _stopped(room: Room) -> Outcome:
    """Every try is over."""
    if room.phase != "drawing":
        return room, []
    return replace(room, phase=_after(room)), [Stop(t) for t in room.tries if t.running]


def _settled(room: Room, now: float) -> Outcome:
    """When nobody draws any more the word is over. Nobody waits for who is gone for long and has no clock."""
    awaited = {m.id for m in room.present if m.here or (m.left is not None and now < m.left + AWAY)}
    waiting = [t for t in room.tries if not t.over and (t.member in awaited or (t.round and t.seconds is not None))]
    if room.phase != "drawing" or waiting or room.paused is not None:
        return room, []
    return _stopped(room)


def _after(room: Room) -> roomwire.Phase:
    return "judging" if room.bout and room.bout.mode == "fool" else "results"


def _judged(room: Room) -> Room:
    """Points for the drawings that people saw and the network did not."""
    for t in room.tries:
        if t.yes and len(t.yes) >= len(t.no) and t.recognized is None:
            room = _scored(room.tried(replace(t, won=True)), t.member, 1.0)
    return room


def _filed(room: Room) -> Room:
    """The last word is one of the past ones."""
    if room.phase == "judging":
        room = replace(_judged(room), phase="results")
    bout = room.bout
    if bout is None or (room.past and room.past[-1].number == bout.number):
        return room
    return replace(room, past=(*room.past, bout)[-PAST:])


def _scored(room: Room, id: str, points: float) -> Room:
    if id not in _ids(room):
        return room
    member = room.member(id)
    return room.changed(replace(member, score=round_to(member.score + points)))


def _ids(room: Room) -> set[str]:
    return {member.id for member in room.present}


def _of(room: Room, round: str) -> Try | None:
    return next((t for t in room.tries if t.round == round), None)
