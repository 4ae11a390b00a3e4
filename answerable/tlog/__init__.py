# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pure transparency log: tree, tiles, notes, cosignatures, proofs, policies. Knows nothing of what it holds."""
