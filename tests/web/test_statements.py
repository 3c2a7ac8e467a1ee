"""Statements and the way down to the click: who may look, and what they see."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from hongmao.brands.actions import open_agency
from hongmao.ledger.models import Link
from hongmao.links.models import Placement
from hongmao.orders.models import Match
from hongmao.people.models import Person, Role
from hongmao.settlement.actions.reconciliation import reconcile
from hongmao.settlement.models import Commission, Statement, StatementLine
from tests import factories
from tests.settlement.closing import make_way, this_month

pytestmark = [pytest.mark.database, pytest.mark.django_db]

EN = {"Accept-Language": "en"}


@pytest.fixture
def way(home: Path) -> Placement:
    """An order from its click to a closed statement."""
    return make_way(home)


def member_of(placement: Placement) -> Person:
    """Somebody of the placement's brand."""
    member = placement.brand.team.first()
    assert member is not None
    return member


def addresses(statement: Statement) -> list[str]:
    """A statement and everything below it."""
    line = StatementLine.objects.filter(statement=statement)[0]
    commission, match = Commission.objects.get(), Match.objects.get(current=True)
    return [
        reverse("statement", args=[statement.pk]),
        reverse("statement_table", args=[statement.pk]),
        reverse("line", args=[line.pk]),
        reverse("commission", args=[commission.pk]),
        reverse("order", args=[commission.pk]),
        reverse("match", args=[match.pk]),
        reverse("click", args=[match.pk]),
    ]


@pytest.mark.parametrize("kind", ["creator", "brand", "marketplace"])
def test_everybody_sees_their_own_and_nobody_anothers(
    client: Client, way: Placement, kind: str
) -> None:
    statement = Statement.objects.get(party__kind=kind)
    other = factories.make_placement()
    insiders = {"creator": [way.creator], "brand": [member_of(way)], "marketplace": []}[kind]
    outsiders = [other.creator, member_of(other), factories.make_person(Role.READER)]
    if kind != "creator":
        outsiders.append(way.creator)
    if kind != "brand":
        outsiders.append(member_of(way))
    for who in [*insiders, factories.make_person(Role.OPERATOR)]:
        client.force_login(who)
        for address in addresses(statement):
            assert client.get(address).status_code in (200, 302), (who.role, address)
    for who in outsiders:
        client.force_login(who)
        own = addresses(statement)[:3]
        strangers = who.pk in {other.creator_id, member_of(other).pk} or who.role == Role.READER
        for address in addresses(statement) if strangers else own:
            assert client.get(address).status_code in (403, 404), (who.role, address)


def test_an_agency_reads_its_own_part(client: Client, way: Placement) -> None:
    ours, other = (open_agency(None, factories.make_person(Role.AGENCY)) for _ in range(2))
    Commission.objects.update(agency=ours, agency_amount=1_234)
    page = reverse("commission", args=[Commission.objects.get().pk])
    client.force_login(ours.person)
    answer = client.get(page, headers=EN).content.decode()
    assert re.search(r"Agency(&#x27;|')s part</dt><dd[^>]*>¥12\.34", answer)
    client.force_login(other.person)
    assert client.get(page).status_code == 404


def test_a_list_has_ones_own_statements(client: Client, way: Placement) -> None:
    counts = {
        way.creator: 1,
        member_of(way): 1,
        factories.make_person(Role.CREATOR): 0,
        factories.make_person(Role.OPERATOR): 3,
    }
    for who, count in counts.items():
        client.force_login(who)
        page = client.get("/statements").content.decode()
        assert page.count('href="/statements/') == count, who.role


def test_a_statement_says_what_it_is_and_opens_each_line(client: Client, way: Placement) -> None:
    client.force_login(way.creator)
    statement = Statement.objects.get(party__kind="creator")
    text = client.get(f"/statements/{statement.pk}", headers=EN).content.decode()
    for words in ("¥0.00", "+¥6.00", "+¥5.88", "−¥2.94", "¥2.94", "Returned with a refund"):
        assert words in text, words
    line = StatementLine.objects.filter(statement=statement).order_by("pk")[1]
    there = client.get(f"/lines/{line.pk}")
    commission = Commission.objects.get()
    assert there.headers["Location"] == f"/commissions/{commission.pk}#transfer-{line.transfer_id}"
    page = client.get(f"/commissions/{commission.pk}", headers=EN).content.decode()
    for link in Link.objects.filter(transfer__subject=str(commission)):
        assert link.hash in page
    assert f'id="transfer-{line.transfer_id}"' in page
    assert f"commission:{commission.pk}:2" in page
    assert f"/statements/{statement.pk}?page=1#line-" in page


def test_a_statement_narrows_to_a_note_or_a_kind(client: Client, way: Placement) -> None:
    client.force_login(way.creator)
    where = f"/statements/{Statement.objects.get(party__kind='creator').pk}"
    counts = {"": 3, "?kind=returned": 1, f"?note={way.note_id}": 3, "?note=999999": 0,
              "?note=x&kind=x&page=x": 3}  # fmt: skip
    for query, count in counts.items():
        assert client.get(where + query).content.decode().count("data-line") == count, query


def test_the_click_is_shown_without_its_reader(client: Client, way: Placement) -> None:
    client.force_login(way.creator)
    match = Match.objects.get(current=True)
    text = client.get(f"/matches/{match.pk}/click", headers=EN).content.decode()
    assert match.click_id in text
    assert "Below the note" in text
    assert "Led to the marketplace" in text
    assert ">reader<" not in text


def test_the_file_says_what_the_page_says(client: Client, way: Placement) -> None:
    client.force_login(way.creator)
    statement = Statement.objects.get(party__kind="creator")
    answer = client.get(f"/statements/{statement.pk}/table", headers=EN)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    head, *rows = csv.reader(io.StringIO(content))
    posted = head.index("Posted")
    assert [row[posted] for row in rows] == ["0.00", "5.88", "-2.94"]
    assert {row[head.index("Order")] for row in rows} == {Commission.objects.get().order.trade_id}
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_text_in_the_file_is_no_formula(client: Client, way: Placement) -> None:
    order = Commission.objects.get().order
    order.item_title = "=1+1"
    order.save()
    client.force_login(way.creator)
    statement = Statement.objects.get(party__kind="creator")
    answer = client.get(f"/statements/{statement.pk}/table")
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert ",'=1+1," in content


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_operators_pages_show_months_and_reconciliations(
    client: Client, way: Placement, language: str
) -> None:
    client.force_login(factories.make_person(Role.OPERATOR))
    headers = {"Accept-Language": language}
    empty = client.get("/operator/settlement", headers=headers)
    assert empty.status_code == 200
    month = this_month()
    one = reconcile("taobao", month.key, month.ends_at)
    page = client.get("/operator/settlement", headers=headers).content.decode()
    assert f"/operator/reconciliations/{one.pk}" in page
    assert f"?month={month.key}" in page
    assert client.get(f"/operator/reconciliations/{one.pk}", headers=headers).status_code == 200
