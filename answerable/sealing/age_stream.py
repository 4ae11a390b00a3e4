# SPDX-License-Identifier: AGPL-3.0-or-later
"""age files of any length, a chunk at a time: what `age.seal` and `age.open` do, without the whole in memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from answerable.sealing import age
from answerable.sealing.age_format import (
    CHUNK,
    NONCE,
    TAG,
    b64_std,
    check_mac,
    chunk_nonce,
    derive,
    header_bytes,
    header_mac,
    parse_header,
)
from answerable.sealing.errors import Refusal
from answerable.sealing.wire import Random

LONGEST_HEADER: Final = 64 * 1024


class Readable(Protocol):
    """Gives at most `size` bytes; none at the end."""

    def read(self, size: int, /) -> bytes: ...


class Writable(Protocol):
    """Takes all that is given."""

    def write(self, given: bytes, /) -> object: ...


class Sealing:
    """A file to write to. Only what `finish` ended opens."""

    def __init__(self, out: Writable, recipients: Sequence[str], *, random: Random = os.urandom) -> None:
        file_key, nonce = random(16), random(NONCE)
        signed = header_bytes([age.wrap_file_key(file_key, key) for key in age.parse_recipients(recipients)])
        out.write(signed + b" " + b64_std(header_mac(file_key, signed)) + b"\n" + nonce)
        self._cipher = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))
        self._out, self._held, self._chunks = out, bytearray(), 0
        self.size, self._is_ended = 0, False

    def write(self, plain: bytes) -> int:
        """`size` counts what was written."""
        if self._is_ended:
            return len(plain)
        self._held += plain
        self.size += len(plain)
        while len(self._held) > CHUNK:
            self._put(is_last=False)
        return len(plain)

    def finish(self) -> None:
        self._put(is_last=True)

    def end(self) -> None:
        """Nothing is written from here on, by whoever still holds this."""
        self._is_ended = True

    def _put(self, *, is_last: bool) -> None:
        part = bytes(self._held[:CHUNK])
        del self._held[:CHUNK]
        self._out.write(self._cipher.encrypt(chunk_nonce(self._chunks, is_last), part, None))
        self._chunks += 1


class Opening:
    """A file to read from. Raises age-… codes; nothing after a damaged chunk is ever given out."""

    def __init__(self, source: Readable, identity: bytes | str) -> None:
        seed = age.parse_identity(identity) if isinstance(identity, str) else identity
        self._source = source
        self._sealed = bytearray(self._fetch(LONGEST_HEADER))
        header, rest = parse_header(bytes(self._sealed))
        file_key = age.unwrap_file_key(header, age.private_key(seed))
        check_mac(file_key, header)
        self._sealed = bytearray(rest)
        self._fill(NONCE)
        if len(self._sealed) < NONCE:
            raise Refusal("age-damaged")
        self._cipher = ChaCha20Poly1305(derive(file_key, bytes(self._sealed[:NONCE]), b"payload"))
        del self._sealed[:NONCE]
        self._plain, self._chunks, self._is_over = bytearray(), 0, False

    def read(self, size: int) -> bytes:
        while len(self._plain) < size and not self._is_over:
            self._plain += self._next()
        part = bytes(self._plain[:size])
        del self._plain[:size]
        return part

    def _next(self) -> bytes:
        self._fill(CHUNK + TAG + 1)
        self._is_over = len(self._sealed) <= CHUNK + TAG
        sealed = bytes(self._sealed[: CHUNK + TAG])
        del self._sealed[: CHUNK + TAG]
        try:
            plain = self._cipher.decrypt(chunk_nonce(self._chunks, self._is_over), sealed, None)
        except InvalidTag:
            raise Refusal("age-damaged") from None
        if self._is_over and self._chunks and not plain:
            raise Refusal("age-damaged")
        self._chunks += 1
        return plain

    def _fill(self, size: int) -> None:
        self._sealed += self._fetch(size - len(self._sealed))

    def _fetch(self, size: int) -> bytes:
        found = bytearray()
        while len(found) < size and (part := self._source.read(size - len(found))):
            found += part
        return bytes(found)
