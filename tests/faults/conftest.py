# SPDX-License-Identifier: AGPL-3.0-or-later
"""The seeded movement, as everywhere."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import (  # noqa: F401
    context_of,
    launched,
    movement_template,
    neutral,
    server,
    story_template,
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """No longer than it is needed: tests beside these run loops of their own."""
    yield from launched()
