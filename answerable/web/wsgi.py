# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the server's worker runs: Django, then everything that must stand before the first request."""

import os
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.settings")

from django.core.wsgi import get_wsgi_application


def start() -> None:
    """What needs Django's own start before it can even be imported."""
    from answerable import server
    from answerable.web import static_files

    server.begin()
    threading.Thread(target=static_files.warm, name="warm", daemon=True).start()


application = get_wsgi_application()
start()
