"""Files as one zip that is made while it is sent: nothing of it is held but a chunk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from server.doodles.offers import Source

CHUNK = 1 << 18  # bytes
PACKED = {".npz", ".parquet", ".zip"}  # are compressed already


class _Chunks(io.RawIOBase):
    """What zipfile writes to, and what has been written since the last look."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It can be written, and nothing else."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Keep it until it is taken."""
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """What has come together."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def zipped(files: Iterable[tuple[str, Source]]) -> Iterator[bytes]:
    """The zip of these files, under these names, in chunks."""
    chunks = _Chunks()
    with zipfile.ZipFile(chunks, "w") as archive:
        for name, source in files:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in PACKED else zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as target:
                for data in _read(source) if isinstance(source, Path) else _gathered(source()):
                    target.write(data)
                    if part := chunks.take():
                        yield part
    yield chunks.take()


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            yield data


def _gathered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same in pieces of some CHUNK bytes: each is a turn of the thread that makes it."""
    held, size = list[bytes](), 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
