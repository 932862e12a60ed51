"""Who is playing, over which connection, and for how long an absent player is remembered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from server import wire
from server.codes import hashed
from server.doodles.consent import Consent
from server.engine import Sketch
from server.errors import GameError
from server.limits import Flow
from server.match import Match
from server.rules import Round

PAST = 12  # rounds before the last that can still be asked about
AWAY = 60.0  # seconds that a player without a connection is remembered, with the round


@dataclass(eq=False)
class Player:
    """One player, with the last round and the sketch that its guesses come from."""

    id: str
    resume: str  # secret: whoever shows it is this player
    sid: str | None = None  # the connection; None while away
    left: float = 0.0  # since when away, seconds on the server's clock
    round: Round | None = None
    match: Match | None = None
    past: deque[Round] = field(default_factory=lambda: deque(maxlen=PAST))  # earlier rounds, the newest last
    sketch: Sketch | None = None  # None when no round runs, or when the network failed on it
    said: wire.Guess | None = None  # the last guess of the round
    reference: Sketch | None = None  # the same drawing, seen by the reference network while that is watched
    compared: tuple[tuple[str, float], ...] | None = None  # its last guesses
    explaining: bool = False  # a drawing is being explained
    failures: int = 0  # of the network on this round
    address: str = ""  # where it plays from; in memory only
    consent: Consent | None = None  # that its drawings are kept
    room: bool = False  # it has a seat in a room, which decides how long it is remembered

    @property
    def key(self) -> str:
        """Where it is kept: whoever reads that learns no token."""
        return hashed(self.resume)


@dataclass(eq=False)
class Connection:
    """One link from a page; before its hello it is nobody's."""

    flow: Flow
    address: str = ""
    tab: str = ""  # of its URL; where there are several servers, all links with the same one come to the same
    player: Player | None = None


class Players:
    """Connections and players: who is who. `token` makes unguessable texts."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token = token
        self._connections: dict[str, Connection] = {}
        self._players: dict[str, Player] = {}  # by resume token

    def arrive(self, sid: str, flow: Flow, address: str = "", tab: str = "") -> None:
        """A new connection, as yet nobody's."""
        self._connections[sid] = Connection(flow, address, tab)

    def connection(self, sid: str) -> Connection:
        """The connection called `sid`. GameError "bad_message" when it is closed."""
        if sid not in self._connections:
            raise GameError("bad_message", "this connection has been closed; open another one")
        return self._connections[sid]

    def join(self, sid: str, resume: str | None, now: float) -> tuple[Player, str | None]:
        """Give the connection its player: the one `resume` belongs to, or the one it has, or else a new one.

        Also returns the connection which that player had until now, if it was another: two cannot draw one
        round.
        """
        connection = self.connection(sid)
        player = self._players.get(resume or "") or connection.player or self._new()
        if connection.player is not player:
            self.leave(sid, now)
        displaced = player.sid if player.sid != sid else None
        if displaced:
            self._connections.pop(displaced, None)
        self._connections[sid] = connection
        connection.player, player.sid, player.address = player, sid, connection.address
        return player, displaced

    def of(self, sid: str) -> Player:
        """The player behind a connection. GameError "bad_message" before the hello."""
        player = self.connection(sid).player
        if player is None:
            raise GameError("bad_message", "nobody has said hello on this connection; send hello first")
        return player

    def leave(self, sid: str, now: float) -> None:
        """The connection is gone; its player may come back."""
        connection = self._connections.pop(sid, None)
        if connection and connection.player and connection.player.sid == sid:
            connection.player.sid, connection.player.left = None, now

    def forget(self, now: float) -> list[Player]:
        """Forget the players who have been away for too long, and return them."""
        gone = [p for p in self._players.values() if p.sid is None and not p.room and now >= p.left + AWAY]
        for player in gone:
            del self._players[player.resume]
        return gone

    def find(self, token: str) -> Player | None:
        """The player whose resume token this is."""
        return self._players.get(token)

    def add(self, player: Player) -> Player:
        """A player who comes from elsewhere, and has no connection yet."""
        self._players[player.resume] = player
        return player

    def remove(self, player: Player) -> None:
        """The player is somebody else's business now, and whoever still speaks for it must say hello again."""
        if self._players.get(player.resume) is player:
            del self._players[player.resume]
        self._connections.pop(player.sid or "", None)

    def all(self) -> list[Player]:
        """Everybody, the absent included."""
        return list(self._players.values())

    def _new(self) -> Player:
        return self.add(Player(self._token(), self._token()))
