# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web, as a Django application. It has no models of its own."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "answerable.web"
    label = "web"
