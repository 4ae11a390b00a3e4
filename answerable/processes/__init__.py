# SPDX-License-Identifier: AGPL-3.0-or-later
"""Process templates: the files that come with the software, reading others, drawing and printing them. No Django."""
