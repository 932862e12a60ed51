"""Where others on the same network find this server, and the QR codes of such places."""

from __future__ import annotations

import contextlib
import io
import ipaddress
import socket

import segno

ANYWHERE = ("0.0.0.0", "::", "")
# Of the range for documents: nothing is sent there, the system is only asked which way it would go.
SOMEWHERE = ("192.0.2.1", 9)


def local() -> list[str]:
    """This machine's IPv4 addresses on its networks, the one on the way out first; empty without a network."""
    found: list[str] = []
    # Without a network the one way or the other knows none.
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect(SOMEWHERE)
        found.append(asked.getsockname()[0])
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    usable = (address for address in found if not ipaddress.ip_address(address).is_loopback)
    return list(dict.fromkeys(address for address in usable if address != "0.0.0.0"))


def urls(host: str, port: int) -> list[str]:
    """The addresses of a server that listens at this host, for people on the same network."""
    if host in ANYWHERE:
        return [f"http://{address}:{port}/" for address in local()]
    return [] if _here(host) else [f"http://{f'[{host}]' if ':' in host else host}:{port}/"]


def reachable(asked: str, listening: str) -> str:
    """The address (http://host:port/) that others can use for a server which this page was `asked` at.

    A teacher's own browser may be at 127.0.0.1, which is another machine to everybody else.
    """
    scheme, _, rest = asked.partition("://")
    host, _, port = rest.strip("/").partition(":")
    if listening in ANYWHERE and _here(host) and (found := local()):
        return f"{scheme}://{found[0]}{f':{port}' if port else ''}/"
    return f"{scheme}://{rest.strip('/')}/"


def svg(link: str) -> bytes:
    """The QR code of a link, dark on light whatever surrounds it, as large as it is shown."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#1b1b1f", light="#ffffff", omitsize=True, svgns=True, xmldecl=False
    )
    return out.getvalue()


def terminal(link: str) -> str:
    """The QR code of a link in half blocks, for a terminal."""
    out = io.StringIO()
    segno.make(link, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
