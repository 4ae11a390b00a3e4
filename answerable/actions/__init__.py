# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every write: one function, one transaction, one fact. `by` is who acts, `at` the instant, both by keyword."""
