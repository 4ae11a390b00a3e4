# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses of letters: public pages, the doors of a group, and what their scripts ask."""

from django.urls import path

from answerable.web.letters import desk, doors, views

urlpatterns = [
    path("letters/", views.letters),
    path("letters/new/", doors.new),
    path("letters/join/", doors.join),
    path("letters/hold/", doors.hold),
    path("letters/<slug:slug>/", views.letter),
    path("letters/<slug:slug>/picture.svg", views.svg),
    path("letters/<slug:slug>/picture.png", views.png),
    path("api/letters/draft", doors.draft),
    path("api/letters/challenge", doors.challenge),
    path("desk/letters/", desk.home),
    path("desk/letters/<slug:slug>/", desk.letter),
    path("desk/letters/<slug:slug>/check/", desk.check),
    path("desk/letters/<slug:slug>/take-out/", desk.take_out),
    path("desk/letters/<slug:slug>/<int:place>/", desk.number),
    path("desk/letters/<slug:slug>/<int:place>/answer/", desk.answer),
    path("desk/letters/<slug:slug>/<int:place>/promise/", desk.promise),
    path("desk/letters/<slug:slug>/<int:place>/move/", desk.move),
    path("desk/letters/<slug:slug>/<int:place>/done/", desk.claim),
]
