"""The shelf in Redis: one hash for each player, which Redis itself clears away. Small scripts make each step whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.errors import SetupError
from server.keeping.shelf import KEPT_FOR, Answer, Found, Record

PREFIX = "inkling:player:"
PATIENCE = 2.0  # seconds for a connection or an answer
KEPT_MS = int(1000 * KEPT_FOR)

# Fields of a hash: owner, head, and for each piece of ink the number of entries before it.
PUT = """
local key, owner, head, start, ink, whole = KEYS[1], unpack(ARGV)
local current = redis.call('HGET', key, 'owner')
if current and current ~= owner then return 'taken' end
if whole == '1' then redis.call('DEL', key) elseif not current then return 'missing' end
redis.call('HSET', key, 'owner', owner, 'head', head)
if #ink > 0 then redis.call('HSET', key, start, ink) end
redis.call('PEXPIRE', key, ARGV[6])
return 'kept'
"""
# All fields as they were, and the milliseconds until Redis clears it away: they tell how old it is.
CLAIM = """
local found = redis.call('HGETALL', KEYS[1])
if #found == 0 then return nil end
redis.call('HSET', KEYS[1], 'owner', ARGV[1])
return {redis.call('PTTL', KEYS[1]), found}
"""
DROP = "if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then return redis.call('DEL', KEYS[1]) end"


def client(url: str) -> Any:
    """A client of the Redis at this address, not yet connected: Redis may come later. SetupError says what is wrong."""
    try:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise SetupError("INKLING_REDIS_URL needs redis, which is not installed: pip install -e '.[redis]'") from None
    try:
        return redis.Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
        )
    except ValueError as error:
        raise SetupError(f"INKLING_REDIS_URL is not a Redis URL: {error}; redis://localhost:6379/0 is one") from None


class RedisShelf:
    """See `Shelf`."""

    shared = True

    def __init__(self, url: str) -> None:
        self._redis = client(url)
        self._put, self._claim, self._drop = map(self._redis.register_script, (PUT, CLAIM, DROP))

    def put(self, owner: str, records: Sequence[Record]) -> list[Answer]:
        """Keep these, in one go."""
        if not records:
            return []
        with self._redis.pipeline(transaction=False) as pipeline:
            for r in records:
                values = (owner, r.head, r.start, r.ink, int(r.whole), KEPT_MS)
                self._put(keys=[PREFIX + r.key], args=values, client=pipeline)
            return [Answer(answer.decode()) for answer in pipeline.execute()]

    def claim(self, owner: str, key: str) -> Found | None:
        """Become the owner of a player, and get what is kept."""
        answer = self._claim(keys=[PREFIX + key], args=[owner])
        if answer is None:
            return None
        left, flat = answer
        fields = dict(zip(flat[::2], flat[1::2], strict=True))
        before, head = fields.pop(b"owner").decode(), fields.pop(b"head")
        return Found(before, (KEPT_MS - left) / 1000, head, tuple(sorted((int(n), ink) for n, ink in fields.items())))

    def drop(self, owner: str, keys: Sequence[str]) -> None:
        """Forget those of these players who belong to this owner."""
        with self._redis.pipeline(transaction=False) as pipeline:
            for key in keys:
                self._drop(keys=[PREFIX + key], args=[owner], client=pipeline)
            pipeline.execute()

    def erase(self, keys: Sequence[str]) -> None:
        """Forget these players, whoever owns them."""
        if keys:
            self._redis.delete(*(PREFIX + key for key in keys))

    def tend(self) -> None:
        """Redis clears away by itself: only see whether it is there."""
        self._redis.ping()

    def close(self) -> None:
        """Let go of the connections."""
        self._redis.close()
