# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record: what waits, what is written, what is published. `offline` checks it without any of this."""
