# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sentences need a language, and nothing else of the server."""

from collections.abc import Iterator

import django
import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(scope="session", autouse=True)
def _language() -> Iterator[None]:
    if not settings.configured:
        settings.configure(USE_I18N=True, LANGUAGE_CODE="en", INSTALLED_APPS=[], USE_TZ=True)
        django.setup()
    with translation.override("en"):
        yield
