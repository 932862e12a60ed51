"""Bring files of drawings from a source into a folder: several at a time, resumed where they were cut, sizes checked.

A file on its way is `<class>.ndjson.part`; `<class>.ndjson.from` beside it keeps the size and the ETag that its source
announced, so that a later run can go on from the last byte, and knows when the source has changed meanwhile. A file
of which only the first drawings were wanted ends after one of them, and is gone on with in the same way.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

from model.data.sources import CutOffError, Opened, Source
from model.errors import BadInputError

CHUNK = 1 << 17  # bytes read at once
TRIES = 6  # connections in a row that may bring nothing new
LONGEST_WAIT = 20.0  # seconds between two of them

Progress = Callable[[int], object]  # told of bytes as they come


class StoppedError(Exception):
    """Another file failed, so this one is left where it is."""


def bring_all(
    source: Source, paths: Iterable[str], folder: Path, drawings: int | None, jobs: int,
    progress: Progress, arrived: Callable[[], object], wait: Callable[[float], object] = time.sleep,
) -> None:  # fmt: skip
    """Bring each path, `jobs` at a time. The first one that fails stops the others and raises its BadInputError."""
    stop = threading.Event()

    def checked(size: int) -> None:
        progress(size)
        if stop.is_set():
            raise StoppedError

    def one(path: str) -> None:
        try:
            checked(0)
            bring(source, path, folder, drawings, checked, wait)
        except BaseException:
            stop.set()
            raise

    with ThreadPoolExecutor(jobs) as pool:
        running = [pool.submit(one, path) for path in paths]
        try:
            for future in as_completed(running):
                with suppress(StoppedError):  # the one that failed says why
                    future.result()
                    arrived()
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def bring(
    source: Source, path: str, folder: Path, drawings: int | None = None,
    progress: Progress = lambda size: None, wait: Callable[[float], object] = time.sleep,
) -> Path:  # fmt: skip
    """Bring `path` as a whole, or its first `drawings` lines, and return where it lies.

    BadInputError if the source does not have it, or goes on being cut off without bringing anything new.
    """
    target = folder / path
    if drawings is not None and _end_of_line(target, drawings) is not None:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    had = _size(target)
    if target.exists():
        os.replace(target, part)
    try:
        if drawings is None or not _cut(part, drawings):
            _persist(source, path, part, drawings, progress, wait)
    except BaseException:
        if had and _size(part) == had:
            os.replace(part, target)  # what lay here before stays as it was
        raise
    os.replace(part, target)
    return target


def _persist(
    source: Source, path: str, part: Path, drawings: int | None, progress: Progress, wait: Callable[[float], object]
) -> None:
    """As many connections as it takes, as long as they bring something new."""
    failed, most = 0, _size(part)
    while True:
        try:
            return _go_on(source, path, part, drawings, progress)
        except CutOffError as error:
            failed = 1 if _size(part) > most else failed + 1
            most = max(most, _size(part))  # a source that begins anew for ever brings nothing new either
            if failed >= TRIES:
                raise BadInputError(f"{error}; {TRIES} tries brought nothing new, {part} keeps what came") from None
            wait(min(0.25 * 2**failed, LONGEST_WAIT))


def _go_on(source: Source, path: str, part: Path, drawings: int | None, progress: Progress) -> None:
    """One connection: append to `part` until everything wanted is there. CutOffError if it ends before."""
    note = part.with_name(part.name.removesuffix(".part") + ".from")
    size, etag = _noted(note)
    opened = source.open(path, _size(part), etag)
    try:
        if opened.start and size is not None and opened.total is not None and size != opened.total:
            os.truncate(part, 0)
            raise CutOffError(f"{source.name}/{path} has {opened.total} bytes now and had {size}: begun anew")
        with part.open("r+b" if part.exists() else "wb") as file:
            file.truncate(opened.start)
            file.seek(opened.start)
            note.write_text(json.dumps({"size": opened.total, "etag": opened.etag}), encoding="utf-8")
            lines = 0 if drawings is None else _lines(part)
            _append(opened, file.write, lines, drawings, progress)
    finally:
        opened.stream.close()
    if drawings is not None and _cut(part, drawings):
        return
    if opened.total is not None and _size(part) != opened.total:
        came = _size(part)
        if came > opened.total:
            os.truncate(part, 0)
        raise CutOffError(f"{source.name}/{path}: {came} bytes came where {opened.total} were announced")


def _append(
    opened: Opened, write: Callable[[bytes], object], lines: int, drawings: int | None, progress: Progress
) -> None:
    try:
        while drawings is None or lines < drawings:
            data = opened.stream.read(CHUNK)
            if not data:
                return
            write(data)
            lines += data.count(b"\n")
            progress(len(data))
    except (OSError, HTTPException) as error:
        raise CutOffError(str(error) or type(error).__name__) from None


def _noted(note: Path) -> tuple[int | None, str | None]:
    """Size and ETag that the source announced when the file was begun."""
    try:
        said = json.loads(note.read_text(encoding="utf-8"))
        return said["size"], said["etag"]
    except (OSError, ValueError, KeyError, TypeError):
        return None, None  # it only saves bytes; without it, sizes are compared alone


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _cut(part: Path, drawings: int) -> bool:
    """End the file after its line `drawings`; False if it does not reach that far."""
    end = _end_of_line(part, drawings)
    if end is not None:
        os.truncate(part, end)
    return end is not None


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(data.count(b"\n") for data in iter(lambda: file.read(1 << 20), b""))


def _end_of_line(path: Path, number: int) -> int | None:
    """Where line `number` (from 1) ends in bytes; None if there are fewer whole lines, or no file."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        for count, line in enumerate(file, 1):
            if count == number and line.endswith(b"\n"):
                return file.tell()
    return None
