# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attesters: what they are told, what they say, and how it stands to whoever asks and to readers."""
