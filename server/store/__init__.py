"""What is kept for good: how each round ended, and nothing of who played it.

SQLAlchemy does the talking, so that another database is another URL: SQLite for one process, PostgreSQL for several.
"""

from server.store.backlog import Keeper
from server.store.results import Result, Store

__all__ = ["Keeper", "Result", "Store"]
