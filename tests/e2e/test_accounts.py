"""A new reader's way on a phone: sign up, a passkey, a second proof, sessions, export, deletion."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.phone import Phone, code_in
from tests.e2e.site import Site
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAIL = "manman@example.org"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages alone; passkeys need a name, so `localhost`."""
    running = Site(tmp_path_factory.mktemp("accounts"))
    try:
        running.start_pages("make_reading")
        running.web = running.web.replace("127.0.0.1", "localhost")
        yield running
    finally:
        running.stop()


def test_a_readers_way_from_signing_up_to_leaving(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    phone = Phone(browser, site)
    page = phone.page
    phone.authenticator()
    phone.goto("/login")
    phone.sign_up("满满", MAIL)
    phone.arrives("/")

    phone.goto("/settings/security")
    phone.press("Add")
    phone.arrives("/settings/again")
    page.get_by_label("Password").fill(PASSWORD)
    phone.press("Go on")
    phone.arrives("/settings/passkeys/add")
    phone.press("Make it")
    phone.arrives("/settings/codes")
    assert page.locator(".settings-codes li").count() == 10
    recovery = page.locator(".settings-codes li").first.inner_text()

    page.click(".me > summary")
    page.get_by_role("button", name="Log out").click()
    phone.goto("/login")
    phone.press("Log in with a passkey")
    phone.arrives("/")
    phone.goto("/settings/security")
    expect(page.locator("main")).to_contain_text("On: a password alone does not open this account.")

    desk = Phone(browser, site)
    desk.goto("/login")
    desk.page.get_by_label("Account name or e-mail").fill(MAIL)
    desk.page.get_by_label("Password").fill(PASSWORD)
    desk.press("Log in")
    desk.arrives("/login/factor")
    desk.page.get_by_label("Code from your app, or a recovery code").fill(recovery)
    desk.press("Go on")
    desk.arrives("/")

    phone.goto("/settings/sessions")
    assert page.locator(".way").count() == 2
    phone.press("Log out there")
    expect(page.locator(".way")).to_have_count(1)
    desk.page.goto(f"{site.web}/settings")
    desk.arrives("/login")

    phone.goto("/settings/data")
    with page.expect_download() as download:
        phone.press("Download my data")
    download.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as export:
        assert MAIL in export.read("people.Person.json").decode()

    phone.press("Delete the account")
    if "/again" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        phone.press("Go on")
    phone.arrives("/settings/data/delete")
    page.get_by_label("I understand that this cannot be undone.").check()
    phone.press("Delete it for good")
    phone.arrives("/")
    expect(page.locator("main")).to_contain_text("Your account is deleted.")
    assert phone.wrong == []
    assert desk.wrong == []


def test_signing_up_without_a_password(browser: Browser, site: Site) -> None:
    phone = Phone(browser, site, "zh-CN")
    page = phone.page
    phone.authenticator()
    phone.goto("/sign-up/passkey")
    page.locator("[name=name]").fill("无密")
    page.locator("[name=email]").fill("key@example.org")
    page.locator("main .button").first.click()
    phone.arrives("/sign-up/check")
    page.locator("[name=code]").fill(code_in(site))
    page.locator("main .button").first.click()
    phone.arrives("/sign-up/passkey/make")
    page.locator("main .button").first.click()
    phone.arrives("/")
    page.click(".me > summary")
    page.locator(".me-menu form[action='/logout'] button").click()
    phone.goto("/login")
    page.locator("form[data-passkey] button").click()
    phone.arrives("/")
    assert phone.wrong == []


def test_a_passkey_at_a_number_says_why_it_cannot_be(browser: Browser, site: Site) -> None:
    phone = Phone(browser, site)
    phone.authenticator()
    phone.page.goto(f"{site.web.replace('localhost', '127.0.0.1')}/login")
    phone.press("Log in with a passkey")
    expect(phone.page.locator("[data-trouble=place]")).to_be_visible()
