# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checking a record with nothing but its files: no database, no server of ours, no Django."""
