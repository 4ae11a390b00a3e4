# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asker's client without a served script: what the browser's pages do, for the command line.

No Django, no database. `server` alone touches the network; everything else goes from values to values.
"""
