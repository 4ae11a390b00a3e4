# SPDX-License-Identifier: AGPL-3.0-or-later
"""A steward's addresses, under /steward/."""

from django.urls import path

from answerable.web.steward import promises, statements, views

urlpatterns = [
    path("", views.home),
    path("<slug:slug>/", views.body),
    path("<slug:slug>/invite/", views.invite),
    path("<slug:slug>/again/", views.again),
    path("<slug:slug>/end/", views.end),
    path("<slug:slug>/pledges/", views.pledge),
    path("<slug:slug>/clocks/", views.clocks),
    path("<slug:slug>/leads/", views.leads),
    path("<slug:slug>/ties/", views.ties),
    path("<slug:slug>/backers/", views.backers),
    path("<slug:slug>/backers/<slug:code>/end/", views.end_backer),
    path("<slug:slug>/leave/", views.leave),
    path("<slug:slug>/come-back/", views.come_back),
    path("<slug:slug>/statements/", statements.home),
    path("<slug:slug>/statements/begin/", statements.begin),
    path("<slug:slug>/statements/<slug:code>/<int:version>/check/", statements.check),
    path("<slug:slug>/statements/<slug:code>/<int:version>/out/", statements.out),
    path("<slug:slug>/statements/<slug:code>/<int:version>/drop/", statements.drop),
    path("<slug:slug>/statements/<slug:code>/", promises.said),
    path("<slug:slug>/promises/", promises.home),
    path("<slug:slug>/promises/<slug:code>/move/", promises.move),
    path("<slug:slug>/promises/<slug:code>/done/", promises.claim),
    path("<slug:slug>/promises/<slug:code>/ask/", promises.ask),
    path("<slug:slug>/promises/<slug:code>/join/", promises.answer_joining),
    path("<slug:slug>/help/", views.helps),
    path("<slug:slug>/help/<slug:code>/checked/", views.checked),
    path("<slug:slug>/help/<slug:code>/removed/", views.removed),
]
