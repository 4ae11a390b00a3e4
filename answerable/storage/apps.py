# SPDX-License-Identifier: AGPL-3.0-or-later
from django.apps import AppConfig


class StorageConfig(AppConfig):
    name = "answerable.storage"
    label = "storage"
