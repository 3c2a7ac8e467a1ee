"""One reader through the whole chain with no screen: each step prints its ids, then the audit."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import httpx
from django.core.management import call_command
from django.utils import timezone
from rich.console import Console

from hongmao.brands import actions as brands
from hongmao.core.money import Money
from hongmao.core.reasons import Refusal
from hongmao.core.terms import share_of_fee
from hongmao.demo.visitor import Page, SandboxAdmin, SeenCard, Visitor, new_name
from hongmao.jobs.audit import audit, differs
from hongmao.links import actions as links
from hongmao.links.leases import stock_adzones
from hongmao.links.marketplaces import connector
from hongmao.links.models import Placement
from hongmao.notes.actions.notes import NoteText, publish_note
from hongmao.orders.models import Match, Order
from hongmao.people.actions import create_person
from hongmao.people.models import Role
from hongmao.processes import children, sandbox_child
from hongmao.reports import show_findings
from hongmao.settings import Settings
from hongmao.settlement.models import Commission
from hongmao.settlement.queries.chain import Chain, brand_chain
from hongmao.settlement.queries.earnings import earnings
from hongmao.supervisor import Supervisor

T = TypeVar("T")
PRICE, COMMISSION_BPS, CREATOR_SHARE = 12_800, 1_000, 6_000
READ_SECONDS = 12
PATIENCE_S = 60.0


class Stuck(Exception):
    """Something that should have happened did not, in time."""


def run_script(values: Settings, out: Console) -> int:
    """Drive the chain; returns 0 only where every step came and every cent agrees."""
    call_command("migrate", interactive=False, verbosity=0)
    said: list[str] = []
    supervisor = Supervisor(
        [sandbox_child(values), *children(values)],
        lambda name, line: said.append(f"{name:>8} {line}"),
    )
    out.print(f"Starting edge, web, worker and sandbox in {values.home}")
    supervisor.start()
    try:
        return _drive(values, out)
    except (Stuck, Refusal, httpx.HTTPError) as error:
        out.print(f"[red]{error}[/]")
        out.print("\n".join(said[-40:]), markup=False)
        return 1
    finally:
        supervisor.stop()


def _drive(values: Settings, out: Console) -> int:
    sandbox = f"http://{values.host}:{values.sandbox_port}"
    for name, url in (
        ("sandbox", f"{sandbox}/"),
        ("edge", f"{values.edge_address}/healthz"),
        ("web", f"{values.web_address}/healthz"),
    ):
        _wait(f"{name} at {url}", partial(_answers, url))
    admin = SandboxAdmin(sandbox, values.taobao_app_secret.get_secret_value())
    stock_adzones("taobao", values.taobao_pids)
    placement = _place(admin)
    out.print(f"placement {placement.pk}: link {placement.link.code}, "
              f"adzone {placement.lease.name}")  # fmt: skip
    made = int(time.time() * 1000)
    _wait("the edge to have the link", lambda: _snapshot_since(values, made))
    with Visitor(values.web_address, values.edge_address) as reader:
        order = _shop(reader, placement, out)
    return _settle(placement, order, admin, out)


def _place(admin: SandboxAdmin) -> Placement:
    """A brand admitted, a note, a link below it: by the same actions that the screens use."""
    name, now = new_name("script"), timezone.now()
    operator = create_person(f"{name}-operator", None, Role.OPERATOR, "平台运营")
    member = create_person(f"{name}-brand", None, Role.BRAND, "品牌方")
    creator = create_person(f"{name}-creator", None, Role.CREATOR, "博主")
    admin.call(
        "catalogue",
        stores=[{"store_id": name, "seller_id": f"{name}-seller", "name": "山间旗舰店",
                 "kind": "tmall"}],
        products=[{"item_id": f"{name}-item", "store_id": name, "title_zh": "手冲咖啡壶",
                   "title_en": "Pour-over kettle", "price_fen": PRICE,
                   "commission_bps": COMMISSION_BPS, "kind": "tmall", "picture_url": ""}],
    )  # fmt: skip
    brand = brands.open_brand(
        member, slug=name, name="山间", name_en="Shanjian", licence=True, trademark=True
    )
    store = brands.open_store(
        member, brand, marketplace="taobao", kind="tmall", store_id=name, name="山间旗舰店",
        rating="4.9",
    )  # fmt: skip
    product = brands.list_product(
        member, store, item_id=f"{name}-item", title="手冲咖啡壶", title_en="Pour-over kettle",
        category="home", price=PRICE,
    )  # fmt: skip
    application = brands.apply_for_pilot(member, brand, ["taobao"], ["home"])
    brands.admit(operator, application.pk, now - timedelta(minutes=1), now + timedelta(days=90))
    campaign = brands.open_campaign(
        member, brand, "秋日手冲", now - timedelta(minutes=1), now + timedelta(days=30)
    )
    brands.add_terms(member, campaign, share_of_fee(CREATOR_SHARE), now - timedelta(minutes=1))
    text = NoteText(title="早晨的一壶手冲", body="水温九十二度，粉水比一比十五。")
    note = publish_note(creator, text, [])
    placement = links.propose(member, note, campaign, product)
    links.agree(creator, placement.pk)
    return links.approve(operator, placement.pk, connector("taobao"))


def _shop(reader: Visitor, placement: Placement, out: Console) -> Order:
    """Read the feed and the note, see the card, tap it, buy."""
    feed = reader.read("/")
    out.print(f"feed: {len(feed.notes)} notes, {len(feed.cards)} with a card")
    page = reader.read(f"/n/{placement.note_id}")
    card = _card(page, placement)
    out.print(f"note {placement.note_id}: card labelled {card.label}, view {card.view}")
    out.print(f"impression and read: the edge answered {reader.see(page, READ_SECONDS)}")
    click_id, item_page = reader.tap(card)
    out.print(f"click {click_id} -> {item_page}")
    trade_id = reader.buy(item_page)
    order = _wait("the order to be pulled", lambda: Order.objects.filter(trade_id=trade_id).first())
    out.print(f"order {order}: {Money(order.paid)}, commission {Money(order.fee)}")
    match = _wait("the order to be matched", lambda: _matched(order))
    out.print(f"match: {match.grade}, click {match.click_id}, "
              f"{match.evidence['distance_ms']} ms apart")  # fmt: skip
    if match.click_id != click_id:
        raise Stuck(f"the order was matched to {match.click_id}, the reader's click was {click_id}")
    return order


def _card(page: Page, placement: Placement) -> SeenCard:
    found = [card for card in page.cards if f"/r/{placement.link.code}?" in card.href]
    if not found or not found[0].label:
        raise Stuck(f"note {placement.note_id} shows no labelled card")
    return found[0]


def _settle(placement: Placement, order: Order, admin: SandboxAdmin, out: Console) -> int:
    """Receive, settle, return half; then recount everything."""
    for deed, call, body, state in (
        ("paid", "", {}, "held"),
        ("received", "receive", {"trade_ids": [order.trade_id]}, "held"),
        ("settled", "settle", {"trade_ids": [order.trade_id]}, "posted"),
        ("half returned", "return",
         {"trade_id": order.trade_id, "amount_fen": PRICE // 2}, "posted"),
    ):  # fmt: skip
        if call:
            admin.call(call, **body)
        half = deed == "half returned"
        status = {"paid": "paid", "received": "received"}.get(deed, "settled")
        commission = _wait(
            f"the commission of the {deed} order",
            partial(_commission, order, state, status, half),
        )
        money = earnings(placement.creator_id)
        out.print(
            f"{deed}: commission {commission.pk} {commission.state}, creator holds "
            f"{Money(money.held)}, has {Money(money.posted)}, returned {Money(money.returned)}"
        )
    chain = _wait(
        "the chain to show the exposure",
        lambda: _chain(placement.brand_id),
    )
    out.print(f"chain: {chain.exposures} exposure, {chain.clicks} click, {chain.orders} order, "
              f"commission {Money(chain.posted)}")  # fmt: skip
    findings = show_findings(audit(), out)
    return 1 if differs(findings) else 0


def _chain(brand_id: int) -> Chain | None:
    chain = brand_chain(brand_id)
    return chain if chain.exposures and chain.clicks else None


def _commission(order: Order, state: str, status: str, half: bool) -> Commission | None:
    found = Commission.objects.filter(
        order=order, state=state, order__status=status, order__needs_books=False
    ).first()
    return found if found and bool(found.returned) == half else None


def _matched(order: Order) -> Match | None:
    return order.matches.filter(current=True).exclude(click_id="").first()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code < 500
    except httpx.HTTPError:
        return False


def _snapshot_since(values: Settings, made_ms: int) -> bool:
    health = httpx.get(f"{values.edge_address}/healthz", timeout=5).json()
    return bool(health["snapshot"]) and health["snapshot"]["made_ms"] >= made_ms


def _wait(what: str, look: Callable[[], T | None]) -> T:
    """What `look` finds, as soon as it finds something; raises `Stuck`."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise Stuck(f"Waited {PATIENCE_S:g} s for {what}, in vain.")
