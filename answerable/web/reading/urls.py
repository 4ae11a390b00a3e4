# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where statements are read."""

from django.urls import path

from answerable.web.reading import feeds, promise_feeds, promises, public, views

urlpatterns = [
    path("read/", views.draft),
    path("begin/", public.begin),
    path("organisations/<slug:slug>/statements.atom", feeds.atom),
    path("organisations/<slug:slug>/statements.json", feeds.json_feed),
    path("organisations/<slug:slug>/promises/", promises.page),
    path("organisations/<slug:slug>/promises.ics", promise_feeds.calendar),
    path("organisations/<slug:slug>/promises.atom", promise_feeds.atom),
    path("organisations/<slug:slug>/promises.json", promise_feeds.json_feed),
    path("statements/<slug:code>/", public.statement),
    path("statements/of/<slug:slug>.json", public.for_askers),
]
