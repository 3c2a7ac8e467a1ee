"""A person's way on a phone: from a cent of a statement down to its click, and up again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.e2e.site import Site
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 844}
STEPS = {
    "zh-CN": ("佣金", "订单", "匹配", "点击", "笔记", "账单"),
    "en-US": ("Commission", "Order", "Match", "Click", "Note", "Statement"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages of a home with a month closed."""
    running = Site(tmp_path_factory.mktemp("closed"))
    try:
        running.start_pages("make_closed")
        yield running
    finally:
        running.stop()


def fits(page: Page) -> None:
    """Nothing spills to the side."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def step(page: Page, name: str, address: str) -> None:
    """Take a step of the trail."""
    page.locator(".trail").get_by_role("link", name=name, exact=True).click()
    page.wait_for_url(re.compile(address))
    fits(page)


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_a_cent_to_its_click_and_up_again(
    browser: Browser, site: Site, language: str, scheme: str
) -> None:
    commission, order, match, click, note, statement = STEPS[language]
    seeds = site.seeds
    context = browser.new_context(
        viewport=PHONE, locale=language, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(f"{site.web}/login")
    page.fill("input[name=username]", site.seeds["creator"])
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(re.compile("/creator$"))
    fits(page)

    page.goto(f"{site.web}/statements")
    fits(page)
    page.locator(".slips a").first.click()
    page.wait_for_url(re.compile(f"/statements/{seeds['statement']}$"))
    fits(page)
    expect(page.locator(".closing")).to_contain_text("2.94")
    settled = page.locator(".slip", has_text="5.88").locator("[data-line]")
    settled.click()

    page.wait_for_url(re.compile(f"/commissions/{seeds['commission']}#transfer-"))
    fits(page)
    target = page.locator(".panel-here:target")
    expect(target).to_contain_text(f"commission:{seeds['commission']}:2")
    expect(target).to_contain_text("5.88")
    step(page, order, f"/commissions/{seeds['commission']}/order$")
    expect(page.locator("main")).to_contain_text("9.80")
    step(page, match, f"/matches/{seeds['match']}$")
    step(page, click, f"/matches/{seeds['match']}/click$")
    expect(page.locator("main")).to_contain_text(seeds["click"])
    step(page, note, f"/n/{seeds['note']}$")
    page.go_back()

    step(page, match, f"/matches/{seeds['match']}$")
    step(page, order, f"/commissions/{seeds['commission']}/order$")
    step(page, commission, f"/commissions/{seeds['commission']}$")
    step(page, statement, f"/statements/{seeds['statement']}\\?page=1#line-")
    expect(page.locator(".slip:target")).to_contain_text("2.94")
    context.close()
