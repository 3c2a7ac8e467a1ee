"""axe-core's rules on every page as every role; and the way to the card by the keyboard alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from tests.e2e.site import Site
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
GRAVE = {"serious", "critical"}
LOOKS = [(PHONE, "dark", "zh-CN"), (DESK, "light", "en-US")]
"""Each size, scheme and language once."""
ROLES = ["", "reader", "creator", "brand", "operator"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages of a home with something on each."""
    running = Site(tmp_path_factory.mktemp("axe"))
    try:
        running.start_pages("make_every")
        yield running
    finally:
        running.stop()


def open_context(browser: Browser, look: int) -> BrowserContext:
    """A fresh browser of one look."""
    viewport, scheme, language = LOOKS[look]
    return browser.new_context(
        viewport=viewport,
        locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )


def log_in(page: Page, site: Site, name: str) -> None:
    """Log somebody in."""
    page.goto(f"{site.web}/login")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


def findings(page: Page) -> list[str]:
    """What is serious or critical on a page: rule, place, what axe says of it."""
    response: dict[str, Any] = Axe().run(page).response
    return [
        f"{violation['id']} {node['target']}: {node['failureSummary']}"
        for violation in response["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"][:3]
    ]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("look", range(len(LOOKS)))
def test_nothing_serious_on_any_page(browser: Browser, site: Site, look: int, role: str) -> None:
    context = open_context(browser, look)
    page = context.new_page()
    seeds = site.seeds[role]
    if role:
        log_in(page, site, seeds["name"])
    found: dict[str, list[str]] = {}
    for path in seeds["pages"]:
        page.goto(f"{site.web}{path}")
        grave = findings(page)
        if grave:
            found[path] = grave
    context.close()
    assert found == {}


def test_axe_does_find(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html><body><img src='x.png'><a href='/'></a></body></html>")
    assert {line.split()[0] for line in findings(page)} >= {"image-alt", "link-name"}
    page.close()


def test_the_card_by_keyboard_alone(browser: Browser, site: Site) -> None:
    context = open_context(browser, 0)
    page = context.new_page()
    page.goto(site.web)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    note = site.seeds[""]["pages"][1]
    press_until(page, f"document.activeElement.getAttribute('href') === '{note}'")
    assert outlined(page)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{note}")
    press_until(page, "!!document.activeElement.closest('[data-card]')")
    assert page.evaluate("document.activeElement.className") == "card-link"
    assert outlined(page)
    with page.expect_request(lambda request: "/r/" in request.url) as asked:
        page.keyboard.press("Enter")
    assert asked.value.url.startswith(f"{site.edge}/r/")
    context.close()


def press_until(page: Page, condition: str) -> None:
    """Press Tab until something is so; at most 60 times."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    raise AssertionError(condition)


def outlined(page: Page) -> bool:
    """Whether what has the focus shows it."""
    style = "getComputedStyle(document.activeElement)"
    return bool(page.evaluate(f"{style}.outlineStyle !== 'none' && {style}.outlineWidth !== '0px'"))


def test_reduced_motion_leaves_none(browser: Browser, site: Site) -> None:
    context = open_context(browser, 0)
    page = context.new_page()
    page.goto(f"{site.web}{site.seeds['']['pages'][1]}")
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].flatMap((element) => {
          const style = getComputedStyle(element);
          return [style.transitionDuration, style.animationDuration]
            .flatMap((text) => text.split(",")).map(parseFloat);
        }))"""
    )
    assert longest <= 0.001
    context.close()
