"""The plain recipe elsewhere under a strict policy; and the API's example as documented."""

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.e2e.site import Site
from tests.environment import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 390, "height": 844}
PERSON = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)
"""A headless browser says that it is one, and would be flagged as a program."""
LABELS = {"zh-CN": "广告", "en-US": "Ad 广告"}
ABOVE = "<main><h1>Forum</h1>" + "<p>A paragraph of a post.</p>" * 40


def fence(page: str, heading: str, language: str) -> str:
    """The first code block of that language below a heading of a documentation page."""
    text = (ROOT / "docs" / page).read_text().partition(f"\n## {heading}\n")[2]
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1]


class Elsewhere:
    """Another community: plain files under a policy without anything unsafe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.policy = ""
        outer = self

        class Handler(SimpleHTTPRequestHandler):
            def end_headers(self) -> None:
                self.send_header("Content-Security-Policy", outer.policy)
                super().end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(Handler, directory=str(folder))
        )
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def write(self, name: str, language: str, body: str) -> str:
        """Write a page; returns its address."""
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        head += '<meta name="color-scheme" content="light dark"><title>Forum</title>'
        text = (
            f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'
        )
        (self.folder / name).write_text(text)
        return f"{self.origin}/{name}"

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's home."""
    return tmp_path_factory.mktemp("embed")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """Another community."""
    running = Elsewhere(tmp_path_factory.mktemp("elsewhere") / "pages")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def site(home: Path, elsewhere: Elsewhere) -> Iterator[Site]:
    """A Hongmao with one live placement that lets `elsewhere` in."""
    running = Site(home)
    try:
        running.start_up("make_live")
        command = ("-m", "hongmao", "integrator", "add", "forum", "--origins", elsewhere.origin)
        running.seeds["key"] = running.run(*command).stdout.split()[-1]
        web, edge = running.web, running.edge
        elsewhere.policy = (
            f"default-src 'none'; script-src {web}; style-src 'self'; img-src {web}; "
            f"connect-src {web} {edge}; base-uri 'none'; form-action 'none'"
        )
        yield running
    finally:
        running.stop()


def recipe(site: Site) -> str:
    """The plain recipe as documented, for this site and its note."""
    text = fence("recipes.md", "Plain HTML", "html")
    text = text.replace("https://community.example", site.web)
    note = site.seeds["note"]
    return text.replace('content="42"', f'content="{note}"').replace("/n/42", f"/n/{note}")


def visit(
    browser: Browser, language: str, scheme: str = "light", **more: Any
) -> tuple[BrowserContext, Page, list[str]]:
    """A fresh phone, its page, and what its console complains of."""
    context = browser.new_context(
        viewport=PHONE, locale=language, user_agent=PERSON,
        color_scheme="dark" if scheme == "dark" else "light", **more,
    )  # fmt: skip
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text))
    return context, page, complaints


def lake(home: Path, kind: str) -> list[tuple[str, str, str]]:
    """Code, view and flags of the events of a kind that stood in an embedded card."""
    files = home / "lake" / kind
    if not any(files.rglob("*.parquet")):
        return []
    query = f"SELECT code, view, flags FROM read_parquet('{files}/**/*.parquet') "
    return duckdb.execute(f"{query} WHERE surface = 'embed'").fetchall()


def until(page: Page, home: Path, kind: str, count: int) -> list[tuple[str, str, str]]:
    """The lake's events of a kind, once there are `count`."""
    for _ in range(100):
        found = lake(home, kind)
        if len(found) >= count:
            break
        page.wait_for_timeout(200)
    return found


