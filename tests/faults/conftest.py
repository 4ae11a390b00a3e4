# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seeded movement, as everywhere."""

from tests.journeys.conftest import (  # noqa: F401
    browser,
    context_of,
    movement_template,
    neutral,
    server,
    story_template,
)
