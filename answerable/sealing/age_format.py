# SPDX-License-Identifier: AGPL-3.0-or-later
"""The age v1 file: header of stanzas, and the payload in sealed chunks of 64 KiB (C2SP age)."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import constant_time, hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from answerable.sealing.errors import Refusal

VERSION: Final = b"age-encryption.org/v1\n"
COLUMNS: Final = 64
CHUNK: Final = 64 * 1024
TAG: Final = 16
NONCE: Final = 16


@dataclass(frozen=True)
class Stanza:
    """One recipient's line of a header: its arguments, the kind first, and its body."""

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True)
class Header:
    """What stands before the payload. `signed` are the bytes under the MAC."""

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes


def b64_std(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def parse_b64_std(text: bytes) -> bytes:
    try:
        raw = base64.b64decode(text + b"===")
    except (binascii.Error, ValueError):
        raise Refusal("age-format") from None
    if b64_std(raw) != text:  # what else such a decoder lets pass
        raise Refusal("age-format")
    return raw


def header_bytes(stanzas: list[Stanza]) -> bytes:
    """The header up to and with its three dashes."""
    return VERSION + b"".join(stanza_bytes(stanza) for stanza in stanzas) + b"---"


def stanza_bytes(stanza: Stanza) -> bytes:
    body = b64_std(stanza.body)
    lines = [body[at : at + COLUMNS] for at in range(0, len(body) + 1, COLUMNS)]
    return b"-> " + " ".join(stanza.arguments).encode() + b"\n" + b"".join(line + b"\n" for line in lines)


def parse_header(file: bytes) -> tuple[Header, bytes]:
    """The header and the payload after it. Raises age-format."""
    if not file.startswith(VERSION):
        raise Refusal("age-format")
    at, stanzas = len(VERSION), []
    while file.startswith(b"-> ", at):
        stanza, at = parse_stanza(file, at)
        stanzas.append(stanza)
    line, end = read_line(file, at)
    if not line.startswith(b"--- ") or not stanzas:
        raise Refusal("age-format")
    mac = parse_b64_std(line[4:])
    if len(mac) != 32:
        raise Refusal("age-format")
    return Header(tuple(stanzas), file[: at + 3], mac), file[end:]


def parse_stanza(file: bytes, at: int) -> tuple[Stanza, int]:
    first, at = read_line(file, at)
    words = first[3:].split(b" ")
    if not all(re.fullmatch(rb"[\x21-\x7e]+", word) for word in words):
        raise Refusal("age-format")
    body = b""
    while True:
        line, at = read_line(file, at)
        if len(line) > COLUMNS:
            raise Refusal("age-format")
        body += parse_b64_std(line)
        if len(line) < COLUMNS:
            return Stanza(tuple(word.decode("ascii") for word in words), body), at


def read_line(file: bytes, at: int) -> tuple[bytes, int]:
    end = file.find(b"\n", at)
    if end == -1:
        raise Refusal("age-format")
    return file[at:end], end + 1


def derive(file_key: bytes, salt: bytes | None, label: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=label).derive(file_key)


def header_mac(file_key: bytes, signed: bytes) -> bytes:
    code = hmac.HMAC(derive(file_key, None, b"header"), hashes.SHA256())
    code.update(signed)
    return code.finalize()


def check_mac(file_key: bytes, header: Header) -> None:
    if not constant_time.bytes_eq(header_mac(file_key, header.signed), header.mac):
        raise Refusal("age-damaged")


def chunk_nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def seal_payload(file_key: bytes, nonce: bytes, plain: bytes) -> bytes:
    """The 16-byte nonce and the sealed chunks; an empty content is one empty chunk."""
    cipher = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))
    count = max(1, -(-len(plain) // CHUNK))
    parts = (plain[number * CHUNK : (number + 1) * CHUNK] for number in range(count))
    sealed = [cipher.encrypt(chunk_nonce(at, at == count - 1), part, None) for at, part in enumerate(parts)]
    return nonce + b"".join(sealed)


def open_payload(file_key: bytes, payload: bytes) -> bytes:
    """The content. Raises age-damaged, an empty last chunk after others included."""
    nonce, sealed = payload[:NONCE], payload[NONCE:]
    count = -(-len(sealed) // (CHUNK + TAG))
    if len(nonce) < NONCE or count == 0:
        raise Refusal("age-damaged")
    cipher = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))
    parts = [sealed[at * (CHUNK + TAG) : (at + 1) * (CHUNK + TAG)] for at in range(count)]
    try:
        opened = [cipher.decrypt(chunk_nonce(at, at == count - 1), part, None) for at, part in enumerate(parts)]
    except InvalidTag:
        raise Refusal("age-damaged") from None
    if count > 1 and not opened[-1]:
        raise Refusal("age-damaged")
    return b"".join(opened)
