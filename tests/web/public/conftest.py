# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real server with the invented movement, and everybody's way in."""

import os
from collections.abc import Iterator

import django
import pytest
from playwright.sync_api import Browser

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
os.environ.setdefault("ANSWERABLE_MODE", "test")
django.setup()

from tests.journeys.conftest import (  # noqa: E402, F401
    context_of,
    launched,
    movement_template,
    neutral,
    server,
    story_shared,
    story_template,
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """No longer than it is needed: tests beside these run loops of their own."""
    yield from launched()
