# SPDX-License-Identifier: AGPL-3.0-or-later
"""Processes as pages: what they are, a drawing and a table of each, its sheet of paper, and a check of a file."""
