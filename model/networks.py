"""Every network by name, behind one signature: forward(steps, state=None) -> logits, state."""

from __future__ import annotations

from typing import Any

from model.network import Stream, StreamConfig

NETWORKS = {"stream": (Stream, StreamConfig)}


def build(name: str, config: dict[str, Any]) -> Stream:
    """The network `name` with fresh weights; ValueError for an unknown name or setting."""
    if name not in NETWORKS:
        raise ValueError(f"network {name!r} is not known: choose one of {', '.join(NETWORKS)}")
    network, settings = NETWORKS[name]
    try:
        return network(settings(**config))
    except TypeError as error:
        raise ValueError(f"network {name!r}: {error}") from error
