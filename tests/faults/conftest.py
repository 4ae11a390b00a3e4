# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seeded movement, as everywhere."""

from tests.journeys.conftest import browser, context_of, movement_template, neutral, story_template  # noqa: F401
