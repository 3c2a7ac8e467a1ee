"""A person's way through everything, on a phone, in both languages.

Operator, brand and creator bring a link to life; a reader buys through it; the pages show what it
earned; half goes back; the audit agrees.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.e2e.site import Site, running_site
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
LABELS = {"zh-CN": "广告", "en-US": "Ad 广告"}


@pytest.fixture(params=["zh-CN", "en-US"])
def language(request: pytest.FixtureRequest) -> str:
    """The language of everyone's browser."""
    return str(request.param)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A whole Hongmao."""
    with running_site(tmp_path) as running:
        yield running


@pytest.fixture
def phone(browser: Browser, language: str) -> Iterator[Callable[[], BrowserContext]]:
    """Opens a phone of somebody's own."""
    contexts: list[BrowserContext] = []

    def open_one() -> BrowserContext:
        contexts.append(browser.new_context(viewport=PHONE, locale=language, has_touch=True))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        return contexts[-1]

    yield open_one
    for context in contexts:
        context.close()


def log_in(context: BrowserContext, site: Site, who: str) -> Page:
    """Somebody's home page, logged in."""
    page = context.new_page()
    page.goto(f"{site.web}/login")
    page.fill("input[name=username]", site.seeds[who])
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/(operator|brand|creator)$"))
    return page


def press(page: Page, action: str) -> None:
    """Send the form whose address ends in `action`."""
    page.click(f"form[action$='{action}'] button")
    page.wait_for_load_state("networkidle")


def shows(page: Page, amount: str) -> None:
    """Reload until the page shows an amount."""
    for _ in range(60):
        page.reload()
        if amount in page.inner_text("main"):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{page.url} never showed {amount}:\n{page.inner_text('main')}")


def bring_to_life(site: Site, operator: Page, brand: Page, creator: Page) -> None:
    """Admit the brand, propose, agree, approve."""
    press(operator, "/admit")
    brand.goto(f"{site.web}/brand/placements")
    brand.fill("input[name=note]", str(site.seeds["note"]))
    brand.select_option("select[name=product]", str(site.seeds["product"]))
    brand.click("main form button:not([name])")
    brand.wait_for_load_state("networkidle")
    creator.reload()
    press(creator, "/agree")
    operator.reload()
    press(operator, "/approve")


def open_card(reader: Page, site: Site, label: str) -> None:
    """Open the feed and the sponsored note in it; see the label; tap the card."""
    path = f"/n/{site.seeds['note']}"
    reader.goto(site.web)
    tile = reader.locator(".tile", has=reader.locator(f"a[href='{path}']"))
    expect(tile.locator("[data-label]").first).to_have_text(label)
    tile.locator(f"a[href='{path}']").first.click()
    reader.wait_for_url(f"**{path}")
    card = reader.locator("[data-card]")
    expect(card.locator("[data-label]")).to_have_text(label)
    card.scroll_into_view_if_needed()
    reader.wait_for_timeout(1_500)
    seen, link = card.locator("[data-label]").bounding_box(), card.locator("a").bounding_box()
    assert seen
    assert link
    assert seen["y"] <= link["y"], "the label stands below the link"
    card.locator("a").click()
    reader.wait_for_url(f"{site.shop}/tmall/item.htm*")


def buy(shop: Page) -> str:
    """Buy and pay; returns the order's number."""
    shop.click("[data-do=buy]")
    shop.click("[data-do=pay]")
    shop.click("[data-go=orders]")
    number = shop.locator("article[data-order]").get_attribute("data-order")
    assert number
    return number


def send_half_back(shop: Page) -> None:
    """Ask for half of the money back."""
    shop.reload()
    shop.click("[data-open=return]")
    shop.check("input[name=share][value=half]")
    shop.click("[data-do=return]")


def test_the_whole_chain(site: Site, language: str, phone: Callable[[], BrowserContext]) -> None:
    """From an application to a reversed commission, and every cent agrees."""
    operator = log_in(phone(), site, "operator")
    brand = log_in(phone(), site, "brand")
    creator = log_in(phone(), site, "creator")
    bring_to_life(site, operator, brand, creator)

    reader = phone().new_page()
    reader.wait_for_timeout(3_000)  # the link reaches the edge
    open_card(reader, site, LABELS[language])
    order = buy(reader)
    shows(creator, "7.68")
    brand.goto(f"{site.web}/brand")
    shows(brand, "12.80")

    reader.click("[data-do=receive]")
    site.admin.call("settle", trade_ids=[order])
    for _ in range(60):
        creator.reload()
        if creator.locator(".sum-posted", has_text="7.68").count():
            break
        creator.wait_for_timeout(500)
    expect(creator.locator(".sum-posted")).to_contain_text("7.68")

    send_half_back(reader)
    shows(creator, "3.84")
    expect(creator.locator(".sum-returned")).to_contain_text("3.84")
    brand.goto(f"{site.web}/brand")
    shows(brand, "6.40")
    audit = site.run("-m", "hongmao", "audit", check=False)
    assert audit.returncode == 0, audit.stdout
