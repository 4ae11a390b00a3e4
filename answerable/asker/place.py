# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a server is, and the way to it: an origin as a browser prints it, and a proxy that looks names up itself."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from answerable.core.errors import Refused

PORTS: Final = {"https": 443, "http": 80}
NOT_AN_ADDRESS: Final = (
    "“{text}” is not the address of a server. It looks like https://ask.example.org, with nothing after the name."
)
IN_CLEAR: Final = (
    "{text} would go through the net in clear, for everybody on the way to read along. Use https://. "
    "Without it, only an .onion address or this very machine will do."
)
NO_TOR: Final = "An .onion address is reached through Tor alone. Start Tor and add --proxy socks5h://127.0.0.1:9050"
NOT_A_PROXY: Final = (
    "“{text}” is not a proxy that can be used here. It looks like socks5h://127.0.0.1:9050; the h lets the proxy, "
    "and not this machine, look up names."
)


@dataclass(frozen=True)
class Place:
    """A server. `host` in ASCII and lower case; `port` always given."""

    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """As in `Host`: without the usual port."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def origin(self) -> str:
        """As a browser prints it."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def is_onion(self) -> bool:
        return self.host.endswith(".onion")


@dataclass(frozen=True)
class Proxy:
    """A SOCKS5 proxy that is given names, never addresses that this machine looked up."""

    host: str
    port: int


def parse_place(text: str, proxy: Proxy | None = None) -> Place:
    """Raises Refused for what is no server's address, for plain http elsewhere, for .onion without a proxy."""
    parts = _split(text)
    bare = parts is not None and parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if parts is None or parts.scheme not in PORTS or not parts.hostname or not bare:
        raise Refused(NOT_AN_ADDRESS.format(text=text))
    place = Place(parts.scheme, _host(parts.hostname, text), parts.port or PORTS[parts.scheme])
    if place.scheme == "http" and not (place.is_onion or _is_here(place.host)):
        raise Refused(IN_CLEAR.format(text=text))
    if place.is_onion and proxy is None:
        raise Refused(NO_TOR)
    return place


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _host(name: str, text: str) -> str:
    try:
        return name if ":" in name else name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Refused(NOT_AN_ADDRESS.format(text=text)) from None


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def parse_proxy(text: str | None) -> Proxy | None:
    """None for none. Raises Refused for every kind but socks5h."""
    if text is None:
        return None
    parts = _split(text)
    if parts is None or parts.scheme != "socks5h" or not (parts.hostname and parts.port) or parts.path.strip("/"):
        raise Refused(NOT_A_PROXY.format(text=text))
    return Proxy(parts.hostname, parts.port)
