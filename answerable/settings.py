# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's settings, computed from `config` and nothing else."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from answerable import config

_config = config.current()
_here = Path(__file__).parent


# A node that lost its power says nothing: a connection to it is given up after seconds, not after a quarter of an hour.
PATIENCE = {
    "connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}  # fmt: skip


def _store() -> dict[str, Any]:
    """The embedded store in the data folder, or the PostgreSQL server that the configuration names."""
    if not _config.store:
        return {
            "ENGINE": "answerable.storage.sqlite",
            "NAME": _config.data / "answerable.sqlite3",
            "CONN_MAX_AGE": None,
        }
    from psycopg.conninfo import conninfo_to_dict

    parts = dict(conninfo_to_dict(_config.store))
    if "," in str(parts.get("host", "")):
        # Several nodes: the one that takes writes now. Our sessions begin read-only, which "read-write" would refuse.
        parts["target_session_attrs"] = "primary"
    for name, value in PATIENCE.items():
        parts.setdefault(name, value)
    return {
        "ENGINE": "answerable.storage.postgres",
        "NAME": str(parts.pop("dbname", "") or "answerable"),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


SECRET_KEY = _config.secret
DEBUG = False
ALLOWED_HOSTS = list({urlsplit(_config.origin).hostname or "localhost", "localhost", "127.0.0.1"})
ROOT_URLCONF = "answerable.web.urls"
WSGI_APPLICATION = "answerable.web.wsgi.application"
INSTALLED_APPS = ["answerable.storage", "answerable.web"]
MIDDLEWARE = [
    "answerable.web.middleware.Headers",
    "answerable.web.middleware.Language",
    "answerable.web.middleware.Limits",
    "answerable.web.forms_guard.FormsGuard",
    "answerable.web.middleware.Visits",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_here / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "answerable.web.jinja.environment"},
    }
]
DATABASES = {"default": _store()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = _config.language
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [_here / "locale"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
CSRF_COOKIE_NAME = "__Host-form"
# Ends with the tab: a cookie that stays would tell for a year that somebody was here.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_HEADER_NAME = "HTTP_X_FORM"
CSRF_TRUSTED_ORIGINS = [_config.origin]
CSRF_FAILURE_VIEW = "answerable.web.errors.refused_form"
SILENCED_SYSTEM_CHECKS: list[str] = []
# Logs know that something happened, never what was said: no paths, no bodies, no addresses.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "filters": {"quiet": {"()": "answerable.logs.WithoutContent"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["quiet"]}},
    "root": {"handlers": ["out"], "level": "WARNING"},
}
