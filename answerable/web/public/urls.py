# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public addresses. None of their pages has a script."""

from django.urls import path, re_path

from answerable import config
from answerable.web.public import demo, record, views

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
    path("witness/key", record.witness_key),
    path("witness/add-checkpoint", record.add_checkpoint),
    re_path(r"^witness/(?P<digest>[0-9a-f]{64})/checkpoint$", record.monitor),
    re_path(r"^witness/(?P<digest>[0-9a-f]{64})/visit$", record.visited),
    path("record/", record.page),
    re_path(r"^record/(?P<name>[a-z0-9./-]{1,120})$", record.file),
]
if config.current().mode == "demo":
    urlpatterns.append(path("demo/", demo.ways_in))
