# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is kept, and the only way to it: one writer, `access`, `queries`."""
