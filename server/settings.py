"""The settings, read once, from the environment: INKLING_PORT sets `port`, and so on. A misspelt one is an error."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.errors import SetupError
from server.logs import Form

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "INKLING_"
Shown = Literal["here", "anyone", "nobody"]
ELSEWHERE = {"INKLING_QUICKDRAW"}  # the tests' own: where the drawings are


class Settings(BaseSettings):
    """Every setting with its default, its limits and its unit."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address to listen at; 0.0.0.0 lets other machines in")
    port: int = Field(8000, ge=0, le=65535, description="port to listen at; 0 takes any free one")
    checkpoint: Path = Field(ROOT / "model/weights/inkling.safetensors", description="file of the trained network")
    reference: Path = Field(
        ROOT / "model/weights/tutorial.safetensors",
        description="file of the network that players may compare with; where there is none, nothing is compared",
    )
    drawings: Path | None = Field(
        None, description="folder of shards, or of <word>.ndjson files, to show examples from; unset shows none"
    )
    exports: Path | None = Field(
        None, description="folder of exports of given drawings; the newest can be downloaded, and unset offers none"
    )
    database_url: str = Field(
        f"sqlite:///{ROOT}/instance/inkling.sqlite3",
        description="where results are kept, as an SQLAlchemy URL; postgresql://... is for several servers",
    )
    redis_url: str | None = Field(
        None, description="Redis that several servers share rounds through, redis://...; unset: in the database"
    )
    async_mode: str = Field("eventlet", description="how connections run: by `eventlet`, `gevent` or `threading`")
    threads: int = Field(1, ge=1, le=64, description="processor threads for one guess of the network")
    connections: int = Field(10_000, ge=1, description="connections open at once")
    connections_per_address: int = Field(300, ge=1, description="connections open at once from one address")
    connection_rate: float = Field(10, gt=0, description="new connections a second from one address, on and on")
    rounds: int = Field(2_000, ge=1, description="rounds open at once")
    rounds_per_address: int = Field(300, ge=1, description="rounds open at once from one address")
    proxies: int = Field(0, ge=0, le=9, description="proxies in front, whose word on a player's address is taken")
    seconds: float = Field(20, ge=1, le=600, description="length of a round, in seconds")
    collect: bool = Field(True, description="whether players may give their drawings; those who say yes, that is")
    message_rate: float = Field(60, gt=0, description="messages a second that one player may send on and on")
    message_burst: float = Field(600, ge=1, description="messages one player may send at once")
    point_rate: float = Field(2_000, gt=0, description="points a second that one player may draw on and on")
    point_burst: float = Field(20_000, ge=1, description="points one player may send at once")
    patience: float = Field(50, ge=0, description="messages refused as too many before the connection is closed")
    unread: int = Field(2_000, ge=1_000, description="messages that may wait for a client that does not read them")
    metrics: Shown = Field("here", description="who may see /metrics: `here` (this machine), `anyone` or `nobody`")
    log: Form = Field("auto", description="`lines` for people, `json` for machines; `auto`: lines on a terminal")


def read(**given: object) -> Settings:
    """The settings, `given` ones before the environment. SetupError names the one that is wrong."""
    known = sorted(name.upper() for name in Settings.model_fields)
    for name in sorted(os.environ):
        bare = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and bare not in known and name not in ELSEWHERE:
            near = difflib.get_close_matches(bare, known, 1)
            hint = f"did you mean {PREFIX}{near[0]}?" if near else f"there are {', '.join(PREFIX + n for n in known)}"
            raise SetupError(f"{name}: no such setting; {hint}")
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise SetupError(f"{PREFIX}{name.upper()} is {first['input']!r}: {first['msg'].lower()}") from None
