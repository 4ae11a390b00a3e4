# SPDX-License-Identifier: AGPL-3.0-or-later
"""One-time codes: a secret made at joining, as text and as a picture to scan (SVG made here, no request elsewhere)."""

import base64
from urllib.parse import urlsplit

import pyotp
import segno

from answerable import chance

SECRET_BYTES = 20


def make_secret(token: str) -> str:
    """A new secret for whoever holds this invitation; looking again makes another one."""
    return base64.b32encode(chance.draw("one-time-code", token, SECRET_BYTES)).decode("ascii")


def picture(secret: str, origin: str) -> str:
    """A data: address of the picture. The app shows only the server's name and "desk"."""
    host = urlsplit(origin).hostname or "desk"
    address = pyotp.TOTP(secret).provisioning_uri(name="desk", issuer_name=host)
    found: str = segno.make(address, error="m").svg_data_uri(scale=4, border=3, dark="#221d26", light="#ffffff")
    return found
