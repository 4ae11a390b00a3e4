# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses of letters: public pages, the doors of a group, and what their scripts ask."""

from django.urls import path

from answerable.web.letters import doors, views

urlpatterns = [
    path("letters/", views.letters),
    path("letters/new/", doors.new),
    path("letters/join/", doors.join),
    path("letters/hold/", doors.hold),
    path("letters/<slug:slug>/", views.letter),
    path("api/letters/draft", doors.draft),
    path("api/letters/challenge", doors.challenge),
]
