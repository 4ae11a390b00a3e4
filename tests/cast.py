# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cast: the invented movement of the demo, under the names that tests use.

Maren and Tiko read for River Network North Bank; Odile and Nuri for Hillside (about 14 people; Nuri is its chair); Bram
and Pell for Delta; Sefa and Liss of the Harbour Table are the backup of all; Ondra runs the machine.
"""

from answerable.cli.movement import BODIES, JOINED, PEOPLE, TERMS, Asker, Member, Movement
from answerable.cli.story import tell

__all__ = ["BODIES", "JOINED", "PEOPLE", "TERMS", "Asker", "Member", "Movement", "tell"]
