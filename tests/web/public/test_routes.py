# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address names one permission, and answers under the one policy."""

import re
from collections.abc import Iterator

import django
import httpx
from django.urls import URLPattern, URLResolver, get_resolver

from answerable.core.permission import TABLE, Permission
from tests.serving import Serving

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
KEPT = (
    "/",
    "/begin/",
    "/letters/",
    "/organisations/",
    "/organisations/river-delta/",
    "/organisations/river-delta/promises/",
    "/how/",
    "/cannot/",
    "/safety/",
    "/help/",
    "/work/",
    "/processes/",
)
STORED = {**dict.fromkeys(KEPT, "private, no-cache"), "/record/checkpoint": "public, no-cache"}
CODE = "a" * 26


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, path)
        else:
            yield path, each


def every_route() -> list[tuple[str, URLPattern]]:
    django.setup()
    return list(walk(get_resolver("answerable.web.urls").url_patterns))


def address(pattern: str) -> str:
    """An address that fits a pattern."""
    path = re.sub(r"<slug:slug>", "river-delta", pattern)
    path = re.sub(r"<\w+:\w+>", CODE, path)
    if path.startswith("^record/"):
        return "/record/checkpoint"
    if path.startswith("^witness/"):
        return f"/witness/{'0' * 64}/checkpoint"
    return "/" + ("s/main.0123456789abcdef.css" if path.startswith("^s/") else path)


def test_every_route_names_one_permission_of_the_table() -> None:
    routes = every_route()
    assert len(routes) > 30
    bare = [path for path, each in routes if not isinstance(getattr(each.callback, "permission", None), Permission)]
    assert bare == []
    assert {each.callback.permission for _path, each in routes} <= set(TABLE)


def test_every_answer_is_under_the_policy(story_shared: Serving) -> None:
    """GET and POST of every address, errors included."""
    with httpx.Client(base_url=story_shared.origin, trust_env=False) as http:
        for pattern, _each in every_route():
            for answer in (http.get(address(pattern)), http.post(address(pattern))):
                assert answer.headers["content-security-policy"] == POLICY, pattern
                is_document = answer.headers.get("content-type", "").startswith("text/html")
                assert (answer.headers.get("cross-origin-opener-policy") == "same-origin") is is_document, pattern
                assert answer.headers.get("permissions-policy", "").startswith("camera=()") is is_document, pattern
                assert answer.headers["referrer-policy"] == "no-referrer", pattern
                assert answer.headers["x-content-type-options"] == "nosniff", pattern
                assert answer.status_code < 500, pattern


def test_only_what_is_the_same_for_everybody_may_be_stored(story_shared: Serving) -> None:
    with httpx.Client(base_url=story_shared.origin, trust_env=False) as http:
        for pattern, _each in every_route():
            path = address(pattern)
            answer = http.get(path)
            allowed = STORED.get(path, "no-store") if answer.status_code == 200 else "no-store"
            assert answer.headers["cache-control"] == allowed, path


def test_the_exit_is_named_by_no_policy(story_shared: Serving, neutral: str) -> None:
    answer = httpx.get(story_shared.origin + "/ask/", trust_env=False)
    assert neutral in answer.text
    assert neutral not in "".join(answer.headers.values())
