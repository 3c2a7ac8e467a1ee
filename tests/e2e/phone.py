"""Somebody's phone: a browser of their own that is only tapped and typed into."""

import os
import re
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
)

from hongmao.demo.visitor import PHONE
from tests.e2e.site import Site
from tests.factories import PASSWORD

SIZE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 30_000
FOLDER = os.environ.get("STORY_PICTURES", "")
"""Where pictures of what was seen are kept; nowhere where it is empty."""


class Phone:
    """A phone; `wrong` is what its console complained of. Buttons are named in English."""

    def __init__(
        self, browser: Browser, site: Site, language: str = "en-US", scheme: str = "light"
    ) -> None:
        self.site, self.language, self.scheme = site, language, scheme
        self.context: BrowserContext = browser.new_context(
            viewport=SIZE,
            locale=language,
            color_scheme="dark" if scheme == "dark" else "light",
            user_agent=PHONE,
            has_touch=True,
            is_mobile=True,
            accept_downloads=True,
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _hear(self, one: ConsoleMessage) -> None:
        place = one.location["url"]
        ours = place.startswith((self.site.web, self.site.edge))
        if one.type == "error" and ours and "/media/" not in place:  # no pictures were drawn
            self.wrong.append(f"{one.text} {place}")

    def say(self, words: str) -> str:
        """A sentence of the pages in this phone's language."""
        with translation.override("zh-hans" if self.language.startswith("zh") else "en"):
            return gettext(words)

    def goto(self, address: str) -> None:
        """Open a page; nothing spills to the side of it."""
        self.page.goto(f"{self.site.web}{address}")
        self.fits()

    def fits(self) -> None:
        """Nothing spills to the side."""
        spilt = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert spilt <= 0, self.page.url

    def seen(self, name: str, at: str = "") -> None:
        """The page at that address fits and speaks the phone's language.

        `at` is a pattern; a picture of the page is kept where that is asked.
        """
        self.page.wait_for_url(re.compile(at))
        self.page.wait_for_load_state()
        self.fits()
        spoken = self.page.evaluate("document.documentElement.lang")
        assert spoken[:2] == self.language[:2], self.page.url
        if FOLDER:
            file = f"{name}-{self.language[:2]}-{self.scheme}.png"
            self.page.evaluate("scrollTo(0, 0)")
            self.page.wait_for_timeout(300)
            self.page.screenshot(path=Path(FOLDER) / file, full_page=True)

    def button(self, name: str, within: str = "main") -> Locator:
        """A button, or the link where no button is called so."""
        found = self.page.locator(within).get_by_role("button", name=self.say(name), exact=True)
        if not found.count():
            found = self.page.locator(within).get_by_role("link", name=self.say(name), exact=True)
        return found.first

    def press(self, name: str, within: str = "main") -> None:
        """Press a button or follow a link."""
        self.button(name, within).click()

    def fill(self, label: str, text: str) -> None:
        """Type into the field of that label."""
        self.page.get_by_label(self.say(label), exact=True).fill(text)

    def arrives(self, address: str) -> None:
        """The page there has opened, whole."""
        self.page.wait_for_url(re.compile(rf"{re.escape(address)}(\?.*)?(#.*)?$"))
        self.fits()

    def open_menu(self, entry: str) -> None:
        """Open what the menu of one's own leads to."""
        self.page.click(".me > summary")
        self.press(entry, ".me-menu")

    def sign_up(self, name: str, mail: str) -> None:
        """Open an account from the page to log in, with the code that the mail brings."""
        self.press("Sign up")
        self.arrives("/sign-up")
        self.fill("Name that others see", name)
        self.fill("E-mail", mail)
        self.fill("Password", PASSWORD)
        self.press("Sign up")
        self.arrives("/sign-up/check")
        self.fill("Code from the mail", code_in(self.site))
        self.press("Confirm")

    def log_in(self, username: str) -> None:
        """Log in from the page that opens first."""
        self.goto("/login")
        self.fill("Account name or e-mail", username)
        self.fill("Password", PASSWORD)
        self.press("Log in")

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
