# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be read, in one sentence for a person."""

from answerable.core.errors import Refused


class Unreadable(Refused):
    """Something from outside that holds no text to read. The sentence names no content."""
