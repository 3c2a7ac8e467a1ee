"""What followed clicks, as the seeding report takes it; and the report from the command line."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from rich.console import Console

from hongmao.core.clock import to_ms
from hongmao.core.connector import CollectKind
from hongmao.core.matching import Grade, Judgement
from hongmao.crediting import Asked, credit_own
from hongmao.lake.parquet import ship_all
from hongmao.lifting import run_report
from hongmao.links.models import Lease
from hongmao.measuring import CannotMeasure
from hongmao.orders.actions import keep_judgement, keep_revisions
from hongmao.orders.models import Collect, Match, Order
from hongmao.orders.outcomes import outcomes, sold, told
from tests.factories import make_click, make_placement, make_revision, write_segment

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_orders_and_collects_follow_their_clicks(tmp_path: Path) -> None:
    placement = make_placement()
    now = timezone.now()
    clicked = now - timedelta(days=2)
    revision = make_revision(placement, to_ms(clicked))
    keep_revisions("taobao", [revision])
    order = Order.objects.get()
    keep_judgement(order.pk, Judgement(Grade.PROBABLE, placement.pk, "", to_ms(clicked)), now)
    since = now - timedelta(days=3)
    [row] = outcomes(since).to_pylist()
    assert (row["kind"], row["note"], row["creator"], row["campaign"]) == (
        "order", placement.note_id, placement.creator_id, placement.campaign_id,
    )  # fmt: skip
    assert (row["click_ms"], row["paid"], row["is_new"]) == (to_ms(clicked), revision.paid, -1)
    assert outcomes(now).num_rows == 0
    assert outcomes(since, "USD").to_pylist()[0]["paid"] == 0
    assert told() == ("order",)
    Lease.objects.update(adzone=None)
    Collect.objects.create(
        marketplace="taobao", event_id="1", kind=CollectKind.CART, item_id="1",
        lease=Lease.objects.get().name, click_at=clicked, at=now,
    )  # fmt: skip
    assert [one["kind"] for one in outcomes(since).to_pylist()] == ["order", "cart"]
    assert told() == ("order", "cart")
    write_segment(tmp_path, make_click(placement, to_ms(clicked)))
    list(ship_all(tmp_path / "log", tmp_path / "lake"))
    target, out = tmp_path / "REPORT.csv", Console(record=True, width=120)
    lake, day = tmp_path / "lake", timedelta(days=1)
    run_report(lake, outcomes(since), "note", since, now, now + day, told(), target, out)
    lines = target.read_text().splitlines()
    assert lines[0].startswith("subject,days,exposures")
    assert lines[-1].split(",")[:2] == [str(placement.note_id), "30"]
    assert "1 hours were counted anew, from 1 events" in out.export_text()
    table, unmatched = sold(since, now + day)
    assert ([row["conversion"] for row in table.to_pylist()], unmatched) == ([order.pk], 0)
    asked = Asked(by="topic", engine="duckdb", skip_bad=True)
    assert credit_own(lake, None, None, "CNY", asked, out)
    assert "1 orders: 0 used, 1 refused" in (said := out.export_text())
    assert "click_id is empty" in said
    match = Match.objects.filter(current=True)
    match.update(click_id="no such click")
    assert credit_own(lake, None, None, "CNY", asked, out)
    assert "not in the lake" in out.export_text()
    match.update(grade=Grade.AMBIGUOUS)
    assert (sold(None, None)[0].num_rows, sold(None, None)[1]) == (0, 1)
    match.update(grade=Grade.PROBABLE)
    Order.objects.update(refunded=100)
    run_report(lake, outcomes(since), "note", since, now, now + 2 * day, told(), None, out)
    assert "paid" in (said := out.export_text())
    assert "Restated" in said
    with pytest.raises(CannotMeasure, match="ends in"):
        run_report(lake, outcomes(since), "note", since, now, now, told(), Path("x.doc"), out)
