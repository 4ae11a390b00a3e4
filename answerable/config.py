# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only reader of the environment. All problems are reported at once, as sentences."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

MOST_PROCESSES: Final = 32
MODES: Final = ("demo", "real", "test")
NEUTRAL_PAGE: Final = "https://www.wikipedia.org/"
DEFAULT_SECRET: Final = "only-for-the-demo"  # noqa: S105
SHORTEST_SECRET: Final = 32


class ConfigError(Exception):
    """What is missing or wrong; `sentences` says each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Smtp:
    """Where the daily notice goes out."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False


@dataclass(frozen=True)
class Config:
    """Everything that the environment decides."""

    mode: str
    data: Path
    port: int
    origin: str
    secret: str = field(repr=False)
    exit_url: str = NEUTRAL_PAGE
    smtp: Smtp | None = None
    mail_from: str = ""
    notice_hour: int = 9
    sealed_on_arrival: bool = False
    language: str = "en"
    store: str = field(default="", repr=False)
    processes: int = 1


_current: Config | None = None


def use(config: Config) -> Config:
    """Make this the configuration of the process."""
    global _current
    _current = config
    return config


def current() -> Config:
    """The configuration of the process, read from the environment the first time."""
    return _current or use(load(os.environ))


def examined() -> tuple[Config, list[str]]:
    """The configuration of the process, and every problem with it, for whoever must go on in spite of them."""
    if _current is not None:
        return _current, _check_together(_current)
    found, problems = _read(os.environ)
    return use(found), problems


def checked(config: Config) -> Config:
    """The same, where its parts fit together. Raises ConfigError."""
    problems = _check_together(config)
    if not 1 <= config.processes <= MOST_PROCESSES:
        problems.append(f"The number of processes must be a whole number from 1 to {MOST_PROCESSES}.")
    if problems:
        raise ConfigError(problems)
    return config


def load(environ: Mapping[str, str]) -> Config:
    """Read a configuration, or raise ConfigError with every problem at once."""
    found, problems = _read(environ)
    if problems:
        raise ConfigError(problems)
    return found


def _read(environ: Mapping[str, str]) -> tuple[Config, list[str]]:
    reader = _Reader(environ)
    mode = reader.choice("ANSWERABLE_MODE", "real", MODES)
    port = reader.number("PORT", 8000, 0, 65535)
    origin = reader.text("ANSWERABLE_ORIGIN", "" if mode == "real" else f"http://localhost:{port}").rstrip("/")
    config = Config(
        mode=mode,
        data=Path(reader.text("DATA", ".demo" if mode == "demo" else "data")).expanduser().absolute(),
        port=port,
        origin=origin,
        secret=reader.text("ANSWERABLE_SECRET", "" if mode == "real" else DEFAULT_SECRET),
        exit_url=reader.text("ANSWERABLE_EXIT_URL", NEUTRAL_PAGE),
        smtp=reader.smtp("ANSWERABLE_SMTP"),
        mail_from=reader.text("ANSWERABLE_MAIL_FROM", ""),
        notice_hour=reader.number("ANSWERABLE_NOTICE_HOUR", 9, 0, 23),
        sealed_on_arrival=reader.choice("ANSWERABLE_SEALED_ON_ARRIVAL", "off", ("on", "off")) == "on",
        language=reader.choice("ANSWERABLE_LANGUAGE", "en", ("en", "es")),
        store=reader.store("ANSWERABLE_STORE"),
        processes=reader.number("ANSWERABLE_PROCESSES", 1, 1, MOST_PROCESSES),
    )
    return config, reader.problems + _check_together(config)


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ, self.problems = environ, list[str]()

    def text(self, name: str, default: str) -> str:
        return self.environ.get(name, "").strip() or default

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        given = self.text(name, default)
        if given in choices:
            return given
        self.problems.append(f"{name} must be one of: {', '.join(choices)}.")
        return default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        given = self.text(name, str(default))
        if given.isascii() and given.isdigit() and low <= int(given) <= high:
            return int(given)
        self.problems.append(f"{name} must be a whole number from {low} to {high}.")
        return default

    def store(self, name: str) -> str:
        """ "" for the embedded store, or postgresql://user@host:5432,other:5432/database"""
        given = self.text(name, "")
        if given and not given.startswith(("postgresql://", "postgres://")):
            self.problems.append(f"{name} must look like postgresql://user@host:5432/database, or be left out.")
        return given

    def smtp(self, name: str) -> Smtp | None:
        """smtp://host:25 or smtp+starttls://user:password@host:587"""
        given = self.text(name, "")
        if not given:
            return None
        parts = _split(given)
        try:
            host, port = parts.hostname, parts.port or 25
        except ValueError:
            host, port = None, 25
        if parts.scheme not in ("smtp", "smtp+starttls") or not host:
            self.problems.append(f"{name} must look like smtp://host:25 or smtp+starttls://user:password@host:587.")
            return None
        starttls = parts.scheme == "smtp+starttls"
        return Smtp(host, port, unquote(parts.username or ""), unquote(parts.password or ""), starttls)


def _split(address: str) -> SplitResult:
    """The parts of an address; of what is none, none."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _check_together(config: Config) -> list[str]:
    problems = _check_secret(config) + _check_origin(config)
    if _split(config.exit_url).scheme not in ("https", "http"):
        problems.append("ANSWERABLE_EXIT_URL must be a web address. “Leave fast” goes there.")
    if config.processes > 1 and not config.store:
        problems.append(
            "Several processes need a PostgreSQL server: set ANSWERABLE_STORE, or ANSWERABLE_PROCESSES to 1."
        )
    if config.smtp and "@" not in config.mail_from:
        problems.append("ANSWERABLE_MAIL_FROM is missing: the address that the daily notice comes from.")
    return problems


def _check_secret(config: Config) -> list[str]:
    if config.mode != "real":
        return []
    if not config.secret:
        return [
            "ANSWERABLE_SECRET is missing. Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        ]
    if config.secret == DEFAULT_SECRET:
        return ["ANSWERABLE_SECRET is the demo's. Anybody knows it; make one of your own."]
    if len(config.secret) < SHORTEST_SECRET:
        return [f"ANSWERABLE_SECRET is too short: it needs at least {SHORTEST_SECRET} characters."]
    return []


def _check_origin(config: Config) -> list[str]:
    parts = _split(config.origin)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.path:
        return ["ANSWERABLE_ORIGIN is missing or wrong: the address that people type, such as https://ask.example.org."]
    is_safe = parts.scheme == "https" or host in ("localhost", "127.0.0.1") or host.endswith(".onion")
    return [] if is_safe else ["ANSWERABLE_ORIGIN must begin with https:// (or be an .onion address, or localhost)."]
