"""What is on a shelf of players, seen from outside."""

from sqlalchemy import select

from server.keeping import redis, tables


def everybody(shelf):
    """The keys of all who are kept, or have ink there."""
    if isinstance(shelf, redis.RedisShelf):
        return sorted(key.decode().removeprefix(redis.PREFIX) for key in shelf._redis.scan_iter())
    with shelf._engine.connect() as connection:
        found = [connection.scalars(select(table.c.key)) for table in (tables.players, tables.pieces)]
        return sorted(set().union(*found))
