# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address. Each view carries the one permission that it names.

They are looked through in this order for each request, so the asker's stand first: the door is where most come.
"""

from django.urls import include, path, re_path

from answerable.web import static_files

handler400 = "answerable.web.errors.not_here"
handler403 = "answerable.web.errors.not_here"
handler404 = "answerable.web.errors.not_here"
handler500 = "answerable.web.errors.broken"

urlpatterns = [
    path("", include("answerable.web.asker.urls")),
    path("", include("answerable.web.public.urls")),
    path("", include("answerable.web.reading.urls")),
    path("", include("answerable.web.processes.urls")),
    path("", include("answerable.web.attesting.urls")),
    path("", include("answerable.web.letters.urls")),
    path("", include("answerable.web.handler.urls")),
    path("outreach/", include("answerable.web.outreach.urls")),
    path("steward/", include("answerable.web.steward.urls")),
    path("operate/", include("answerable.web.operator.urls")),
    re_path(r"^s/(?P<name>[a-z]+)\.(?P<digest>[0-9a-f]{16})\.(?P<ending>css|js)$", static_files.serve),
]
