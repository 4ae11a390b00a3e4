# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public addresses. None of their pages has a script."""

from django.urls import path

from answerable import config
from answerable.web.public import demo, views

urlpatterns = [
    path("", views.home),
    path("organisations/", views.organisations),
    path("organisations/<slug:slug>/", views.organisation),
    path("how/", views.how),
    path("cannot/", views.cannot),
    path("safety/", views.safety),
    path("help/", views.helps),
    path("work/", views.work),
    path("language/", views.language),
]
if config.current().mode == "demo":
    urlpatterns.append(path("demo/", demo.ways_in))
