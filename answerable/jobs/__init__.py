# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens by itself: one thread, one ledger of days, and the daily notice."""
