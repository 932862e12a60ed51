"""`python -m server` with the fake recognizer in the network's place, and a line to the fake.

In the process: the server as it is in earnest, its loop in the main thread. Each line on stdin is a command, answered
by one line of JSON on stdout; when stdin is closed, the server is told to end. `FakeServer` is such a process seen from
a test.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from tests.fakes import FakeRecognizer

ROOT = Path(__file__).resolve().parents[1]
WAIT = 60.0  # seconds that something which must happen may take


def main():
    from server import app
    from server.__main__ import main as serve

    recognizer = FakeRecognizer()
    app.Recognizer.load = lambda *_, **__: recognizer
    threading.Thread(target=obey, args=(recognizer,), daemon=True).start()
    return serve(["--port", "0"])


def obey(recognizer):
    """The commands, in a native thread."""
    commands = {
        "hold": recognizer.gate.clear,
        "release": recognizer.gate.set,
        "wait": lambda: recognizer.entered.wait(WAIT),
        "forget": lambda: (recognizer.entered.clear(), recognizer.batches.clear()),
        "fail": lambda: recognizer.errors.append(RuntimeError("weights on fire")),
        "threads": lambda: [[thread.name, type(thread).__name__, thread.is_alive()] for thread in recognizer.threads],
        "fed": lambda: [[[describe(item) for item in items] for items in batch] for batch in list(recognizer.batches)],
    }
    for line in sys.stdin:
        print(json.dumps(commands[line.strip()]()), flush=True)
    recognizer.gate.set()
    os.kill(os.getpid(), signal.SIGTERM)


def describe(item):
    """Points as their times, an edit as its name."""
    return item.t.tolist() if hasattr(item, "t") else item.name


class FakeServer:
    """Such a process. Settings go into its environment; its log goes to the file `stderr`, if there is one."""

    def __init__(self, stderr=None, **settings):
        self.settings = settings
        with contextlib.nullcontext() if stderr is None else open(stderr, "w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.fake_server"],
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                env={**os.environ, **{f"INKLING_{name.upper()}": str(value) for name, value in settings.items()}},
            )  # fmt: skip
        self.greeting = self._line()
        self.url = self.greeting.removeprefix("Inkling is at ").rstrip("/")

    def tell(self, command):
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        return json.loads(self._line())

    def fed(self):
        """Everything fed since `forget`, in order: the times of points, the names of edits."""
        return [item for batch in self.tell("fed") for items in batch for item in items]

    def stop(self, signal_number=signal.SIGTERM):
        """Ends it; returns the exit code."""
        self._process.send_signal(signal_number)
        try:
            return self._process.wait(WAIT)
        finally:
            self._process.kill()
            self._process.stdin.close()
            self._process.stdout.close()

    def _line(self):
        line = self._process.stdout.readline().strip()
        assert line, f"the server ended with exit code {self._process.wait(WAIT)}"
        return line


if __name__ == "__main__":
    sys.exit(main())
