# SPDX-License-Identifier: AGPL-3.0-or-later
"""An outreach worker's addresses, under /outreach/."""

from django.urls import path

from answerable.web.outreach import views

urlpatterns = [
    path("", views.home),
    path("paper/", views.paper),
    path("ask/", views.ask),
]
