# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing: what people write is readable only by whom they named. No Django, no clock, no network."""
