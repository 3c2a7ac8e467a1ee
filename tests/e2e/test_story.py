"""The whole story on phones: newcomers write, find, sell, buy and earn, by taps and typing alone.

Somebody signs up and publishes a note with three pictures; somebody else finds it by search and
comments; a brand signs up and is admitted; a product comes below the note; it is bought, and the
earning stands on its creator's page. Then half goes back, and the audit agrees.

It is told in Chinese by day and in English by night. STORY_LOOKS=all tells it in all four
ways, and STORY_PICTURES=<folder> keeps a picture of every page.
"""

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from hongmao.demo.pictures import parse_recipe, render
from tests.e2e.phone import Phone
from tests.e2e.site import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALL = os.environ.get("STORY_LOOKS") == "all"
LOOKS = [("zh-CN", "light"), ("en-US", "dark")]
LOOKS += [("zh-CN", "dark"), ("en-US", "light")] if ALL else []
LABELS = {"zh-CN": "广告", "en-US": "Ad 广告"}
PICTURES = ("tea_set matcha morning 3", "pour_over lake morning 4", "coffee_window mocha morning 6")
_numbers = count(1)


class Tale(msgspec.Struct, frozen=True):
    """What people say in one telling; `word` is what the note is found by."""

    word: str
    number: int
    title: str
    body: str
    topics: str
    shows: tuple[str, str, str]
    comment: str
    creator: str
    reader: str
    brand: str
    product: str
    campaign: str

    @property
    def item(self) -> str:
        """The product's number in the marketplace."""
        return f"6845123456{self.number:02d}"


