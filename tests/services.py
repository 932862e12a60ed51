"""Redis, PostgreSQL and nginx from Debian's packages: each on a port of its own, in a folder of its own, for a test.

Whatever is not installed skips the tests that need it, saying so.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

WAIT = 60.0  # seconds that something which must happen may take
LOOK = 0.02  # seconds between two looks


def until(happened, what, seconds=WAIT):
    """Wait until `happened()` is true and return what it gave; `what` says what did not happen."""
    last = time.monotonic() + seconds
    while not (found := happened()):
        assert time.monotonic() < last, f"in {seconds:g} seconds: {what}"
        time.sleep(LOOK)
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def listening(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def program(name, package, *folders):
    """Where a program is; skips the test where it is not."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *map(str, folders)])
    return shutil.which(name, path=path) or pytest.skip(f"{name} is not installed (Debian: {package})")


class Service:
    """A program that listens at a port of this machine, and that a test may kill and start again."""

    def __init__(self, folder: Path, *command, user=None):
        self.folder, self.port = folder, free_port()
        self._command = [str(part).replace("PORT", str(self.port)) for part in command]
        self._user = user
        self._process = None

    def start(self):
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=self._user
            )
        until(lambda: self.dead() or listening(self.port), f"{self._command[0]} listens at its port")
        assert not self.dead(), (self.folder / "log").read_text()
        return self

    def dead(self):
        return self._process is None or self._process.poll() is not None

    def send(self, number):
        self._process.send_signal(number)

    def close(self, number=signal.SIGINT):
        """End it, if it runs. PostgreSQL takes SIGINT for: at once, but in good order."""
        if not self.dead():
            self.send(signal.SIGCONT)
            self.send(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(WAIT)
            self._process.kill()
            self._process.wait(WAIT)


@contextlib.contextmanager
def redis():
    """A Redis that forgets everything when it ends, not started yet. Its address is in `url`."""
    server = program("redis-server", "redis-server")
    with tempfile.TemporaryDirectory(prefix="inkling-") as place:
        quiet = ("--save", "", "--appendonly", "no", "--dir", place)
        with closing(Service(Path(place), server, "--port", "PORT", "--bind", "127.0.0.1", *quiet)) as service:
            service.url = f"redis://127.0.0.1:{service.port}/0"
            yield service


class Postgres(Service):
    """A cluster: it listens for a while before it lets anybody in."""

    @property
    def url(self):
        """Its address."""
        return f"postgresql://inkling@127.0.0.1:{self.port}/postgres"

    def start(self):
        super().start()
        until(lambda: self.dead() or self._open(), "PostgreSQL lets somebody in")
        assert not self.dead(), (self.folder / "log").read_text()
        return self

    def _open(self):
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.url, connect_timeout=2).close()
            return True
        return False


@contextlib.contextmanager
def postgres():
    """A new cluster, not started yet, whose database anybody on this machine may use. Its address is in `url`."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    initdb, server = (program(name, "postgresql", *homes) for name in ("initdb", "postgres"))
    with tempfile.TemporaryDirectory(prefix="inkling-") as place:
        user = _not_root(place)
        subprocess.run(
            [initdb, "--pgdata", "data", "--auth", "trust", "--username", "inkling", "--no-sync", "--encoding", "UTF8"],
            cwd=place, user=user, check=True, capture_output=True,
        )  # fmt: skip
        options = ("-k", place, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off")
        with closing(Postgres(Path(place), server, "-D", "data", "-p", "PORT", *options, user=user)) as service:
            yield service


def _not_root(place):
    """PostgreSQL refuses to run as root: the user it runs as instead, to whom the folder is given."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(place, user.pw_uid, user.pw_gid)
            return name
    return pytest.skip("PostgreSQL refuses to run as root, and there is nobody else")
