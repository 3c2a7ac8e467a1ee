"""A kept note is read without a network; nothing else is kept, and logging out clears it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.site import Site
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CONTROLLED = "navigator.serviceWorker.ready.then(() => new Promise((done) => { const look = () => navigator.serviceWorker.controller ? done() : setTimeout(look, 50); look(); }))"  # noqa: E501
STORED = "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat())"  # noqa: E501


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages alone."""
    running = Site(tmp_path_factory.mktemp("offline"))
    try:
        running.start_pages("make_reading")
        yield running
    finally:
        running.stop()


def test_a_kept_note_is_read_without_a_network(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US")
    page = context.new_page()
    page.goto(f"{site.web}/login")
    page.fill("input[name=username]", site.seeds["creator"])
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(re.compile("/creator$"))
    page.evaluate(CONTROLLED)
    note, other = (f"{site.web}/n/{site.seeds[name]}" for name in ("note", "other"))
    page.goto(other)
    page.goto(note)
    page.get_by_role("button", name="Keep for offline").click()
    expect(page.get_by_role("button", name="Kept on this device")).to_be_visible()
    stored = page.evaluate(STORED)
    assert {path for path in stored if not path.startswith(("/static/", "/media/"))} == {
        "/offline",
        f"/n/{site.seeds['note']}",
    }

    context.set_offline(True)
    page.goto(note)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pour-over 0")
    assert page.locator("a[href='/login']").count() == 1, "kept as a visitor sees it"
    assert page.evaluate("getComputedStyle(document.querySelector('.header')).position") == "sticky"
    for address in (other, f"{site.web}/creator/payouts"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("No network")
    page.get_by_role("link", name="Pour-over 0").click()
    page.wait_for_url(note)

    context.set_offline(False)
    page.goto(note)
    page.click(".me > summary")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(f"{site.web}/")
    assert f"/n/{site.seeds['note']}" not in page.evaluate(STORED)


def test_a_phone_can_install_the_pages(browser: Browser, site: Site) -> None:
    for language, name in (("zh-CN", "红猫"), ("en-US", "Hongmao")):
        page = browser.new_context(locale=language).new_page()
        page.goto(site.web)
        session = page.context.new_cdp_session(page)
        found = session.send("Page.getAppManifest")
        assert not found["errors"]
        assert (
            f'"name": "{name}"'.encode() in found["data"].encode().decode("unicode_escape").encode()
        )
        for icon in ("192", "512", "512-maskable"):
            assert page.request.get(f"{site.web}/static/hongmao/app/{icon}.png").ok
