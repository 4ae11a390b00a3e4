# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages as a WSGI application; `cli/worker.py` starts what must stand behind them."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
