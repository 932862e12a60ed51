"""Where drawings come from: a folder or a base URL, both laid out like the public bucket, read from any byte on."""

import io
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from model.errors import BadInputError

TIMEOUT = 30.0  # seconds without a byte, after which a connection counts as cut


class MissingError(BadInputError):
    """The source answers, and does not have the file."""


class CutOffError(Exception):
    """The source was cut off or is busy: trying again may help."""


@dataclass(frozen=True)
class Opened:
    """A file being read. `start` is where: as asked, or 0 when the file has changed or cannot be read from there."""

    stream: BinaryIO
    start: int  # bytes before the stream's first
    total: int | None  # bytes of the whole file, None if the source does not say
    etag: str | None  # changes when the file does


class Source(Protocol):
    """Anything that a layout can be brought from."""

    name: str

    def open(self, path: str, start: int = 0, etag: str | None = None) -> Opened:
        """Open the file `path` at byte `start`, if it is still the one with this etag.

        MissingError if there is none, CutOffError if it may work later.
        """
        ...


class Folder:
    """A folder on this machine."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise BadInputError(
                f"{root} is no folder; --from takes a folder or a URL that begins with http:// or https://"
            )
        self.name, self.root = str(root), root

    def open(self, path: str, start: int = 0, etag: str | None = None) -> Opened:
        """See `Source.open`."""
        file = self.root / path
        if not file.is_file():
            raise MissingError(f"there is no {file}")
        stream = file.open("rb")
        state = file.stat()
        now = f"{state.st_size}-{state.st_mtime_ns}"
        if start > state.st_size or (etag is not None and etag != now):
            start = 0
        stream.seek(start)
        return Opened(stream, start, state.st_size, now)


class Web:
    """A base URL. What stands below it is asked for with Range, and with If-Range where the server gave an ETag."""

    def __init__(self, base: str, timeout: float = TIMEOUT) -> None:
        self.name, self.timeout = base.rstrip("/"), timeout

    def open(self, path: str, start: int = 0, etag: str | None = None) -> Opened:
        """See `Source.open`."""
        url = f"{self.name}/{urllib.parse.quote(path)}"
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
        if start and etag:
            headers["If-Range"] = etag
        try:
            answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=self.timeout)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 416:  # nothing lies behind `start`: all is here, or the file has become shorter
                    total = _total(error.headers.get("Content-Range", ""))
                    return Opened(io.BytesIO(), start if total == start else 0, total, etag)
                if error.code in (408, 429) or error.code >= 500:
                    raise CutOffError(f"{url}: {error.code} {error.reason}") from None
                raise MissingError(f"{url}: {error.code} {error.reason}") from None
        except (OSError, HTTPException) as error:
            raise CutOffError(f"{url}: {getattr(error, 'reason', error)}") from None
        length = answer.headers.get("Content-Length", "")
        begins, total = 0, int(length) if length.isdigit() else None
        if answer.status == 206:
            span = answer.headers.get("Content-Range", "")
            if not span.startswith(f"bytes {start}-"):
                answer.close()
                raise CutOffError(f"{url}: asked for the bytes from {start} on and got {span or 'no Content-Range'}")
            begins, total = start, _total(span)
        tag = answer.headers.get("ETag", "")
        strong = tag if tag.startswith('"') else None  # a weak one does not say that the bytes are the same
        return Opened(cast(BinaryIO, answer), begins, total, strong)


def source(place: str) -> Source:
    """The source that `--from` names. BadInputError if it is neither a URL nor a folder."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", place):
        parts = urllib.parse.urlsplit(place)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInputError(f"--from {place}: a URL must begin with http:// or https:// and name a host")
        return Web(place)
    return Folder(Path(place))


def _total(content_range: str) -> int | None:
    """`bytes 0-9/200` or `bytes */200` -> 200; None where the server does not know."""
    total = content_range.rpartition("/")[2]
    return int(total) if total.isdigit() else None
