# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements on pages: what one says, what it does not, and which asks it answers."""
