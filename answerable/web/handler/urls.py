# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the joining page and of the desk."""

from django.urls import path

from answerable.web import files
from answerable.web.handler import seat, sharing, views

urlpatterns = [
    path("join/", views.join),
    path("desk/", views.desk),
    path("api/join/look", views.look),
    path("api/join/accept", views.accept),
    path("api/join/passkey", views.join_passkey),
    path("api/desk/challenge", views.challenge),
    path("api/desk/passkey/challenge", views.challenge_passkey),
    path("api/desk/passkey/enter", views.enter_passkey),
    path("api/desk/ways", views.ways),
    path("api/desk/ways/begin", views.ways_begin),
    path("api/desk/ways/add", views.ways_add),
    path("api/desk/ways/remove", views.ways_remove),
    path("api/desk/enter", views.enter),
    path("api/desk/state", views.state),
    path("api/desk/ask", views.ask),
    path("api/desk/standby", views.standby),
    path("api/desk/move", views.move),
    path("api/desk/message", views.message),
    path("api/desk/reseal", views.reseal),
    path("api/desk/note", sharing.note),
    path("api/desk/renew", sharing.renew),
    path("api/desk/propose", sharing.propose),
    path("api/desk/carry", sharing.carry),
    path("api/desk/drawer", sharing.drawer),
    path("api/desk/drawer/put", sharing.put_drawer),
    path("api/desk/practice", seat.begin_practice),
    path("api/desk/practice/move", seat.practise),
    path("api/desk/seat/leave", seat.leave),
    path("api/desk/visits", views.visits),
    path("api/desk/touch", views.touch),
    path("api/desk/leave", views.leave),
    path("api/desk/file/announce", files.desk_announce),
    path("api/desk/file/part", files.desk_take),
    path("api/desk/file/read", files.desk_give),
    path("api/desk/file/drop", files.desk_drop),
]
