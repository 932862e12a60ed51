"""The real server with the fake recognizer, in a process of its own: python -m tests.browser.serve DATABASE_URL."""

import sys

from server.app import create_app, serve
from server.concurrency import listen
from server.settings import Settings
from tests.fakes import FakeRecognizer


def main(database_url: str) -> None:
    """Serve on a free port, and say where, until killed."""
    with listen("127.0.0.1", 0) as listener:
        app = create_app(Settings(database_url=database_url, port=0), recognizer=FakeRecognizer())
        print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
        serve(app, listener, running=lambda: True)


if __name__ == "__main__":
    main(sys.argv[1])
