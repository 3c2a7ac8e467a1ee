"""Reading on a phone: the place is kept, pages are light, and nothing jumps."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize

from tests.e2e.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 844}
MOST_BYTES = 250_000
"""A page before its pictures, on the first visit, as it is sent."""
MOST_MS = 2_500
"""Largest paint: what browsers call good on a slow phone; here the machine is the slow part."""

SEEN = """() => new Promise((done) => {
  const found = { shift: 0, paint: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) found.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) found.paint = entry.startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done(found), 700);
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages of a home with notes enough for an endless feed."""
    running = Site(tmp_path_factory.mktemp("reading"))
    try:
        running.start_pages("make_read")
        yield running
    finally:
        running.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    yield context.new_page()
    context.close()


def tiles(page: Page) -> list[str]:
    """The notes of a feed, in order."""
    found: list[str] = page.eval_on_selector_all(".tile-note", "all => all.map((a) => a.href)")
    return found


def test_going_back_from_a_note_finds_the_same_place(page: Page, site: Site) -> None:
    page.goto(site.web)
    first = len(tiles(page))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function(f"() => document.querySelectorAll('.tile').length > {first}")
    target = page.locator(".tile-note").nth(first + 5)
    target.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    before, height = tiles(page), page.evaluate("scrollY")
    assert height > 1000
    target.click()
    page.wait_for_url("**/n/*")
    page.go_back()
    page.wait_for_function(f"() => document.querySelectorAll('.tile').length >= {first}")
    page.wait_for_timeout(300)
    assert tiles(page)[: len(before)] == before
    assert abs(page.evaluate("scrollY") - height) <= 2
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function(f"() => document.querySelectorAll('.tile').length > {len(before)}")
    after = tiles(page)
    assert len(after) == len(set(after))


def test_a_first_visit_is_light(page: Page, site: Site) -> None:
    sizes: dict[str, int] = {}

    def weigh(request: Request) -> None:
        if request.resource_type != "image":
            sizes[request.url] = request.sizes()["responseBodySize"]

    page.on("requestfinished", weigh)
    for path in ("/", f"/n/{site.seeds['note']}"):
        sizes.clear()
        page.goto(site.web + path, wait_until="load")
        page.wait_for_timeout(300)
        assert sizes
        assert sum(sizes.values()) < MOST_BYTES, sizes
        for address in sizes:
            if "/static/" in address:
                check_kept(page, address)


def check_kept(page: Page, address: str) -> None:
    """A file of ours is named by its hash, sent packed, and kept for good."""
    assert re.search(r"\.[0-9a-f]{12}\.(css|js|svg)$", address)
    headers = page.request.get(address, headers={"Accept-Encoding": "gzip, br"}).headers
    assert "immutable" in headers["cache-control"]
    assert headers["content-encoding"] in {"br", "gzip"}


@pytest.mark.parametrize("path", ["/", "/n/{note}", "/c/{creator}"])
def test_nothing_jumps_and_the_largest_paint_is_soon(page: Page, site: Site, path: str) -> None:
    page.goto(site.web + path.format(**site.seeds))
    seen = page.evaluate(SEEN)
    assert seen["shift"] == 0
    assert 0 < seen["paint"] < MOST_MS
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
