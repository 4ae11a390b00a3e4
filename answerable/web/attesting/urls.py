# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where attesters tell of themselves and say what they saw."""

from django.urls import path

from answerable.web.attesting import desk

urlpatterns = [
    path("desk/attesting/", desk.home),
    path("desk/attesting/<slug:code>/", desk.one),
]
