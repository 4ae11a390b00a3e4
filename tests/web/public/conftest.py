# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real server with the invented movement, and everybody's way in."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")
os.environ.setdefault("ANSWERABLE_MODE", "test")
django.setup()

from tests.journeys.conftest import (  # noqa: E402, F401
    browser,
    context_of,
    movement_template,
    neutral,
    server,
    story_shared,
    story_template,
)
