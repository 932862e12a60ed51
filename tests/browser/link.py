"""A line between page and server that a test can cut and mend; filters that stop WebSockets, or break one once."""

import contextlib
import socket
import threading

from playwright.sync_api import Page, WebSocketRoute


class Link:
    """Passes bytes on between a port of its own and `target`, until it is cut."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.whole = True
        self.open: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Everything that is connected is no more, and nothing gets through."""
        self.whole = False
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def mend(self) -> None:
        """New connections get through again."""
        self.whole = True

    def close(self) -> None:
        """Cut for good."""
        self.cut()
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the listener was closed
            while True:
                near, _ = self.listener.accept()
                if not self.whole:
                    near.close()
                    continue
                far = socket.create_connection(self.target)
                self.open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Filter:
    """As schools have: a WebSocket fails, or, with a `silent` one, seems to open and nothing ever comes through it."""

    def __init__(self, silent: bool) -> None:
        self.silent = silent
        self.seen = 0  # websockets

    def over(self, page: Page) -> None:
        """Put it between this page and everything."""
        page.route_web_socket("**", self._stop)

    def _stop(self, link: WebSocketRoute) -> None:
        self.seen += 1
        if not self.silent:
            link.close()


class Breaker:
    """Lets everything through but the first message from the server that has this text in it: there the link breaks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.broken = False

    def over(self, page: Page) -> None:
        """Put it between this page and everything."""
        page.route_web_socket("**", self._join)

    def _join(self, link: WebSocketRoute) -> None:
        server = link.connect_to_server()

        def on_message(message: str | bytes) -> None:
            if self.broken or self.text not in str(message):
                return link.send(message)
            self.broken = True
            server.close()
            return link.close()

        server.on_message(on_message)
