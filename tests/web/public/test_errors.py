# SPDX-License-Identifier: AGPL-3.0-or-later
"""What cannot be done is said in one kind sentence; absent and forbidden are the same bytes."""

import httpx

from tests.serving import Serving


def test_absent_and_forbidden_are_the_same_bytes(story_shared: Serving) -> None:
    with httpx.Client(base_url=story_shared.origin, trust_env=False) as http:
        paths = [
            "/never/was/", "/organisations/never-was/", "/operate/", "/operate/bodies/river-delta/",
            "/operate/bodies/never-was/", "/steward/", "/steward/river-delta/", "/steward/never-was/help/",
        ]  # fmt: skip
        answers = [http.get(path) for path in paths]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1
    assert len({tuple(sorted((k, v) for k, v in each.headers.items() if k != "date")) for each in answers}) == 1


def test_scripts_get_the_sentence_as_json(story_shared: Serving) -> None:
    answer = httpx.post(story_shared.origin + "/api/never", headers={"Sec-Fetch-Site": "same-origin"}, trust_env=False)
    assert answer.status_code == 404
    assert answer.json() == {"ok": False, "sentence": "There is nothing here that you can open."}


def test_too_large_is_refused_before_it_is_read(story_shared: Serving) -> None:
    answer = httpx.post(story_shared.origin + "/api/ask/lodge", content=b"x" * (2 * 1024 * 1024 + 1), trust_env=False)
    assert answer.status_code == 413
    assert "too large" in answer.json()["sentence"]


def test_an_error_repeats_nothing_that_was_typed(story_shared: Serving) -> None:
    canary = "lantern-on-the-quay"
    for answer in (
        httpx.get(f"{story_shared.origin}/{canary}/?q={canary}", trust_env=False),
        httpx.post(f"{story_shared.origin}/ask/", data={"text": canary}, trust_env=False),
    ):
        assert answer.status_code >= 400
        assert canary not in answer.text
        assert "<h1>" in answer.text
