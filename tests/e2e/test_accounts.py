"""A new reader's way on a phone: sign up, a passkey, a second proof, sessions, export, deletion."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect

from tests.e2e.site import Site
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 844}
MAIL = "manman@example.org"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages alone, with mail written to a folder; passkeys need a name, so `localhost`."""
    home = tmp_path_factory.mktemp("accounts")
    running = Site(home)
    running.environment["HONGMAO_MAIL_FOLDER"] = str(home / "mail")
    try:
        running.start_pages("make_reading")
        running.web = running.web.replace("127.0.0.1", "localhost")
        yield running
    finally:
        running.stop()


class Visitor:
    """Somebody at a phone; `wrong` is what their console complained of."""

    def __init__(self, browser: Browser, site: Site, language: str = "en-US") -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(
            viewport=PHONE, locale=language, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _hear(self, one: ConsoleMessage) -> None:
        if one.type == "error" and "/media/" not in one.location["url"]:  # no pictures were drawn
            self.wrong.append(one.text)

    def goto(self, address: str) -> None:
        """Open a page; nothing spills to the side of it."""
        self.page.goto(f"{self.site.web}{address}")
        self.fits()

    def fits(self) -> None:
        """Nothing spills to the side."""
        spilt = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert spilt <= 0, self.page.url

    def press(self, name: str) -> None:
        """Press a button or follow a link."""
        found = self.page.locator("main").get_by_role("button", name=name, exact=True)
        if not found.count():
            found = self.page.locator("main").get_by_role("link", name=name, exact=True)
        found.first.click()

    def arrives(self, address: str) -> None:
        """The page there has opened, whole."""
        self.page.wait_for_url(re.compile(rf"{re.escape(address)}(\?.*)?$"))
        self.fits()

    def authenticator(self) -> None:
        """Give the browser a device with a screen lock."""
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def code_in(site: Site) -> str:
    """The code in the latest mail."""
    folder = Path(site.environment["HONGMAO_MAIL_FOLDER"])
    latest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    found = re.findall(r"^ {4}(\S+)$", latest.read_text(), re.MULTILINE)
    return str(found[-1])


def test_a_readers_way_from_signing_up_to_leaving(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    phone = Visitor(browser, site)
    page = phone.page
    phone.authenticator()
    phone.goto("/login")
    phone.press("Sign up")
    phone.arrives("/sign-up")
    page.get_by_label("Name that others see").fill("满满")
    page.get_by_label("E-mail").fill(MAIL)
    page.get_by_label("Password").fill(PASSWORD)
    phone.press("Sign up")
    phone.arrives("/sign-up/check")
    page.get_by_label("Code from the mail").fill(code_in(site))
    phone.press("Confirm")
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

    desk = Visitor(browser, site)
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
    phone = Visitor(browser, site, "zh-CN")
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
    phone = Visitor(browser, site)
    phone.authenticator()
    phone.page.goto(f"{site.web.replace('localhost', '127.0.0.1')}/login")
    phone.press("Log in with a passkey")
    expect(phone.page.locator("[data-trouble=place]")).to_be_visible()
