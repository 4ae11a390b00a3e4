# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters, in browsers: put up by two people, held against an organisation, marked by those who hold them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.letter_steps import ASKS, GROUP, TITLE, Holder, Writer, public_text, put_up_letter
from tests.serving import Serving

MOST_STEPS = 12


def two(page_of: Callable[..., Page], server: Serving) -> tuple[Holder, Holder]:
    return Holder(page_of(), server.origin), Holder(page_of(), server.origin)


def test_letter_of_ten_numbers_from_nothing_to_public(page_of: Callable[..., Page], server: Serving) -> None:
    one, other = two(page_of, server)
    address = put_up_letter(one, other, "river-network")
    steps = [*one.steps, *other.steps, "open the public page"]
    print(len(steps), "steps:", steps)
    assert len(steps) <= MOST_STEPS
    assert one.words != other.words
    public = page_of(java_script_enabled=False)
    public.goto(server.origin + address)
    text = public.inner_text("main")
    assert all(ask in text for ask in ASKS)
    assert TITLE in text
    assert GROUP in text
    assert public.locator(".empty-line").count() == len(ASKS)
    assert "no answer · day 1" in text
    assert "10 asks, none answered" in text
    assert public.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_letter_to_an_organisation_that_has_not_joined_stands_there_and_on_its_page(
    page_of: Callable[..., Page], server: Serving
) -> None:
    """On a telephone, and without its taking part. Its days are counted from its letter without content."""
    one, other = two(page_of, server)
    address = put_up_letter(one, other, "orchard-kitchen", asks=ASKS[:3], title="To Orchard Kitchen", both=False)
    public = page_of(java_script_enabled=False)
    text = public_text(public, server.origin, address)
    assert "has not joined" in text
    assert "no answer · day 1" in text
    assert public.evaluate("document.documentElement.scrollWidth <= innerWidth")
    organisation = public_text(public, server.origin, "/organisations/orchard-kitchen/")
    assert "To Orchard Kitchen" in organisation
    assert "3 asks, none answered" in organisation
    public.get_by_role("link", name="To Orchard Kitchen").click()
    assert public.url == server.origin + address
    assert "To Orchard Kitchen" in public_text(public, server.origin, "/letters/")
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_marks_of_two_of_three_and_one_of_them_leaves(page_of: Callable[..., Page], server: Serving) -> None:
    ilse, joram = two(page_of, server)
    noor = Holder(page_of(), server.origin)
    public = page_of(java_script_enabled=False)
    address = put_up_letter(ilse, joram, "river-network")
    link = ilse.invite()
    noor.open_link(link)
    noor.page.click("form[data-join] button[type=submit]")
    noor.keep_words()
    noor.to_page()
    assert "Your key does not count here" in noor.says()
    ilse.enter().page.select_option("form[data-act=keys] select[name=threshold]", "2")
    ilse.press(ilse.page.locator("form[data-act=keys]", has_text="Somebody opened a link"))
    assert "Your key does not count here" in noor.enter().says()
    joram.enter().co_sign("A new keyholder comes in")
    assert "Mark a number" in noor.enter().says()

    noor.mark(1, "not_met")
    assert "It waits for 1 more signature" in noor.says()
    assert "marked it" not in public_text(public, server.origin, address)
    ilse.enter().press(ilse.page.locator("form[data-act=keys]", has_text="Keyholder 2 leaves"))
    noor.enter().co_sign("Keyholder 2 leaves")
    assert "Your key does not count here" in joram.enter().says()
    assert joram.page.locator("form[data-act]").count() == 0

    noor.mark(1, "not_met")
    ilse.enter().co_sign("Number 1")
    assert "Everybody sees it from" in ilse.says()
    assert "marked it" not in public_text(public, server.origin, address)
    server.restart(shift=3)
    assert "The group marked it not met on" in public_text(public, server.origin, address)


def test_a_mark_is_taken_back_before_anybody_saw_it(page_of: Callable[..., Page], server: Serving) -> None:
    one, other = two(page_of, server)
    address = put_up_letter(one, other, "river-network", asks=ASKS[:1], both=False)
    one.mark(1, "met")
    one.do("stop")
    assert "Taken back. Nobody else saw it." in one.says()
    server.restart(shift=4)
    assert "marked it" not in public_text(page_of(java_script_enabled=False), server.origin, address)


