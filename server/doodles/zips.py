"""Files as one zip that is made while it is sent: nothing of it is held but a chunk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

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


def zipped(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """The zip of these files, under these names, in chunks."""
    chunks = _Chunks()
    with zipfile.ZipFile(chunks, "w") as archive:
        for name, path in files:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_STORED if path.suffix in PACKED else zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                while data := source.read(CHUNK):
                    target.write(data)
                    if part := chunks.take():
                        yield part
    yield chunks.take()
