"""Drawings made here, and the folders and servers they are fetched from."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import numpy as np

QUICKDRAW = Path(os.environ.get("INKLING_QUICKDRAW", Path(__file__).parents[2] / "shared/data/quickdraw_dataset"))
"""Real drawings, in the layout of the public bucket; tests that want them skip where they are not."""


def line(word: str, key: int, kind: str = "simplified") -> str:
    """A scribble that depends on its key alone, as a line of ndjson."""
    rng = np.random.default_rng(key)
    strokes = [rng.integers(0, 256, (2, rng.integers(2, 9))).tolist() for _ in range(rng.integers(1, 4))]
    if kind == "raw":
        strokes = [[*stroke, sorted(rng.integers(0, 5000, len(stroke[0])).tolist())] for stroke in strokes]
    return json.dumps({"word": word, "key_id": str(key), "drawing": strokes}, separators=(",", ":")) + "\n"


def layout(root: Path, classes: dict[str, int], kinds: tuple[str, ...] = ("simplified",), first: int = 0) -> Path:
    """full/<kind>/<class>.ndjson with so many drawings of each class; key_ids differ between classes."""
    for kind in kinds:
        (root / "full" / kind).mkdir(parents=True, exist_ok=True)
        for number, (word, count) in enumerate(classes.items()):
            keys = range(first + 1_000_000 * number, first + 1_000_000 * number + count)
            text = "".join(line(word, key, kind) for key in keys)
            (root / "full" / kind / f"{word}.ndjson").write_text(text, encoding="utf-8")
    return root


@dataclass
class Manners:
    """How a server treats its clients; a test changes what it needs."""

    root: Path
    ranges: bool = True
    etag: str | None = '"one"'
    cut_after: int | None = None  # bytes after which each connection is closed
    claim: int = 0  # bytes announced beyond what there is
    busy: int = 0  # requests answered with 503 before the first good one
    asked: list[tuple[str, str | None]] = field(default_factory=list)  # path and Range of each request
    sent: int = 0


class Handler(BaseHTTPRequestHandler):
    manners: Manners

    def do_GET(self) -> None:
        manners, wanted = self.manners, self.headers.get("Range")
        manners.asked.append((unquote(self.path), wanted))
        self.close_connection = True
        file = manners.root / unquote(self.path).lstrip("/")
        if manners.busy > 0:
            manners.busy -= 1
            return self.send_error(503)
        if not file.is_file():
            return self.send_error(404)
        data, start = file.read_bytes(), 0
        if wanted and manners.ranges and self.headers.get("If-Range") in (None, manners.etag):
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(data):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(data)}")
                self.send_header("Content-Length", "0")
                return self.end_headers()
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data) + manners.claim}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(data) - start + manners.claim))
        if manners.etag:
            self.send_header("ETag", manners.etag)
        self.end_headers()
        body = data[start:][: manners.cut_after]
        manners.sent += len(body)
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(root: Path) -> Iterator[tuple[str, Manners]]:
    """A web server on loopback for as long as the block lasts: its URL and its manners."""
    manners = Manners(root)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"manners": manners}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", manners
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
