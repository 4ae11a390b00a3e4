# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a statement says becomes an answer only if the group says so, and a promise only if nothing is missing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.desk_steps import Desk
from tests.journeys.letter_steps import Holder, public_text, put_up_letter
from tests.serving import Serving

NETWORK, DELTA = "/organisations/river-network/promises/", "/organisations/river-delta/promises/"
ASKS = ("Publish the minutes of the spring meeting.", "Stop using our photographs.")
SENTENCE = "The secretary will publish the minutes of the spring meeting."
TEXT = f"You asked us to stop using your photographs. {SENTENCE}"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.press("Enter")
    page.wait_for_load_state()


def publish(server: Serving, writer: Page, second: Page) -> None:
    """One writes, another looks for names."""
    for page, name in ((writer, "Kato"), (second, "Wiebe")):
        Desk(page, server).enter(name)
        page.goto(f"{server.origin}/steward/river-network/statements/")
    writer.fill("[name=title]", "A word")
    writer.fill("#text", TEXT)
    press(writer, "Write it down")
    second.reload()
    second.check("[name=sure]")
    press(second, "Make it public")


def both_sign(one: Holder, other: Holder, button: str) -> None:
    form = one.enter().page.locator("form[data-act]", has=one.page.locator("button", has_text=button)).first
    one.press(form)
    other.enter().press(other.page.locator("#hold-page ul.rows form[data-act]").first)


def test_a_sentence_counts_once_the_group_takes_it_and_is_promised_once_it_is_whole(
    page_of: Callable[..., Page], context_of: Callable[..., BrowserContext], server: Serving
) -> None:
    """Rule 19 in public, and rule 34: a joint promise is past due for each."""
    one, other = Holder(page_of(), server.origin), Holder(page_of(), server.origin)
    address = put_up_letter(one, other, "river-network", asks=ASKS)
    public, bram = page_of(java_script_enabled=False), page_of()
    kato = context_of().new_page()  # one form will be refused, which a console tells
    publish(server, kato, page_of())
    text = public_text(public, server.origin, address)
    assert text.count("Echoed, not answered, in the statement of") == 2
    assert "2 asks, none answered" in text

    kato.goto(f"{server.origin}/steward/river-network/statements/")
    kato.get_by_role("link", name="Make what it says a promise, or link it to a letter").press("Enter")
    kato.select_option("#link-sentence", index=2)
    kato.select_option("#link-number", index=1)
    press(kato, "Link it")
    text = public_text(public, server.origin, address)
    assert "the group has not said so" in text
    assert "2 asks, none answered" in text
    both_sign(one, other, "Take it as their answer")
    text = public_text(public, server.origin, address)
    assert "as the group sees it too" in text
    assert "2 asks, 1 answered" in text
    both_sign(one, other, "Say: this helped")
    assert "The group says: this helped." in public_text(public, server.origin, address)

    kato.locator("details > summary", has_text="Make it a promise").first.press("Enter")
    form = kato.locator("details[open]")
    form.locator("[name=who]").select_option("secretary")
    press(kato, "Promise it")
    expect(kato.locator("main")).to_contain_text("say who does it, by when, and how it will be seen")
    form.locator("[name=by]").fill((datetime.now(UTC) + timedelta(days=6)).date().isoformat())
    form.locator("[name=how_seen]").select_option("public_page")
    press(kato, "Promise it")
    expect(kato.locator("main")).to_contain_text("It is a promise now.")
    kato.goto(f"{server.origin}/steward/river-network/promises/")
    assert "Due soon: within 14 days" in kato.inner_text("main")
    kato.locator("summary", has_text="Ask another organisation").press("Enter")
    kato.locator("[name=other]").select_option("river-delta")
    press(kato, "Ask them")
    assert SENTENCE not in public_text(public, server.origin, DELTA)
    Desk(bram, server).enter("Bram")
    bram.goto(f"{server.origin}/steward/river-delta/promises/")
    press(bram, "We promise it too")
    assert "1 promise, 0 past due" in public_text(public, server.origin, DELTA)

    server.restart(shift=8)
    for path in (NETWORK, DELTA):
        text = public_text(public, server.origin, path)
        assert "1 promise, 1 past due" in text
        assert text.index("Past due") < text.index(SENTENCE)
    assert "2 asks, 1 answered" in public_text(public, server.origin, address)  # what was accepted stays accepted
