"""What there is in a room, and how much of it: names and limits that pages and server share."""

from __future__ import annotations

from typing import Literal

MAX_PLAYERS = 60  # pupils in a room
MAX_SEATS = 8  # pupils who share one device
MAX_NAME = 24  # characters
MAX_SAY = 60  # characters of a typed guess
MAX_TEAMS = 6
FRAME_MS = 100  # between two frames
MAX_WORD = 60  # characters of a new word as it may be typed
MAX_EXAMPLES = 200  # drawings that a word is learned from
MAX_LEARNED = 8000  # characters of what was learned of it
LEARNED = "inkling-word-1"  # the format of a file with a word that was taught
MAX_FACTOR = 10  # of a longer clock

TO_SERVER = (
    "room_open", "room_join", "room_host", "room_wall", "room_name", "room_turn", "room_say", "room_vote",
    "room_gallery", "room_leave", "room_do", "room_results", "room_drawing", "room_export", "room_learned",
)  # fmt: skip
TO_CLIENT = ("room", "begin", "frame", "gone")

Mode = Literal["race", "relay", "museum", "fool", "guess"]
MODES: tuple[Mode, ...] = ("race", "relay", "museum", "fool", "guess")
Phase = Literal["lobby", "drawing", "judging", "results", "done"]
PHASES: tuple[Phase, ...] = ("lobby", "drawing", "judging", "results", "done")
Status = Literal["waiting", "drawing", "won", "over", "guessing", "right"]
STATUSES: tuple[Status, ...] = ("waiting", "drawing", "won", "over", "guessing", "right")
GoneReason = Literal["closed", "removed", "expired", "host_elsewhere"]
