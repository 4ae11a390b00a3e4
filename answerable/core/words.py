# SPDX-License-Identifier: AGPL-3.0-or-later
"""How core marks the English sentences that a page will translate."""


def N_(sentence: str) -> str:
    """Mark `sentence` for translation and hand it back unchanged; pages translate it when they print it."""
    return sentence
