"""What an export is to hold."""

from __future__ import annotations

from dataclasses import dataclass

from server.doodles.splits import Shares

# Format -> what it is. The same places and endings as in Quick, Draw!'s public bucket, where it has one.
FORMATS = {
    "raw": "full/raw/<word>.ndjson: as drawn, with times, one JSON object a line; Quick, Draw!'s raw format",
    "simplified": "full/simplified/<word>.ndjson: fitted to 255 x 255 and thinned; Quick, Draw!'s simplified format",
    "bin": "full/binary/<word>.bin: the simplified drawings, packed; Quick, Draw!'s binary format",
    "npy": "full/numpy_bitmap/<word>.npy: N x 784 uint8, pictures of 28 x 28; NumPy",
    "npz": "sketchrnn/<word>.npz: train, valid and test, each a row of (n, 3) int16 moves; sketch-rnn",
    "parquet": "parquet/<word>.parquet: everything that is known of each drawing; Apache Parquet",
    "svg": "svg/<word>.zip: a picture <key_id>.svg of each drawing",
}

STATUSES = ("validated", "waiting", "other", "invalidated")


@dataclass(frozen=True)
class Choice:
    """Which formats, and which drawings: reviewed ones that nobody has reported, unless asked otherwise."""

    formats: tuple[str, ...]
    statuses: tuple[str, ...] = ("validated",)
    reported: bool = False  # those too that wait for a moderator's look
    shares: Shares | None = None  # else each drawing has the split that it was given
