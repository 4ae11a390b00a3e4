# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a group does with its letter in browsers, in the words of the pages. Steps are counted as a person sees them."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.journeys.desk_steps import Desk
from tests.serving import Serving

ASKS = (
    "Say who on the board knew, and when.",
    "Let an outside person whom we choose look into it, and publish what they find.",
    "Keep the van stop at the bridge open while you do this.",
    "Two paid seats on the board for people who work outside.",
    "Stop using our photographs.",
    "Publish the minutes of the spring meeting.",
    "Pay for a year of care that each of us chooses.",
    "Put a way to report outside the organisation on your first page.",
    "Train everybody who hires, by people whom we name.",
    "Tell the other chapters what you answered here.",
)
TITLE = "To the board of the River Network"
GROUP = "The Lantern Group"


@dataclass
class Holder:
    """One person with a browser of their own. `steps` are the pages and questions that they went through."""

    page: Page
    origin: str
    words: str = ""
    steps: list[str] = field(default_factory=list)

    def step(self, name: str) -> None:
        self.steps.append(name)

    def go_on(self, name: str) -> None:
        self.page.click("[data-here] [data-go=next]")
        self.step(name)

    def put_down(
        self, slug: str, asks: tuple[str, ...] = ASKS, *, title: str = TITLE, group: str = GROUP, both: bool = True
    ) -> str:
        """From the first page to the link for the second person."""
        self.page.goto(f"{self.origin}/letters/new/")
        self.page.check(f"input[name=body][value='{slug}']")
        self.go_on("choose whom it is to")
        self.page.fill("#title", title)
        self.page.fill("#numbers", "\n".join(f"{place}. {ask}" for place, ask in enumerate(asks, 1)))
        self.page.fill("#group", group)
        self.go_on("write")
        self.page.check(f"input[name=threshold][value='{2 if both else 1}']")
        self.go_on("choose how many sign")
        assert self.page.locator("[data-show=numbers] li").count() == len(asks)
        self.go_on("look and put it down")
        self.keep_words()
        return self.page.inner_text("[data-step=words] [data-link]")

    def keep_words(self) -> None:
        self.page.wait_for_selector("[data-step=words][data-here]", timeout=30_000)
        self.words = " ".join(self.page.locator("[data-words] li").all_inner_texts())

    def to_page(self) -> None:
        """From the words to the letter's own page."""
        self.page.click("[data-step=words] [data-do=page]")
        self.step("keep the words and go on")
        self.page.wait_for_selector("[data-step=page][data-here] h1")

    def open_link(self, link: str) -> str:
        """What the second person reads."""
        self.page.goto(link)
        self.page.wait_for_selector("form[data-join]")
        self.step("open the link")
        return self.page.inner_text("#join-page")

    def sign_reading(self) -> None:
        if self.page.locator("input[type=checkbox][name=read]").count():
            self.page.check("input[name=read]")
        self.page.click("form[data-join] button[type=submit]")
        self.step("read it for names and sign")
        self.keep_words()

    def put_up(self) -> None:
        """The last signature."""
        self.page.check("form[data-act=put_up] input[name=read]")
        self.press(self.page.locator("form[data-act=put_up]"))
        self.step("sign: put it up")

    def enter(self) -> Holder:
        self.page.goto(f"{self.origin}/letters/hold/")
        self.page.fill("#code-words", self.words)
        self.page.press("#code-words", "Enter")
        self.page.wait_for_selector("[data-step=page][data-here] h1", timeout=30_000)
        return self

    def press(self, form: Locator) -> None:
        """Sends a form and waits until the page came back."""
        self.page.evaluate("document.querySelector('#hold-page h1').dataset.old = ''")
        for fold in form.locator("xpath=ancestor::details").all():
            if fold.get_attribute("open") is None:
                fold.locator("> summary").click()
        form.locator("button[type=submit]").click()
        self.page.wait_for_selector("#hold-page h1:not([data-old])")

    def mark(self, number: int, value: str) -> None:
        fold = self.page.locator(f"details[data-number='{number}']")
        fold.locator("> summary").click()
        fold.locator(f"input[value={value}]").check()
        self.press(fold.locator("form[data-act=mark]"))

    def co_sign(self, says: str) -> None:
        self.press(self.page.locator("li", has_text=says).locator("form[data-act]"))

    def act(self, act: str) -> None:
        self.press(self.page.locator(f"form[data-act={act}]").first)

    def do(self, doing: str, within: str = "#hold-page") -> None:
        self.press(self.page.locator(f"{within} form[data-do={doing}]").first)

    def invite(self) -> str:
        """A link for one more person."""
        self.do("invite")
        return self.page.inner_text("#hold-page [data-link]")

    def take_out(self, number: int, words: str) -> None:
        form = self.page.locator(f"details[data-number='{number}'] form[data-do=take_out]")
        self.page.locator(f"details[data-number='{number}'] > summary").click()
        form.locator("xpath=..").locator("> summary").click()
        form.locator("input[name=words]").fill(words)
        self.press(form)

    def says(self) -> str:
        return self.page.inner_text("#hold-page")


def put_up_letter(one: Holder, two: Holder, slug: str, asks: tuple[str, ...] = ASKS, **given: object) -> str:
    """The whole way; returns the address of the letter's public page."""
    read = two.open_link(one.put_down(slug, asks, **given))  # type: ignore[arg-type]
    assert all(ask in read for ask in asks)
    two.sign_reading()
    one.to_page()
    one.put_up()
    href = one.page.locator("#hold-page a[href^='/letters/']").first
    expect(href).to_be_visible()
    return str(href.get_attribute("href"))


def public_text(page: Page, origin: str, path: str) -> str:
    """What anybody reads at an address."""
    page.goto(origin + path)
    return page.inner_text("main")


@dataclass
class Writer:
    """Somebody of the body asked, at the desk of one letter."""

    page: Page
    server: Serving
    slug: str

    def enter(self, name: str) -> Writer:
        Desk(self.page, self.server).enter(name)
        return self.look()

    def look(self) -> Writer:
        self.page.goto(f"{self.server.origin}/desk/letters/{self.slug}/")
        return self

    def number(self, number: int) -> Writer:
        self.page.goto(f"{self.server.origin}/desk/letters/{self.slug}/{number}/")
        return self

    def send(self, form: str) -> Writer:
        self.page.click(f"#{form} button[type=submit]")
        self.page.wait_for_load_state()
        return self

    def answer(self, number: int, value: str, power: str, text: str = "") -> Writer:
        self.number(number)
        self.page.check(f"#answer input[value={value}]")
        self.page.select_option("#answer-power", power)
        self.page.fill("#answer-text", text)
        return self.send("answer")

    def promise(self, number: int, by: str) -> Writer:
        self.number(number)
        for name, value in (("who", "treasurer"), ("what", "as_asked"), ("how_seen", "public_page")):
            self.page.select_option(f"#promise-{name}", value)
        self.page.fill("#promise-by", by)
        return self.send("promise")

    def show_first(self) -> Writer:
        """Shows what waits first, as somebody who read it."""
        row = self.look().page.locator("li[id^=check-]").first
        row.locator("input[name=read]").check()
        row.get_by_role("button", name="Show it").click()
        self.page.wait_for_load_state()
        return self

    def says(self) -> str:
        return self.page.inner_text("main")
