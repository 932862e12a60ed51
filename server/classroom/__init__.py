"""The joint between rooms and the game: pages' messages, the host's, and what follows for rounds.

Every step holds the game's lock, so that a room and its pupils' rounds are never seen half changed. Nothing here writes
a name, an address or ink into a log.

`classroom` is what the sockets and the clock call. It leans on `hall`, which knows who is who; `hosting`, what a host
does; `rulings`, which carries out what the rules of a room say; `showing`, what pages are sent of it; and `writing`,
which keeps rooms.
"""

from server.classroom.classroom import HOST_GRACE, Classroom

__all__ = ["HOST_GRACE", "Classroom"]