@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-US", "dark")])
def test_the_plain_recipe_under_a_strict_policy(
    browser: Browser, site: Site, elsewhere: Elsewhere, home: Path, language: str, scheme: str
) -> None:
    before = len(lake(home, "impressions"))
    clicks = len(lake(home, "clicks"))
    address = elsewhere.write("post.html", language, f"{ABOVE}{recipe(site)}</main>")
    context, page, complaints = visit(browser, language, scheme)
    session = context.new_cdp_session(page)  # the tree is closed, to scripts of the page too
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_timeout(800)
    assert not [url for url in asked if "/api/" in url], "asked before it is near"
    with page.expect_response(re.compile("/api/v1/cards")):
        page.locator("hongmao-card").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    with page.expect_request(f"{site.edge}/e", timeout=10_000):
        page.locator("hongmao-card").scroll_into_view_if_needed()
    assert page.evaluate("document.querySelector('hongmao-card').shadowRoot") is None
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    said = [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in tree
        if not node["ignored"]
    ]
    names = [name for _, name in said]
    assert LABELS[language] in names
    link = next(i for i, (role, name) in enumerate(said) if role == "link" and "¥99" in name)
    assert names.index(LABELS[language]) < link, "the label is read before the link"
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    page.locator("hongmao-card").scroll_into_view_if_needed()
    page.wait_for_timeout(1_500)
    assert asked.count(f"{site.edge}/e") == 1

    box = page.locator("hongmao-card").bounding_box()
    assert box
    assert box["width"] <= PHONE["width"]
    assert complaints == []
    with page.expect_response(re.compile(re.escape(f"{site.edge}/r/"))) as answered:
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 30)
    assert answered.value.status == 302
    clicked = answered.value.headers["hongmao-click"]
    assert clicked
    context.close()
    waiting = browser.new_page()
    seen = until(waiting, home, "impressions", before + 1)
    counted = until(waiting, home, "clicks", clicks + 1)
    waiting.close()
    assert len(seen) == before + 1
    assert len(counted) == clicks + 1
    views = {view for _, view, _ in seen}
    assert {view for _, view, _ in counted} <= views, "the click came from the view that was seen"
    assert {(code, flags) for code, _, flags in seen + counted} == {(site.seeds["code"], "")}


def test_the_card_is_reached_by_keyboard(
    browser: Browser, site: Site, elsewhere: Elsewhere
) -> None:
    address = elsewhere.write("keys.html", "en", recipe(site))
    context, page, _ = visit(browser, "en-US")
    with page.expect_response(re.compile("/api/v1/cards")):
        page.goto(address)
    page.wait_for_timeout(300)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "hongmao-card"
    with page.expect_response(re.compile(re.escape(f"{site.edge}/r/"))) as answered:
        page.keyboard.press("Enter")
    assert answered.value.status == 302
    context.close()


def test_without_javascript_a_labelled_link_stands(
    browser: Browser, site: Site, elsewhere: Elsewhere
) -> None:
    address = elsewhere.write("plain.html", "en", recipe(site))
    context, page, _ = visit(browser, "en-US", java_script_enabled=False)
    page.goto(address)
    link = page.locator("hongmao-card a")
    expect(link).to_be_visible()
    expect(link).to_have_text(re.compile("^Ad 广告"))
    context.close()


def test_a_page_that_was_not_let_in_keeps_the_link(
    browser: Browser, site: Site, elsewhere: Elsewhere
) -> None:
    address = elsewhere.write("other.html", "en", recipe(site)).replace("127.0.0.1", "localhost")
    context, page, complaints = visit(browser, "en-US")
    with page.expect_response(re.compile("/api/v1/cards")) as answered:
        page.goto(address)
    assert answered.value.status == 403
    expect(page.locator("hongmao-card a")).to_be_visible()
    page.wait_for_timeout(300)
    assert any("may not show cards" in line for line in complaints)
    context.close()


def test_a_frame_of_a_note_fits_and_counts(
    browser: Browser, site: Site, elsewhere: Elsewhere, home: Path
) -> None:
    note = f"{site.web}/n/{site.seeds['note']}"
    said = httpx.get(f"{site.web}/oembed", params={"url": note, "maxwidth": "360"}).json()
    before = len(lake(home, "impressions"))
    policy, elsewhere.policy = elsewhere.policy, f"default-src 'none'; frame-src {site.web}"
    try:
        address = elsewhere.write("frame.html", "en", said["html"])
        context, page, complaints = visit(browser, "en-US")
        page.goto(address)
        frame = page.frames[-1]
        frame.wait_for_selector("[data-card]")
        height = frame.evaluate("document.documentElement.scrollHeight")
        assert height <= said["height"], "nothing is cut off"
        expect(frame.locator("[data-label]").first).to_have_text(LABELS["en-US"])
        assert len(until(page, home, "impressions", before + 1)) == before + 1
        assert complaints == []
        context.close()
    finally:
        elsewhere.policy = policy


def test_the_documented_example_of_the_api(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    text = fence("integrate.md", "The card API", "python")
    text = text.replace("https://community.example", site.web).replace("hm_key", site.seeds["key"])
    exec(text.replace('"note": 42', f'"note": {site.seeds["note"]}'), {})
    said = capsys.readouterr().out
    assert said.startswith("Ad 广告 on behalf of ")
    assert "¥99.00 Opens in Tmall" in said
    assert f"{site.edge}/r/{site.seeds['code']}?v=" in said
