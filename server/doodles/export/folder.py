"""A folder that appears when it is whole: what is being written stands beside it, hidden, and goes if it fails."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.errors import SetupError


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `out` at the end of the block; an error in the block leaves nothing.

    SetupError when `out` is anything but new or empty, when it is being written already, or when the disk is full.
    What a killed process left beside it is removed first.
    """
    out = out.absolute()
    try:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise SetupError(f"{out} is not empty; name a folder that is new or empty")
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(f".{out.name}.part")
        part.mkdir(exist_ok=True)
        with _alone(part, out):
            try:
                _clear(part)
                yield part
                os.replace(part, out)  # onto nothing or an empty folder
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        why = "the disk is full" if full else error.strerror or str(error)
        raise SetupError(f"cannot write {out}: {why}; nothing was left there") from error


@contextmanager
def _alone(part: Path, out: Path) -> Iterator[None]:
    """No other process writes there. The lock ends with the process, however that ends."""
    handle = os.open(part, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise SetupError(f"{out} is being written by another export; wait for it, or name another folder") from None
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
