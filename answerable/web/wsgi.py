# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the server runs: Django, with its settings read from our configuration."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
