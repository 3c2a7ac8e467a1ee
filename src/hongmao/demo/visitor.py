"""A reader who uses the pages over HTTP as a browser would: reads, sees cards, taps, buys."""

import re
import secrets
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec

PHONE = (
    "Mozilla/5.0 (Linux; Android 15; 2312DRA50C) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Mobile Safari/537.36"
)
CLICK_HEADER = "Hongmao-Click"


class SeenCard(msgspec.Struct, frozen=True):
    """A card as a page showed it."""

    view: str
    place: int
    label: str
    href: str


class PageProof(msgspec.Struct, frozen=True):
    """What a page view proves to the edge: see `edge.beacons`."""

    token: str
    surface: str
    note: int
    codes: str


class _Page(HTMLParser):
    """Finds the cards, their labels and the links to notes."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[dict[str, Any]] = []
        self.proof: PageProof | None = None
        self.notes: list[str] = []
        self.more = ""
        self._in_label = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        href = values.get("href", "")
        if "data-card" in values:
            self.cards.append(
                {
                    "view": values["data-view"],
                    "place": int(values["data-place"]),
                    "label": "",
                    "href": "",
                }
            )
        elif "data-page" in values:
            self.proof = PageProof(
                values["data-page"], values["data-surface"], int(values["data-note"]),
                values["data-codes"],
            )  # fmt: skip
        elif tag == "a" and "/r/" in href and self.cards:
            self.cards[-1]["href"] = href
        elif tag == "a" and re.fullmatch(r"/n/\d+", href) and href not in self.notes:
            self.notes.append(href)
        elif tag == "a" and "place=" in href:
            self.more = href
        self._in_label = "data-label" in values

    def handle_data(self, data: str) -> None:
        if self._in_label and self.cards:
            self.cards[-1]["label"] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        self._in_label = False


class Page(msgspec.Struct, frozen=True):
    """What a page showed: its cards, and the paths of notes and of more notes it leads to."""

    proof: PageProof | None
    cards: list[SeenCard]
    notes: list[str]
    more: str


class Visitor:
    """One reader with a browser's cookies, a phone and a language."""

    def __init__(self, web: str, edge: str, language: str = "zh-CN") -> None:
        self._web, self._edge = web, edge
        self._client = httpx.Client(
            headers={"User-Agent": PHONE, "Accept-Language": language}, timeout=15
        )

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def read(self, path: str) -> Page:
        """Open a page of the community; raises `httpx.HTTPError`."""
        answer = self._client.get(self._web + path)
        answer.raise_for_status()
        page = _Page()
        page.feed(answer.text)
        cards = [SeenCard(**card) for card in page.cards]
        return Page(page.proof, cards, page.notes, page.more)

    def see(self, page: Page, seconds: int = 0) -> int:
        """Have seen a page's cards for a second each, and read its note for `seconds`.

        Sends the beacon; returns the edge's HTTP status.
        """
        assert page.proof, "a page with a card or a note carries its proof"
        places = [card.place for card in page.cards]
        batch = {"p": [[*msgspec.structs.astuple(page.proof), places, seconds]]}
        answer = self._client.post(
            f"{self._edge}/e",
            content=msgspec.json.encode(batch),
            headers={"Content-Type": "text/plain"},
        )
        answer.raise_for_status()
        return answer.status_code

    def tap(self, card: SeenCard) -> tuple[str, str]:
        """Tap a card: the click's id, and the address of the item's page it ended on."""
        answer = self._client.get(card.href)
        click_id = answer.headers.get(CLICK_HEADER, "")
        while answer.is_redirect:
            answer = self._client.get(urljoin(str(answer.url), answer.headers["location"]))
        answer.raise_for_status()
        return click_id, str(answer.url)

    def buy(self, item_page: str) -> str:
        """Buy and pay for the item on this page; returns the marketplace's trade id."""
        item = httpx.URL(item_page).params["id"]
        shop = f"{urlsplit(item_page).scheme}://{urlsplit(item_page).netloc}"
        bought = self._client.post(f"{shop}/buy", data={"item_id": item, "quantity": "1"})
        cashier = urljoin(str(bought.url), bought.headers["location"])
        paid = self._client.post(cashier)
        if not paid.is_redirect:
            paid.raise_for_status()
        return urlsplit(cashier).path.rsplit("/", 1)[-1]


class SandboxAdmin:
    """The sandbox's own controls: what a marketplace does by itself, on demand."""

    def __init__(self, url: str, secret: str) -> None:
        self._client = httpx.Client(base_url=url, headers={"X-Sandbox-Secret": secret}, timeout=15)

    def call(self, name: str, **body: object) -> dict[str, object]:
        """Call `/admin/<name>`; raises `httpx.HTTPStatusError`."""
        answer = self._client.post(f"/admin/{name}", content=msgspec.json.encode(body))
        answer.raise_for_status()
        result: dict[str, object] = answer.json()
        return result


def new_name(prefix: str) -> str:
    """A name that no other run of the demo uses."""
    return f"{prefix}-{secrets.token_hex(3)}"