CHINESE = Tale(
    word="手冲壶",
    number=0,
    title="周末早晨，一只{}就够了",
    body="水烧开放一分钟，{}慢慢绕三圈，两分半滴完。\n\n苦了磨粗一格，酸了磨细一格。#日常",
    topics="咖啡 早晨",
    shows=("摆在窗边的一套茶具", "正在注水的滤杯", "窗边的一杯咖啡"),
    comment="请问水温要多少度？",
    creator="林间小屋",
    reader="爱喝咖啡的满满",
    brand="云雾器物",
    product="云雾{} 600 毫升 不锈钢细口",
    campaign="秋日慢生活",
)
ENGLISH = Tale(
    word="kettle",
    number=0,
    title="One {} is enough for a slow weekend morning",
    body="Let it rest for a minute, then three slow circles with the {}.\n\nBitter? Grind coarser.",
    topics="coffee, mornings",
    shows=("A tea set by the window", "A dripper being filled", "A cup of coffee at the window"),
    comment="How hot should the water be?",
    creator="Wren Alder",
    reader="Mira of the Long Kitchen",
    brand="Cloudline Goods",
    product="Cloudline gooseneck {}, 600 ml, brushed steel",
    campaign="Slow autumn",
)
WORDS = {("zh-CN", "dark"): "紫砂壶", ("en-US", "light"): "teapot"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A whole Hongmao, for all tellings."""
    with running_site(tmp_path_factory.mktemp("story")) as running:
        yield running


@pytest.fixture(params=LOOKS, ids="-".join)
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The language and the scheme of everyone's phone."""
    language, scheme = request.param
    return language, scheme


@pytest.fixture
def tale(site: Site, look: tuple[str, str]) -> Tale:
    """What is told, of an item that the marketplace has."""
    told = CHINESE if look[0] == "zh-CN" else ENGLISH
    word = WORDS.get(look, told.word)
    texts = {name: getattr(told, name).format(word) for name in ("title", "body", "product")}
    tale = msgspec.structs.replace(told, word=word, number=next(_numbers), **texts)
    store = {"store_id": f"88{tale.number}", "seller_id": f"88{tale.number}", "kind": "tmall"}
    item = {"item_id": tale.item, "store_id": store["store_id"], "kind": "tmall",
            "title_zh": tale.product, "title_en": tale.product, "price_fen": 12_800,
            "commission_bps": 1_000, "picture_url": ""}  # fmt: skip
    site.admin.call("catalogue", stores=[{**store, "name": tale.brand}], products=[item])
    return tale


@pytest.fixture
def phone(browser: Browser, site: Site, look: tuple[str, str]) -> Iterator[Callable[[], Phone]]:
    """Opens a phone of somebody's own."""
    phones: list[Phone] = []

    def open_one() -> Phone:
        phones.append(Phone(browser, site, *look))
        return phones[-1]

    yield open_one
    wrong = [line for one in phones for line in one.wrong]
    for one in phones:
        one.context.close()
    assert wrong == []


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three pictures to choose."""
    folder = tmp_path_factory.mktemp("album")
    for number, recipe in enumerate(PICTURES):
        (folder / f"{number}.webp").write_bytes(render(parse_recipe(recipe)))
    return sorted(folder.iterdir())


def hears(one: Phone, words: str) -> None:
    """The page says that it is done."""
    expect(one.page.locator(".notice-done", has_text=one.say(words))).to_be_visible()


def join(one: Phone, name: str, mail: str) -> None:
    """Come as a visitor, and sign up."""
    one.goto("/")
    one.press("Log in", "header")
    one.seen("login", "/login$")
    one.sign_up(name, mail)
    one.arrives("/")


def write(one: Phone, tale: Tale, pictures: list[Path]) -> str:
    """Write a note with three pictures, put into order and described; says where it stands."""
    page = one.page
    one.press("Write", "header")
    one.seen("write-first", "/write$")
    one.press("New note")
    with page.expect_file_chooser() as chosen:
        page.locator(".shot-add").first.click()
    chosen.value.set_files(pictures)
    expect(page.locator(".shot")).to_have_count(3)
    page.get_by_role("button", name=one.say("Move picture %(n)s earlier") % {"n": 3}).click()
    expect(page.locator(".shot").nth(1).locator(".shot-act").first).to_be_enabled()
    for shot, words in zip(page.locator(".shot").all(), tale.shows, strict=True):
        shot.get_by_label(one.say("What it shows")).fill(words)
    one.fill("Title", tale.title)
    one.fill("Text", tale.body)
    one.fill("Topics", tale.topics)
    one.seen("compose")
    one.press("Preview")
    one.seen("preview", "/preview$")
    one.press("Publish")
    one.seen("note-published", r"/n/\d+$")
    alts = [shot.get_attribute("alt") for shot in page.locator(".gallery-slide img").all()]
    assert alts == [*tale.shows]
    return page.url.removeprefix(one.site.web)


def find(one: Phone, tale: Tale, note: str) -> None:
    """Find a note by search, and open it."""
    one.goto("/")
    one.press("Search", "header")
    one.seen("search-empty", "/search$")
    one.page.get_by_role("searchbox").fill(tale.word)
    one.page.keyboard.press("Enter")
    one.seen("search-found", "/search.q=")
    one.page.locator(f".tile a[href='{note}']").click()
    one.arrives(note)


def comment(one: Phone, tale: Tale, note: str) -> None:
    """Sign up where the comment is to be written, and write it."""
    one.press("Log in to comment")
    one.sign_up(tale.reader, f"reader{tale.number}@example.org")
    one.arrives(note)
    one.fill("Your comment", tale.comment)
    one.press("Comment")
    expect(one.page.locator(".comment-text")).to_have_text(tale.comment)
    one.seen("note-commented")


def hear(one: Phone, tale: Tale) -> None:
    """Hear of the comment."""
    one.goto("/")
    expect(one.page.locator(".header-bell .badge")).to_have_text("1")
    one.page.click(".header-bell")
    told = one.page.locator(".told-one")
    expect(told).to_contain_text(tale.reader)
    expect(told).to_contain_text(tale.comment)
    one.seen("notices", "/notices$")


def apply(one: Phone, tale: Tale) -> None:
    """Sign up for a brand, and apply for the pilot."""
    join(one, tale.brand, f"brand{tale.number}@example.org")
    one.open_menu("For brands")
    one.fill("Brand", tale.brand)
    one.fill("Number of the business licence", "91330106MA2B")
    one.fill("Number of the trademark", "TM-5521")
    one.page.get_by_label(one.say("The store is in")).select_option("tmall")
    one.fill("Store's name", tale.brand)
    one.fill("Store's number there", f"88{tale.number}")
    one.fill("Store's rating, of 5", "4.9")
    one.page.get_by_label(one.say("Home"), exact=True).check()
    one.seen("apply", "/brand/apply$")
    one.press("Hand in")
    one.arrives("/brand")
    one.seen("brand-applied")


def stock(one: Phone, tale: Tale, picture: Path) -> None:
    """List the product, and open a campaign for it."""
    one.goto("/brand")
    one.press("List a product")
    shelf = one.page.locator("#list").locator("..")
    shelf.get_by_label(one.say("Item"), exact=True).fill(
        f"https://detail.tmall.com/item.htm?id={tale.item}"
    )
    shelf.get_by_label(one.say("Title"), exact=True).fill(tale.product)
    shelf.get_by_label(one.say("Category")).select_option("home")
    shelf.get_by_label(one.say("Price")).fill("128")
    shelf.get_by_label(one.say("Picture of the product")).set_input_files(picture)
    one.seen("products-empty", "/brand/products")
    one.press("List it")
    hears(one, "Listed. Creators can ask for it while a campaign with terms runs.")
    one.fill("Campaign's name", tale.campaign)
    one.press("Open it")
    hears(one, "Opened. It can be used once an operator has given it terms.")
    one.seen("products")
    one.goto("/brand")
    one.seen("brand-steps")


def admit(one: Phone) -> None:
    """Admit the brand that waits."""
    one.goto("/operator")
    one.seen("operator-application")
    one.press("Admit")
    hears(one, "Admitted. The brand can propose placements now.")


def give_terms(one: Phone) -> None:
    """Let the creator have 60 % of the marketplace's commission."""
    one.goto("/operator")
    one.press("Give it terms")
    one.page.locator("#add").locator("..").get_by_label(one.say("How much")).fill("60")
    one.seen("terms", "/terms#add$")
    one.press("Add")
    hears(one, "Added. Clicks from its time on are paid by it.")
    shows(one, one.say("In force"), ".state")


def attach(one: Phone, tale: Tale, note: str) -> None:
    """Ask for the product below one's note."""
    one.goto(note)
    one.press("Edit")
    wish = one.page.get_by_label(one.say("Product"), exact=True)
    wish.select_option(wish.get_by_text(tale.product).get_attribute("value"))
    one.seen("compose-product", "/write/")
    one.press("Publish changes")
    one.arrives(note)
    one.seen("note-asked")
    one.goto("/creator")
    expect(one.page.locator(".placement")).to_contain_text(tale.product)
    one.seen("creator-asked", "/creator$")


def agree(brand: Phone, operator: Phone) -> None:
    """The brand agrees, an operator approves."""
    brand.goto("/brand/placements")
    brand.seen("placements-asked")
    brand.press("Agree")
    hears(brand, "Agreed. An operator checks it next.")
    operator.goto("/operator")
    operator.seen("operator-placement")
    operator.press("Approve")
    hears(operator, "Approved. The link is live with the next snapshot, in seconds.")
    operator.seen("operator-live")


def see_labels(one: Phone, tale: Tale, note: str) -> None:
    """The label stands wherever the note does: feed, search, profile, embed, note."""
    page = one.page
    creator = page.locator(".note-who > a").get_attribute("href")
    for name, address in (
        ("feed", "/"),
        ("search", f"/search?q={tale.word}"),
        ("profile", f"{creator}"),
    ):
        one.goto(address)
        tile = page.locator(".tile", has=page.locator(f"a[href='{note}']"))
        expect(tile.locator("[data-label]").first).to_have_text(LABELS[one.language])
        one.seen(f"{name}-labelled")
    one.goto(f"/embed{note}")
    expect(page.locator("[data-label]").first).to_have_text(LABELS[one.language])
    one.seen("embed")
    one.goto(note)
    one.seen("note-labelled")


def tap(one: Phone, note: str) -> None:
    """See the label above the link long enough to count, and tap through to the marketplace."""
    card = one.page.locator("[data-card]")
    with one.page.expect_response(f"{one.site.edge}/e"):
        one.goto(note)
        card.scroll_into_view_if_needed()
    expect(card.locator("[data-label]")).to_have_text(LABELS[one.language])
    label, link = card.locator("[data-label]").bounding_box(), card.locator("a").bounding_box()
    assert label
    assert link
    assert label["y"] <= link["y"], "the label stands below the link"
    card.locator("a").click()
    one.page.wait_for_url(f"{one.site.shop}/tmall/item.htm*")


def buy(shop: Page) -> str:
    """Buy and pay; returns the order's number."""
    shop.click("[data-do=buy]")
    shop.click("[data-do=pay]")
    shop.click("[data-go=orders]")
    number = shop.locator("article[data-order]").first.get_attribute("data-order")
    assert number
    return number


def shows(one: Phone, amount: str, part: str = "main") -> None:
    """Open the page again until a part of it shows an amount."""
    for _ in range(60):
        one.page.reload()
        if any(amount in text for text in one.page.locator(part).all_inner_texts()):
            return
        one.page.wait_for_timeout(500)
    raise AssertionError(f"{one.page.url} never showed {amount}")


def counted(one: Phone) -> None:
    """The chain has exposure, click, order and commission."""
    for _ in range(60):
        one.page.reload()
        if not one.page.locator(".totals .chain-zero").count():
            return
        one.page.wait_for_timeout(500)
    raise AssertionError(one.page.locator(".totals").inner_text())


def send_half_back(site: Site, shop: Page, order: str, creator: Phone, brand: Phone) -> None:
    """The goods arrive and the marketplace settles; then half of the money goes back."""
    shop.click("[data-do=receive]")
    site.admin.call("settle", trade_ids=[order])
    shows(creator, "7.68", ".sum-posted")
    shop.reload()
    shop.click("[data-open=return]")
    shop.check("input[name=share][value=half]")
    shop.click("[data-do=return]")
    shows(creator, "3.84", ".sum-returned")
    creator.seen("creator-returned")
    shows(brand, "6.40")


def test_the_whole_story(
    site: Site, tale: Tale, look: tuple[str, str], phone: Callable[[], Phone], pictures: list[Path]
) -> None:
    creator, reader, brand, operator = phone(), phone(), phone(), phone()
    join(creator, tale.creator, f"creator{tale.number}@example.org")
    note = write(creator, tale, pictures)
    find(reader, tale, note)
    comment(reader, tale, note)
    hear(creator, tale)

    apply(brand, tale)
    operator.log_in(site.seeds["operator"])
    operator.arrives("/operator")
    admit(operator)
    stock(brand, tale, pictures[1])
    give_terms(operator)
    attach(creator, tale, note)
    agree(brand, operator)

    see_labels(reader, tale, note)
    tap(reader, note)
    order = buy(reader.page)
    shows(creator, "7.68")
    creator.seen("creator-earned")
    brand.goto("/brand")
    shows(brand, "12.80")
    counted(brand)
    brand.seen("brand-chain")
    if look == LOOKS[0]:
        send_half_back(site, reader.page, order, creator, brand)
        audit = site.run("-m", "hongmao", "audit", check=False)
        assert audit.returncode == 0, audit.stdout
