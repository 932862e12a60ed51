"""Who comes into a room, goes, comes back and is called what."""

from __future__ import annotations

from dataclasses import replace

from server import names, nicknames
from server.chance import Chooser
from server.errors import GameError
from server.rooms.room import Event, Member, Out, Outcome, Room, Stop
from server.roomwire import MAX_PLAYERS, MAX_SEATS


def called(room: Room, wanted: str | None, rng: Chooser, by_host: bool = False) -> str:
    """A name nobody else in the room has: the one that is wanted, where that is allowed, or a friendly one.

    GameError "bad_name".
    """
    taken = [member.name for member in room.present]
    if wanted is None:
        return nicknames.friendly(room.language, rng, taken)
    if not (room.settings.names or by_host):
        raise GameError("bad_name", "in this room names are made up; ask for another one, or ask the host")
    return names.own(wanted, taken, filtered=not by_host)


def admitted(room: Room, kept: str) -> None:
    """Whether the device of these players, known by its key, may have a seat. GameError "removed"."""
    if any(member.out and member.kept == kept for member in room.members):
        raise GameError("removed", "the host has taken you out of this room")


def joined(room: Room, key: str, tag: str, name: str, device: int | None) -> Room:
    """One more pupil, on a device that is here already or on a new one. GameError "room_locked" or "room_full"."""
    if room.locked:
        raise GameError("room_locked", "the host has locked this room; ask for it to be opened for a moment")
    if len(room.present) >= MAX_PLAYERS:
        raise GameError("room_full", f"{MAX_PLAYERS} pupils are in this room, as many as there may be")
    if sum(member.device == device for member in room.present) >= MAX_SEATS:
        raise GameError("room_full", f"{MAX_SEATS} pupils share this device, as many as may")
    devices = room.devices + (device is None)
    sizes = [sum(m.team == team for m in room.present) for team in range(room.settings.teams)]
    member = Member(
        f"m{room.count + 1}", key, tag, name, devices if device is None else device, sizes.index(min(sizes))
    )
    return replace(room, members=(*room.members, member), count=room.count + 1, devices=devices)


def reseated(room: Room, id: str, key: str, tag: str) -> Room:
    """A pupil who is in the room has this seat, and no longer the one before."""
    return room.changed(replace(room.member(id), key=key, tag=tag))


def presence(room: Room, ids: set[str], now: float) -> Room:
    """Who is here at the moment."""

    def seen(member: Member) -> Member:
        here = member.id in ids
        return member if member.here == here else replace(member, here=here, left=None if here else now)

    return replace(room, members=tuple(map(seen, room.members)))


def renamed(room: Room, id: str, wanted: str | None, rng: Chooser, by_host: bool = False) -> Room:
    """A member has another name. GameError "bad_name"."""
    member = room.member(id)
    without = replace(room, members=tuple(m for m in room.members if m.id != id))
    return room.changed(replace(member, name=called(without if wanted else room, wanted, rng, by_host)))


def teamed(room: Room, id: str, team: int) -> Room:
    """A member plays for another team. GameError "bad_field"."""
    if team >= room.settings.teams:
        raise GameError("bad_field", f"team is {team}; there are teams 0 to {room.settings.teams - 1}")
    return room.changed(replace(room.member(id), team=team))


def removed(room: Room, id: str, by_host: bool = True) -> Outcome:
    """A pupil is out, and cannot come back with the same seat; nor, put out by the host, with another one."""
    member = replace(room.member(id), removed=True, out=by_host, here=False)
    running: list[Event] = [Stop(t) for t in room.tries if t.member == id and t.running]
    return room.changed(member), [*running, Out(member, "removed")]
