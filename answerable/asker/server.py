# SPDX-License-Identifier: AGPL-3.0-or-later
"""Talking to one server over HTTP. Cookies live as long as this object, no agent is named, no redirect is followed."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from answerable.asker.place import Place, Proxy
from answerable.core.errors import Refused

SECONDS: Final = 60
MOST_BYTES: Final = 64 * 1024 * 1024
TOKEN: Final = re.compile(r'name="form-token" content="([A-Za-z0-9]+)"')
UNREACHED: Final = "This did not reach {origin}: {why}."
ELSEWHERE: Final = "it sends its visitors to another place, and none of that was followed"
NO_SERVER: Final = "{origin} does not answer as a server of Answerable does: {why}."
NOT_THERE: Final = "This is not on the server any more."
NOT_NOW: Final = "it does not work just now (status {status}); please try again in a minute"
BROKEN: Final = 500
LONGEST_SENTENCE: Final = 500
# What went wrong, by kind of mistake, the narrowest first.
WHYS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (ssl.SSLCertVerificationError, "its certificate is not right, so nobody knows who answers there"),
    (ssl.SSLError, "no safe connection could be made"),
    (socket.gaierror, "no server of that name was found"),
    (ConnectionRefusedError, "nobody answers there"),
    (TimeoutError, "it took too long"),
    (OSError, "the connection broke"),
    (http.client.HTTPException, "the answer broke off or was no answer"),
)


class Unreached(Refused):
    """Nothing came back, or the server itself is broken just now. What was sent may have arrived or not."""


class Said(Refused):
    """The server refused. `sentence` is its own, without characters that steer a terminal."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Server:
    """One server, and one visit to it."""

    def __init__(self, place: Place, proxy: Proxy | None = None) -> None:
        self.place, self.origin = place, place.origin
        self._proxy = proxy
        self._cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str) -> bytes | None:
        """The bytes at a path, or None where nothing stands. Raises Unreached, Refused."""
        status, content = self._ask("GET", path)
        if status == 404:
            return None
        if status >= BROKEN:
            raise Unreached(UNREACHED.format(origin=self.origin, why=NOT_NOW.format(status=status)))
        if status != 200:
            raise Refused(NO_SERVER.format(origin=self.origin, why=f"status {status}"))
        return content

    def open_door(self, path: str) -> None:
        """Fetches the page whose form this is: its token goes with whatever is posted after it."""
        found = TOKEN.search((self.get(path) or b"").decode("utf-8", "replace"))
        if found is None:
            raise Refused(NO_SERVER.format(origin=self.origin, why="its page has no form"))
        self._token = found[1]

    def post(self, path: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What it answers, where it took it. Raises Said with its sentence, Unreached, Refused."""
        body = json.dumps(given, ensure_ascii=False).encode()
        status, content = self._ask("POST", path, body, {"Content-Type": "application/json", "X-Form": self._token})
        said = parse_object(content, self.origin)
        if said.get("ok") is not True:
            raise _no(said, status)
        return said

    def fetch(self, path: str, given: Mapping[str, Any]) -> bytes:
        """The raw bytes that it answers with. Raises Said with its sentence, Unreached, Refused."""
        body = json.dumps(given, ensure_ascii=False).encode()
        status, content = self._ask("POST", path, body, {"Content-Type": "application/json", "X-Form": self._token})
        if status == 200 and not content.startswith(b'{"ok"'):
            return content
        if status == 404:
            raise Said(NOT_THERE, status)
        said = parse_object(content, self.origin)
        raise _no(said, status)

    def leave(self) -> None:
        """Ends the visit on the server, if it can still be reached."""
        if self._cookies:
            with suppress(Refused):
                self._ask("POST", "/out/", b"", {"Sec-Fetch-Dest": "empty"})
        self._cookies.clear()

    def _ask(
        self, method: str, path: str, body: bytes | None = None, more: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        headers = {"Host": self.place.netloc, "Accept-Encoding": "identity", "Connection": "close", **(more or {})}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            status, content = self._exchange(method, path, body, headers)
        except (OSError, http.client.HTTPException) as problem:
            why = next(says for kind, says in WHYS if isinstance(problem, kind))
            raise Unreached(UNREACHED.format(origin=self.origin, why=why)) from None
        if 300 <= status < 400:
            raise Refused(NO_SERVER.format(origin=self.origin, why=ELSEWHERE))
        return status, content

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.place.host, self.place.port, timeout=SECONDS)
        try:
            connection.sock = self._connect()
            connection.request(method, path, body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise http.client.HTTPException
            self._take_cookies(answer)
            return answer.status, content
        finally:
            connection.close()

    def _connect(self) -> socket.socket:
        """A connection to the server, through the proxy where there is one, under TLS but to this machine or Tor."""
        to = self.place
        found = (
            socket.create_connection((to.host, to.port), SECONDS)
            if self._proxy is None
            else connect_through(self._proxy, to.host, to.port)
        )
        if to.scheme == "http":
            return found
        return ssl.create_default_context().wrap_socket(found, server_hostname=to.host)

    def _take_cookies(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].strip().partition("=")
            self._cookies.pop(name, None)
            if value.strip('"') and "max-age=0" not in line.lower():
                self._cookies[name] = value


def connect_through(proxy: Proxy, host: str, port: int) -> socket.socket:
    """A connection that a SOCKS5 proxy (RFC 1928) made to a name; this machine looks nothing up. Raises OSError."""
    made = socket.create_connection((proxy.host, proxy.port), SECONDS)
    try:
        made.sendall(b"\x05\x01\x00")
        if _exactly(made, 2) != b"\x05\x00":
            raise ConnectionError
        name = host.encode("ascii")
        made.sendall(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2, "big"))
        _version, refusal, _, kind = _exactly(made, 4)
        if refusal:
            raise ConnectionRefusedError
        _exactly(made, {1: 4, 4: 16}.get(kind) or _exactly(made, 1)[0])
        _exactly(made, 2)
    except BaseException:
        made.close()
        raise
    return made


def _exactly(made: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        part = made.recv(size - len(found))
        if not part:
            raise ConnectionError
        found += part
    return found


def _no(said: Mapping[str, Any], status: int) -> Refused:
    """A server that is broken just now may have taken what was sent, as one that did not answer."""
    sentence = _plain(str(said.get("sentence") or f"The server said no (status {status})."))
    return Unreached(sentence) if status >= BROKEN else Said(sentence, status)


def parse_object(content: bytes, origin: str) -> dict[str, Any]:
    """The JSON object that an address answers with. Raises Refused."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(NO_SERVER.format(origin=origin, why="what came back cannot be read"))
    return found


def _plain(sentence: str) -> str:
    return "".join(one if one.isprintable() else " " for one in sentence)[:LONGEST_SENTENCE]
