# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures beside the limit under them, measured in one run."""
