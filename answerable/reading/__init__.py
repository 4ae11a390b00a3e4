# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements read: a highlighter for people, never a judge. Pure: no Django, no clock, no network, no files but its own."""
