# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where processes are shown and checked."""

from django.urls import path

from answerable.web.processes import desk, views

urlpatterns = [
    path("processes/", views.listed),
    path("desk/processes/", desk.home),
    path("desk/processes/<slug:code>/", desk.run),
    path("processes/check/", views.check),
    path("processes/<slug:code>/", views.one),
    path("processes/<slug:code>/sheet/", views.paper),
    path("processes/<slug:code>/in/<slug:language>/", views.one),
    path("processes/<slug:code>/in/<slug:language>/sheet/", views.paper),
    path("processes/<slug:code>.toml", views.file),
]
