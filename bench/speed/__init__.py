# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of the doors: the real server, a load from a second process, and a bare server as the limit."""
