"""A server in a process of its own, ours or a naive one, with a probe that feels how late its hub is.

In the process (`python -m tests.bench.served KIND`): each line on stdin is a command, answered by one line of JSON. The
probe runs as everything else of the server does, as a green or a native thread that sleeps for PROBE seconds again and
again. Whatever it oversleeps, everybody else waits as well.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.bench.measures import memory, percentiles

ROOT = Path(__file__).resolve().parents[2]
NAIVE = "naive"
NAIVE_LIVE = "naive-live"  # the same with our live step of the network
PROBE = 0.01  # seconds
WAIT = 60.0  # seconds that a server has for starting and for ending
# All the drawers come from one address, and at once: what guards a public server against that is out of the way.
MANY = "1000000"
LIMITS = {
    f"INKLING_{name}": MANY for name in ("CONNECTIONS_PER_ADDRESS", "CONNECTION_RATE", "ROUNDS", "ROUNDS_PER_ADDRESS")
}


class Probe:
    """How late the hub is, and how much processor time the process has had."""

    def __init__(self) -> None:
        self.sketches: Callable[[], int | None] = lambda: None
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self._lags: list[float] = []
        self._cpu, self._at = time.process_time(), time.monotonic()

    def run(self, sleep: Callable[[float], object]) -> None:
        """Measure for ever."""
        while True:
            begin = time.perf_counter()
            sleep(PROBE)
            self._lags.append(1000 * max(0.0, time.perf_counter() - begin - PROBE))

    def report(self) -> dict[str, Any]:
        """Since `reset`: percentiles of the lag in ms, cores in use; and now: bytes of memory, open sketches."""
        cores = (time.process_time() - self._cpu) / max(time.monotonic() - self._at, 1e-9)
        now = {"memory": memory(os.getpid()), "sketches": self.sketches()}
        return {"lag": percentiles(self._lags), "cores": round(cores, 2), **now}


class Server:
    """Such a process. `kind`: a naive server or one of the async modes of ours. Settings go into its environment."""

    def __init__(self, kind: str, **settings: object) -> None:
        chosen = {f"INKLING_{name.upper()}": str(value) for name, value in settings.items()}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.bench.served", kind],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **LIMITS, **chosen},
        )  # fmt: skip
        self.url = json.loads(self._line())["url"]

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def reset(self) -> None:
        """Begin to measure anew."""
        self._ask("reset")

    def report(self) -> dict[str, Any]:
        """See `Probe.report`."""
        return self._ask("report")

    def stop(self) -> None:
        """End it, gently if that is quick."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(WAIT)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):  # it may have ended long ago
                assert pipe
                pipe.close()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _ask(self, command: str) -> Any:
        assert self._process.stdin
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        return json.loads(self._line())

    def _line(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"the server ended with exit code {self._process.wait(WAIT)}")
        return line


def main() -> None:
    """The process."""
    probe = Probe()
    threading.Thread(target=_obey, args=(probe,), daemon=True).start()
    (_naive if sys.argv[1] in (NAIVE, NAIVE_LIVE) else _ours)(sys.argv[1], probe)


def _obey(probe: Probe) -> None:
    for line in sys.stdin:
        print(json.dumps(probe.report() if line.strip() == "report" else probe.reset()), flush=True)


def _ours(mode: str, probe: Probe) -> None:
    from server import settings
    from server.app import create_app, serve
    from server.concurrency import listen

    app = create_app(settings.read(async_mode=mode))
    parts = app.extensions["inkling"]
    concurrency = parts.concurrency
    probe.sketches = lambda: parts.game.engine.sketches
    concurrency.spawn(probe.run, concurrency.sleep)
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopping.append(number))
    listener = listen("127.0.0.1", 0)
    _say_url(listener.getsockname()[1])
    serve(app, listener, running=lambda: not stopping)


def _naive(kind: str, probe: Probe) -> None:
    import torch

    from model import Recognizer, checkpoint
    from model.live import Traced, live
    from server.settings import Settings
    from tests.bench.naive import naive

    chosen = Settings()
    torch.set_num_threads(chosen.threads)
    app, socketio = naive(Recognizer(checkpoint.load(chosen.checkpoint), step=live if kind == NAIVE_LIVE else Traced))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    threading.Thread(target=_say_url_when_open, args=(port,), daemon=True).start()
    socketio.start_background_task(probe.run, socketio.sleep)
    socketio.run(app, host="127.0.0.1", port=port, log_output=False)


def _say_url_when_open(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return _say_url(port)


def _say_url(port: int) -> None:
    print(json.dumps({"url": f"http://127.0.0.1:{port}"}), flush=True)


if __name__ == "__main__":
    main()
