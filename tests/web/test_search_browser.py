"""Searching on a phone: suggestions while typing, answers, more of them, and without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from hongmao.jobs.index import Indexer
from tests import factories
from tests.web.test_browser import PHONE, Visit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("home"),
]


@pytest.fixture
def notes(home: Path) -> None:
    """More notes of one word than a page has, indexed."""
    for number in range(30):
        factories.make_note(title=f"咖啡 {number}", title_en=f"Coffee {number}", topics=("手冲",))
    Indexer().follow()


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en", "dark")])
def test_a_reader_types_chooses_and_reads_on(
    browser: Browser, live_server: LiveServer, notes: None, language: str, scheme: str
) -> None:
    with Visit(browser, live_server.url, language, scheme) as page:
        page.click(".header-search-link")
        page.locator("#search-page").press_sequentially("手")
        expect(page.locator(".search-words").first).to_have_text("#手冲")
        page.locator("#search-page").fill("咖啡")
        page.keyboard.press("Enter")
        expect(page.locator(".tile")).to_have_count(24)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.locator(".tiles-more").scroll_into_view_if_needed()
        expect(page.locator(".tile")).to_have_count(30)
        page.click(".filters-name")
        page.locator(".filters-all .chip").nth(1).click()
        expect(page.locator(".chip-on").first).to_be_visible()
        assert "sort=newest" in page.url


def test_what_was_typed_before_the_scripts_came_is_asked_for(
    browser: Browser, live_server: LiveServer, notes: None
) -> None:
    with Visit(browser, live_server.url, "zh-CN", "light") as page:
        waiting: list[Route] = []

        def hold(route: Route) -> None:
            waiting.append(route)

        page.route("**/htmx*.js", hold)
        page.goto(f"{live_server.url}/search", wait_until="commit")
        page.locator("#search-page").press_sequentially("手")
        expect(page.locator(".search-words")).to_have_count(0)
        waiting[0].continue_()
        expect(page.locator(".search-words").first).to_have_text("#手冲")


def test_it_works_without_scripts(browser: Browser, live_server: LiveServer, notes: None) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/search")
    page.fill("#search-page", "咖啡")
    page.click(".search-button")
    expect(page.locator(".tile")).to_have_count(24)
    page.click(".tiles-more a")
    expect(page.locator(".tile")).to_have_count(6)
    context.close()
