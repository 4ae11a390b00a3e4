# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of asks, promises, bodies and permissions: pure, standard library only."""
