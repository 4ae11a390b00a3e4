# SPDX-License-Identifier: AGPL-3.0-or-later
"""The secret for one-time codes as a picture to scan: SVG made here, in a data: address, no request elsewhere."""

from urllib.parse import urlsplit

import pyotp
import segno


def picture(secret: str, origin: str) -> str:
    """The app that scans it shows only the server's name and "desk"."""
    host = urlsplit(origin).hostname or "desk"
    address = pyotp.TOTP(secret).provisioning_uri(name="desk", issuer_name=host)
    found: str = segno.make(address, error="m").svg_data_uri(scale=4, border=3, dark="#221d26", light="#ffffff")
    return found