def test_the_body_answers_and_promises_and_a_second_person_shows_it(
    page_of: Callable[..., Page], context_of: Callable[..., BrowserContext], server: Serving
) -> None:
    one, other = two(page_of, server)
    address = put_up_letter(one, other, "river-network", asks=ASKS[:2])
    slug = address.split("/")[2]
    public = page_of(java_script_enabled=False)
    kato = Writer(context_of().new_page(), server, slug).enter("Kato")  # it will be refused, which a console tells
    wiebe = Writer(page_of(), server, slug).enter("Wiebe")
    by = (datetime.now(UTC) + timedelta(days=20)).date()
    assert "It shows as soon as somebody else" in kato.answer(1, "yes", "board", "We will say it.").says()
    kato.promise(1, by.isoformat())
    assert "none answered" in public_text(public, server.origin, address)

    row = kato.look().page.locator("li[id^=check-]").first
    assert "You wrote this" in row.inner_text()
    assert row.get_by_role("button", name="Show it").count() == 0
    row.locator("form").evaluate("""form => {
      for (const [name, value] of [["read", "yes"], ["do", "show"]]) {
        form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
      }
      form.submit();
    }""")
    expect(kato.page.locator("main")).to_contain_text("Somebody else of your organisation must look for names first.")
    assert "none answered" in public_text(public, server.origin, address)

    wiebe.show_first().show_first()
    assert "It is public now." in wiebe.says()
    text = public_text(public, server.origin, address)
    assert "We will say it." in text
    assert "2 asks, 1 answered" in text
    assert "20 days left" in text

    later = (by + timedelta(days=5)).isoformat()
    kato.number(1).page.fill("#move-to", later)
    kato.send("move")
    assert "First promised for" in public_text(public, server.origin, address)
    kato.number(1).send("done")
    text = public_text(public, server.origin, address)
    assert "They say it is done." in text
    assert "The group marked" not in text


def test_what_is_typed_at_the_desk_stays_when_it_is_refused(
    page_of: Callable[..., Page], context_of: Callable[..., BrowserContext], server: Serving
) -> None:
    one, other = two(page_of, server)
    slug = put_up_letter(one, other, "river-network", asks=ASKS[:1]).split("/")[2]
    kato = Writer(context_of().new_page(), server, slug).enter("Kato")
    words = "We thought about it for a long time."
    kato.answer(1, "no", "board", words)
    assert "A no is an answer, and it needs a reason." in kato.says()
    assert kato.page.input_value("#answer-text") == words
    for act, sentence in (("pause", "The group has paused its letter."), ("hide", "This cannot be done")):
        kato.number(1)
        one.act(act)
        kato.page.check("#answer input[value=yes]")
        kato.page.select_option("#answer-power", "board")
        kato.page.fill("#answer-text", words)
        assert sentence in kato.send("answer").says()
        assert kato.page.input_value("#answer-text") == words


def test_one_pauses_and_hides_two_show_and_a_name_is_taken_out(page_of: Callable[..., Page], server: Serving) -> None:
    one, other = two(page_of, server)
    asks = ("Say who knew, and when.", "Stop using our photographs of Annelore.")
    address = put_up_letter(one, other, "river-network", asks=asks)
    slug, public = address.split("/")[2], page_of(java_script_enabled=False)
    one.act("pause")
    assert "The group has paused its letter" in public_text(public, server.origin, address)
    other.enter().act("resume")
    assert "paused" not in public_text(public, server.origin, address)

    other.take_out(2, "of Annelore")
    assert "Taken out." in other.says()
    text = public_text(public, server.origin, address)
    assert "Stop using our photographs […]." in text
    assert "taken out for names" in text
    assert "Annelore" not in public.content()

    other.act("hide")
    text = public_text(public, server.origin, address)
    assert "Its group has hidden this letter since" in text
    for gone in (*asks, TITLE, GROUP, "photographs", "2 asks"):
        assert gone not in public.content()
    for path in ("/letters/", "/organisations/river-network/"):
        assert TITLE not in public_text(public, server.origin, path)
    kato = Writer(page_of(), server, slug).enter("Kato")
    assert "Its group has hidden this letter since" in kato.says()
    assert "photographs" not in kato.page.content() + kato.number(2).page.content()

    other.act("show")
    assert "Its group has hidden" in public_text(public, server.origin, address)
    one.enter().co_sign("Show the letter again")
    assert "Stop using our photographs […]." in public_text(public, server.origin, address)
