# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole stories, through the doors that people use."""
