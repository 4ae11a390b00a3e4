# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reader's desk in a real browser: what needs us, the acknowledgement helper, answer, promise, done, lock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.desk_steps import Desk, code_of
from tests.serving import Serving

NORTH = "river-north-bank"
TEXT = "Please put the minutes of the spring meeting on the members’ page."


def day_in(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def ask_north(server: Serving, text: str = TEXT, **choices: object) -> None:
    server.asker().lodge(NORTH, kind="own_words", text=text, **choices)


def test_a_reader_acknowledges_answers_promises_and_says_done(server: Serving, page: Page) -> None:
    ask_north(server)
    desk = Desk(page, server).enter("Maren")
    assert "One ask is waiting." in desk.text("#home-count")
    assert "looking counts as retaliation" in desk.text("#home-rule")
    assert "own words" not in " ".join(desk.rows).lower()
    desk.open("Say that you have read it")
    assert TEXT in desk.text("#ask-messages")

    form = desk.begin("acknowledged")
    assert "I am the care lead." in form.inner_text()
    assert "You owe us nothing." in form.inner_text()
    assert "brave" not in desk.text("#ask-form [data-letter]")
    desk.send("you have read it")
    assert "I have read what you ask. I am the care lead." in desk.text("#ask-messages")

    form = desk.begin("answer")
    form.locator("[value=in_part]").check()
    form.locator("[name=power]").select_option("board")
    form.locator("[name=words]").fill("The minutes, yes. The names in them, no.")
    desk.send("answer is sent")
    assert "The power to give it: The board." in desk.text("#ask-answers")

    form = desk.begin("promise")
    form.locator("[name=who]").select_option("secretary")
    assert "Still missing: what will be done, by when and how it will be seen." in form.inner_text()
    form.locator("[name=what]").select_option("as_asked")
    form.locator("[name=by]").fill(day_in(10))
    form.locator("[name=how_seen]").select_option("public_page")
    assert "This is a promise." in form.inner_text()
    desk.send("sent")

    page.locator("#ask-promises button", has_text="Move the day").click()
    page.fill("#ask-form [name=to]", day_in(20))
    desk.send("The old one stays visible")
    assert "before." in desk.text("#ask-promises")
    assert page.locator("#ask-promises button", has_text="Move the day").count() == 0

    page.locator("#ask-promises button", has_text="Say it is done").click()
    desk.send("you say it is done")
    assert "Only the person who asked can say if it is so." in desk.text("#ask-promises")
    assert page.get_by_text("mark", exact=False).locator("visible=true").count() == 0


def test_what_was_typed_outlives_the_lock_and_nothing_opened_stays(server: Serving, page: Page) -> None:
    ask_north(server)
    page.clock.install()
    desk = Desk(page, server).enter("Maren")
    desk.open("Say that you have read it")
    desk.begin("acknowledged").locator("[name=words]").fill("We meet on Tuesday.")
    page.clock.fast_forward(10 * 60 * 1000 + 6000)
    expect(page.locator("#enter")).to_contain_text("Locked, to be safe")
    assert TEXT not in page.content()
    page.clock.resume()
    desk.enter_with(server.member("Maren")["passphrase"], server.member("Maren")["secret"])
    expect(page.locator("#ask")).to_be_visible()
    assert desk.begin("acknowledged").locator("[name=words]").input_value() == "We meet on Tuesday."
    desk.send("you have read it")


def test_a_failing_network_keeps_the_words_and_says_so(
    server: Serving, context_of: Callable[..., BrowserContext]
) -> None:
    ask_north(server)
    page = context_of().new_page()  # its console may say that a request failed
    desk = Desk(page, server).enter("Maren")
    desk.open("Say that you have read it")
    desk.begin("message").locator("[name=words]").fill("What do we need to know to do this?")
    page.route("**/api/desk/message", lambda route: route.abort())
    page.click("#ask-form button[type=submit]")
    expect(page.locator("#ask-form [data-status]")).to_contain_text("No answer came.")
    page.unroute("**/api/desk/message")
    desk.send("sealed and sent")
    assert "What do we need to know" in desk.text("#ask-messages")


def test_answers_only_leaves_no_box_to_write(server: Serving, page: Page) -> None:
    visitor = server.asker()
    terms = {"silence": "pooled", "kind_to_second_line": False, "standby": False, "contact": "answers_only"}
    visitor.lodge(NORTH, kind="change_policy", terms=terms | {"pace": "slow", "public_mark": False})
    desk = Desk(page, server).enter("Tiko")
    desk.open("Say that you have read it")
    assert "They want answers only." in desk.text("#ask-notes")
    assert page.locator("[data-act=message]").count() == 0


def test_a_no_needs_a_reason_and_an_answer_needs_a_role(server: Serving, page: Page) -> None:
    ask_north(server)
    desk = Desk(page, server).enter("Tiko")
    desk.open("Say that you have read it")
    form = desk.begin("answer")
    page.click("#ask-form button[type=submit]")
    expect(form.locator("[data-status]")).to_contain_text("one of the four")
    form.locator("[value=no]").check()
    page.click("#ask-form button[type=submit]")
    expect(form.locator("[data-status]")).to_contain_text("at least one reason")
    form.locator("[value=law]").check()
    page.click("#ask-form button[type=submit]")
    expect(form.locator("[data-status]")).to_contain_text("role with the power")
    form.locator("[name=power]").select_option("parent")
    desk.send("answer is sent")
    assert "The law does not let us." in desk.text("#ask-answers")


def test_who_is_too_close_steps_aside_and_reads_it_no_more(server: Serving, page: Page) -> None:
    ask_north(server)
    desk = Desk(page, server).enter("Tiko")
    desk.open("Say that you have read it")
    desk.begin("removed")
    page.click("#ask-form button[type=submit]")
    expect(page.locator("#home")).to_be_visible()
    assert desk.rows == []


def test_sessions_have_own_names_and_can_be_ended(server: Serving, page_of: Callable[..., Page]) -> None:
    first, second = page_of(), page_of()
    first.goto(f"{server.origin}/desk/")
    first.fill("#visit-name", "old telephone")
    one = Desk(first, server)
    member = server.member("Maren")
    one.enter_with(member["passphrase"], member["secret"])
    other = Desk(second, server).enter("Maren", way="printed")
    second.click("#go-visits")
    expect(second.locator("#visits-list")).to_contain_text("old telephone")
    second.locator("#visits-list > li", has_text="old telephone").locator("[data-end]").click()
    expect(second.locator("#visits-list")).not_to_contain_text("old telephone")
    assert "here" in other.text("#visits-list")


def test_a_wrong_word_is_named_and_a_code_works_once(server: Serving, page: Page) -> None:
    member = server.member("Tiko")
    desk = Desk(page, server)
    page.goto(f"{server.origin}/desk/")
    desk.give("boat " + "zzzz " * 7, "123456")
    expect(page.locator("#enter-status")).to_contain_text("is not one of our words")
    desk.give(member["passphrase"], "000000")
    expect(page.locator("#enter-status")).to_contain_text("do not fit together")
    code = code_of(server, member["secret"])
    desk.give(member["passphrase"], code)
    expect(page.locator("#home")).to_be_visible()
    page.locator("#home [data-leave]").click()
    expect(page.locator("#enter")).to_be_visible()
    desk.give(member["passphrase"], code)
    expect(page.locator("#enter-status")).to_contain_text("do not fit together")


def test_the_whole_way_by_keyboard_alone(server: Serving, page: Page) -> None:
    ask_north(server)
    Desk(page, server).enter("Maren")
    page.locator("#home-list [data-open]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#before-title")).to_be_focused()
    page.locator("#before-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ask-title")).to_be_focused()
    page.locator("[data-act=acknowledged]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ask-form [name=role]")).to_be_focused()
    page.locator("#ask-form [name=words]").focus()
    page.keyboard.press("Tab")
    for _ in range(3):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#ask-status")).to_contain_text("you have read it")
