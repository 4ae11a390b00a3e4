# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of the record: hashing, proofs, the audit, appending."""
