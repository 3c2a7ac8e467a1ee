"""The consoles: what they show, what they do, and that a refusal loses nothing."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from msgspec import structs

from hongmao.brands.actions import add_terms, apply_for_pilot
from hongmao.brands.models import Admission, AdmissionState
from hongmao.core.clock import to_ms
from hongmao.core.connector import Connector
from hongmao.core.matching import Grade, Judgement
from hongmao.core.orders import OrderStatus
from hongmao.core.terms import Shares, share_of_fee
from hongmao.jobs.audit import audit
from hongmao.jobs.reading import count_recent_hours
from hongmao.lake.parquet import ship_all
from hongmao.links import actions
from hongmao.links.leases import stock_adzones
from hongmao.links.models import Adzone, Placement, PlacementState
from hongmao.orders import seeding
from hongmao.orders.actions import keep_judgement, keep_orders, start_feed
from hongmao.orders.models import Match, MatchFit, Order
from hongmao.people.models import Role
from hongmao.settlement.actions.charges import settle_charge
from hongmao.settlement.actions.commissions import settle_order
from hongmao.settlement.actions.deposits import Movement, record_deposit
from hongmao.settlement.models import Charge, ChargeKind
from hongmao.settlement.queries.charges import Count
from hongmao.web.console import operator as operator_pages
from tests import factories
from tests.web.parsing import read_page

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home")]

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh-CN"}


@pytest.fixture
def operator(client: Client) -> Client:
    """A browser in which an operator is logged in."""
    client.force_login(factories.make_person(Role.OPERATOR))
    return client


def apply(rating: str = "4.80", documents: bool = True) -> Admission:
    """An application that waits."""
    brand = factories.make_brand(rating=rating, documents=documents)
    return apply_for_pilot(brand.team.get(), brand, ["taobao"], ["home"])


def notices(html: bytes) -> list[str]:
    """The notices of a page."""
    return [e.text.strip() for e in read_page(html.decode()) if "notice" in e.classes]


def earn(placement: Placement, status: OrderStatus, grade: Grade = Grade.PROBABLE) -> Order:
    """An order from a click on a placement, judged and booked."""
    click = timezone.now() - timedelta(hours=2)
    settled = to_ms(click) + 7_200_000 if status is OrderStatus.SETTLED else 0
    revision = factories.make_revision(placement, to_ms(click), status=status, settled_ms=settled)
    keep_orders(start_feed("taobao", "orders", click), [revision], "")
    order = Order.objects.get(trade_id=revision.trade_id)
    keep_judgement(order.pk, Judgement(grade, placement.pk, "c", to_ms(click)), timezone.now())
    settle_order(order.pk)
    return order


def test_an_operator_admits(operator: Client) -> None:
    admission = apply()
    days = {"starts": "2026-11-01", "ends": "2026-11-30"}
    response = operator.post(
        f"/operator/admissions/{admission.pk}/admit", days, follow=True, headers=EN
    )
    admission.refresh_from_db()
    assert admission.state == AdmissionState.ADMITTED
    assert admission.starts_at is not None
    assert admission.ends_at is not None
    assert timezone.localtime(admission.starts_at).isoformat() == "2026-11-01T00:00:00+08:00"
    assert timezone.localtime(admission.ends_at).isoformat() == "2026-12-01T00:00:00+08:00"
    assert notices(response.content) == ["Admitted. The brand can propose placements now."]


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [(EN, "is rated 4.2; the pilot asks for 4.5 or more."), (ZH, "评分 4.2，试点要求不低于 4.5")],
)
def test_a_refused_admission_changes_nothing(
    operator: Client, headers: dict[str, str], sentence: str
) -> None:
    admission = apply(rating="4.20")
    days = {"starts": "2026-11-01", "ends": "2026-11-30"}
    page = operator.get("/operator", headers=headers)
    assert sentence.rstrip(".") in page.content.decode().replace("4.20", "4.2")
    response = operator.post(f"/operator/admissions/{admission.pk}/admit", days, headers=headers)
    admission.refresh_from_db()
    assert response.status_code == 409
    assert sentence.rstrip(".") in notices(response.content)[0].replace("4.20", "4.2")
    assert admission.state == AdmissionState.APPLIED


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ({"starts": "2026-12-01", "ends": "2026-11-30"}, "must not be before the first"),
        ({"starts": "soon", "ends": "2026-11-30"}, "valid date"),
        ({}, "required"),
    ],
)
def test_days_that_make_no_sense(operator: Client, days: dict[str, str], sentence: str) -> None:
    admission = apply()
    response = operator.post(f"/operator/admissions/{admission.pk}/admit", days, headers=EN)
    admission.refresh_from_db()
    assert response.status_code == 422
    assert sentence in notices(response.content)[0]
    assert admission.state == AdmissionState.APPLIED


def test_a_refusal_needs_its_sentence(operator: Client) -> None:
    admission = apply()
    where = f"/operator/admissions/{admission.pk}/refuse"
    assert operator.post(where, {"sentence": " "}, headers=EN).status_code == 422
    operator.post(where, {"sentence": "请补交商标注册证。"})
    admission.refresh_from_db()
    assert (admission.state, admission.refusal) == (AdmissionState.REFUSED, "请补交商标注册证。")


def test_the_life_of_a_link(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def connector(name: str) -> Connector:
        return factories.Marketplace()

    monkeypatch.setattr(operator_pages, "connector", connector)
    stock_adzones("taobao", factories.PIDS)
    placement = factories.make_placement(PlacementState.AGREED)
    for verb, state in (
        ("approve", PlacementState.APPROVED),
        ("pause", PlacementState.PAUSED),
        ("resume", PlacementState.APPROVED),
        ("end", PlacementState.ENDED),
    ):
        response = operator.post(f"/operator/placements/{placement.pk}/{verb}")
        placement.refresh_from_db()
        assert response.status_code == 302, verb
        assert placement.state == state
    again = operator.post(f"/operator/placements/{placement.pk}/end", headers=EN)
    assert again.status_code == 409
    sentence = "This is Ended already; reload the page to see where it stands."
    assert notices(again.content)[0] == sentence


@pytest.mark.parametrize("headers", [EN, ZH])
def test_a_marketplace_that_refuses(
    operator: Client, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    def connector(name: str) -> Connector:
        return factories.Marketplace(refuse="item is not promoted")

    monkeypatch.setattr(operator_pages, "connector", connector)
    stock_adzones("taobao", factories.PIDS)
    placement = factories.make_placement(PlacementState.AGREED)
    response = operator.post(f"/operator/placements/{placement.pk}/approve", headers=headers)
    placement.refresh_from_db()
    assert response.status_code == 409
    assert "item is not promoted" in notices(response.content)[0]
    assert placement.state == PlacementState.AGREED


def test_a_placement_is_refused_with_a_sentence_its_brand_reads(operator: Client) -> None:
    placement = factories.make_placement(PlacementState.AGREED)
    where = f"/operator/placements/{placement.pk}/refuse"
    operator.post(where, {"sentence": "The note is about hotpot."})
    operator.force_login(placement.brand.team.get())
    assert "The note is about hotpot." in operator.get("/brand/placements").content.decode()


@pytest.mark.parametrize("verb", ["approve", "pause", "resume", "end"])
def test_what_does_not_exist(operator: Client, verb: str) -> None:
    assert operator.post(f"/operator/placements/999999/{verb}").status_code == 404


@pytest.mark.parametrize(
    ("verb", "state"), [("agree", PlacementState.AGREED), ("decline", PlacementState.REFUSED)]
)
def test_a_creator_answers(client: Client, verb: str, state: PlacementState) -> None:
    placement = factories.make_placement(PlacementState.PROPOSED)
    client.force_login(placement.creator)
    assert placement.note.title in client.get("/creator").content.decode()
    client.post(f"/creator/placements/{placement.pk}/{verb}")
    placement.refresh_from_db()
    assert placement.state == state
    again = client.post(f"/creator/placements/{placement.pk}/{verb}", headers=EN)
    assert again.status_code == 409


def test_a_creator_reads_what_was_earned(client: Client) -> None:
    placement = factories.make_placement()
    earn(placement, OrderStatus.PAID)
    earn(placement, OrderStatus.SETTLED)
    client.force_login(placement.creator)
    html = client.get("/creator", headers=EN).content.decode()
    elements = read_page(html)
    sums = {e.classes[1]: e.text for e in elements if "sum" in e.classes}
    assert "¥6.00" in sums["sum-held"]
    assert "¥6.00" in sums["sum-posted"]
    assert "¥0.00" in sums["sum-returned"]
    assert html.count("Probable match") >= 2
    assert "The last 30 days" in html
    assert [e for e in elements if e.tag == "svg" and e.attributes.get("class") == "marks"]


def test_a_creator_without_earnings_reads_what_to_do(client: Client) -> None:
    client.force_login(factories.make_person(Role.CREATOR))
    assert "Nothing earned yet" in client.get("/creator", headers=EN).content.decode()


def test_a_brand_reads_its_chain(client: Client) -> None:
    placement = factories.make_placement()
    earn(placement, OrderStatus.PAID)
    earn(placement, OrderStatus.SETTLED, Grade.AMBIGUOUS)
    client.force_login(placement.brand.team.get())
    html = client.get("/brand", headers=EN).content.decode()
    counts = [e.text for e in read_page(html) if "chain-count" in e.classes]
    assert counts[:4] == ["0", "0", "1", "¥10.00"]
    assert "1 matched as probable" in html
    assert "1 ambiguous, not counted" in html
    assert placement.note.title_en in html


def test_both_sides_read_what_clicks_led_to(client: Client, home: Path) -> None:
    placement, rival = factories.make_placement(), factories.make_placement()
    clicked = to_ms(timezone.now() - timedelta(days=2))
    order = earn(placement, OrderStatus.PAID)
    Order.objects.update(new_customer=True)
    Match.objects.filter(order=order).update(click_at=timezone.now() - timedelta(days=2))
    Order.objects.update(ordered_at=timezone.now() - timedelta(hours=30))
    events = [factories.make_click(one, clicked) for one in (placement, placement, rival)]
    factories.write_segment(home, factories.make_impression(placement, clicked), *events)
    pages = {"/brand": placement.brand.team.get(), "/creator": placement.creator}
    list(ship_all(home / "log", home / "lake"))
    count_recent_hours(home / "lake", timezone.now())
    seeding._hours.cache_clear()
    for page, who in pages.items():
        client.force_login(who)
        for by in ("note", "creator", "campaign", "nobody"):
            html = client.get(f"{page}?by={by}", headers=EN).content.decode()
            cells = [e.text.split() for e in read_page(html) if e.tag == "tr"]
            windows = [row for row in cells if row[:1] in (["1"], ["3"], ["30"])]
            told = [(row[0], row[-1]) for row in windows[:2]]
            assert told == [("1", "11––¥100.00"), ("3", "11––¥100.00")]
            assert rival.note.title_en not in html
        assert placement.note.title_en in html
    client.force_login(placement.brand.team.get())
    html = client.get("/brand", headers=ZH).content.decode()
    assert "距点击天数" in html
    chart = html[html.index("距点击天数") :]
    assert "<svg" in chart


def test_a_brand_sees_its_own_only(client: Client) -> None:
    mine, other = factories.make_placement(), factories.make_placement()
    client.force_login(mine.brand.team.get())
    html = client.get(f"/brand?brand={other.brand.slug}", headers=EN).content.decode()
    assert mine.note.title_en in html
    assert other.note.title_en not in html


def test_a_member_of_no_brand(client: Client) -> None:
    client.force_login(factories.make_person(Role.BRAND))
    for path in ("/brand", "/brand/placements"):
        assert "belongs to no brand" in client.get(path, headers=EN).content.decode()


def propose(client: Client, placement: Placement, note: object) -> dict[str, object]:
    """The answers of the form, with the campaign and product of a placement."""
    client.force_login(placement.brand.team.get())
    return {"campaign": placement.campaign_id, "product": placement.product_id, "note": note}


def test_a_brand_proposes(client: Client) -> None:
    placement = factories.make_placement()
    note = factories.make_note()
    response = client.post("/brand/placements", propose(client, placement, note.pk))
    assert response.status_code == 302
    assert Placement.objects.get(note=note).state == PlacementState.PROPOSED


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [(EN, "This note already carries a link."), (ZH, "这篇笔记已有挂链")],
)
def test_a_refused_proposal_keeps_the_form(
    client: Client, headers: dict[str, str], sentence: str
) -> None:
    placement = factories.make_placement()
    answers = propose(client, placement, placement.note_id)
    response = client.post("/brand/placements", answers, headers=headers)
    assert response.status_code == 409
    assert sentence in notices(response.content)[0]
    field = next(
        e for e in read_page(response.content.decode()) if e.attributes.get("id") == "id_note"
    )
    assert field.attributes["value"] == str(placement.note_id)
    assert Placement.objects.count() == 1


@pytest.mark.parametrize("note", ["", "x", "-1", "999999", "9" * 40])
def test_a_note_that_cannot_be_chosen(client: Client, note: str) -> None:
    placement = factories.make_placement()
    response = client.post("/brand/placements", propose(client, placement, note), headers=EN)
    assert response.status_code == 422
    assert Placement.objects.count() == 1


def test_a_product_of_another_brand_is_no_choice(client: Client) -> None:
    placement, other = factories.make_placement(), factories.make_placement()
    answers = propose(client, placement, factories.make_note().pk) | {"product": other.product_id}
    assert client.post("/brand/placements", answers).status_code == 422


def test_a_link_that_was_ended_says_so_to_its_brand(client: Client) -> None:
    placement = factories.make_placement()
    actions.end(factories.make_person(Role.OPERATOR), placement.pk)
    client.force_login(placement.brand.team.get())
    assert "This campaign is over" in client.get("/brand/placements", headers=EN).content.decode()


def matching_card(html: bytes) -> str:
    """The text of the card on matching, in one line."""
    text = html.decode()
    start = text.index('aria-labelledby="matching"')
    plain = re.sub(r"<[^>]+>", " ", text[start : text.index("</section>", start)])
    return " ".join(plain.split())


def test_the_operator_sees_how_matching_stands(operator: Client) -> None:
    placement = factories.make_placement()
    assert "10 adzones free" in matching_card(operator.get("/operator", headers=EN).content)
    earn(placement, OrderStatus.PAID)
    earn(placement, OrderStatus.PAID, Grade.AMBIGUOUS)
    shown = matching_card(operator.get("/operator", headers=EN).content)
    assert "Exact 0 Probable 1 Ambiguous 1 None 0" in shown
    assert "within 60.0 s" in shown
    assert "not learned yet" in shown
    now = timezone.now()
    MatchFit.objects.create(
        marketplace="taobao", tolerance_ms=2_000, skew_ms=-5_100, ceiling_ms=60_000, crowd=9,
        samples=1_234, watched=0, strays=0, learned_at=now, checked_at=now,
    )  # fmt: skip
    shown = matching_card(operator.get("/operator", headers=EN).content)
    assert "within 2.0 s; the marketplace's clock against ours: -5.1 s" in shown
    assert "learned from 1,234 matches" in shown
    assert "Clicks are -5.1 s apart" in shown
    shown = matching_card(operator.get("/operator", headers=ZH).content)
    assert "点击时间容差 2.0 秒" in shown
    assert "NTP 校时" in shown


def test_the_operator_sees_a_pool_run_out(operator: Client) -> None:
    placements = [factories.make_placement() for _ in range(3)]
    Adzone.objects.filter(leases=None).delete()
    shown = matching_card(operator.get("/operator", headers=EN).content)
    assert "0 of 3 adzones free" in shown
    assert "None of 3 adzones is free" in shown
    assert "已全部占用" in matching_card(operator.get("/operator", headers=ZH).content)
    stock_adzones("taobao", ("mm_900_1_999",))
    shown = matching_card(operator.get("/operator", headers=EN).content)
    assert "1 of 4 adzones are free; days left at this rate: about 1." in shown
    assert len(placements) == 3


def test_clicks_that_are_paid_for_are_on_both_sides_pages(client: Client) -> None:
    placement = factories.make_placement()
    said = structs.replace(share_of_fee(6_000), click=50, shares=Shares(8_000, 0, 2_000))
    operator = factories.make_person(Role.OPERATOR)
    terms = add_terms(operator, placement.campaign, said, timezone.now() + timedelta(seconds=1))
    record_deposit(operator, placement.brand_id, Movement(10_000, "CNY", "main", "r-1"))
    today = timezone.localdate()
    settle_charge(Count(placement.pk, terms.pk, today, ChargeKind.CLICK, 30), timezone.now())
    client.force_login(placement.creator)
    page = client.get("/creator", headers=EN).content.decode()
    assert "30 clicks" in page
    assert "¥12.00" in page  # 30 at 0.50, 80 % the creator's
    client.force_login(placement.brand.team.get())
    assert "and ¥15.00 for clicks" in client.get("/brand", headers=EN).content.decode()
    found = {one.check: one for one in audit()}
    assert found["earnings pages"].differences == found["brands' chains"].differences == ()
    Charge.objects.update(granted=1_000)
    assert not client.get("/brand", headers=EN).content.decode().count("¥15.00")
    assert {one.check: one for one in audit()}["brands' chains"].differences
