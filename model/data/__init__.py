"""Fetching drawings, and keeping them as memory-mapped shards with a split that lasts."""
