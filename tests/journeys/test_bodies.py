# SPDX-License-Identifier: AGPL-3.0-or-later
"""Organisations that end or become one, a leader who is asked about, and somebody who is made to pay, in a browser."""

from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

from tests.journeys.acts import merge
from tests.journeys.asker_steps import Asking, Returning
from tests.journeys.desk_steps import Desk
from tests.serving import Serving
from tests.visitor import TERMS

HILLSIDE, DELTA, NETWORK = "river-hillside", "river-delta", "river-network"


def test_two_become_one_and_a_quiet_ask_shows_to_the_backup_alone(
    server: Serving, page: Page, page_of: Callable[..., Page]
) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE)
    quiet = server.asker()
    nuri = server.member("Nuri")["seat"]
    chosen = [each["code"] for each in quiet.directory(DELTA)["readers"] if each["code"] != nuri][:1]
    quiet.lodge(DELTA, kind="pay_care", readers=chosen, terms=TERMS | {"silence": "second_line"})
    asking.choose_kind("credit_work").send()
    merge(server, [HILLSIDE, DELTA], NETWORK)

    mine = Returning(page, server.origin).enter(asking.words)
    assert "The organisation that you asked has ended. River Network must answer now." in mine.fold("readers")
    assert "Its people read nothing until you let them." in mine.fold("readers")
    for slug in (HILLSIDE, DELTA):
        public = httpx.get(f"{server.origin}/organisations/{slug}/", trust_env=False).text
        assert "No ask ends with it." in public
        assert f'href="/organisations/{NETWORK}/"' in public
    heir = httpx.get(f"{server.origin}/organisations/{NETWORK}/", trust_env=False).text
    assert "It answers for these, which ended" in heir
    desk = Desk(page_of(), server).enter("Kato")
    assert desk.page.locator("#home-duties > li").count() == 1, "only the ask that left nobody out"
    backup = Desk(page_of(), server).enter("Sefa")
    assert ["no reader is left" in line for line in backup.signals] == [True, True]


def test_about_who_leads_goes_past_before_anybody_there_can_learn_of_it(server: Serving, page: Page) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE)
    page.select_option("[data-about]", "chair")
    expect(page.locator("input[name=route][value=past_body]")).to_be_checked()
    page.select_option("[data-about]", "")
    expect(page.locator("input[name=route][value=body]")).to_be_checked()
    page.select_option("[data-about]", "chair")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    asking.choose_kind("remove_from_role").send()
    lodged = next(each for each in sent if '"route"' in each)
    assert '"route":"past_body"' in lodged
    assert "chair" not in lodged, "whom it is about stays here"


def test_somebody_is_made_to_pay_for_asking(server: Serving, page: Page, page_of: Callable[..., Page]) -> None:
    asking = Asking(page, server.origin).start(HILLSIDE).choose_kind("paid_back").send()
    assert "backup" in page.inner_text("#sent")
    assert Desk(page_of(), server).enter("Odile").rows == []
    desk = Desk(page_of(), server).enter("Sefa").open("An ask")
    assert "I am made to pay for asking" in desk.text("#ask-title")
    late = Desk(page_of(), server.restart(shift=4)).enter("Liss")
    assert any("nobody has said that it was read" in line for line in late.signals)
    assert asking.words
