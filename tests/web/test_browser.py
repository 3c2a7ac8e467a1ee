"""What only a browser can tell: where the label stands, what moves, and what beacons say."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page, Request, ViewportSize
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from hongmao.core.ids import ViewTokens, derive_key, of_page
from hongmao.links.models import Placement
from hongmao.people.models import Role
from tests import factories

pytestmark = [
    pytest.mark.browser,
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("home"),
]

PHONE: ViewportSize = {"width": 390, "height": 844}
EDGE = "http://127.0.0.1:9"


@pytest.fixture
def placement(settings: Settings, home: Path) -> Placement:
    """A live placement among other notes, with the edge at an address of the test's own."""
    settings.HONGMAO = settings.HONGMAO.model_copy(update={"edge_url": EDGE})
    found = factories.make_placement()
    for _ in range(30):
        factories.make_note()
    return found


class Visit:
    """A page on a phone, and what its console complained of."""

    def __init__(
        self, browser: Browser, address: str, language: str, scheme: str = "light"
    ) -> None:
        context = browser.new_context(
            service_workers="block",  # `page.route` does not see what one of them fetches
            viewport=PHONE,
            locale=language,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self._hear(line.text))
        self.page.goto(address)

    def _hear(self, line: str) -> None:
        if "Content Security Policy" in line:
            self.complaints.append(line)

    def __enter__(self) -> Page:
        return self.page

    def __exit__(self, *_: object) -> None:
        self.page.context.close()
        assert self.complaints == []


LABEL = """() => {
  const luminance = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).map((n) => n / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const card = document.querySelector("[data-card]");
  const label = card.querySelector("[data-label]");
  const link = card.querySelector("a");
  const style = getComputedStyle(label);
  const isWords = (node) => node.nodeType === 3 && node.data.trim();
  const worded = (element) => [...element.childNodes].some(isWords);
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  const tones = [luminance(style.color), luminance(style.backgroundColor)].sort((a, b) => b - a);
  const first = document.querySelector("[data-label]").getBoundingClientRect();
  return {
    contrast: (tones[0] + 0.05) / (tones[1] + 0.05),
    size: size(label),
    body: Math.max(...[...link.querySelectorAll("*")].filter(worded).map(size)),
    bottom: label.getBoundingClientRect().bottom,
    linkTop: link.getBoundingClientRect().top,
    firstTop: first.top + scrollY,
    visible: label.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
    spilt: Math.max(...[...card.querySelectorAll("*")].map((e) => e.getBoundingClientRect().right))
      - card.getBoundingClientRect().right,
    overflow: document.documentElement.scrollWidth - innerWidth,
  };
}"""


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("surface", ["feed", "note"])
def test_the_label_can_be_seen_before_the_link(
    browser: Browser,
    live_server: LiveServer,
    placement: Placement,
    language: str,
    scheme: str,
    surface: str,
) -> None:
    """CN1 and CN2: at or above the link, contrast 4.5 or more, no smaller than the card's text."""
    path = "/" if surface == "feed" else f"/n/{placement.note_id}"
    with Visit(browser, live_server.url + path, language, scheme) as page:
        label = page.evaluate(LABEL)
        assert label["visible"]
        assert label["contrast"] >= 4.5
        assert label["size"] >= label["body"] - 0.01
        assert label["bottom"] <= label["linkTop"]
        assert label["spilt"] <= 0
        assert label["overflow"] <= 0
        if surface == "note":
            assert label["firstTop"] < PHONE["height"]


def test_a_card_seen_for_a_second_is_told_once(
    browser: Browser, live_server: LiveServer, placement: Placement
) -> None:
    with Visit(browser, f"{live_server.url}/n/{placement.note_id}", "zh-CN") as page:
        told: list[list[Any]] = []

        def hear(request: Request) -> None:
            if request.url == f"{EDGE}/e":
                told.extend(json.loads(request.post_data or "{}")["p"])

        page.on("request", hear)
        page.wait_for_timeout(1500)
        assert told == []  # the card is below the fold
        card = page.locator("[data-card]")
        card.scroll_into_view_if_needed()
        page.wait_for_timeout(3000)
        page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(200)
        card.scroll_into_view_if_needed()
        page.wait_for_timeout(3000)
        page.evaluate("dispatchEvent(new Event('pagehide'))")
        page.wait_for_timeout(200)
        page.evaluate("dispatchEvent(new Event('pagehide'))")
        page.wait_for_timeout(200)
    assert [(seen, bool(seconds)) for *_, seen, seconds in told] == [([0], False), ([], True)]
    assert 3 <= told[1][-1] <= 30
    tokens = ViewTokens(derive_key(django_settings.HONGMAO.secret.get_secret_value(), "view"))
    for token, surface, note, codes, *_ in told:
        assert (surface, note, codes) == ("note", placement.note_id, placement.link.code)
        assert tokens.open(token, of_page(surface, note, codes))


def test_the_feed_goes_on_below_and_moves_nothing_above(
    browser: Browser, live_server: LiveServer, placement: Placement
) -> None:
    with Visit(browser, live_server.url, "zh-CN") as page:
        places = (
            "() => [...document.querySelectorAll('.tile')].map((t) => [t.offsetLeft, t.offsetTop])"
        )
        before = page.evaluate(places)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_selector(".tiles-end", state="attached")
        after = page.evaluate(places)
        assert len(after) == 31 > len(before)
        assert after[: len(before)] == before


def test_the_feed_stands_still_while_pictures_load(
    browser: Browser, live_server: LiveServer, placement: Placement
) -> None:
    with Visit(browser, live_server.url, "zh-CN") as page:
        shift = page.evaluate(
            """() => new Promise((done) => {
              let total = 0;
              new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) total += entry.value;
              }).observe({ type: "layout-shift", buffered: true });
              setTimeout(() => done(total), 500);
            })"""
        )
        assert shift < 0.01


def test_a_refusal_is_shown_in_place(
    browser: Browser, live_server: LiveServer, placement: Placement
) -> None:
    operator = factories.make_person(Role.OPERATOR)
    with Visit(browser, f"{live_server.url}/login?next=/operator", "en-US") as page:
        page.fill("#id_username", operator.username)
        page.fill("#id_password", factories.PASSWORD)
        page.click("main button")
        end = page.locator(f"form[action='/operator/placements/{placement.pk}/end'] button")
        page.route(
            "**/pause",
            lambda route: route.continue_(url=route.request.url.replace("pause", "resume")),
        )
        assert end.is_visible()
        page.wait_for_load_state()  # before its scripts are there, a form is sent as any form is
        page.locator(f"form[action='/operator/placements/{placement.pk}/pause'] button").click()
        page.wait_for_selector(".notice-refusal")
        assert "already; reload the page" in page.inner_text(".notice-refusal")
        assert page.locator(".header").count() == 1
        page.unroute("**/pause")
        end.click()
        page.wait_for_selector(".notice-done")
        assert "The note stays" in page.inner_text(".notice-done")
