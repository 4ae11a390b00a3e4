# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answerable: an ask, its clocks, its answer, and its asker's mark."""
