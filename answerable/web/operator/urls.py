# SPDX-License-Identifier: AGPL-3.0-or-later
"""The operator's addresses, under /operate/."""

from django.urls import path

from answerable.web.operator import views

urlpatterns = [
    path("", views.home),
    path("host/", views.host),
    path("invite/", views.invite),
    path("bodies/new/", views.new),
    path("bodies/<slug:slug>/", views.body),
    path("bodies/<slug:slug>/place/", views.place),
    path("bodies/<slug:slug>/letter/", views.letter),
    path("bodies/<slug:slug>/clocks/", views.clocks),
    path("bodies/<slug:slug>/steward/", views.steward),
    path("bodies/<slug:slug>/end/", views.dissolve),
    path("bodies/<slug:slug>/merge/", views.merge),
]
