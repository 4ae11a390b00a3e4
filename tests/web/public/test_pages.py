# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public pages: no script, light, served from bytes, and with no typed word."""

import re

import brotli
import httpx
import pytest

from tests.serving import Serving

PAGES = ["/", "/organisations/", "/organisations/river-delta/", "/how/", "/cannot/", "/safety/", "/help/", "/work/"]
MOST_BYTES = 20_000


def get(serving: Serving, path: str, **headers: str) -> httpx.Response:
    return httpx.get(serving.origin + path, headers=headers, trust_env=False)


def on_the_wire(serving: Serving, path: str) -> int:
    """Body and headers of the page and of everything it loads."""
    answer = get(serving, path, **{"Accept-Encoding": "br"})
    asked = [path, *re.findall(r'(?:href|src)="(/s/[^"]+)"', answer.text)]
    found = [get(serving, each, **{"Accept-Encoding": "br"}) for each in asked]
    return sum(each.num_bytes_downloaded + sum(len(k) + len(v) + 4 for k, v in each.headers.items()) for each in found)


@pytest.mark.parametrize("path", PAGES)
def test_no_script_and_light(path: str, story_shared: Serving) -> None:
    answer = get(story_shared, path)
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert " on" not in "".join(re.findall(r"<[a-z]+( on\w+=)", answer.text))
    assert on_the_wire(story_shared, path) <= MOST_BYTES
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_the_same_bytes_until_something_changes(path: str, story_shared: Serving) -> None:
    first, second = get(story_shared, path), get(story_shared, path)
    assert first.content == second.content
    again = get(story_shared, path, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    with_visit = get(story_shared, path, Cookie="__Host-visit=" + "A" * 43)
    assert with_visit.content == first.content


def test_every_encoding_says_the_same(story_shared: Serving) -> None:
    plain = get(story_shared, "/how/", **{"Accept-Encoding": "identity"})
    packed = get(story_shared, "/how/", **{"Accept-Encoding": "br"})
    assert packed.headers["content-encoding"] == "br"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]


def test_who_runs_it_and_the_trial_stand_on_every_page(story_shared: Serving) -> None:
    for path in [*PAGES, "/ask/", "/mine/", "/desk/", "/join/"]:
        text = get(story_shared, path).text
        assert "This place is run by" in text, path
        assert "Trial: not yet checked by people who would use it" in text, path


def test_the_first_page_has_four_doors_and_says_what_it_cannot(story_shared: Serving) -> None:
    text = get(story_shared, "/").text
    for door in ("/ask/", "/mine/", "/help/", "/work/", "/cannot/"):
        assert f'href="{door}"' in text
    assert "You do not have to tell your story." in text


def test_a_page_of_figures_says_what_they_do_not(story_shared: Serving) -> None:
    text = get(story_shared, "/organisations/river-delta/").text
    assert "0 to 4 may be none; that does not mean no one was harmed." in text
    assert "This counts answers. It says nothing about guilt." in text
    assert "not known:" in text
    assert "Promises past due" in text


def test_one_that_never_joined_says_so_and_can_be_asked(story_shared: Serving) -> None:
    text = get(story_shared, "/organisations/orchard-kitchen/").text
    assert "has not joined" in text
    assert 'href="/ask/?to=orchard-kitchen"' in text


def test_style_is_for_ever_and_packed_once(story_shared: Serving) -> None:
    page = get(story_shared, "/").text
    found = re.search(r'href="(/s/main\.[0-9a-f]{16}\.css)"', page)
    assert found is not None
    answer = get(story_shared, found[1], **{"Accept-Encoding": "br"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "br"
    assert len(brotli.compress(answer.content, quality=11)) == answer.num_bytes_downloaded
    assert get(story_shared, found[1].replace(".css", "x.css")).status_code == 404


def test_the_language_is_the_visitors(story_shared: Serving) -> None:
    assert '<html lang="en"' in get(story_shared, "/", **{"Accept-Language": "xx;q=0.9, en;q=0.1"}).text
    elsewhere = httpx.post(story_shared.origin + "/language/", data={"language": "en", "at": "//elsewhere.example/"},
                           headers={"Sec-Fetch-Site": "same-origin"}, trust_env=False)  # fmt: skip
    assert elsewhere.headers["location"] == "/"


def test_no_typed_word_and_no_byte_of_an_ask_reaches_a_public_page(server: Serving) -> None:
    """An asker writes, a reader writes: every public page stays as it was, to the byte."""
    paths = [*PAGES, "/organisations/river-north-bank/"]
    before = {path: get(server, path).content for path in paths}
    asker = server.asker()
    said = asker.lodge("river-north-bank", kind="own_words", text="lantern-on-the-quay")
    server.desk("Maren").move(said["code"], "acknowledged", {"role": "board"})
    after = {path: get(server, path).content for path in paths}
    assert after == before
    assert not any(b"lantern-on-the-quay" in content for content in after.values())
