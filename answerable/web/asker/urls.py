# SPDX-License-Identifier: AGPL-3.0-or-later
"""The asker's addresses: two doors, one way out, and what the scripts of the doors ask."""

from django.urls import path

from answerable.web import files
from answerable.web.asker import api, doors

urlpatterns = [
    path("ask/", doors.ask),
    path("ask/to/<slug:slug>.json", api.directory),
    path("mine/", doors.mine),
    path("out/", doors.out),
    path("api/ask/lodge", api.lodge),
    path("api/mine/challenge", api.challenge),
    path("api/mine/enter", api.enter),
    path("api/mine/state", api.read),
    path("api/mine/move", api.move),
    path("api/mine/show", api.show),
    path("api/mine/message", api.message),
    path("api/mine/erase", api.erase),
    path("api/mine/look", api.look),
    path("api/mine/undo", api.undo),
    path("api/mine/device/forget", api.forget_device),
    path("api/mine/way/add", api.add_way),
    path("api/mine/way/remove", api.remove_way),
    path("api/mine/words", api.renew_words),
    path("api/mine/own", api.put_own),
    path("api/mine/file/announce", files.announce),
    path("api/mine/file/part", files.take),
    path("api/mine/file/read", files.give),
    path("api/mine/file/drop", files.drop),
]
