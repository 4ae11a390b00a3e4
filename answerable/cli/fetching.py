# SPDX-License-Identifier: AGPL-3.0-or-later
"""A public page fetched by the operator's machine: small, soon, and never from inside its own network.

The address is checked where it counts: on the connection itself, before a byte is sent, and again at each redirect. So
a name that leads elsewhere the second time it is asked for leads nowhere. No proxy, no cookie, no credentials.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from answerable import clock
from answerable.core.errors import Refused
from answerable.core.words import N_
from answerable.reading.formats import MAX_BYTES, TOO_LARGE

SECONDS: Final = 20.0
REDIRECTS: Final = 5
PIECE: Final = 65_536
MOVED: Final = (301, 302, 303, 307, 308)
NOT_WEB: Final = N_("Only addresses that begin with http:// or https:// and name a host can be fetched.")
INSIDE: Final = N_("This address leads into a private network or to this machine, and was not fetched.")
NO_ANSWER: Final = N_("This address did not answer. Check it, or save the page and read the file.")
TOO_SLOW: Final = N_("This address took longer than 20 seconds. Save the page and read the file.")
LOOPS: Final = N_("This address sends on to another again and again. Open it in a browser and read the file you save.")
NOT_THERE: Final = N_("There is no page at this address: the answer was {status}.")
EMBEDDED: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))

Allowed = Callable[[str], bool]


@dataclass(frozen=True)
class Fetched:
    """`name` is the path's last part and `media` the Content-Type, which help to tell the format."""

    data: bytes
    name: str
    media: str


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, whatever it is wrapped in."""
    one = ip_address(address.split("%")[0])
    return all(each.is_global and not each.is_multicast for each in _unwrapped(one))


def _unwrapped(one: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    if isinstance(one, IPv4Address):
        return [one]
    inner: list[IPv4Address | IPv6Address] = [each for each in (one.ipv4_mapped, one.sixtofour) if each]
    if any(one in network for network in EMBEDDED):
        inner.append(IPv4Address(int(one) & 0xFFFFFFFF))
    if one.teredo:
        inner += list(one.teredo)
    return inner if one.ipv4_mapped else [one, *inner]


def fetch(address: str, allowed: Allowed = is_public) -> Fetched:
    """What stands at a web address. Raises Refused with a sentence; `allowed` is for tests on this machine."""
    until = clock.ticks() + SECONDS
    for _ in range(REDIRECTS + 1):
        parts = _parts(address)
        try:
            found = _ask(parts, allowed, until)
        except TimeoutError:
            raise Refused(TOO_SLOW) from None
        except (OSError, http.client.HTTPException, UnicodeError, ValueError):
            raise Refused(TOO_SLOW if clock.ticks() >= until else NO_ANSWER) from None
        if isinstance(found, Fetched):
            return found
        address = urljoin(address, found)
    raise Refused(LOOPS)


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        fine = False
    if not fine:
        raise Refused(NOT_WEB)
    return parts


def _ask(parts: SplitResult, allowed: Allowed, until: float) -> Fetched | str:
    """The page, or where it has moved to."""
    line = _connect(parts, allowed, until)
    own = line.sock  # the line forgets it once the answer has begun
    watch = threading.Timer(max(_left(until), 0.1), _end, [own])
    watch.daemon = True
    watch.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line.request("GET", path, headers={"User-Agent": "answerable-read", "Accept-Encoding": "identity"})
        answer = line.getresponse()
        target = answer.getheader("Location")
        if answer.status in MOVED and target:
            return target
        if answer.status != http.client.OK:
            raise Refused(NOT_THERE.format(status=answer.status))
        name = parts.path.rsplit("/", 1)[-1]
        return Fetched(_read(own, answer, until), name, answer.getheader("Content-Type") or "")
    finally:
        watch.cancel()
        line.close()


def _end(own: socket.socket) -> None:
    """A server that sends one sign now and then is no reason to wait: whatever reads gets the end of the line."""
    with contextlib.suppress(OSError):
        own.shutdown(socket.SHUT_RDWR)


def _connect(parts: SplitResult, allowed: Allowed, until: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(allowed(str(one[4][0])) for one in found):
        raise Refused(INSIDE)
    raw = socket.create_connection((str(found[0][4][0]), port), timeout=_left(until))
    if not allowed(str(raw.getpeername()[0])):
        raw.close()
        raise Refused(INSIDE)
    line = http.client.HTTPConnection(host, port)
    line.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if parts.scheme == "https" else raw
    return line


def _read(own: socket.socket, answer: http.client.HTTPResponse, until: float) -> bytes:
    kept = bytearray()
    while len(kept) <= MAX_BYTES:
        own.settimeout(_left(until))
        piece = answer.read1(PIECE)
        if not piece:
            _left(until)
            return bytes(kept)
        kept += piece
    raise Refused(TOO_LARGE)


def _left(until: float) -> float:
    left = until - clock.ticks()
    if left <= 0:
        raise TimeoutError
    return left
