# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guard of forms, under a policy that sends no referrer."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext

from tests.serving import Serving
from tests.visitor import Visitor


def post(serving: Serving, path: str, visitor: Visitor | None = None, **headers: str) -> httpx.Response:
    one = visitor or Visitor(serving.origin)
    return one.request("POST", path, data={"csrfmiddlewaretoken": one.token, "do": "choose"}, headers=headers)


def test_a_form_without_its_token_is_refused(story_shared: Serving) -> None:
    assert post(story_shared, "/ask/").status_code == 403


@pytest.mark.parametrize("origin", ["null", "own"])
def test_a_form_with_its_token_passes_with_and_without_an_origin(origin: str, story_shared: Serving) -> None:
    visitor = Visitor(story_shared.origin)
    visitor.open("/ask/")
    sent = story_shared.origin if origin == "own" else "null"
    assert post(story_shared, "/ask/", visitor, Origin=sent).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("path", ["/ask/", "/out/", "/language/", "/api/mine/challenge"])
def test_another_site_cannot_send_a_form(site: str, path: str, story_shared: Serving) -> None:
    visitor = Visitor(story_shared.origin)
    visitor.open("/ask/")
    refused = post(story_shared, path, visitor, **{"Sec-Fetch-Site": site, "Origin": "null"})
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


def test_another_origin_is_refused_where_the_browser_says_no_site(story_shared: Serving) -> None:
    visitor = Visitor(story_shared.origin)
    visitor.open("/ask/")
    visitor.token, token = "", visitor.token
    answer = visitor.http.post(
        "/ask/",
        data={"csrfmiddlewaretoken": token},
        headers={"Origin": "https://elsewhere.example", "Cookie": f"__Host-form={visitor.cookies['__Host-form']}"},
    )
    assert answer.status_code == 403


def test_in_a_browser_the_plain_form_passes(story_shared: Serving, context_of: Callable[..., BrowserContext]) -> None:
    """Chromium sends `Origin: null` under no-referrer; the form must still go through, without scripts."""
    page = context_of(java_script_enabled=False).new_page()
    origins: list[str | None] = []
    page.on(
        "request",
        lambda request: origins.append(request.all_headers().get("origin")) if request.method == "POST" else None,
    )
    page.goto(story_shared.origin + "/ask/")
    page.locator('input[name="to"]').first.check()
    page.get_by_role("button", name="Go on").first.click()
    page.wait_for_load_state()
    assert origins[0] in ("null", None)
    assert page.get_by_text("Who will read it").count() == 1


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("path", ["/", "/help/", "/ask/", "/mine/"])
def test_leave_fast_goes_elsewhere(
    scripts: bool, path: str, story_shared: Serving, neutral: str, context_of: Callable[..., BrowserContext]
) -> None:
    """With and without scripts, from public pages and the asker's: no referrer, and nothing blocked by the policy."""
    page = context_of(java_script_enabled=scripts).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(story_shared.origin + path)
    page.get_by_role("button", name="Leave fast").click()
    page.wait_for_url(neutral + "**")
    assert [each for each in said if "Policy" in each or "policy" in each] == []
