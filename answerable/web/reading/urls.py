# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where statements are read."""

from django.urls import path

from answerable.web.reading import feeds, public, views

urlpatterns = [
    path("read/", views.draft),
    path("begin/", public.begin),
    path("organisations/<slug:slug>/statements.atom", feeds.atom),
    path("organisations/<slug:slug>/statements.json", feeds.json_feed),
    path("statements/<slug:code>/", public.statement),
    path("statements/of/<slug:slug>.json", public.for_askers),
]
